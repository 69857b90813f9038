"""The shell's styles in Chromium: phones, low windows, and the reader's own colours."""

import pytest
from support.browser_helpers import wait_done
from support.traces import make_trace

from explorer.views.chips import token_chips

pytestmark = pytest.mark.browser
SWITCH = "[data-testid='stCheckbox'] span:has(input) + div"
ROW = "[data-testid='stLayoutWrapper']:has(> [class*='st-key-controls'])"


def style(place, name):
    return place.evaluate("(node, name) => getComputedStyle(node)[name]", name)


def test_buttons_of_a_chart_leave_its_title_free(tab):
    tab.goto("/attention_maps?layer=3&head=1")
    wait_done(tab)
    chart = tab.locator(".js-plotly-plot").first
    chart.hover()
    buttons, title = chart.locator(".modebar").bounding_box(), chart.locator(".gtitle")
    assert buttons["x"] >= (box := title.bounding_box())["x"] + box["width"]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.wait_for_timeout(200)
    assert tab.locator(".modebar").count() > 0
    assert not any(one.is_visible() for one in tab.locator(".modebar").all())


def test_a_page_finds_its_server_at_once(tab):
    answers = []
    tab.on("response", lambda response: answers.append((response.status, response.url)))
    tab.goto("/attention_maps?layer=3&head=1")
    wait_done(tab)
    assert any(url.endswith("/_stcore/health") for _, url in answers)
    assert [answer for answer in answers if answer[0] >= 400] == []


def test_nothing_stays_in_place_in_a_low_window(tab):
    tab.set_viewport_size({"width": 640, "height": 700})
    tab.goto("/attention_maps?layer=3&head=1")
    wait_done(tab)
    assert style(tab.locator(ROW), "position") == "sticky"
    tab.set_viewport_size({"width": 640, "height": 360})
    assert style(tab.locator(ROW), "position") == "static"


def test_what_is_chosen_and_marked_is_seen_in_the_colours_of_the_reader(tab):
    tab.emulate_media(forced_colors="active")
    tab.goto("/tag")
    wait_done(tab)
    tab.locator(".spans mark").first.wait_for()
    chosen, other = (
        tab.get_by_role("radio", name=name, exact=True) for name in ("first", "simple")
    )
    assert style(chosen, "backgroundColor") != style(other, "backgroundColor")
    mark, around = tab.locator(".spans mark").first, tab.locator("body")
    assert style(mark, "color") == style(around, "color") != style(mark, "backgroundColor")
    assert style(tab.locator(SWITCH).first, "borderTopWidth") == "1px"
    tab.goto("/")
    wait_done(tab)
    words = tab.locator(".line button")
    words.first.wait_for()
    grounds = [style(word, "borderBottomColor") for word in words.all()]
    assert grounds.count(grounds[0]) == len(grounds) - 1  # all but the chosen word's


@pytest.mark.parametrize("words", [("سل", "##ا", "##م"), ("peace", "##ا", "and", "##م")])
def test_an_id_stands_beside_its_arabic_token(tab, words):
    tab.set_content(token_chips(make_trace(("[CLS]", *words, "[SEP]")), ids=True))
    boxes = [
        [chip.locator(part).bounding_box() for part in (".piece", "small")]
        for chip in tab.locator(".chip").all()
    ]
    assert len(boxes) == len(words) + 2
    ids_left = {number["x"] + number["width"] <= piece["x"] for piece, number in boxes}
    ids_right = {piece["x"] + piece["width"] <= number["x"] for piece, number in boxes}
    assert (ids_left, ids_right) == (({True}, {False}) if words[0] == "سل" else ({False}, {True}))
