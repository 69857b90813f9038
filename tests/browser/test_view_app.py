"""The attention view inside the running app: links, other pages, BertViz, an encoder-decoder."""

import pytest
from support import axe
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser

STATE = "(node) => [node.view.choice.lens, node.view.choice.layer, node.view.choice.heads]"


def _open(tab, address):
    tab.goto(address)
    wait_done(tab)
    tab.locator(".av[data-ready]").wait_for()
    return tab.locator(".av")


def _until(tab, condition):
    for _ in range(200):
        if condition():
            return
        tab.wait_for_timeout(50)
    pytest.fail("it never came true")


def test_link_opens_the_view_as_it_was(tab):
    view = _open(tab, "/head_view?layer=3&view=lens.grid_heads.2-5")
    assert view.evaluate(STATE) == ["grid", 3, [2, 5]]


def test_choice_in_the_view_reaches_the_link_and_the_other_pages(tab):
    view = _open(tab, "/head_view")
    act(tab, lambda: view.evaluate("(node) => node.view.set({layer: 4, heads: [7]})"))
    _until(tab, lambda: "layer=4" in tab.url and "head=7" in tab.url and "view=" in tab.url)
    assert view.evaluate(STATE) == ["lines", 4, [7]]
    tab.get_by_text("Research tools").click()
    act(tab, lambda: tab.get_by_role("menuitem", name="Attention maps").click())
    tab.get_by_text("What each token attends to in layer 4, head 7").first.wait_for()
    act(tab, lambda: tab.get_by_role("link", name="Attention view").click())
    again = tab.locator(".av[data-ready]")
    again.wait_for()
    assert again.evaluate(STATE) == ["lines", 4, [7]]


def test_the_link_comes_back_with_the_view(tab, open_tab, app_server):
    link = "heads.2-5_keep.least_least.0p1_lens.lines_pin.q3_specials.hide_words.true"
    view = _open(tab, f"/head_view?layer=1&view={link}")
    wanted = view.evaluate("(node) => node.view.choice")
    assert (wanted["layer"], wanted["heads"], wanted["pin"]["at"]) == (1, [2, 5], 3)
    act(tab, lambda: view.evaluate("(node) => node.view.set({share: 0.35, lens: 'neuron'})"))
    wanted = view.evaluate("(node) => node.view.choice")
    _until(tab, lambda: "lens.neuron" in tab.url)
    act(tab, lambda: tab.get_by_role("link", name="Tokens", exact=True).click())
    assert "view=" not in tab.url
    act(tab, lambda: tab.get_by_role("link", name="Attention view").click())
    again = tab.locator(".av[data-ready]")
    again.wait_for()
    assert again.evaluate("(node) => node.view.choice") == wanted
    _until(tab, lambda: "view=" in tab.url)
    fresh = _open(open_tab(app_server.url), tab.url)
    assert fresh.evaluate("(node) => node.view.choice") == wanted


def test_the_view_opens_on_one_head_and_an_old_link_on_all(tab, open_tab, app_server):
    view = _open(tab, "/head_view?layer=2&head=4")
    assert view.evaluate(STATE) == ["lines", 2, [4]]
    assert "head 4:" in view.locator(".av-summary").inner_text()
    old = _open(open_tab(app_server.url), "/head_view?layer=2&head=4&view=words.true")
    assert len(old.evaluate("(node) => node.view.choice.heads")) == 12


def test_the_formula_is_typeset(tab):
    _open(tab, "/head_view")
    tab.get_by_text("What is drawn").click()
    tab.locator(".katex-display").wait_for()
    assert tab.locator(".katex-error").count() == 0


def test_new_text_is_drawn_and_choices_stay(tab):
    view = _open(tab, "/head_view?view=words.true_heads.3")
    first = view.get_attribute("data-ready")
    box = tab.get_by_label("Text", exact=True)
    box.fill("A giraffe laughed.")
    act(tab, lambda: box.press("Enter"))
    _until(tab, lambda: view.get_attribute("data-ready") not in (first, "message"))
    labels = view.evaluate("(node) => node.view.content.rows.map((row) => row.label)")
    assert labels == ["[CLS]", "A", "giraffe", "laughed", ".", "[SEP]"]
    assert view.evaluate("(node) => [node.view.choice.words, node.view.choice.heads]") == [
        True,
        [3],
    ]


def test_all_layers_and_vectors_arrive(tab):
    view = _open(tab, "/head_view")
    held = "(node) => [...node.view.store.packed.keys()].length"
    _until(tab, lambda: view.evaluate(held) == 12)
    view.evaluate("(node) => node.view.set({lens: 'neuron', layer: 5})")
    _until(tab, lambda: view.evaluate("(node) => !!node.view.content?.steps"))


def test_theme_is_the_apps(open_tab, app_server):
    for scheme in ("light", "dark"):
        view = _open(open_tab(app_server.url, color_scheme=scheme), "/head_view")
        assert view.evaluate("(node) => node.view.look.theme") == scheme


def test_bertviz_draws_its_lines_without_a_network(tab):
    tab.goto("/head_view?drawn=BertViz+(classic)&pair=It+slept.&text=The+</script><b>cat")
    wait_done(tab)
    frame = tab.frame_locator("iframe")
    frame.locator("svg #attention line").first.wait_for(state="attached")
    assert frame.locator("text", has_text="script").count() == 2
    assert frame.locator("#filter option").count() == 5


TYPED = "pairs_who=I+type+it"


def test_encoder_decoder_page_draws_cross_attention(start_app, open_tab, checkpoint):
    folder = checkpoint("t5")
    server = start_app(EXPLORER_MODELS_DIR=str(folder.parent))
    address = f"/encoder_decoder?pairs_model=folder:{folder.name}&view_pairs=part.2&{TYPED}"
    view = _open(open_tab(server.url), address)
    assert "target text attends to the source text" in view.locator(".av-summary").inner_text()


def test_encoder_decoder_page_opens_on_cross_attention_of_the_teaching_model(tab):
    view = _open(tab, f"/encoder_decoder?{TYPED}")
    assert "target text attends to the source text" in view.locator(".av-summary").inner_text()


SIZES = ((1280, 900, "light"), (400, 800, "dark"))


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_a_model_writes_with_attention_that_grows(open_tab, app_server, width, height, scheme):
    view = {"width": width, "height": height}
    tab = open_tab(app_server.url, viewport=view, color_scheme=scheme)
    tab.goto("/encoder_decoder?pairs_who=The+model,+greedy")
    wait_done(tab)
    grid = tab.get_by_role("region", name="Cross attention of each written token")
    grid.wait_for()
    whole = grid.locator("tbody th").all_inner_texts()
    assert "".join(whole) == "1998-05-03·"  # opens on the step that looks at "third"
    act(tab, lambda: tab.get_by_role("button", name="From the start").click())
    assert grid.locator("tbody th").all_inner_texts() == ["1", *"·" * 10]
    act(tab, lambda: tab.get_by_role("button", name="Next token").click())
    assert grid.locator("tbody th").all_inner_texts()[:3] == ["1", "9", "·"]
    assert axe.violations(tab, '[data-testid="stMain"]') == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_app_saves_pictures_and_the_view_itself(tab, open_tab, tmp_path):
    view = _open(tab, "/head_view?layer=2")
    _until(tab, lambda: view.evaluate("(node) => node.view.store.packed.size") == 12)
    tab.get_by_text("Save", exact=True).click()
    files = {}
    for kind in ("SVG", "PNG", "CSV", "HTML"):
        with tab.expect_download() as waiting:
            view.locator(".av-save button", has_text=kind).click()
        files[kind] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[kind])
    assert files["SVG"].read_text("utf-8").startswith("<svg")
    assert files["PNG"].read_bytes().startswith(b"\x89PNG")
    assert files["CSV"].read_text("utf-8-sig").startswith("layer,head,from_position")
    again = open_tab(files["HTML"].as_uri())
    again.goto(files["HTML"].as_uri())
    again.locator(".av[data-ready]").wait_for()
    assert again.locator(".av").evaluate(STATE)[1] == 2
