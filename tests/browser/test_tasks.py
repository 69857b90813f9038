"""The task pages in Chromium: a click hides a token, and the link brings everything back."""

import re

import pytest
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser


@pytest.fixture
def page(start_app, open_tab, checkpoint):
    home = checkpoint("bert", head="MaskedLM").parent
    server = start_app(EXPLORER_MODELS_DIR=str(home))
    return open_tab(server.url)


def test_a_click_hides_a_token_and_the_link_keeps_it(page):
    page.goto("/fill_mask?text=the+cat+sat+on+the+bank&fill_mask_model=folder%3Atiny-bert")
    wait_done(page)
    page.get_by_role("figure", name=re.compile("^Bars, likeliest first")).wait_for()
    act(page, page.get_by_role("button", name="2 cat").click)
    page.get_by_text("Blank", exact=True).wait_for()  # two of them now
    page.wait_for_url(re.compile("fill_masked=.*2"))
    page.reload()
    wait_done(page)
    page.get_by_text("Blank", exact=True).wait_for()
    page.get_by_role("figure", name=re.compile("^Change of each token's state")).wait_for()


def test_a_narrow_screen_scrolls_no_further_than_down(tab):
    tab.set_viewport_size({"width": 400, "height": 800})
    tab.goto("/inside_pipeline?text=unbelievably+hyperparameterized+tokenization")
    wait_done(tab)
    wide = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 400
