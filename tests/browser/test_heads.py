"""The boards of heads in a real browser: a click opens the head, long work can be stopped."""

import pytest
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser


def test_a_click_on_a_square_opens_that_head(app_server, open_tab):
    tab = open_tab(app_server.url)
    tab.goto("/head_atlas?text=The+cat+sat.&atlas_score=Entropy")
    wait_done(tab)
    assert "scored by “Entropy”" in tab.inner_text('[data-testid="stMainBlockContainer"]')
    square = tab.locator(".st-key-head_atlas .scatterlayer .trace").last.locator(".point").nth(15)
    square.click(force=True)
    tab.get_by_role("heading", name="Attention view").wait_for()
    wait_done(tab)
    assert "layer=1" in tab.url
    assert "head=3" in tab.url
    tab.get_by_text("layer 1 of 0–5, head 3").first.wait_for()


def test_switching_off_heads_shows_a_bar_and_can_be_stopped(app_server, open_tab):
    tab = open_tab(app_server.url)
    tab.goto("/what_matters?text=" + "The+cat+sat+on+the+mat.+" * 40)
    wait_done(tab)
    tab.get_by_role("button", name="Switch off each head in turn").click()
    tab.get_by_text("of 72 heads").wait_for(timeout=60_000)
    act(tab, lambda: tab.get_by_role("button", name="Stop").click())
    tab.get_by_role("button", name="Switch off each head in turn").wait_for()
    assert tab.get_by_text("of 72 heads").count() == 0


def test_boards_fit_a_narrow_dark_screen(app_server, open_tab):
    tab = open_tab(app_server.url, viewport={"width": 400, "height": 800}, color_scheme="dark")
    for page in ("head_atlas", "four_lenses", "difference", "prove_it"):
        tab.goto(f"/{page}?text=The+cat+sat.&pair=The+dog+sat.")
        wait_done(tab)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= 400, page
