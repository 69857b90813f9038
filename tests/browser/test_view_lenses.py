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
    tab = view.tab.get_by_role("button", name="Sums", exact=True)
    assert tab.get_attribute("aria-pressed") == "true"
    assert tab.get_attribute("title") == "What each head gives to [CLS]"
    assert "lens.sums" in view.js("return view.link()")


def test_sentences_follow_the_lens_the_layer_and_the_heads(open_view):
    view = open_view(make_trace(SINGLE, seed=0, layers=3), link="layer.2")
    assert view.text("summary").startswith("Layer 2 of 0–2, all 3 heads")
    assert view.text("tip").startswith("The stronger a line")
    view.set(heads=[1], layer=0)
    assert view.text("summary").startswith("Layer 0 of 0–2, head 1:")
    view.set(heads=[0, 1], mean=True)
    assert view.text("summary").startswith("Layer 0 of 0–2, the average of heads 0 and 1:")
    view.set(pin={"side": "query", "at": 2})
    assert "“cat” gives" in view.text("summary") and view.text("tip").startswith("Move over anoth")
    view.tab.locator(".av-stage").press("ArrowUp")
    assert view.text("tip").startswith("“the” attends to")
    view.set(lens="grid")
    assert view.text("summary").startswith("9 heads, layers from top to bottom")
    assert view.text("tip").startswith("Move over a head")
    view.set(lens="neuron")
    assert view.text("summary").startswith("How head 0 in layer 0 of 0–2 decides what “cat”")
    assert view.text("tip").startswith("Move over a cell")


FIELDS = """
  const all = [...document.querySelectorAll(".av-field, .av-legend")];
  return all.filter((node) => !node.closest("[hidden], .av-more, .av-save"))
    .map((node) => node.ariaLabel ?? node.querySelector("span").textContent);
"""


def test_only_controls_that_the_lens_listens_to_are_there(open_view):
    view = open_view(make_trace(SINGLE, seed=0))
    filters = ["Special tokens", "Whole words", "Average of the heads", "Draw", "Share drawn"]
    of_lines = ["Layer", "Heads", *filters]
    assert view.js(FIELDS) == of_lines  # no pair: nothing to filter
    view.set(lens="grid")
    assert view.js(FIELDS) == ["Order", "Mark", "Colours"]
    view.set(lens="neuron")
    assert view.js(FIELDS) == ["Layer", "Heads"]
    view = open_view(make_trace(("a", "[SEP]", "b"), seed=0, second_from=2))
    assert "Pair" in view.js(FIELDS)


def test_the_first_picture_is_one_heads_lines_of_one_word(open_view):
    trace = make_trace(SINGLE, seed=0, layers=3)
    view = open_view(trace, layer=1, heads=[2], pin=2)
    top = trace.attention(1)[2, 2].argmax()
    share = f"{trace.attention(1)[2, 2, top]:.0%}".replace("%", " %")
    wanted = f"Layer 1 of 0–2, head 2: “cat” gives {share} of its attention to “{SINGLE[top]}”"
    assert view.text("summary").startswith(wanted)
    assert view.js("return view.link()") == ""  # the link repeats nothing of it
    assert f">\u2068{share}\u2069</text>" in view.js("return view.svg()")
    assert len(view.js("return view.svg()").split("<path")) < 20  # a fan, nothing behind it
    view.tab.locator(".av-stage").press("Escape")
    view.until("view.choice.pin === null && view.link() === 'pin.none'")


TEXTS = """
  const page = new DOMParser().parseFromString(view.svg(), "image/svg+xml");
  return [...page.querySelectorAll("text")].map((node) => node.textContent.slice(1, -1)).join(" ");
"""


def test_what_is_left_out_or_changed_stands_under_a_saved_picture(open_view):
    view = open_view(make_trace(("[CLS]", "play", "##ing", "cat", "[SEP]"), seed=0), heads=[0])
    told = lambda: " ".join(view.js(TEXTS).split())  # noqa: E731
    assert "the strongest 80 % of each token" in told()
    view.set(specials="renorm", words=True, share=0.5)
    for note in ("the strongest 50 %", "of each word", "word pieces joined", "rescaled to 100 %"):
        assert note in told()
    shown = view.js("return view.csv()").split("\r\n")[1]
    assert "50 %" in shown and "rescaled to 100 %" in shown
    assert "rescaled to 100 %" in view.text("caption")
    view.set(specials="show", keep="least", least=0.25)
    assert "weights of at least 25 %" in told()
    view.set(lens="grid", scale="own", sort="self")
    assert "each picture has its own colour scale" in told() and "sorted by “Self”" in told()
    view.set(lens="neuron", pin={"side": "query", "at": 3})
    assert "query “cat”" in told()


def test_the_legend_has_the_colours_of_the_cells(open_view):
    view = open_view(make_trace(SINGLE, seed=0), lens="grid")
    view.until("view.content.complete")
    opacity = """(node) => { let all = 1;
      for (; node; node = node.parentElement) all *= getComputedStyle(node).opacity;
      return all; }"""
    for lens in ("grid", "neuron"):
        view.set(lens=lens)
        ramp = view.tab.locator(".av-ramp")
        assert ramp.evaluate(opacity) == 1
        colours = view.js("return view.lens.scale(view).colours")
        painted = ramp.evaluate("(node) => getComputedStyle(node).backgroundImage")
        for colour in (colours[0], colours[128], colours[255]):
            assert colour.replace(",", ", ") in painted


def test_the_bar_and_its_words_have_the_same_numbers(open_view):
    view = open_view(make_trace(("[CLS]", "a", "b", "c", "[SEP]"), seed=0), heads=[0])
    for choice in ({}, {"specials": "hide"}, {"specials": "renorm", "share": 0.5}):
        view.set(**choice)
        shares = view.js("return view.lens.meter(view).shares.map(({ share }) => share)")
        assert sum(shares) == pytest.approx(1, abs=0.01)
        widths = view.tab.evaluate(
            "[...document.querySelectorAll('.av-part')].map((node) => node.clientWidth)"
        )
        told = view.tab.locator(".av-shares strong").all_inner_texts()
        assert len(told) == len(widths)
        for text, width in zip(told, widths, strict=True):
            assert int(text.removesuffix(" %")) == pytest.approx(100 * width / sum(widths), abs=1)


def test_only_the_strongest_lines_are_crisp_and_the_sentence_says_so(open_view):
    view = open_view(make_trace([f"w{number}" for number in range(40)], layers=1, heads=4))
    drawn = view.js("return view.drawn")
    assert 0 < drawn["crisp"] <= 60 < drawn["lines"]
    assert f"Bold: the {drawn['crisp']} strongest in view" in view.text("summary")
    wide = view.js("return view.svg()").count('stroke-dasharray="7 3"')
    assert wide == 0  # four heads: dashes begin at the ninth


def test_print_look_enlarges_the_numbers_too(open_view):
    view = open_view(make_trace(SINGLE, seed=0, layers=1), heads=[0], pin=2)
    sizes = """
      const page = new DOMParser().parseFromString(view.svg(), "image/svg+xml");
      const size = (node) => Number(node.getAttribute("font-size"));
      return [...page.querySelectorAll("text")].map((node) => [node.textContent, size(node)]);
    """
    for lens in ("lines", "grid", "neuron"):
        view.set(lens=lens, look="screen")
        screen = dict(view.js(sizes))
        view.set(look="print")
        larger = dict(view.js(sizes))
        both = [text for text in screen if text in larger and any(c.isdigit() for c in text)]
        assert both and all(larger[text] > 1.15 * screen[text] for text in both)


def test_the_query_has_a_heading_of_its_own(open_view):
    view = open_view(make_trace(SINGLE, seed=0, width=96), lens="neuron", pin=2)
    heights = view.js("""
      const page = new DOMParser().parseFromString(view.svg(), "image/svg+xml");
      const y = (words) => [...page.querySelectorAll("text")]
        .find((node) => node.textContent.includes(words)).getAttribute("y");
      return ["query vector q", "query: cat", "key vectors k", "[CLS]"].map((words) => +y(words));
    """)
    assert heights == sorted(heights) and len(set(heights)) == 4
