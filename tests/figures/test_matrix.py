"""The matrix of cells that heatmaps share, and several of them as one mosaic."""

import numpy as np
import pytest

from explorer.figures.matrix import Axes, Scale, token_matrix
from explorer.figures.mosaic import mosaic


@pytest.mark.parametrize("count", [1, 16, 17, 64, 65, 200, 512])
def test_matrices_of_every_size(count):
    labels = [f"w{n}" for n in range(count)]
    figure = token_matrix(np.eye(count), Axes(labels, labels), Scale("x"), title="t", alt="a")
    axis = figure.layout.xaxis
    assert axis.ticktext[0] == "w0"
    assert [labels[place] for place in axis.tickvals] == list(axis.ticktext)
    assert 0 < figure.layout.height < 1400
    assert len(figure.to_json()) < 6_000_000
    if 2 <= count <= 16:
        assert len(figure.data) == 2


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
                    across=2)  # fmt: skip
    words = np.asarray(figure.data[0].customdata)
    board = np.asarray(figure.data[0].z)
    for name, panel in zip("pqr", panels, strict=True):
        for row, column in np.ndindex(2, 2):
            place = np.argwhere(words == f"{name}: {'xy'[row]} → {'xy'[column]}")
            assert len(place) == 1
            assert board[tuple(place[0])] == panel[row, column]
