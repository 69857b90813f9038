"""The exported page in a browser: readable by everyone, light and dark, with nothing fetched."""

import pytest
from support import axe
from support.traces import make_trace

from explorer import pictures
from explorer.export import Options
from explorer.export.collection import Collection
from explorer.export.collection_exports import to_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    trace = make_trace()
    linked = pictures.attention_heatmap(trace, 1, 0).linked("http://127.0.0.1:8501/maps")
    made = (
        Collection("Two pictures <1>")
        .add(linked, note="Look & see.")
        .add(pictures.state_norms(trace), Options("slide", look="dark"))
    )
    file = tmp_path_factory.mktemp("page") / "handout.html"
    file.write_bytes(to_html(made))
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_axe_finds_nothing_and_the_page_does_not_scroll_sideways(open_tab, page_file, size, scheme):
    viewport = dict(zip(("width", "height"), size, strict=True))
    tab = open_tab("http://127.0.0.1", viewport=viewport, color_scheme=scheme)
    tab.goto(page_file)
    for summary in tab.locator("summary").all():
        summary.click()
    assert axe.violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= size[0]
    shown = tab.locator("svg:visible")
    assert shown.count() == 2
    assert shown.first.get_attribute("class") == scheme


def test_print_shows_the_light_picture_and_no_details(open_tab, page_file):
    tab = open_tab("http://127.0.0.1", color_scheme="dark")
    tab.goto(page_file)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.locator("svg:visible").first.get_attribute("class") == "light"
    assert tab.locator("summary:visible").count() == 0
