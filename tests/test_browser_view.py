"""The attention view in Chromium, opened from disk: its numbers and words against the Trace."""

import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from view_traces import HOSTILE, make_trace

from explorer.views import attention_view, codec

pytestmark = pytest.mark.browser

LABELS = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "it", "slept", "[SEP]")
SPECIAL = [0, 5, 8]
LAYERS, HEADS = 3, 5


@pytest.fixture(scope="module")
def trace():
    return make_trace(LABELS, layers=LAYERS, heads=HEADS, second_from=6)


@pytest.fixture
def open_view(open_tab, tmp_path):
    """open_view(trace, layer=1) -> the view of a trace, saved and opened from disk."""

    def open_one(source, *, link="", options=None, **start):
        path = attention_view(source, **start).save(tmp_path / "view.html")
        return View(open_tab(path.as_uri(), **(options or {})), path.as_uri(), link)

    return open_one


class View:
    """The view in a tab: ``js`` runs with the view object as ``view``."""

    def __init__(self, tab, uri, link):
        self.tab = tab
        tab.goto(f"{uri}#{link}")
        self.ready()

    def ready(self):
        self.tab.wait_for_selector(".av[data-ready]")

    def js(self, code, argument=None):
        body = f"async ([node, given]) => {{ const view = node.view; {code} }}"
        node = self.tab.query_selector(".av")
        return self.tab.evaluate(body, [node, argument])

    def until(self, condition):
        """Wait until a condition holds (the page forbids the eval of wait_for_function)."""
        for _ in range(200):
            if self.js(f"return {condition}"):
                return
            self.tab.wait_for_timeout(25)
        pytest.fail(f"never came true: {condition}")

    def set(self, **state):
        self.js("await view.set(given)", state)

    def matrices(self):
        """What the lines lens draws: {head: (rows, columns)}; head -1 is the average."""
        found = self.js(
            "const { rows, columns, layers } = view.scene;"
            "return layers.map((l) => [l.head, rows.length, columns.length, [...l.matrix]]);"
        )
        return {head: np.reshape(flat, (rows, columns)) for head, rows, columns, flat in found}

    def labels(self):
        return self.js(
            "return [view.scene.rows, view.scene.columns].map((a) => a.map((e) => e.label))"
        )

    def text(self, name):
        return self.tab.locator(f".av-{name}").inner_text()


def _sent(trace, layer):
    """A layer's weights as they come out of the bytes. (H, Q, K)"""
    return codec.dequantise(*codec.quantise(trace.attention(layer)))


def test_every_layer_and_head_is_the_traces(open_view, trace):
    view = open_view(trace)
    for layer in range(LAYERS):
        view.set(layer=layer)
        for head, matrix in view.matrices().items():
            assert matrix == pytest.approx(_sent(trace, layer)[head], abs=1e-6)
            assert np.abs(matrix - trace.attention(layer)[head]).max() <= codec.ERROR + 1e-6
    assert view.js("return view.weight(2, 4, 3, 1)") == pytest.approx(
        trace.attention(2)[4, 3, 1], abs=codec.ERROR
    )


def test_average_is_the_mean_of_the_chosen_heads(open_view, trace):
    view = open_view(trace, layer=1, heads=[1, 3])
    view.set(mean=True)
    assert view.matrices()[-1] == pytest.approx(_sent(trace, 1)[[1, 3]].mean(0), abs=1e-6)


def test_words_sum_what_they_get_and_average_what_they_give(open_view, trace):
    view = open_view(trace, heads=[2])
    view.set(words=True)
    weights = _sent(trace, 0)[2]
    groups = [[0], [1], [2, 3], [4], [5], [6], [7], [8]]
    to_words = np.stack([weights[:, group].sum(1) for group in groups], axis=1)
    wanted = np.stack([to_words[group].mean(0) for group in groups])
    assert view.labels()[0] == ["[CLS]", "the", "cats", "sat", "[SEP]", "it", "slept", "[SEP]"]
    assert view.matrices()[2] == pytest.approx(wanted, abs=1e-6)


def test_hidden_special_tokens_are_metered_and_shared_out(open_view, trace):
    view = open_view(trace, heads=[0])
    shown = [place for place in range(len(LABELS)) if place not in SPECIAL]
    weights = _sent(trace, 0)[0]
    mass = weights[shown][:, SPECIAL].sum(1)
    view.set(specials="hide")
    assert view.matrices()[0] == pytest.approx(weights[np.ix_(shown, shown)], abs=1e-6)
    assert view.js("return view.lastMeter.specialHidden") == pytest.approx(mass.mean(), abs=1e-5)
    assert f"{mass.mean():.0%}".replace("%", " %") in view.text("meter")
    view.set(specials="renorm")
    shared = weights[np.ix_(shown, shown)] / (1 - mass)[:, None]
    assert view.matrices()[0] == pytest.approx(shared, abs=1e-5)
    assert "scaled up to 100 %" in view.text("meter")


@pytest.mark.parametrize("pair", ["aa", "ab", "ba", "bb"])
def test_pair_filter_keeps_one_block(open_view, trace, pair):
    view = open_view(trace, heads=[0], link=f"pair.{pair}")
    texts = {"a": slice(0, 6), "b": slice(6, 9)}
    block = _sent(trace, 0)[0][texts[pair[0]], texts[pair[1]]]
    assert view.matrices()[0] == pytest.approx(block, abs=1e-6)


def test_strongest_share_leaves_at_least_that_share_of_each_row(open_view, trace):
    view = open_view(trace, heads=[1])
    weights = _sent(trace, 0)[1]
    for share in (0.3, 0.9):
        view.set(share=share)
        cut = np.array(view.js("return [...view.scene.layers[0].cut]"))
        kept = np.where(weights >= cut[:, None], weights, 0)
        assert (kept.sum(1) >= share * weights.sum(1) - 1e-4).all()
        assert view.js("return view.scene.lines") == np.count_nonzero(kept)
    view.set(keep="least", least=0.2)
    assert view.js("return view.scene.lines") == np.count_nonzero(weights >= 0.2)


def test_hover_says_the_arrays_numbers(open_view, trace):
    view = open_view(trace, layer=2, heads=[3])
    box = view.tab.locator(".av-stage").bounding_box()
    y = view.js("return view.lens.yOf(view, 4)")  # "sat"
    view.tab.mouse.move(box["x"] + 100, box["y"] + y)
    weights = trace.attention(2)[3, 4]
    best = int(weights.argmax())
    said = view.text("tip")
    assert said.startswith("“sat” looks at") and LABELS[best] in said
    number = float(said.split(f"“{LABELS[best]}” ")[1].split()[0].rstrip(",."))
    assert number == pytest.approx(weights[best], abs=codec.ERROR + 0.0005)
    view.until("document.querySelector('.av caption').innerText.includes('sat')")


def test_lines_are_on_the_canvas_where_weights_are(open_view):
    trace = make_trace(("a", "b", "c", "d"), layers=1, heads=1)
    view = open_view(trace)
    view.set(keep="least", least=float(trace.attention(0).max()) - 0.01)
    painted = view.js(
        "const frame = view.frame(), ratio = view.base.width / view.stage.clientWidth;"
        "const x = frame.width / 2 * ratio, context = view.base.getContext('2d');"
        "const at = (i, j) => (view.lens.yOf(view, i) + view.lens.yOf(view, j)) / 2 * ratio;"
        "const seen = (y) => [...context.getImageData(x - 2, y - 2, 5, 5).data].some(Boolean);"
        "return [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => seen(at(i, j))));"
    )
    row, column = np.unravel_index(trace.attention(0)[0].argmax(), (4, 4))
    assert painted[row][column] and np.count_nonzero(painted) < 8


def test_grid_pixels_are_the_weights(open_view, trace):
    view = open_view(trace, lens="grid")
    view.until("view.thumbnails().complete")
    for layer, head in ((0, 0), (2, 4)):
        thumb = view.js("return [...view.thumbnails().heads.get(given).pixels]", f"{layer}:{head}")
        wanted = np.round(_sent(trace, layer)[head] * 255)
        assert np.abs(np.reshape(thumb, wanted.shape) - wanted).max() <= 1
    colours = view.js(
        "const image = view.thumbnails().paint(0, 0);"
        "const data = image.getContext('2d').getImageData(0, 0, image.width, image.height).data;"
        "return [...data].filter((_, i) => i % 4 === 0);"
    )
    red = np.reshape(colours, (len(LABELS), len(LABELS)))  # the scale goes from light to dark
    order = np.argsort(_sent(trace, 0)[0].ravel())
    assert (np.diff(red.ravel()[order]) <= 1).all() and red.min() < red.max()


def test_click_in_the_grid_opens_that_head(open_view, trace):
    view = open_view(trace, lens="grid")
    box = view.tab.locator(".av-stage").bounding_box()
    x, y = view.js(
        "for (let y = 0; y < 600; y += 5) for (let x = 0; x < 800; x += 5) {"
        "const hit = view.lens.at(view, x, y, view.frame());"
        "if (hit?.layer === 1 && hit.head === 3) return [x + 8, y + 8]; }"
    )
    view.tab.mouse.click(box["x"] + x, box["y"] + y)
    chosen = view.js("return [view.state.lens, view.state.layer, view.state.heads]")
    assert chosen == ["lines", 1, [3]]


def test_neuron_lens_computes_the_models_weights(open_view, trace):
    view = open_view(trace, lens="neuron", layer=1, heads=[2], link="pin.q4")
    steps = view.js(
        "const s = view.neuron.steps;"
        "return [s.query, [...s.dot], [...s.score], [...s.weight], [...s.output]];"
    )
    layer = trace.captured(1)
    assert steps[0] == 4
    assert steps[1] == pytest.approx(layer.key[2] @ layer.query[2, 4], abs=0.02)
    assert steps[2] == pytest.approx(layer.scores()[2, 4], abs=0.02)
    assert steps[3] == pytest.approx(layer.attention()[2, 4], abs=0.005)
    assert steps[4] == pytest.approx(layer.attention()[2, 4] @ layer.value[2], abs=0.01)


def test_neuron_lens_says_why_it_cannot(open_view):
    view = open_view(make_trace(weights_only=True), lens="neuron")
    assert "cannot be shown" in view.text("message")


def test_causal_model_is_drawn_with_its_mask(open_view):
    trace = make_trace(("a", "b", "c", "d"), causal=True)
    view = open_view(trace, lens="neuron", link="pin.q1")
    assert view.js("return [...view.neuron.steps.weight]")[2:] == [0, 0]
    assert "masked" in view.text("table")
    view.set(lens="lines")
    assert "later tokens are masked" in view.text("summary")
    assert not np.triu(view.matrices()[0], 1).any()


def test_filters_that_leave_nothing_say_so(open_view):
    view = open_view(make_trace(("[CLS]", "[SEP]")), link="specials.hide")
    assert "leave no token" in view.text("message")


def test_keyboard_reaches_tokens_layers_heads_and_lenses(open_view, trace):
    view = open_view(trace)
    stage = view.tab.locator(".av-stage")
    stage.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter", "PageDown", ".", "g"):
        stage.press(key)
    assert view.js("return view.state.pin") == {"side": "query", "at": 1}
    assert view.js("return [view.state.layer, view.state.heads, view.state.lens]") == [
        1,
        [0],
        "grid",
    ]
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        stage.press(key)
    assert view.js("return [view.state.layer, view.state.heads, view.state.lens]") == [
        2,
        [1],
        "lines",
    ]
    stage.press("Escape")
    assert view.js("return view.state.pin") is None
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
    assert "weights pass" in view.tab.locator(".av-stage").get_attribute("aria-label")


def test_address_keeps_and_brings_back_the_state(open_view, trace):
    link = "lens.neuron_layer.2_heads.1_pin.q6_base.1"
    view = open_view(trace, link=link)
    chosen = view.js(
        "return [view.state.lens, view.state.layer, view.state.heads, view.state.pin.at]"
    )
    assert chosen == ["neuron", 2, [1], 6]
    view.set(layer=0)
    view.until("!location.hash.includes('layer')")
    assert "lens.neuron" in view.tab.url


def test_senseless_address_is_ignored(open_view, trace):
    view = open_view(trace, link="lens.x_layer.99_heads.a-77_pin.q999_zoom.9e9_constructor.1")
    chosen = view.js("return [view.state.lens, view.state.layer, view.state.heads.length]")
    assert chosen == ["lines", 0, HEADS]


def test_hostile_tokens_are_drawn_as_text(open_view):
    view = open_view(make_trace(("[CLS]", *HOSTILE, "=1+1", "[SEP]"), layers=1, heads=2))
    assert view.tab.evaluate("document.querySelectorAll('.av img, .av b, .av script').length") == 0
    assert view.tab.title() == "Attention view"
    assert view.labels()[0][1:-2] == list(HOSTILE)
    view.set(words=True, keep="least", least=0)
    assert ElementTree.fromstring(view.js("return view.svg()")).tag.endswith("svg")
    rows = list(csv.DictReader(io.StringIO(view.js("return view.csv()"))))
    assert {row["from"] for row in rows} >= {HOSTILE[0], "'=1+1", HOSTILE[4]}


def test_right_to_left_text_starts_on_the_right(open_view):
    arabic = open_view(make_trace(("القطة", "جلست", "هنا"), layers=1))
    spots = "const width = view.frame().width, y = view.lens.yOf(view, 1);"
    spots += "return [30, width - 30].map((x) => view.lens.at(view, x, y, view.frame())?.side);"
    assert arabic.js(spots) == ["key", "query"]


def test_saved_pictures_carry_their_caption_and_numbers(open_view, trace):
    view = open_view(trace, layer=1, heads=[0, 2], numbering=1)
    view.set(keep="least", least=0.2)
    svg = ElementTree.fromstring(view.js("return view.svg()"))
    text = " ".join("".join(node.itertext()) for node in svg.iter() if node.tag.endswith("text"))
    for part in (
        "tiny (revision abc123)",
        "layer 2 of 3",
        "heads 1 and 3",
        "the cats sat",
        "slept",
    ):
        assert part in text
    rows = list(csv.DictReader(io.StringIO(view.js("return view.csv()"))))
    sent = _sent(trace, 1)[[0, 2]]
    assert len(rows) == np.count_nonzero(sent >= 0.2)
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
        view.tab.get_by_text("Save").click()
        view.tab.get_by_role("button", name="This view as one file").click()
    path = tmp_path / "again.html"
    waiting.value.save_as(path)
    again = View(open_tab(path.as_uri()), path.as_uri(), "")
    assert again.js("return [view.state.layer, view.state.heads]") == [2, [4]]
    assert again.matrices()[4] == pytest.approx(_sent(trace, 2)[4], abs=1e-6)


def test_encoder_decoder_shows_three_attentions(open_view, checkpoint):
    import explorer

    found = explorer.load_seq2seq(checkpoint("t5")).run("the cat sat on the big house", "a dog ran")
    view = open_view(found, layer=1)
    for number, name in enumerate(("encoder", "decoder", "cross")):
        view.tab.get_by_label("Attention", exact=True).select_option(str(number))
        view.js("await view.refresh()")
        weights = getattr(found, name)[1].attention()
        for head, matrix in view.matrices().items():
            assert np.abs(matrix - weights[head]).max() <= codec.ERROR + 1e-6
    assert "the target text looks at the source text" in view.text("summary")
    view.set(lens="neuron", part=1, layer=2, heads=[1], pin={"side": "query", "at": 2})
    steps = view.js("return [...view.neuron.steps.weight]")
    assert steps == pytest.approx(found.decoder[2].attention()[1, 2], abs=0.005)


def test_512_tokens_scroll_search_and_stay_small(open_view):
    labels = [f"w{number}" for number in range(511)] + ["needle"]
    view = open_view(make_trace(labels, layers=2, heads=12), layer=1)
    assert view.tab.evaluate("document.querySelectorAll('.av *').length") < 400
    view.tab.get_by_label("Find a token").fill("needle")
    view.until("view.stage.scrollTop > 5000")
    assert view.js("return view.focus") == {"side": "query", "place": 511}
    assert view.js("return view.drawnLines") <= 12_000


def test_dark_page_and_phone(open_view, trace):
    options = {"viewport": {"width": 400, "height": 800}, "has_touch": True}
    view = open_view(trace, options={**options, "color_scheme": "dark"})
    assert view.js("return view.look.theme") == "dark"
    width = view.tab.evaluate("document.documentElement.scrollWidth")
    assert width <= 400
    view.tab.locator(".av-stage").tap(
        position={"x": 80, "y": view.js("return view.lens.yOf(view, 2)")}
    )
    assert view.js("return view.state.pin") == {"side": "query", "at": 2}
    view.set(look="print")
    assert view.js("return view.look.background") == "#ffffff"
