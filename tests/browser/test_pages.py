"""The real app in Chromium: painted, in both themes, offline, and true to its links.

Page errors, console errors and requests to other hosts fail each of these tests (see conftest).
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from support import painted
from support.browser_helpers import act, wait_done
from support.slow_line import SlowLine

from explorer.figures import DARK
from explorer.ui.registry import MENU, PAGES, RESEARCH

pytestmark = pytest.mark.browser

HOSTILE = (
    "</script><b>bold</b> <img src=x onerror=document.title='broken'> $latex^2$ **stars** "
    "[link](javascript:alert(1)) =CMD()"
)
TITLES = ".gtitle"


def menu(tab, title):
    """Go to a page by the menu, as readers do."""
    page = next(page for page in PAGES if page.title == title)
    if page.file in MENU:
        tab.get_by_test_id("stTopNavLink").get_by_text(title, exact=True).click()
    else:
        tab.get_by_text(RESEARCH).click()
        tab.get_by_role("menuitem", name=title, exact=True).click()
    tab.get_by_role("heading", name=page.heading, exact=True).wait_for()
    wait_done(tab)


def link(tab):
    """The parameters of the present address."""
    return {name: values[-1] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def test_the_menu_leads_to_every_page_which_is_painted(open_tab, app_server):
    tab = open_tab(app_server.url, color_scheme="dark")
    tab.goto("/?text=The+cats+sat+on+the+mat.&pair=The+dogs+sat+on+the+mat.")
    wait_done(tab)
    found = []
    bare = painted.WITHOUT_PICTURES | {"patching.py"}  # which wants a text with a blank
    for page in PAGES:
        menu(tab, page.title)
        found += painted.wrong_with(tab, page, DARK, bare)
    assert found == []


def test_a_deep_link_as_the_very_first_request(start_app, open_tab):
    tab = open_tab(start_app().url)
    tab.goto("/attention_maps?text=The+dog+ran.&layer=3&head=5&papers=true")
    wait_done(tab)
    title = tab.locator(TITLES).first
    title.wait_for()
    assert "layer 4, head 6" in title.text_content()
    assert tab.get_by_label("Text", exact=True).input_value() == "The dog ran."
    assert tab.get_by_test_id("stTopNavLink").count() == len(MENU)
    assert link(tab) == {"text": "The dog ran.", "layer": "3", "head": "5", "papers": "true"}


def test_choices_survive_a_change_of_page_and_the_way_back(tab):
    tab.goto("/attention_maps?layer=1&head=0")
    wait_done(tab)
    box = tab.get_by_label("Text", exact=True)
    box.fill("The bird ate the fish.")
    act(tab, lambda: box.press("Enter"))
    act(tab, lambda: tab.get_by_role("slider", name="Layer").press("ArrowLeft"))
    shown = tab.locator(TITLES, has_text="layer 0, head").first
    shown.wait_for()
    assert link(tab)["layer"] == "0"
    menu(tab, "Tokens")
    assert link(tab)["text"] == "The bird ate the fish."
    bird = tab.locator(".chip", has_text="bird").first
    bird.wait_for()
    menu(tab, "Attention maps")
    shown.wait_for()
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
    act(tab, lambda: box.press("Enter"))
    assert tab.title() != "broken"
    assert box.input_value() == HOSTILE
    main = tab.get_by_test_id("stMain")
    assert main.locator("b, i, img[src='x'], a[href^='javascript']", has_text="bold").count() == 0
    assert main.locator("img[src='x'], a[href^='javascript'], .stMain .katex-error").count() == 0
    assert main.locator("strong", has_text=re.compile("^stars$")).count() == 0
    if page in ("attention_maps", "similarity"):
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
    act(tab, lambda: box.press("Enter"))
    warning.filter(has_text="type at least one word").wait_for()
    box.fill("word " * 20_000)
    act(tab, lambda: box.press("Enter"))
    warning.filter(has_text="the last 19,490 were cut off").wait_for()
    assert tab.get_by_test_id("stException").count() == 0


def test_a_click_right_after_typing_is_not_lost(tab):
    tab.goto("/attention_maps")
    wait_done(tab)
    tab.get_by_label("Text", exact=True).fill("The bird ate the fish.")
    menu(tab, "Tokens")  # the box was not left, and Enter was not pressed
    tab.locator(".chip", has_text="bird").first.wait_for()
    assert link(tab)["text"] == "The bird ate the fish."


def test_a_click_before_the_browser_has_heard_of_the_text_does_not_lose_it(tab):
    slow = SlowLine(tab)
    tab.goto("/attention_maps")
    tab.get_by_test_id("stPlotlyChart").first.wait_for()
    tab.wait_for_selector('[data-test-script-state="notRunning"]')
    box = tab.get_by_label("Text", exact=True)
    slow.hold()
    box.fill("The bird ate the fish.")
    box.press("Enter")
    waiting = -1
    while slow.count() > waiting:  # until the run is over, for which nothing need be known
        waiting = slow.count()
        tab.wait_for_timeout(3000)
    tab.get_by_test_id("stTopNavLink").get_by_text("Tokens", exact=True).click()
    tab.wait_for_timeout(500)
    slow.let_go()
    tab.locator(".chip", has_text="bird").first.wait_for()
    assert link(tab)["text"] == "The bird ate the fish."


@pytest.mark.parametrize("asked", ["tag_kind=", "tag_kind=x", "tag_strategy=", "tag_model="])
def test_a_link_without_a_value_opens_its_page(tab, asked):
    tab.goto(f"/tag?{asked}")
    wait_done(tab)
    tab.get_by_role("heading", name="Tag", exact=True).wait_for()
    assert tab.get_by_test_id("stException").count() == 0


def test_a_picture_is_shared_as_a_qr_code(tab):
    tab.goto("/attention_maps?text=The+cat+sat.")
    wait_done(tab)
    tab.get_by_role("button", name="Share").first.click()
    code = tab.get_by_alt_text("QR code of this page's link")
    code.wait_for()
    assert code.bounding_box()["height"] > 150
    assert tab.get_by_role("button", name="Copy link").count() == 1


def test_the_theme_is_chosen_in_the_app(tab):
    tab.goto("/attention_maps")
    wait_done(tab)
    tab.get_by_role("button", name="More").first.click()
    group = tab.get_by_role("group", name="Theme")
    assert group.get_by_role("button", name="System").get_attribute("aria-pressed") == "true"
    group.get_by_role("button", name="Dark").click()
    tab.wait_for_load_state()
    wait_done(tab)
    ground = tab.get_by_test_id("stApp").evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert ground == "rgb({}, {}, {})".format(*bytes.fromhex(DARK.paper.lstrip("#")))


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
