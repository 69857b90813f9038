"""The matrix of cells that heatmaps share, and several of them as one mosaic."""

from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.figures.base import LIGHT, styled
from explorer.figures.matrix import Axes, token_matrix
from explorer.figures.mosaic import Panels, mosaic
from explorer.figures.scales import Scale


@pytest.mark.parametrize("count", [1, 16, 17, 64, 65, 200, 512])
def test_matrices_of_every_size(count):
    labels = [f"w{n}" for n in range(count)]
    figure = token_matrix(np.eye(count), Axes(labels, labels), Scale("x"), title="t", alt="a")
    axis = figure.layout.xaxis
    assert axis.ticktext[0] == "w0"
    assert [labels[place] for place in axis.tickvals] == list(axis.ticktext)
    assert 0 < figure.layout.height < 1400
    assert len(figure.to_json()) < 6_000_000
    digits = [part for part in figure.data if part.texttemplate]
    assert bool(digits) == (count <= 16)


@pytest.mark.parametrize(("count", "numbered"), [(2, True), (8, True), (13, False)])
def test_on_the_projector_a_matrix_stands_whole_in_type_that_can_be_read(count, numbered):
    labels = [f"w{n}" for n in range(count)]
    look = replace(LIGHT, font_size=21, projected=True)
    figure = token_matrix(np.eye(count) / 4, Axes(labels, labels), Scale("x"), title="t", alt="a",
                          look=look)  # fmt: skip
    assert figure.layout.height <= 600
    assert figure.layout.xaxis.tickfont.size >= 18
    assert figure.layout.yaxis.tickfont.size >= 18
    assert bool([part for part in figure.data if part.texttemplate]) == numbered


def test_on_the_projector_a_low_matrix_is_as_wide_as_it_likes():
    look = replace(LIGHT, font_size=21, projected=True)
    heads = [f"head {n}" for n in range(12)]
    figure = token_matrix(np.eye(6, 12), Axes([f"layer {n}" for n in range(6)], heads), Scale("x"),
                          title="t", alt="a", look=look)  # fmt: skip
    assert figure.layout.width > 12 * 45
    assert [part for part in figure.data if part.texttemplate]


def test_on_the_projector_larger_type_does_not_take_the_room_of_the_bars():
    look = replace(LIGHT, font_size=21, projected=True)
    tall = [styled(go.Figure(), one, title="t<br>u", alt="a", height=176).layout
            for one in (LIGHT, look)]  # fmt: skip
    small, large = (one.height - one.margin.t for one in tall)
    assert large >= small


def test_on_the_projector_long_labels_stand_upright_before_they_meet():
    look = replace(LIGHT, font_size=21, projected=True)
    axes = Axes(list("abcdefg"), ["taxes", "rose", "again", "in", "march", "x", "."])
    figure = token_matrix(np.zeros((7, 7)), axes, Scale("x"), title="t", alt="a", look=look)
    assert figure.layout.xaxis.tickangle == -90


def test_matrices_may_be_oblong():
    figure = token_matrix(
        np.arange(6.0).reshape(2, 3), Axes(["a", "b"], ["x", "y", "z"]), Scale("n", 0, 5),
        title="t", alt="a",
    )  # fmt: skip
    assert list(figure.layout.yaxis.ticktext) == ["a", "b"]
    assert list(figure.layout.xaxis.ticktext) == ["x", "y", "z"]
    assert list(figure.data[0].customdata[1, 2]) == ["b", "z"]


def test_mosaic_names_its_cells():
    panels = np.stack([np.eye(2), 1 - np.eye(2), np.ones((2, 2))])
    figure = mosaic(panels, ["p", "q", "r"], Scale("n"), title="t", alt="a", labels=["x", "y"],
                    panels=Panels(2))  # fmt: skip
    words = np.asarray(figure.data[0].customdata)
    board = np.asarray(figure.data[0].z)
    for name, panel in zip("pqr", panels, strict=True):
        for row, column in np.ndindex(2, 2):
            place = np.argwhere(words == f"{name}: {'xy'[row]} → {'xy'[column]}")
            assert len(place) == 1
            assert board[tuple(place[0])] == panel[row, column]
