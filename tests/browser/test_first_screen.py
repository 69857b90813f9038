"""The first screen in Chromium: what one word attends to, redrawn for another sentence or word."""

import re

import pytest
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser
SAYS = ".says"


@pytest.fixture
def screen(tab):
    tab.emulate_media(reduced_motion="reduce")
    tab.goto("/")
    wait_done(tab)
    tab.locator(SAYS).wait_for()
    return tab


def test_it_is_the_animal_that_is_tired_and_less_so_the_one_that_is_wide(screen):
    says = screen.locator(SAYS)
    assert "“it” gives 68 % of its attention to “animal”" in says.inner_text()
    assert screen.locator(".stage svg text").first.text_content() == "68 %"
    screen.get_by_role("button", name="wide", exact=True).click()
    screen.locator(".line", has_text="too wide").wait_for()
    assert "“it” gives 28 % of its attention to “animal”" in says.inner_text()
    pressed = screen.locator(".switch [aria-pressed=true]")
    assert pressed.inner_text() == "wide"


def test_another_word_can_be_chosen_by_the_keyboard(screen):
    word = screen.locator(".line button", has_text="tired")
    word.focus()
    word.press("Enter")
    assert word.get_attribute("aria-pressed") == "true"
    assert "“tired” gives" in screen.locator(SAYS).inner_text()


def test_own_words_take_the_place_of_the_example(screen):
    screen.get_by_role("button", name="Now type your own").click()
    box = screen.get_by_label("Text", exact=True)
    assert box.evaluate("(box) => box === document.activeElement")
    box.fill("<b>Anna</b> lost her keys.")
    act(screen, lambda: box.press("Enter"))
    screen.locator(".line", has_text="lost her keys").wait_for()
    assert screen.locator(".line b").count() == 0
    assert screen.locator(".switch").is_hidden()


def test_the_gallery_is_searched_while_one_types(screen):
    cards = screen.locator("[class*='st-key-card_']")
    everything = cards.count()
    assert everything > 20
    find = screen.get_by_label("Find a page")
    act(screen, lambda: find.fill("gradients"))
    screen.locator("[class*='st-key-card_']").nth(1).wait_for(state="detached")
    assert re.search("What matters", cards.first.inner_text())


def test_without_a_text_the_way_to_every_page_stays_open(tab):
    tab.goto("/?text=")
    wait_done(tab)
    tab.get_by_text("type at least one word").wait_for()
    tab.locator(".st-key-steps a").nth(6).wait_for()
    tab.locator("[class*='st-key-card_']").nth(20).wait_for()


def test_many_long_words_push_down_what_follows(tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/?text=" + "antidisestablishmentarianism%20" * 150)
    wait_done(tab)
    own = tab.get_by_role("button", name="Now type your own")
    steps = tab.locator(".st-key-steps")
    own.wait_for()
    tab.wait_for_timeout(500)
    assert own.bounding_box()["y"] + own.bounding_box()["height"] < steps.bounding_box()["y"]


def test_where_the_sentence_wraps_its_curves_cross_no_word(screen):
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.locator(".line.wraps").wait_for()
    curves, words = (
        [one.bounding_box() for one in screen.locator(place).all()]
        for place in (".stage path", ".line button")
    )
    middles = [word["y"] + word["height"] / 2 for word in words]
    assert curves
    assert not any(c["y"] < y < c["y"] + c["height"] for c in curves for y in middles)
