"""Lenses of the attention view: each says what it shows now, and a new one is its own object."""

import pytest
from support.traces import SINGLE, make_trace
from support.view_page import View

from explorer.views import attention_view

pytestmark = pytest.mark.browser

# A lens that draws nothing: what the rest of the view asks of it, and no more.
FOURTH = """
  const view = attentionViewModule();
  view.LENSES.sums = {
    title: "Sums", hint: "What each head gives to [CLS]", advice: "Nothing to point at.", key: "s",
    controls: ["layer", "heads"], pointing: "telling", oneHead: true,
    prepare: (view, data) => ({ sums: data.scale.length }),
    size: (view, width) => ({ width, height: 60 }),
    draw: (view, pen) => { pen.text("drawn", 10, 10, { size: 12 }); return "drawn"; },
    overlay() {}, legend() {}, at: () => null, yOf: () => 0, focus: () => null, move() {},
    press() {}, enter() {},
    summary: (view) => `The fourth lens has ${view.content.sums} rows.`,
    tip: () => "", table: () => ({ title: "Sums", heads: ["sum"], rows: [["0.5"]] }),
    csv: () => [["sum"], [0.5]], where: () => "everywhere",
  };
  view.mountPage(document);
"""


def test_fourth_lens_is_one_object(open_tab, tmp_path):
    page = attention_view(make_trace(SINGLE, seed=0)).html()
    path = tmp_path / "view.html"
    own = "attentionViewModule().mountPage(document);"
    assert page.count(f"\n{own}\n") == 1
    path.write_text(page.replace(f"\n{own}\n", f"\n{FOURTH}\n"), "utf-8")
    view = View(open_tab(path.as_uri()), path.as_uri(), "lens.sums_layer.1")
    assert view.text("summary") == "The fourth lens has 18 rows."  # 3 heads of 6 tokens
    assert view.js("return view.drawn") == "drawn"
    assert "everywhere" in view.text("caption") and "0.5" in view.text("table")
    assert view.js("return view.csv()") == "sum\r\n0.5\r\n"
    assert "drawn" in view.js("return view.svg()")
    stage = view.tab.locator(".av-stage")
    stage.press("l")
    view.until("view.choice.lens === 'lines' && view.drawn.lines > 0")
    stage.press("s")
    view.until("view.choice.lens === 'sums' && view.drawn === 'drawn'")
    tab = view.tab.get_by_role("button", name="What each head gives to [CLS]")
    assert tab.get_attribute("aria-pressed") == "true" and tab.inner_text() == "Sums"
    assert "lens.sums" in view.js("return view.link()")


def test_sentences_follow_the_lens_the_layer_and_the_heads(open_view):
    view = open_view(make_trace(SINGLE, seed=0, layers=3), link="layer.2")
    assert view.text("summary").startswith("Layer 2 of 0–2, all 3 heads")
    assert view.text("tip").startswith("Each line runs from")
    view.set(heads=[1], layer=0)
    assert view.text("summary").startswith("Layer 0 of 0–2, head 1:")
    view.set(heads=[0, 1], mean=True)
    assert view.text("summary").startswith("Layer 0 of 0–2, the average of heads 0 and 1:")
    view.set(pin={"side": "query", "at": 2})
    assert view.text("tip").startswith("“cat” attends to")
    view.set(lens="grid")
    assert view.text("summary").startswith("9 heads, layers from top to bottom")
    assert view.text("tip").startswith("Move over a head")
    view.set(lens="neuron")
    assert view.text("summary").startswith("How head 0 in layer 0 of 0–2 decides what “cat”")
    assert view.text("tip").startswith("Move over a cell")


FIELDS = """
  const all = [...document.querySelectorAll(".av-field, .av-legend")];
  return all.filter((node) => !node.closest("[hidden], details"))
    .map((node) => node.ariaLabel ?? node.querySelector("span").textContent);
"""


def test_only_controls_that_the_lens_listens_to_are_there(open_view):
    view = open_view(make_trace(SINGLE, seed=0))
    of_lines = ["Layer", "Special tokens", "Whole words", "Draw", "", "Heads", "Average"]
    assert view.js(FIELDS) == of_lines  # no pair: nothing to filter
    view.set(lens="grid")
    assert view.js(FIELDS) == ["Order", "Mark", "Colours"]
    view.set(lens="neuron")
    assert view.js(FIELDS) == ["Layer", "Heads"]
    view = open_view(make_trace(("a", "[SEP]", "b"), seed=0, second_from=2))
    assert "Pair" in view.js(FIELDS)
