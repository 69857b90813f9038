"""Charts by keyboard in Chromium: arrows walk from cell to cell, Enter clicks, words are read."""

import pytest
from support import axe
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser
SAID, MARK, CELLS = ".said-of-chart", ".spot-of-chart", ".heatmaplayer image"
NAMED = "() => document.querySelector('.js-plotly-plot')?.ariaLabel"


@pytest.fixture
def charts(tab):
    tab.goto("/attention_maps?layer=3&head=1")
    wait_done(tab)
    return tab.locator(".js-plotly-plot")


def press(tab, *keys):
    """What is read aloud after these keys."""
    for key in keys:
        tab.keyboard.press(key)
        tab.wait_for_timeout(300)  # until the chart has written what it tells
    return tab.locator(SAID).inner_text()


def test_a_heatmap_is_read_cell_by_cell(charts):
    charts.first.focus()
    tab = charts.page
    assert press(tab, "ArrowDown") == "“[CLS]” gives 99.16 % of its attention to “[CLS]”"
    told = press(tab, *["ArrowDown"] * 10, "ArrowRight", "ArrowRight")
    assert told == "“it” gives 67.68 % of its attention to “animal”"
    mark, cells = (charts.first.locator(name).first.bounding_box() for name in (MARK, CELLS))
    middle = mark["x"] + mark["width"] / 2 - cells["x"]
    assert middle == pytest.approx(2.5 * cells["width"] / 16, abs=2)  # "animal", of 16 tokens
    assert mark["width"] > 15  # a frame that can be seen
    press(tab, "Tab")
    assert not charts.first.evaluate("(chart) => chart === document.activeElement")
    assert charts.first.locator(MARK).count() == 0


def test_a_chart_that_keys_reach_says_what_it_is(charts):
    charts.first.wait_for()
    charts.page.wait_for_function(NAMED)
    named = charts.page.get_by_role("application", name="Attention weights, layer 3, head 1")
    assert named.count() == 1
    charts.first.focus()
    press(charts.page, "ArrowDown")
    assert axe.violations(charts.page, "[data-testid='stPlotlyChart']") == []


def test_enter_opens_the_head_of_a_panel(charts):
    tab = charts.page
    charts.nth(1).focus()
    assert press(tab, "ArrowDown", "ArrowRight").startswith("head 1:")
    assert press(tab, "ArrowDown").startswith("head 5:")
    act(tab, lambda: tab.keyboard.press("Enter"))
    tab.locator(".st-key-attention_map", has_text="head 5").first.wait_for()
    assert "head=5" in tab.url


def test_paper_gets_the_picture_and_its_sentence_and_nothing_to_press(charts):
    tab = charts.page
    tab.emulate_media(media="print")
    sentence = tab.get_by_text("What each token attends to").bounding_box()
    heading = tab.get_by_role("heading", level=1).bounding_box()
    assert sentence["y"] >= heading["y"] + heading["height"]  # not behind the row that stays
    charts.first.wait_for()  # it is drawn once more, for the width of the sheet
    pressable = tab.locator("[data-testid='stMain'] :is(button, input, [role='slider'])")
    assert [one.inner_text() for one in pressable.all() if one.is_visible()] == []
