"""The small BERT's page in Chromium on a phone's screen: from the disk, by touch."""

import re

import pytest
from support import axe
from support.live_page import Live, assert_is_torchs

import explorer
from explorer import catalog, live

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 400, "height": 800}, "has_touch": True, "is_mobile": True}
ROOMS = {
    "Heatmap": r"Layer [1-3], head [0-3], rows attend to columns",
    "Tokens": r"\d+ tokens",
    "Embedding sum": r"part makes up [\d.]+ % of the sum",
    "Similarity": r"After layer 3.* cosine [\d.]+",
    "Layer film": r"After layer 3.* keeps \d+ % of the variance",
    "Fill in the blank": r"The head expects “.*” here, [\d.]+ %",
}


@pytest.fixture(scope="module")
def engine():
    return explorer.load(catalog.SMALL_BERT)


@pytest.fixture(scope="module")
def file(engine, tmp_path_factory):
    page = live.page(engine=engine, model=catalog.SMALL_BERT_ID)
    return page.save(tmp_path_factory.mktemp("small") / "small.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_typed_on_a_phone_is_seen_in_every_room(open_live, file, engine, scheme):
    page: Live = open_live("", file, color_scheme=scheme, **PHONE)
    assert page.choice()["layer"] >= 1  # the heads of layer 0 were set up
    page.tab.locator("#text").tap()
    page.type("The old ship sank in the storm.")
    assert_is_torchs(page, engine.run("The old ship sank in the storm."))
    tabs = page.tab.locator("#tabs button").all_inner_texts()
    assert tabs == ["Attention", *ROOMS]
    for room, pattern in ROOMS.items():
        page.tab.get_by_role("button", name=room, exact=True).tap()
        page.says(re.compile(pattern))
        assert page.tab.evaluate("document.documentElement.scrollWidth") <= 400, room
        assert axe.violations(page.tab) == [], room
    page.tab.get_by_text("What this is").tap()
    assert "trained for this project" in page.tab.inner_text("footer")
    assert page.tab.locator("#rooms select").count() == 1  # one head, so no list of heads


def test_the_sliders_end_with_the_models_last_layer_and_head(open_live, file):
    page = open_live("", file, **PHONE)
    page.open("Heatmap")
    page.says(re.compile(ROOMS["Heatmap"]))
    ends = "(inputs) => inputs.map((one) => Number(one.max))"
    assert page.tab.locator("#rooms input[type=range]").evaluate_all(ends) == [3, 3]
    page.open("Layer film")
    page.says(re.compile(ROOMS["Layer film"]))
    assert page.tab.locator("#rooms input[type=range]").evaluate_all(ends) == [4]
