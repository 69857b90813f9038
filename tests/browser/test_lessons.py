"""Every step of every lesson in Chromium: by keyboard alone, wide and on phones, light and dark."""

import re

import pytest
from support.browser_helpers import act, wait_done

from explorer.data.palette import PALETTE
from explorer.lessons import card

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
LESSONS = pytest.mark.parametrize("name", card.lessons())
DRAWN = ".st-key-lesson_more button >> nth=-1"
PROJECTED = ".st-key-present_leave button"
MOST_TABS = 80  # presses until the question is reached: menu, guide and bar stand before it
INSIDE = """() => {
  let at = document.activeElement;
  return Boolean(at && at.closest('.st-key-lesson_ask') && !at.closest('.st-key-lesson_skip'));
}"""
GROUND = """(paper) => {
  const [, ...digits] = /rgb\\((\\d+), (\\d+), (\\d+)\\)/.exec(
    getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor) ?? [];
  return '#' + digits.map((one) => Number(one).toString(16).padStart(2, '0')).join('') === paper
    && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll('[data-testid="stMain"] *')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && [...one.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
    && one.getBoundingClientRect().width > 1
    && !one.matches("style, script, [data-testid=stIconMaterial]"))
  .map((one) => parseFloat(getComputedStyle(one).fontSize) * (one.currentCSSZoom ?? 1)))"""


def open_lesson(open_tab, server, name, **options):
    """A tab on the first step, which may lead to another page first."""
    tab = open_tab(server.url, **options)
    tab.goto(f"/?lesson={name}")
    wait_done(tab)
    tab.locator(DRAWN).wait_for()  # the last message is here before all of it is drawn
    return tab


def answer_by_keyboard(tab, kind):
    """Tab to what answers the question and use it as its kind is used."""
    for _ in range(MOST_TABS):
        tab.keyboard.press("Tab")
        if tab.evaluate(INSIDE):
            break
    else:
        pytest.fail("the question is not reached by the Tab key")
    if kind in ("choice", "word"):
        act(tab, lambda: tab.keyboard.press("Enter"))
        return
    if kind == "slider":
        act(tab, lambda: tab.keyboard.press("ArrowRight"))
    else:
        tab.keyboard.type("3")
        act(tab, lambda: tab.keyboard.press("Enter"))
    tab.locator(".st-key-lesson_predict button").wait_for()
    while not tab.evaluate("() => document.activeElement.closest('.st-key-lesson_predict')"):
        tab.keyboard.press("Tab")
    act(tab, lambda: tab.keyboard.press("Enter"))


def check(tab, step):
    """What the model says, the page it stands on, nothing broken, nothing that scrolls sideways."""
    assert tab.get_by_test_id("stException").count() == 0
    if step.question.kind != "own":
        said = tab.locator(".st-key-lesson_feedback").inner_text()
        assert re.search(r"The model: \S", said), said
    assert tab.evaluate(SIDEWAYS) <= 0


def look_around(tab, step, schemes):
    """The step as it stands wide in the one theme, and on a phone in the other."""
    for scheme, size in zip(schemes, (WIDE, PHONE), strict=True):
        tab.emulate_media(color_scheme=scheme)
        tab.set_viewport_size(size)
        tab.wait_for_function(GROUND, arg=PALETTE[scheme]["paper"])
        check(tab, step)
    tab.set_viewport_size(WIDE)


@LESSONS
def test_each_lesson_is_walked_by_keyboard(open_tab, app_server, name):
    tab = open_lesson(open_tab, app_server, name, viewport=WIDE, color_scheme="light")
    steps, schemes = card.find(name).steps, ("light", "dark")
    for number, step in enumerate(steps, start=1):
        tab.get_by_text(f"step {number} of {len(steps)}").wait_for()
        if step.question.kind != "own":
            answer_by_keyboard(tab, step.question.kind)
        look_around(tab, step, schemes)
        schemes = schemes[::-1]  # the next step begins in the theme where this one ends
        if number < len(steps):
            act(tab, lambda: tab.keyboard.press("PageDown"))


def bottom(tab, wanted):
    """Where the lowest of these ends, in pixels from the top of the window."""
    return max(one.bounding_box()["y"] + one.bounding_box()["height"] for one in wanted.all())


def test_on_a_phone_the_question_and_its_answers_are_in_sight(open_tab, app_server):
    tab = open_tab(app_server.url, viewport=PHONE)
    tab.goto("/?lesson=three-tables")
    option = tab.locator(".st-key-lesson_ask").get_by_role("radio")
    option.first.wait_for()
    wait_done(tab)
    assert option.count() == 4
    assert bottom(tab, option) < PHONE["height"] - 80  # the page's controls stand at the foot
    assert not tab.locator(".st-key-bar").is_visible()
    act(tab, option.nth(2).click)
    assert tab.locator(".st-key-lesson_feedback").bounding_box()["y"] > 0
    assert tab.locator(".st-key-bar").is_visible()


def test_on_the_projector_a_matrix_stands_whole(open_tab, app_server):
    tab = open_tab(app_server.url, viewport=WIDE)
    tab.goto("/?lesson=attention-row&step=5&present=1")
    tab.get_by_text("What does a row sum to now?").wait_for()
    wait_done(tab)
    tab.locator(PROJECTED).wait_for()
    act(tab, lambda: tab.keyboard.press("PageDown"))
    cells = tab.locator(".heatmaplayer image").first
    cells.wait_for()
    assert bottom(tab, cells) <= WIDE["height"]
    assert tab.evaluate(SMALLEST) >= 18


def test_a_reload_comes_back_to_the_step(open_tab, app_server):
    tab = open_lesson(open_tab, app_server, "it-tired-or-wide", viewport=WIDE)
    act(tab, lambda: tab.keyboard.press("2"))  # the second word of the text
    tab.get_by_text("Right. The model: animal.").wait_for()
    act(tab, lambda: tab.keyboard.press("PageDown"))
    tab.get_by_text("step 2 of").wait_for()
    tab.wait_for_function("() => location.search.includes('step=2')")
    tab.reload()
    wait_done(tab)
    tab.get_by_text("step 2 of").wait_for()
    tab.get_by_text("How much does it get now?").wait_for()


def test_the_projector_is_driven_by_a_clicker(open_tab, app_server):
    tab = open_tab(app_server.url, viewport=WIDE)
    tab.goto("/?lesson=it-tired-or-wide&present=1")
    tab.get_by_text("To which word does “it” give").wait_for()
    wait_done(tab)
    tab.locator(PROJECTED).wait_for()
    act(tab, lambda: tab.keyboard.press("PageDown"))  # a clicker's key: shows the picture
    tab.get_by_text("of the attention of “it”.").first.wait_for()
    assert tab.evaluate(SMALLEST) >= 18
    assert not tab.locator(".st-key-bar").is_visible()
    act(tab, lambda: tab.keyboard.press("ArrowRight"))
    tab.get_by_text("How much does it get now?").wait_for()
    assert tab.evaluate(SMALLEST) >= 18
    act(tab, lambda: tab.keyboard.press("ArrowLeft"))
    tab.get_by_text("To which word does “it” give").wait_for()
    act(tab, lambda: tab.keyboard.press("Escape"))
    tab.get_by_text("step 1 of 4").wait_for()
    assert tab.locator(".st-key-bar").is_visible()


def test_the_notes_follow_the_projector(open_tab, app_server):
    tab = open_tab(app_server.url, viewport=WIDE)
    tab.goto("/?lesson=it-tired-or-wide&present=1")
    tab.get_by_text("To which word does “it” give").wait_for()
    wait_done(tab)
    notes = tab.context.new_page()
    notes.goto("/speaker_notes?notes_of=it-tired-or-wide")
    notes.locator(".st-key-notes_step_1.now-presented").wait_for()
    for key in ("ArrowRight", "ArrowRight"):
        act(tab, lambda key=key: tab.keyboard.press(key))
    notes.locator(".st-key-notes_step_2.now-presented").wait_for()
    assert notes.locator(".now-presented").count() == 1
