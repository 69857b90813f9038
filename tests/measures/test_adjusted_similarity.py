import numpy as np
import pytest
from support.traces import make_trace

from explorer.measures import adjusted_similarity
from explorer.measures.occurrences import occurrences
from explorer.measures.similarity import cosine_matrix

TRACE = make_trace("the cat sat on the mat", seed=0)
KNOWN = adjusted_similarity.baseline_stats(
    occurrences(make_trace(f"one two three four {i}", seed=i) for i in range(30))
)


def test_above_baseline_is_the_cosine_minus_what_unrelated_words_have():
    raw = adjusted_similarity.token_matrix(TRACE, 1, "cosine", KNOWN)
    above = adjusted_similarity.token_matrix(TRACE, 1, "above baseline", KNOWN)
    np.testing.assert_allclose(raw - above, KNOWN.cosine[1], atol=1e-6)


def test_one_rogue_dimension_makes_all_cosines_1_and_standardising_repairs_it():
    rng = np.random.default_rng(0)
    states = rng.normal(size=(400, 16))
    states[:, 5] += 200
    known = adjusted_similarity.BaselineStats(
        np.zeros(1), states.mean(axis=0)[None], states.std(axis=0)[None], 400, 1
    )
    assert cosine_matrix(states[:2], states[2:4]).min() > 0.99
    repaired = adjusted_similarity.compare(states, states, "z-scored cosine", 0, known)
    assert abs(repaired[np.triu_indices(400, 1)].mean()) < 0.01
    assert adjusted_similarity.top_share(states[:1], states[1:2]).item() > 0.99
    assert adjusted_similarity.largest_contributions(states[0], states[1])[0].dimension == 5


def test_shares_of_equal_dimensions_are_equal_shares():
    ones = np.ones((1, 12))
    assert adjusted_similarity.top_share(ones, ones).item() == pytest.approx(3 / 12)
    assert np.isnan(adjusted_similarity.top_share(np.eye(2)[:1], np.eye(2)[1:])).all()


def test_all_contributions_add_up_to_the_cosine():
    a, b = TRACE.hidden[1, 1], TRACE.hidden[1, 2]
    parts = adjusted_similarity.largest_contributions(a, b, top=len(a))
    cosine = cosine_matrix(a[None], b[None]).item()
    assert sum(part.value for part in parts) == pytest.approx(cosine, abs=1e-6)
    three = sum(part.value for part in parts[:3])
    assert adjusted_similarity.top_share(a[None], b[None]).item() == pytest.approx(
        three / cosine, rel=1e-5
    )


def test_distance_of_a_vector_to_itself_is_exactly_0_and_dot_is_plain():
    distance = adjusted_similarity.token_matrix(TRACE, 2, "Euclidean distance", KNOWN)
    np.testing.assert_array_equal(np.diag(distance), 0)
    dot = adjusted_similarity.token_matrix(TRACE, 2, "dot", KNOWN, specials=False)
    assert dot.shape == (6, 6)
    assert dot[0, 1] == pytest.approx(float(TRACE.hidden[2, 1] @ TRACE.hidden[2, 2]), rel=1e-5)


def test_a_dimension_that_never_varies_does_not_divide_by_zero():
    still = adjusted_similarity.BaselineStats(np.zeros(1), np.ones((1, 3)), np.zeros((1, 3)), 2, 1)
    np.testing.assert_array_equal(
        adjusted_similarity.standardised(np.full((2, 3), 7.0), 0, still), 0
    )


def test_curves_hold_every_measure_at_every_state():
    other = make_trace("a dog ran", seed=4)
    found = adjusted_similarity.curves(TRACE.hidden[:, 1], other.hidden[:, 2], KNOWN)
    assert set(found) == set(adjusted_similarity.MEASURES)
    for measure, curve in found.items():
        expected = adjusted_similarity.token_matrix(TRACE, 2, measure, KNOWN, other)[1, 2]
        assert curve.shape == (3,)
        assert curve[2] == pytest.approx(expected, abs=1e-6)
