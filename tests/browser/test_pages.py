"""The real app in Chromium: painted, in both themes, offline, and true to its links.

Page errors, console errors and requests to other hosts fail each of these tests (see conftest).
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from support.browser_helpers import act, wait_done

from explorer.figures import DARK, LIGHT
from explorer.ui.registry import PAGES

pytestmark = pytest.mark.browser

HOSTILE = (
    "</script><b>bold</b> <img src=x onerror=document.title='broken'> $latex^2$ **stars** "
    "[link](javascript:alert(1)) =CMD()"
)
TITLES = ".gtitle"
# Every place for a picture holds one, and that one has marks of its own, not axes alone.
PAINTED = """() => [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(place => {
  const plot = place.querySelector('.js-plotly-plot');
  if (!plot) return false;
  const box = plot.getBoundingClientRect();
  const marks = '.heatmaplayer image, .gl-container canvas, :is(.barlayer, .scatterlayer, '
    + '.boxlayer, .violinlayer, .treemaplayer, .sunburstlayer, .iciclelayer) :is(path, text)';
  return box.width > 100 && box.height > 60 && plot.querySelector(marks) !== null;
})"""
WITHOUT_PICTURES = {"tokens.py", "attention_view.py", "encoder_decoder.py", "prove_it.py"}


def menu(tab, title):
    """Go to a page by the menu, as readers do."""
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
    heading = "BERT Explorer" if title == PAGES[0].title else title
    tab.get_by_role("heading", name=heading, exact=True).wait_for()
    wait_done(tab)


def link(tab):
    """The parameters of the present address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def wrong_with(tab, page):
    """What can be seen to be wrong with a page that has finished."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeout

    found = []
    if tab.get_by_test_id("stException").count():
        text = tab.get_by_test_id("stException").first.inner_text()
        found.append(f"{page.file}: exception box: {text[:200]}")
    try:
        tab.wait_for_function(PAINTED)
    except PlaywrightTimeout:
        found.append(f"{page.file}: a picture is not painted")
    if (tab.get_by_test_id("stPlotlyChart").count() == 0) != (page.file in WITHOUT_PICTURES):
        found.append(f"{page.file}: pictures where none are expected, or none")
    return found


@pytest.mark.parametrize(("scheme", "look"), [("light", LIGHT), ("dark", DARK)])
def test_every_page_is_painted(open_tab, app_server, scheme, look):
    tab = open_tab(app_server.url, color_scheme=scheme)
    tab.goto("/?text=The+cats+sat+on+the+mat.&pair=A+dog+slept.")
    wait_done(tab)
    found = []
    for page in PAGES:
        menu(tab, page.title)
        found += wrong_with(tab, page)
        papers = tab.eval_on_selector_all(
            ".js-plotly-plot", "plots => plots.map(plot => plot.layout.paper_bgcolor)"
        )
        found += [f"{page.file}: paper {paper}" for paper in papers if paper != look.paper]
    assert found == []
    ground = tab.eval_on_selector(
        '[data-testid="stApp"]', "app => getComputedStyle(app).backgroundColor"
    )
    assert ground == "rgb({}, {}, {})".format(*bytes.fromhex(look.paper.lstrip("#")))


def test_a_deep_link_as_the_very_first_request(start_app, open_tab):
    tab = open_tab(start_app().url)
    tab.goto("/attention_maps?text=The+dog+ran.&layer=3&head=5&papers=true")
    wait_done(tab)
    title = tab.locator(TITLES).first
    title.wait_for()
    assert "layer 4, head 6" in title.text_content()
    assert tab.get_by_label("Text", exact=True).input_value() == "The dog ran."
    assert tab.get_by_test_id("stSidebarNavLink").count() == len(PAGES)
    assert link(tab) == {"text": "The dog ran.", "layer": "3", "head": "5", "papers": "true"}


def test_choices_survive_a_change_of_page_and_the_way_back(tab):
    tab.goto("/attention_maps")
    wait_done(tab)
    box = tab.get_by_label("Text", exact=True)
    box.fill("The bird ate the fish.")
    act(tab, lambda: box.press("Control+Enter"))
    act(tab, lambda: tab.get_by_role("slider", name="Layer").press("ArrowRight"))
    tab.locator(TITLES, has_text="layer 1, head 0").first.wait_for()
    assert link(tab)["layer"] == "1"
    menu(tab, "Tokens")
    assert link(tab)["text"] == "The bird ate the fish."
    bird = tab.locator(".chip", has_text="bird").first
    bird.wait_for()
    menu(tab, "Attention maps")
    tab.locator(TITLES, has_text="layer 1, head 0").first.wait_for()
    assert box.input_value() == "The bird ate the fish."
    act(tab, tab.go_back)
    tab.get_by_role("heading", name="Tokens", exact=True).wait_for()
    bird.wait_for()
    tab.goto(tab.url)  # the address, copied to somebody else
    bird.wait_for()


@pytest.mark.parametrize("page", ["", "tokens", "attention_maps", "similarity", "head_view"])
def test_hostile_text_is_drawn_as_text(tab, page):
    tab.goto(f"/{page}")
    wait_done(tab)
    box = tab.get_by_label("Text", exact=True)
    box.fill(HOSTILE)
    act(tab, lambda: box.press("Control+Enter"))
    assert tab.title() != "broken"
    assert box.input_value() == HOSTILE
    main = tab.get_by_test_id("stMain")
    assert main.locator("b, i, img[src='x'], a[href^='javascript']", has_text="bold").count() == 0
    assert main.locator("img[src='x'], a[href^='javascript'], .stMain .katex-error").count() == 0
    assert main.locator("strong", has_text=re.compile("^stars$")).count() == 0
    if page in ("", "attention_maps", "similarity"):
        assert "</script><b>bold</b>" in tab.locator(TITLES).first.text_content()
        assert main.locator(".js-plotly-plot .MathJax, .js-plotly-plot mjx-container").count() == 0
    if page == "tokens":
        tab.locator(".chip", has_text=re.compile(r"^<\d")).first.wait_for()


def test_bad_input_gets_a_sentence_and_the_app_stays(tab):
    tab.goto("/attention_maps?layer=99&model=no+such+model&text=Nothing+is+lost.")
    wait_done(tab)
    warning = tab.get_by_test_id("stAlert")
    warning.filter(has_text="“no such model” is not a model id").wait_for()
    warning.filter(has_text="The link asks for layer 99").wait_for()
    tab.locator(TITLES, has_text="Nothing is lost.").first.wait_for()
    box = tab.get_by_label("Text", exact=True)
    box.fill("   ")
    act(tab, lambda: box.press("Control+Enter"))
    warning.filter(has_text="type at least one word").wait_for()
    box.fill("word " * 20_000)
    act(tab, lambda: box.press("Control+Enter"))
    warning.filter(has_text="the last 19,490 were cut off").wait_for()
    assert tab.get_by_test_id("stException").count() == 0


def test_the_numbers_can_be_saved(tab):
    tab.goto("/attention_maps?text=%3DCMD()+ran.")
    wait_done(tab)
    tab.locator(TITLES).nth(1).wait_for()  # a picture that appears moves what is below it
    with tab.expect_download() as download:
        tab.get_by_role("button", name="CSV").first.click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0].startswith(",0 [CLS],1 =,2 cm")
    numbers = [float(value) for value in lines[1].split(",")[1:]]
    assert sum(numbers) == pytest.approx(1, abs=1e-4)


# ------------------------------------------------------------------ models from a hub


def test_a_model_of_the_hub_with_size_and_progress_and_then_without_a_network(
    start_app, open_tab, mock_hub, checkpoint, tmp_path
):
    mock_hub.add("acme/tiny", checkpoint("bert"))
    mock_hub.delay = 0.5
    tab = open_tab(start_app(**mock_hub.env(tmp_path / "hub")).url)
    tab.goto("/attention_maps?model=acme%2Ftiny&text=The+cat+sat.")
    wait_done(tab)
    notice = tab.get_by_test_id("stAlert").filter(has_text=re.compile(r"takes 0\.\d MB"))
    notice.wait_for()
    assert not [path for verb, path in mock_hub.requests if verb == "GET" and "/resolve/" in path]
    tab.locator(TITLES, has_text="all-MiniLM-L6-v2").first.wait_for()  # what is at hand goes on
    tab.get_by_role("button", name="Download and use it").click()
    tab.get_by_test_id("stProgress").wait_for()
    tab.locator(TITLES, has_text="acme/tiny").first.wait_for()
    wait_done(tab)
    assert notice.count() == 0
    assert tab.get_by_test_id("stException").count() == 0
    mock_hub.stop()  # without a network: what is here goes on, what is not gets a sentence
    tab.reload()
    tab.locator(TITLES, has_text="acme/tiny").first.wait_for()
    tab.goto("/attention_maps?model=bert-base-uncased&text=The+cat+sat.")
    sentence = "“bert-base-uncased” is not on this machine and the hub cannot be reached: connect"
    tab.get_by_test_id("stAlert").filter(has_text=sentence).wait_for()
    tab.locator(TITLES, has_text="all-MiniLM-L6-v2").first.wait_for()
