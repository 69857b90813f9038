"""The attention view for everyone: screen readers, keys, forced colours, zoom, small screens."""

import pytest
from support import axe
from support.traces import SINGLE, make_trace

pytestmark = pytest.mark.browser

LABELS = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "it", "slept", "[SEP]")
SIZES = {"wide": (1280, 720), "phone": (390, 844)}


@pytest.fixture(scope="module")
def trace():
    return make_trace(LABELS, layers=3, heads=12, second_from=6)


def _page(size, **more):
    width, height = SIZES[size]
    return {"viewport": {"width": width, "height": height}, **more}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_the_saved_file(open_view, trace, size, scheme):
    view = open_view(trace, heads=[1], pin=4, options=_page(size, color_scheme=scheme))
    for lens in ("lines", "grid", "neuron"):
        view.set(lens=lens)
        assert axe.violations(view.tab) == []
    view.set(lens="lines", heads=[0, 1, 2], pin=None)
    for menu in ("filter", "more", "save"):
        view.tab.locator(f".av-{menu} summary").click()
        assert axe.violations(view.tab) == []


def test_axe_would_find_a_control_without_a_name(open_view, trace):
    view = open_view(trace)
    view.js("view.dom.root.append(document.createElement('button'))")
    assert any("button-name" in found for found in axe.violations(view.tab))


NAMES = """[...document.querySelectorAll(".av :is(button, summary)")].map((node) =>
  [node.ariaLabel ?? node.textContent, node.textContent])"""


def test_names_of_controls_contain_what_is_written_on_them(open_view, trace):
    view = open_view(trace)
    found = view.tab.evaluate(NAMES)
    assert len(found) > 20 and all(label in name for name, label in found)
    for name in ("Lines", "Grid", "Neuron", "All heads"):
        view.tab.get_by_role("button", name=name, exact=True).wait_for()
    for name in ("Special tokens", "Share drawn", "Layer"):
        assert view.tab.get_by_label(name, exact=True).count() == 1


def test_shifted_arrows_change_layer_and_head_and_are_told(open_view, trace):
    view = open_view(trace, layer=1, heads=[3])
    stage = view.tab.locator(".av-stage")
    stage.focus()
    stage.press("Shift+ArrowDown")
    stage.press("Shift+ArrowRight")
    view.until("view.dom.summary.textContent.startsWith('Layer 2 of 0–2, head 4:')")
    assert view.tab.locator(".av-summary").get_attribute("role") == "status"
    stage.press("ArrowDown")
    assert "attends to" in view.text("tip")
    assert view.tab.locator(".av-tip").get_attribute("aria-live") == "polite"


def test_heads_are_one_stop_of_the_tab_key(open_view, trace):
    view = open_view(trace, heads=[3])
    stops = "[...document.querySelectorAll('[data-head]')].filter((n) => n.tabIndex === 0).length"
    assert view.tab.evaluate(stops) == 1
    view.tab.get_by_role("button", name="Head 3").focus()
    view.tab.keyboard.press("ArrowRight")
    view.tab.keyboard.press("Enter")
    view.until("view.choice.heads[0] === 4")
    assert view.js("return view.choice.heads") == [4]
    assert view.tab.evaluate("document.activeElement.ariaLabel") == "Head 4"
    assert view.tab.evaluate(stops) == 1


def test_a_head_alone_gives_way_to_another_and_several_are_switched(open_view, trace):
    view = open_view(trace, heads=[3])
    head = lambda number: view.tab.get_by_role("button", name=f"Head {number}", exact=True)  # noqa: E731
    head(5).click()
    assert view.js("return view.choice.heads") == [5]
    head(7).click(modifiers=["Shift"])
    assert view.js("return view.choice.heads") == [5, 7]
    head(5).click()
    assert view.js("return view.choice.heads") == [7]
    view.tab.get_by_role("button", name="All heads").click()
    assert view.js("return view.choice.heads.length") == 12


def test_menus_close_by_escape_and_when_left(open_view, trace):
    view = open_view(trace)
    opened = "document.querySelectorAll('.av-menu[open]').length"
    view.tab.locator(".av-filter summary").click()
    view.tab.keyboard.press("Escape")
    assert view.tab.evaluate(opened) == 0
    assert view.tab.evaluate("document.activeElement.textContent") == "Filter"
    view.tab.locator(".av-filter summary").click()
    view.tab.locator(".av-more summary").click()
    assert view.tab.evaluate(opened) == 1


def test_forced_colours_reach_the_canvas(open_view, trace):
    view = open_view(trace, options={"forced_colors": "active", "color_scheme": "dark"})
    system = view.tab.evaluate(
        "() => { const node = document.body.appendChild(document.createElement('p'));"
        " node.style.cssText = 'color: CanvasText; background: Canvas';"
        " const { color, backgroundColor } = getComputedStyle(node);"
        " return [backgroundColor, color]; }"
    )
    assert view.js("return [view.look.background, view.look.text]") == system
    chosen = "(node) => getComputedStyle(node).backgroundColor"
    pressed = view.tab.locator(".av-lenses [aria-pressed=true]").evaluate(chosen)
    assert pressed != view.tab.locator(".av-lenses [aria-pressed=false]").first.evaluate(chosen)


@pytest.mark.parametrize("width", [390, 640])  # 640: a window of 1280 at 200 %
def test_the_page_never_scrolls_sideways(open_view, trace, width):
    view = open_view(trace, options={"viewport": {"width": width, "height": 700}})
    for lens in ("lines", "grid", "neuron"):
        view.set(lens=lens)
        assert view.tab.evaluate("document.documentElement.scrollWidth") <= width


def test_no_motion_where_none_is_wanted(open_view, trace):
    view = open_view(trace, options={"reduced_motion": "reduce"})
    moving = "(node) => getComputedStyle(node).transitionDuration"
    assert view.tab.locator(".av-base").evaluate(moving) == "0s"


def test_the_whole_view_of_16_tokens_stands_on_a_projector(open_view):
    labels = ("[CLS]", *(f"word{number}" for number in range(14)), "[SEP]")
    view = open_view(make_trace(labels, layers=6, heads=12), heads=[1], options=_page("wide"))
    boxes = {name: view.tab.locator(f".av-{name}").bounding_box() for name in ("bar", "stage")}
    assert boxes["bar"]["height"] < 40  # one row
    assert boxes["stage"]["y"] + boxes["stage"]["height"] < 520
    assert view.js("return view.dom.stage.scrollHeight <= view.dom.stage.clientHeight")
    root = view.tab.locator(".av").bounding_box()
    assert root["height"] <= 570  # what a bar of 150 pixels leaves of 720


WATCH = """window.shifted = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


def test_nothing_jumps_while_the_view_is_drawn(open_tab, tmp_path):
    from explorer.views import attention_view

    path = attention_view(make_trace(SINGLE, seed=0), heads=[0]).save(tmp_path / "view.html")
    tab = open_tab(path.as_uri(), viewport={"width": 1280, "height": 720})
    tab.add_init_script(WATCH)
    tab.goto(path.as_uri())
    tab.locator(".av[data-ready]").wait_for()
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.shifted") < 0.05
