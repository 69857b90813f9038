"""The attention view in Chromium as people use it: keys, links, files, long and hostile texts."""

import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from support.traces import HOSTILE, SINGLE, make_trace
from support.view_page import View, sent

from explorer.views import attention_view, codec

pytestmark = pytest.mark.browser

LABELS = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "it", "slept", "[SEP]")
LAYERS, HEADS = 3, 5


@pytest.fixture(scope="module")
def trace():
    return make_trace(LABELS, layers=LAYERS, heads=HEADS, second_from=6)


def test_click_in_the_grid_opens_that_head(open_view, trace):
    view = open_view(trace, lens="grid")
    box = view.tab.locator(".av-stage").bounding_box()
    x, y = view.js(
        "for (let y = 0; y < 600; y += 5) for (let x = 0; x < 800; x += 5) {"
        "const hit = view.lens.at(view, x, y, view.frame());"
        "if (hit?.layer === 1 && hit.head === 3) return [x + 8, y + 8]; }"
    )
    view.tab.mouse.click(box["x"] + x, box["y"] + y)
    chosen = view.js("return [view.choice.lens, view.choice.layer, view.choice.heads]")
    assert chosen == ["lines", 1, [3]]


def test_neuron_lens_says_why_it_cannot(open_view):
    view = open_view(make_trace(SINGLE, seed=0, captured=False), lens="neuron")
    assert "cannot be shown" in view.text("message")


def test_filters_that_leave_nothing_say_so(open_view):
    view = open_view(make_trace(("[CLS]", "[SEP]"), seed=0), link="specials.hide")
    assert "leave no token" in view.text("message")


def test_keyboard_reaches_tokens_layers_heads_and_lenses(open_view, trace):
    view = open_view(trace)
    stage = view.tab.locator(".av-stage")
    stage.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter", "PageDown", ".", "g"):
        stage.press(key)
    assert view.js("return view.choice.pin") == {"side": "query", "at": 1}
    assert view.js("return [view.choice.layer, view.choice.heads, view.choice.lens]") == [
        1,
        [0],
        "grid",
    ]
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        stage.press(key)
    assert view.js("return [view.choice.layer, view.choice.heads, view.choice.lens]") == [
        2,
        [1],
        "lines",
    ]
    stage.press("Escape")
    assert view.js("return view.choice.pin") is None
    stage.press("n")
    stage.press("ArrowDown")
    assert "q·k" in view.text("tip")


def test_everything_has_a_name_for_screen_readers(open_view, trace):
    view = open_view(trace)
    nameless = view.tab.evaluate(
        "[...document.querySelectorAll('.av :is(button, select, input)')].filter((e) =>"
        " !e.closest('[hidden]') && !e.closest('details:not([open]) > div') &&"
        " !(e.ariaLabel || e.textContent.trim() || e.labels?.[0]?.textContent.trim()))"
        ".map((e) => e.outerHTML)"
    )
    assert nameless == []
    assert "strongest line" in view.tab.locator(".av-stage").get_attribute("aria-label")


def test_address_keeps_and_brings_back_the_state(open_view, trace):
    link = "lens.neuron_layer.2_heads.1_pin.q6_base.1"
    view = open_view(trace, link=link)
    chosen = view.js(
        "return [view.choice.lens, view.choice.layer, view.choice.heads, view.choice.pin.at]"
    )
    assert chosen == ["neuron", 2, [1], 6]
    view.set(layer=0)
    view.until("!location.hash.includes('layer')")
    assert "lens.neuron" in view.tab.url


def test_senseless_address_is_ignored(open_view, trace):
    view = open_view(trace, link="lens.x_layer.99_heads.a-77_pin.q999_zoom.9e9_constructor.1")
    chosen = view.js("return [view.choice.lens, view.choice.layer, view.choice.heads.length]")
    assert chosen == ["lines", 0, HEADS]


def test_hostile_tokens_are_drawn_as_text(open_view):
    view = open_view(make_trace(("[CLS]", *HOSTILE, "=1+1", "[SEP]"), layers=1, heads=2))
    assert view.tab.evaluate("document.querySelectorAll('.av img, .av b, .av script').length") == 0
    assert view.tab.title() == "Attention view"
    assert view.labels()[0][1:-2] == list(HOSTILE)
    view.set(words=True, keep="least", least=0)
    assert ElementTree.fromstring(view.js("return view.svg()")).tag.endswith("svg")
    rows = list(csv.DictReader(io.StringIO(view.js("return view.csv()"))))
    assert {row["from"] for row in rows} >= {HOSTILE[0], "'=1+1", "'=CMD()", HOSTILE[-1]}


def test_right_to_left_text_starts_on_the_right(open_view):
    arabic = open_view(make_trace(("القطة", "جلست", "هنا"), layers=1))
    spots = "const width = view.frame().width, y = view.lens.yOf(view, { place: 1 });"
    spots += "return [30, width - 30].map((x) => view.lens.at(view, x, y, view.frame())?.side);"
    assert arabic.js(spots) == ["key", "query"]


def test_saved_pictures_carry_their_caption_and_numbers(open_view, trace):
    view = open_view(trace, layer=1, heads=[0, 2], first_index=1)
    view.set(keep="least", least=0.2)
    svg = ElementTree.fromstring(view.js("return view.svg()"))
    text = " ".join("".join(node.itertext()) for node in svg.iter() if node.tag.endswith("text"))
    for part in (
        "hand-made (revision abc123)",
        "layer 2 of 3",
        "heads 1 and 3",
        "the cats sat",
        "slept",
    ):
        assert part in text
    rows = list(csv.DictReader(io.StringIO(view.js("return view.csv()"))))
    passed = sent(trace, 1)[[0, 2]] >= 0.2
    assert len(rows) == np.count_nonzero(passed)
    for row in rows:
        place = int(row["from_position"]), int(row["to_position"])
        assert row["layer"] == "2" and row["from"].lstrip("'") == LABELS[place[0]]
        exact = trace.attention(1)[int(row["head"]) - 1][place]
        assert float(row["weight"]) == pytest.approx(exact, abs=codec.ERROR + 1e-4)
    size = view.js("const c = view.png(); return [c.width, c.toDataURL().length]")
    assert size[0] > 1000 and size[1] > 10_000


def test_view_saves_itself_and_opens_again(open_view, trace, open_tab, tmp_path):
    view = open_view(trace, layer=2, heads=[4])
    with view.tab.expect_download() as waiting:
        view.tab.get_by_text("Save", exact=True).click()
        view.tab.get_by_role("button", name="HTML", exact=True).click()
    path = tmp_path / "again.html"
    waiting.value.save_as(path)
    again = View(open_tab(path.as_uri()), path.as_uri(), "")
    assert again.js("return [view.choice.layer, view.choice.heads]") == [2, [4]]
    assert again.matrices()[4] == pytest.approx(sent(trace, 2)[4], abs=1e-6)


def test_512_tokens_scroll_search_and_stay_small(open_view):
    labels = [f"w{number}" for number in range(511)] + ["needle"]
    view = open_view(make_trace(labels, layers=2, heads=12), layer=1)
    assert view.tab.evaluate("document.querySelectorAll('.av *').length") < 400
    view.tab.get_by_label("Find a token").fill("needle")
    view.until("view.dom.stage.scrollTop > 5000")
    assert view.js("return view.focus") == {"side": "query", "place": 511}
    assert view.js("return view.drawn.lines") <= 12_000


def test_dark_page_and_phone(open_view, trace):
    options = {"viewport": {"width": 400, "height": 800}, "has_touch": True}
    view = open_view(trace, options={**options, "color_scheme": "dark"})
    assert view.js("return view.look.theme") == "dark"
    width = view.tab.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
    view.tab.locator(".av-stage").tap(
        position={"x": 80, "y": view.js("return view.lens.yOf(view, { place: 2 })")}
    )
    assert view.js("return view.choice.pin") == {"side": "query", "at": 2}
    view.set(look="print")
    assert view.js("return view.look.background") == "#ffffff"


def test_notebook_frame_draws_the_view(open_tab, trace, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<p>A cell</p>{attention_view(trace, layer=1)._repr_html_()}", "utf-8")
    tab = open_tab(path.as_uri())
    tab.goto(path.as_uri())
    frame = tab.frame_locator("iframe")
    frame.locator(".av[data-ready]").wait_for()
    assert "layer 1 of 0–2" in frame.locator(".av-caption").inner_text()


def test_legend_tells_16_heads_apart_without_colour_alone(open_view):
    view = open_view(make_trace(SINGLE, layers=1, heads=16))
    marks = view.tab.evaluate(
        "[...document.querySelectorAll('.av-head line')].map((l) =>"
        " l.getAttribute('stroke') + l.getAttribute('stroke-dasharray'))"
    )
    assert len(set(marks)) == 16
