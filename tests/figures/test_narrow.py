"""Pictures for phones: what is drawn anew for a narrow screen can be read there."""

import inspect

import numpy as np
import pytest
from support.figure_cases import call
from support.traces import make_trace

from explorer import figures, pictures
from explorer.figures.attributions import attribution_bars
from explorer.figures.base import NARROW
from explorer.figures.differences import difference_heatmap
from explorer.figures.matrix import READABLE_CELL, Axes, token_matrix
from explorer.figures.methods import method_panels
from explorer.figures.scales import Scale
from explorer.figures.sentences import sentence_matrix
from explorer.measures.comparison import align

NAMES = [name for name in pictures.names()
         if "narrow" in inspect.signature(getattr(figures, name)).parameters]  # fmt: skip


def across(figure):
    """Pixels between the margins on a phone."""
    return NARROW - figure.layout.margin.l - min(figure.layout.margin.r, 14)


def pitch(axis, pixels):
    """Pixels from one label to the next."""
    step = np.diff(axis.tickvals).min()
    return step * pixels / abs(axis.range[1] - axis.range[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_narrow_twin_says_the_same(name):
    trace = make_trace()
    wide, narrow = call(name, trace), call(name, trace, narrow=True)
    assert narrow.layout.meta["alt"] == wide.layout.meta["alt"]
    assert narrow.layout.title.text == wide.layout.title.text
    assert across(narrow) > 150


def test_a_picture_knows_its_narrow_twin():
    trace = make_trace()
    runs = trace, trace, align(trace, trace)
    change = np.zeros((trace.num_tokens, trace.num_tokens), np.float32)
    shown = pictures.difference_heatmap(*runs, change, "here")
    assert shown.draw_narrow is not None
    assert shown.draw_narrow() == difference_heatmap(*runs, change, "here", narrow=True)
    assert pictures.attention_heatmap(trace, 0, 0).draw_narrow is None


def test_a_narrow_matrix_fits_a_phone_and_each_of_16_tokens_has_its_label():
    labels = [f"word{n}" for n in range(15)] + ["tired → wide"]
    figure = token_matrix(np.eye(16), Axes(labels, labels), Scale("x"), title="t", alt="a",
                          size="narrow")  # fmt: skip
    pixels = NARROW - figure.layout.margin.l - 14
    assert len(figure.layout.yaxis.ticktext) == 16
    assert pitch(figure.layout.yaxis, pixels) >= READABLE_CELL
    assert figure.layout.yaxis.tickfont.size <= pitch(figure.layout.yaxis, pixels)


def test_attributions_fit_the_words_and_mute_special_tokens():
    trace = make_trace(["[CLS]", "a", "cat", "sat", "[SEP]"])
    scores = {"one": np.array([9, 1, -2, 3, 1.0]), "two": np.array([0, 1, 2, 3, 1.0])}
    figure = attribution_bars(trace, scores, "what")
    assert [note.text for note in figure.layout.annotations[:2]] == ["one", "two"]
    bars = figure.data[0]
    assert figure.layout.xaxis.range[1] < bars.x[0]  # the largest bar is [CLS]'s, and is cut
    assert bars.text[0] == "56 %" and set(bars.text[1:]) == {""}
    assert bars.marker.color[0] == bars.marker.color[4] != bars.marker.color[1]
    assert figure.layout.height < 560


def test_the_words_of_a_long_text_come_before_special_tokens():
    trace = make_trace(["[CLS]", *(f"w{n}" for n in range(40)), "[SEP]"])
    figure = attribution_bars(trace, {"one": np.r_[50.0, np.arange(40), 50.0]}, "what")
    names = figure.layout.yaxis.ticktext
    assert len(names) == 30 and names[0] == "11 w10" and "[SEP]" not in names[-1]
    assert figure.layout.height < 600


def test_sentences_are_numbered_above_and_written_out_beside():
    texts = [f"A sentence of many words about the number {n}" for n in range(10)]
    for narrow in (False, True):
        figure = sentence_matrix(np.eye(10), texts, np.arange(10), "m", narrow=narrow)
        assert list(figure.layout.xaxis.ticktext) == [str(n) for n in range(1, 11)]
        assert figure.layout.yaxis.ticktext[1].startswith("2 A sentence")
    assert pitch(figure.layout.yaxis, across(figure)) >= 18


def test_panels_stand_in_one_row_and_two_by_two_on_a_phone():
    trace = make_trace([f"w{n}" for n in range(16)])
    maps = {name: trace.attention(0)[0] for name in "abcde"}
    wide, narrow = (method_panels(trace, maps, "here", narrow=one) for one in (False, True))
    tops = [len({box.y0 for box in figure.layout.shapes}) for figure in (wide, narrow)]
    assert tops == [1, 3]
    assert wide.layout.width <= 1216 and narrow.layout.width <= NARROW + 10
    pixels = narrow.layout.width - narrow.layout.margin.l - narrow.layout.margin.r
    assert pitch(narrow.layout.xaxis, pixels) >= 10
