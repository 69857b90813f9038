"""Pictures of a logit taken apart: what its colours, bars and lines say."""

import numpy as np
import pytest
from support import figure_cases
from support.traces import make_trace

from explorer import figures, tables
from explorer.errors import InputError
from explorer.figures.base import DARK, LIGHT, PRINT
from explorer.figures.colours import READABLE, contrast
from explorer.figures.prediction_graph import edge_name
from explorer.measures.logit_parts import LogitParts, predicted, span, strongest, units

TRACE = make_trace()  # "cat ##s" is a word of two pieces
PARTS = LogitParts(np.arange(10.0) - 4, 0.5, -0.25, 5.25)
WHAT = "the logit of “yes”"


def test_a_words_part_is_the_sum_of_its_pieces():
    by_token = units(TRACE, PARTS)
    by_word = {unit.label: unit for unit in units(TRACE, PARTS, words=True)}
    assert [unit.value for unit in by_token] == list(PARTS.tokens)
    assert by_token[3].joined
    assert by_word["cats"].value == -3.0
    assert [unit.place for unit in strongest(by_token, 3)] == [0, 8, 9]


def test_targets_of_logits():
    logits = np.array([[0.5, 2.0, 1.0], [3.0, 0.0, 0.0]])
    np.testing.assert_array_equal(predicted(logits), [[0, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(predicted(logits, 1, margin=True), [[0, 0, 0], [1, -1, 0]])
    np.testing.assert_array_equal(span((3, 2), 0, 2), [[1, 0], [0, 0], [0, 1]])
    np.testing.assert_array_equal(predicted(logits[0]), [0, 1, 0])
    with pytest.raises(InputError, match="no row 2 of logits: there are 0 to 1"):
        predicted(logits, 2)


def test_bars_hold_every_part_and_the_biases():
    figure = figures.logit_bars(TRACE, PARTS, WHAT)
    np.testing.assert_array_equal(figure.data[0].x, [*PARTS.tokens, 0.5, -0.25])
    table = tables.logit_bars(TRACE, PARTS)
    assert table["part of the logit"].sum() == pytest.approx(PARTS.value)
    assert figures.logit_bars(TRACE, PARTS, WHAT, words=True).data[0].y[-1] == 10


@pytest.mark.parametrize("look", [LIGHT, DARK, PRINT], ids=lambda look: look.name)
def test_every_colour_of_the_text_can_be_read_on(look):
    figure = figures.coloured_text(TRACE, PARTS, WHAT, look=look)
    grounds = [shape.fillcolor for shape in figure.layout.shapes]
    assert len(grounds) == TRACE.num_tokens + 21  # and the legend
    assert min(contrast(look.ink, ground) for ground in grounds) >= READABLE
    assert grounds[4] == look.paper  # a part of 0


def test_lines_are_as_wide_as_they_carry_and_every_edge_has_its_words():
    trace, graph, _ = figure_cases.arguments("prediction_graph", TRACE)
    figure = figures.prediction_graph(trace, graph, WHAT)
    widths = [
        part.line.width for part in figure.data if part.mode == "lines" and part.x[0] is not None
    ]
    assert widths == sorted(widths)
    said = next(part for part in figure.data if part.mode == "markers" and part.marker.opacity == 0)
    assert len(said.text) == len(graph.edges)
    assert edge_name(trace, graph.edges[1], 1) == "layer 1, head 3: “[SEP]” (9) reads “[CLS]” (0)"
    ringed = figures.prediction_graph(trace, graph, WHAT, marked=0)
    assert len(ringed.data) == len(figure.data) + 1
    table = tables.prediction_graph(trace, graph, first_index=1)
    assert list(table["weight"]) == [edge.weight for edge in graph.edges]
    assert table["head"][1] == "3"
