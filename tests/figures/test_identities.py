"""Formulas held against a model: the drawn differences are those of the checks."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer import figures, pictures, tables
from explorer.measures.identities import UNKNOWN, Check

CHECKS = (
    Check("$a$ is <b>", "", "One, 2001", np.array([1e-7, 2e-6]), 2e-5),
    Check("Not equal", "", "Two, 2002", np.array([1e-3]), 2e-5),
    Check("Exact", "", "Three, 2003", np.zeros(2), 2e-5),
    Check("Not known", "", "Four, 2004", np.zeros(0), 2e-5, "why"),
)


def test_dots_stand_at_the_largest_difference_and_bands_end_at_what_counts_as_equal():
    figure = figures.proofs(make_trace(), CHECKS)
    names, dots, numbers = figure.data
    np.testing.assert_allclose(dots.x[:2], np.log10([2e-6, 1e-3]), rtol=1e-6)
    assert dots.marker.symbol == ("circle", "x", "circle")
    assert figure.layout.xaxis.range[0] <= dots.x[2]  # 0 has a place on a logarithmic axis
    assert [shape.x1 for shape in figure.layout.shapes] == pytest.approx([np.log10(2e-5)] * 3)
    assert [text.split()[0] for text in numbers.text[:3]] == ["2.0e-06", "1.0e-03", "0.0e+00"]
    assert "FAILS" in numbers.text[1] and numbers.text[3] == UNKNOWN
    assert "<b>" not in names.text[0]
    assert "2 of 3 hold" in figure.layout.title.text


def test_each_layer_has_its_difference_as_the_table_says_it():
    figure = figures.proof_by_layer(make_trace(), CHECKS, first_index=1)
    table = tables.proof_by_layer(CHECKS, first_index=1)
    assert len(figure.data) == 3 == len(table.columns) - ("layer" in table.columns)
    np.testing.assert_allclose(figure.data[0].y, np.log10([1e-7, 2e-6]), rtol=1e-6)
    assert list(figure.layout.xaxis.ticktext) == ["1", "2"]
    assert figure.data[1].mode == "markers"  # of one number


def test_nothing_that_can_be_tried_is_no_error():
    assert "0 of 0 hold" in pictures.proofs(make_trace(), CHECKS[3:]).caption
    assert pictures.proof_by_layer(make_trace(), CHECKS[3:]).alt == "Nothing could be tried."
