"""Boards, maps and bars of heads: the numbers in the figures, and their tables."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights

from explorer import tables
from explorer.data.treebank import Arc, Sentence
from explorer.figures.attributions import attribution_bars, layer_effect_bars
from explorer.figures.base import DARK, PRINT
from explorer.figures.differences import difference_heatmap, vector_change_heatmap
from explorer.figures.head_boards import Board, head_board
from explorer.figures.head_map import drawn_in, head_map
from explorer.figures.head_patterns import pattern_board
from explorer.figures.methods import (
    agreement_matrix,
    disagreement_bars,
    method_heatmap,
    method_panels,
    mixing_bars,
)
from explorer.figures.relations import link_bars, relation_bars
from explorer.measures.agreement import agreement, disagreement
from explorer.measures.comparison import align, attention_difference, vector_changes
from explorer.measures.head_distances import head_patterns
from explorer.measures.head_scores import head_boards
from explorer.measures.identities import checks
from explorer.measures.link_scores import link_scores
from explorer.measures.relations import relation_scores

LABELS = ["[CLS]", "<b>", "$x$", "cat", "[SEP]"]


@pytest.fixture
def trace():
    hidden = np.random.default_rng(0).standard_normal((3, 5, 4))
    return make_trace(LABELS, weights=random_weights(2, 3, 5), hidden=hidden)


def test_head_board_shows_the_scores_and_carries_layer_and_head_for_clicks(trace):
    values = head_boards(trace)["entropy"]
    figure = head_board(trace, values, Board("Entropy", "nats", 0, 2), first_index=1, look=DARK)
    np.testing.assert_allclose(figure.data[0].z, values)
    clicks = figure.data[-1]
    assert [tuple(pair) for pair in clicks.customdata] == [
        (i, j) for i in range(2) for j in range(3)
    ]
    assert clicks.hovertext[5] == f"layer 2, head 3<br>nats {values[1, 2]:.6f}"  # over the cells
    assert figure.layout.yaxis.ticktext == ("layer 1", "layer 2")
    layer, head = np.unravel_index(values.argmax(), values.shape)
    assert f"layer {layer + 1}, head {head + 1}" in figure.layout.meta["alt"]
    table = tables.head_board(values, first_index=1)
    assert table.loc["layer 2", "head 3"] == values[1, 2]
    assert len(tables.head_scores(head_boards(trace))) == 6


def test_a_board_with_gaps_can_be_drawn(trace):
    values = np.array([[np.nan, 1, 0.5], [0, np.nan, -2]])
    figure = head_board(trace, values, Board("x", "y", -2, 2, signed=True))
    assert "-2.000" in figure.layout.meta["alt"]


def test_pattern_board_has_a_letter_and_a_colour_for_each_pattern(trace):
    patterns = np.array([[0, 1, 2], [3, 4, 0]])
    figure = pattern_board(trace, patterns)
    np.testing.assert_array_equal(figure.data[0].z, patterns)
    assert list(figure.data[1].text) == ["V", "D", "V+D", "B", "·", "V"]
    assert "2 vertical" in figure.layout.meta["alt"]
    table = tables.pattern_board(trace, head_patterns(trace))
    assert set(table.columns) >= {"pattern", "layer", "head"}


def test_head_map_groups_by_colour_and_marker(trace):
    points = np.arange(12.0).reshape(6, 2)
    groups = np.array([0, 0, 1, 1, 1, 2])
    figure = head_map(trace, points, groups, ["a", "b", "c"])
    marked = [one for one in figure.data if one.mode == "markers"]
    assert [len(one.x) for one in marked] == [2, 3, 1]
    assert len({one.marker.symbol for one in marked}) == 3
    assert figure.data[1].customdata[0].tolist()[:2] == [0, 2]
    assert len(tables.head_map(trace, points, groups, ["a", "b", "c"])) == 6


def test_one_head_far_from_all_others_does_not_squeeze_the_map(trace):
    points = np.array([[0, 0], [1, 0], [0, 1], [1, 1], [0.5, 0.4], [90.0, 0.5]])
    drawn, far = drawn_in(points)
    assert far.tolist() == [False] * 5 + [True]
    np.testing.assert_allclose(drawn[:5], points[:5])
    assert np.ptp(drawn[:, 0]) < 4
    one = make_trace(LABELS, weights=random_weights(2, 3, 5))
    figure = head_map(one, points, np.zeros(6, int), ["all"])
    assert list(figure.data[0].marker.symbol) == ["circle"] * 5 + ["arrow-wide"]
    assert figure.data[0].marker.angle[5] == pytest.approx(90, abs=1)  # to the right
    assert "1 head further out" in figure.layout.title.text.replace("<br >", " ")
    assert figure.data[0].customdata[5].tolist() == [1, 2, 1, 2]
    even, none = drawn_in(points[:5])
    assert not none.any()
    np.testing.assert_allclose(even, points[:5])
    assert "further out" not in head_map(one, points[:5], np.zeros(5, int), ["a"]).layout.title.text


def test_pictures_of_methods(trace):
    maps = {"weights": trace.attention(0).mean(axis=0), "other": trace.attention(1)[0]}
    names, found = agreement(maps)
    panels = method_panels(trace, maps, "layer 0", look=PRINT)
    assert len(panels.layout.annotations) == 3  # two names, and the bar's
    single = method_heatmap(trace, "weights", maps["weights"], "layer 0")
    np.testing.assert_allclose(single.data[0].z, maps["weights"])
    assert "<b>" not in single.layout.yaxis.ticktext[1]  # escaped
    matrix = agreement_matrix(trace, names, found)
    assert matrix.data[0].z[0][0] == 1
    bars = disagreement_bars(trace, disagreement(found))
    assert len(bars.data[0].x) == 5
    assert mixing_bars(trace, {"a": np.array([0.1, 0.2])}).data[0].x.tolist() == [0.1, 0.2]
    assert len(tables.method_panels(trace, maps)) == 10
    assert tables.agreement_matrix(trace, names, found).shape == (5, 1)


def test_link_and_relation_bars(trace):
    scores = link_scores(trace, [(3, 1)])
    figure = link_bars(trace, scores, "cat → <b>", first_index=1)
    assert figure.data[0].x[0] == pytest.approx(scores.weight.max())
    assert "<b>" not in figure.layout.title.text
    assert tables.link_bars(scores).weight.is_monotonic_decreasing
    sentence = Sentence(("<b>", "$x$", "cat"), (Arc(0, 2, "det"), Arc(1, 2, "nsubj")))
    found = relation_scores([(sentence, trace)], least=1)
    picture = relation_bars(found, "two arcs")
    assert len(picture.data) == 2
    assert len(tables.relation_bars(found)) == len(found)


def test_attribution_and_difference_pictures(trace):
    scores = {"gradient": np.array([0, 1, -1, 2, 0.0]), "attention": np.ones(5) / 5}
    figure = attribution_bars(trace, scores, "similarity")
    assert all(bar.constraintext == "none" and bar.textfont.size >= 9 for bar in figure.data)
    assert figure.data[0].x.tolist() == [0, 0.25, -0.25, 0.5, 0]
    assert layer_effect_bars(trace, np.array([0.1, 0.2]), "change").data[0].x.tolist() == [0.1, 0.2]
    weights = random_weights(2, 3, 5, seed=1)
    other = make_trace(["[CLS]", "<b>", "y", "cat", "[SEP]"], weights=weights)
    pairs = align(trace, other)
    change = attention_difference(trace, other, pairs, (0, 0), (0, 0))
    picture = difference_heatmap(trace, other, pairs, change, "layer 0, head 0")
    assert picture.data[0].zmin == -picture.data[0].zmax
    moved = vector_change_heatmap(
        trace, trace, align(trace, trace), vector_changes(trace, trace, align(trace, trace))
    )
    assert np.shape(moved.data[0].z) == (3, 5)
    assert tables.attribution_bars(trace, scores).shape == (5, 2)


def test_the_table_of_proofs(trace):
    found = checks(trace)
    assert tables.proofs(found).verdict[0] == "holds"
    assert tables.proof_by_layer(found, first_index=1).index[0] == "layer 1"


def test_one_token():
    one = make_trace(["a"], weights=np.ones((1, 1, 1, 1)))
    board = head_boards(one)["self"]
    assert head_board(one, board, Board("x", "y")).layout.meta["alt"]
    assert method_panels(one, {"w": np.ones((1, 1))}, "layer 0").data
