"""Which words make two texts alike: the matrix, the lines and their tables."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer import figures, tables
from explorer.measures.alike_words import AlikeWords

VALUES = np.array([[0.3, -0.2, 0.01], [0.02, 0.1, -0.1], [0, 0, 0.4]])
ALIKE = AlikeWords(("good", "day", "the rest"), ("fine", "night", "the rest"), VALUES)


def links(figure):
    """Both ends, colour and width of every line."""
    return {
        (int(one.y[i]), int(one.y[i + 1])): (one.line.color, one.line.width)
        for one in figure.data
        if one.mode == "lines" and one.x[0] is not None
        for i in range(0, len(one.y), 3)
    }


def test_lines_say_sign_by_colour_and_size_by_width():
    trace = make_trace()
    found = links(figures.alike_lines(trace, trace, ALIKE))
    assert set(found) == {(0, 0), (0, 1), (1, 1)}  # 0.02 is less than a tenth of 0.3
    assert found[0, 0][0] == found[1, 1][0] != found[0, 1][0]
    assert found[0, 0][1] > found[0, 1][1] > found[1, 1][1]


@pytest.mark.parametrize("rest", [False, True])
def test_the_matrix_is_symmetric_about_zero_and_its_table_the_same(rest):
    trace = make_trace()
    figure = figures.alike_words(trace, trace, ALIKE, rest=rest)
    cells = figure.data[0]
    table = tables.alike_words(trace, trace, ALIKE, rest=rest)
    np.testing.assert_allclose(cells.z, table.to_numpy(), atol=1e-6)
    assert cells.zmax == -cells.zmin == pytest.approx(0.4 if rest else 0.3)
    assert ("the rest" in figure.layout.xaxis.ticktext) == rest
    assert "Cosine 0.53" in figure.layout.title.text


def test_the_table_of_the_lines_begins_with_the_largest():
    table = tables.alike_lines(make_trace(), make_trace(), ALIKE)
    assert table.iloc[0].tolist() == ["0 good", "0 fine", 0.3]
    assert table["adds to the cosine"].tolist() == [0.3, -0.2, 0.1, 0.02]
