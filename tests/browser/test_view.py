"""The attention view in Chromium, opened from disk: every number against the Trace."""

import numpy as np
import pytest
from support.traces import make_trace
from support.view_page import sent

from explorer.views import codec

pytestmark = pytest.mark.browser

LABELS = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "it", "slept", "[SEP]")
LAYERS, HEADS = 3, 5
SPECIAL = [0, 5, 8]
HIDDEN = "return view.lens.meter(view).shares.find(({ kind }) => kind === 'specialHidden').share"


@pytest.fixture(scope="module")
def trace():
    return make_trace(LABELS, layers=LAYERS, heads=HEADS, second_from=6)


def test_every_layer_and_head_is_the_traces(open_view, trace):
    view = open_view(trace)
    for layer in range(LAYERS):
        view.set(layer=layer)
        for head, matrix in view.matrices().items():
            assert matrix == pytest.approx(sent(trace, layer)[head], abs=1e-6)
            assert np.abs(matrix - trace.attention(layer)[head]).max() <= codec.ERROR + 1e-6
    assert view.js("return view.weight(2, 4, 3, 1)") == pytest.approx(
        trace.attention(2)[4, 3, 1], abs=codec.ERROR
    )


def test_average_is_the_mean_of_the_chosen_heads(open_view, trace):
    view = open_view(trace, layer=1, heads=[1, 3])
    view.set(mean=True)
    assert view.matrices()[-1] == pytest.approx(sent(trace, 1)[[1, 3]].mean(0), abs=1e-6)


def test_words_sum_what_they_get_and_average_what_they_give(open_view, trace):
    view = open_view(trace, heads=[2])
    view.set(words=True)
    weights = sent(trace, 0)[2]
    groups = [[0], [1], [2, 3], [4], [5], [6], [7], [8]]
    to_words = np.stack([weights[:, group].sum(1) for group in groups], axis=1)
    wanted = np.stack([to_words[group].mean(0) for group in groups])
    assert view.labels()[0] == ["[CLS]", "the", "cats", "sat", "[SEP]", "it", "slept", "[SEP]"]
    assert view.matrices()[2] == pytest.approx(wanted, abs=1e-6)


def test_hidden_special_tokens_are_metered_and_shared_out(open_view, trace):
    view = open_view(trace, heads=[0])
    shown = [place for place in range(len(LABELS)) if place not in SPECIAL]
    weights = sent(trace, 0)[0]
    mass = weights[shown][:, SPECIAL].sum(1)
    view.set(specials="hide")
    assert view.matrices()[0] == pytest.approx(weights[np.ix_(shown, shown)], abs=1e-6)
    assert view.js(HIDDEN) == pytest.approx(mass.mean(), abs=1e-5)
    assert f"{mass.mean():.0%}".replace("%", " %") in view.text("meter")
    view.set(specials="renorm")
    shared = weights[np.ix_(shown, shown)] / (1 - mass)[:, None]
    assert view.matrices()[0] == pytest.approx(shared, abs=1e-5)
    assert "scaled up to 100 %" in view.text("meter")


@pytest.mark.parametrize("pair", ["aa", "ab", "ba", "bb"])
def test_pair_filter_keeps_one_block(open_view, trace, pair):
    view = open_view(trace, heads=[0], link=f"pair.{pair}")
    texts = {"a": slice(0, 6), "b": slice(6, 9)}
    block = sent(trace, 0)[0][texts[pair[0]], texts[pair[1]]]
    assert view.matrices()[0] == pytest.approx(block, abs=1e-6)


def test_strongest_share_leaves_at_least_that_share_of_each_row(open_view, trace):
    view = open_view(trace, heads=[1])
    weights = sent(trace, 0)[1]
    for share in (0.3, 0.9):
        view.set(share=share)
        cut = np.array(view.js("return [...view.content.layers[0].cut]"))
        kept = np.where(weights >= cut[:, None], weights, 0)
        assert (kept.sum(1) >= share * weights.sum(1) - 1e-4).all()
        assert view.js("return view.content.lines") == np.count_nonzero(kept)
    view.set(keep="least", least=0.2)
    assert view.js("return view.content.lines") == np.count_nonzero(weights >= 0.2)


def test_hover_says_the_arrays_numbers(open_view, trace):
    view = open_view(trace, layer=2, heads=[3])
    box = view.tab.locator(".av-stage").bounding_box()
    y = view.js("return view.lens.yOf(view, { place: 4 })")  # "sat"
    view.tab.mouse.move(box["x"] + 100, box["y"] + y)
    weights = trace.attention(2)[3, 4]
    best = int(weights.argmax())
    said = view.text("tip")
    assert said.startswith("“sat” attends to") and LABELS[best] in said
    number = float(said.split(f"“{LABELS[best]}” ")[1].split(" %")[0])
    assert number / 100 == pytest.approx(weights[best], abs=codec.ERROR + 0.0005)
    view.until("document.querySelector('.av caption').innerText.includes('sat')")


def test_lines_are_on_the_canvas_where_weights_are(open_view):
    trace = make_trace(("a", "b", "c", "d"), layers=1, heads=1)
    view = open_view(trace)
    view.set(keep="least", least=float(trace.attention(0).max()) - 0.01)
    painted = view.js(
        "const frame = view.frame(), ratio = view.dom.base.width / view.dom.stage.clientWidth;"
        "const x = frame.width / 2 * ratio, context = view.dom.base.getContext('2d');"
        "const y = (place) => view.lens.yOf(view, { place });"
        "const at = (i, j) => (y(i) + y(j)) / 2 * ratio;"
        "const seen = (y) => [...context.getImageData(x - 2, y - 2, 5, 5).data].some(Boolean);"
        "return [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => seen(at(i, j))));"
    )
    row, column = np.unravel_index(trace.attention(0)[0].argmax(), (4, 4))
    assert painted[row][column] and np.count_nonzero(painted) < 8


DRAWN_TWICE = """
  const { draw } = view.lens;
  const stroked = (pen) => (groups) => {
    pen.box(0, 0, 9999, 9999, { fill: view.look.background });
    for (const { ends, colour, alpha } of groups) pen.lines(ends, { colour, alpha });
  };
  const pictures = [false, true].map((byStroke) => {
    view.lens.draw = (v, pen, frame) => {
      if (byStroke) pen.crowd = stroked(pen);
      return draw(v, pen, frame);
    };
    view.draw();
    const { width } = view.frame();
    return view.dom.base.getContext("2d").getImageData(0, 0, width, view.dom.base.height).data;
  });
  view.lens.draw = draw;
  const [blended, stroke] = pictures;
  const empty = stroke[0]; // a corner: the paper
  let off = 0, ink = 0;
  for (let i = 0; i < stroke.length; i += 4) {
    off += Math.abs(blended[i] - stroke[i]);
    ink += Math.abs(stroke[i] - empty);
  }
  return [view.drawn.lines, off / ink];
"""


def test_a_crowd_of_lines_looks_as_if_each_were_stroked(open_view):
    view = open_view(make_trace([f"w{number}" for number in range(60)], layers=1, heads=3))
    view.set(share=0.6)
    drawn, off = view.js(DRAWN_TWICE)
    assert drawn > 600
    assert off < 0.05  # smoothed in another way, line by line in the same places


def test_grid_pixels_are_the_weights(open_view, trace):
    view = open_view(trace, lens="grid")
    view.until("view.content.complete")
    for layer, head in ((0, 0), (2, 4)):
        thumb = view.js("return [...view.content.heads.get(given).pixels]", f"{layer}:{head}")
        wanted = np.round(sent(trace, layer)[head] * 255)
        assert np.abs(np.reshape(thumb, wanted.shape) - wanted).max() <= 1
    colours = view.js(
        "const image = view.content.paint(0, 0);"
        "const data = image.getContext('2d').getImageData(0, 0, image.width, image.height).data;"
        "return [...data].filter((_, i) => i % 4 === 0);"
    )
    red = np.reshape(colours, (len(LABELS), len(LABELS)))  # the scale goes from light to dark
    order = np.argsort(sent(trace, 0)[0].ravel())
    assert (np.diff(red.ravel()[order]) <= 1).all() and red.min() < red.max()


def test_neuron_lens_computes_the_models_weights(open_view, trace):
    view = open_view(trace, lens="neuron", layer=1, heads=[2], link="pin.q4")
    steps = view.js(
        "const s = view.content.steps;"
        "return [s.query, [...s.dot], [...s.score], [...s.weight], [...s.output]];"
    )
    layer = trace.captured(1)
    assert steps[0] == 4
    assert steps[1] == pytest.approx(layer.key[2] @ layer.query[2, 4], abs=0.02)
    assert steps[2] == pytest.approx(layer.scores()[2, 4], abs=0.02)
    assert steps[3] == pytest.approx(layer.attention()[2, 4], abs=0.005)
    assert steps[4] == pytest.approx(layer.attention()[2, 4] @ layer.value[2], abs=0.01)


def test_causal_model_is_drawn_with_its_mask(open_view):
    trace = make_trace(("a", "b", "c", "d"), causal=True)
    view = open_view(trace, lens="neuron", link="pin.q1")
    assert view.js("return [...view.content.steps.weight]")[2:] == [0, 0]
    assert "masked" in view.text("table")
    view.set(lens="lines")
    assert "later tokens are masked" in view.text("summary")
    assert not np.triu(view.matrices()[0], 1).any()


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
    assert "the target text attends to the source text" in view.text("summary")
    view.set(lens="neuron", part=1, layer=2, heads=[1], pin={"side": "query", "at": 2})
    steps = view.js("return [...view.content.steps.weight]")
    assert steps == pytest.approx(found.decoder[2].attention()[1, 2], abs=0.005)
