"""Per-head scores on hand-made traces with known answers."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights, shift

from explorer.errors import InputError
from explorer.measures.head_scores import HEAD_MEASURES, head_board, head_boards, row_entropy

LABELS = ["[CLS]", "a", "cat", ",", "[SEP]", "a", "##s", "[SEP]"]


def one(weights, measure, labels=LABELS, **options):
    trace = make_trace(labels, weights=np.array(weights)[None, None], **options)
    return float(head_board(trace, measure)[0, 0])


def looks_at(column, tokens=8):
    found = np.zeros((tokens, tokens), np.float32)
    found[:, column] = 1
    return found


def test_offset_heads_score_one_on_their_own_measure_and_zero_on_the_opposite():
    assert one(shift(8, -1), "previous") == 1
    assert one(shift(8, -1), "next") == 0
    assert one(shift(8, 1), "next") == 1
    assert one(shift(8, 1), "previous") == 0
    assert one(np.eye(8), "self") == 1


def test_shares_name_the_column_that_is_looked_at():
    assert one(looks_at(0), "cls") == 1
    assert one(looks_at(0), "sep") == 0
    assert one(looks_at(4), "sep") == 1
    assert one(looks_at(3), "punctuation") == 1
    assert one(looks_at(2), "punctuation") == 0


def test_uniform_head():
    uniform = np.full((8, 8), 1 / 8)
    assert one(uniform, "entropy") == pytest.approx(np.log(8), abs=1e-6)
    assert one(uniform, "sep") == pytest.approx(2 / 8)
    assert one(uniform, "distance") == pytest.approx(
        np.abs(np.subtract.outer(range(8), range(8))).mean()
    )
    assert one(uniform, "confidence") == pytest.approx(1 / 8)
    assert one(uniform, "own text", second_from=5) == pytest.approx((5 * 5 + 3 * 3) / 64)


def test_one_hot_head_has_no_entropy_and_full_confidence():
    assert one(looks_at(2), "entropy") == 0
    assert one(looks_at(2), "confidence") == 1
    assert one(looks_at(7), "confidence") == 0  # [SEP] is left out, as in the paper
    assert one(shift(8, 1), "distance") == pytest.approx(7 / 8)


def test_same_word_counts_other_pieces_and_other_occurrences_not_itself():
    labels = ["[CLS]", "cat", "sat", "cat", "un", "##do", "[SEP]"]
    weights = np.eye(7)
    assert one(weights, "same word", labels) == 0
    weights[1] = np.eye(7)[3]  # the first "cat" looks at the second
    weights[4] = np.eye(7)[5]  # "un" looks at "##do"
    assert one(weights, "same word", labels) == pytest.approx(2 / 4)


def test_what_a_text_cannot_have_is_nan():
    assert np.isnan(one(np.eye(8), "own text", second_from=8))
    assert np.isnan(one(np.eye(3), "same word", ["[CLS]", "cat", "[SEP]"]))
    assert np.isnan(one([[1.0]], "previous", ["cat"]))
    assert np.isnan(one([[1.0]], "confidence", ["[SEP]"]))
    assert one([[1.0]], "entropy", ["cat"]) == 0
    assert one([[1.0]], "self", ["cat"]) == 1


def test_every_measure_stays_in_range_on_random_heads_and_agrees_with_a_loop():
    trace = make_trace(LABELS, weights=random_weights(2, 3, 8), second_from=5)
    boards = head_boards(trace)
    assert list(boards) == list(HEAD_MEASURES)
    for key, board in boards.items():
        assert board.shape == (2, 3)
        assert (board >= 0).all(), key
        if (top := HEAD_MEASURES[key].top) is not None:
            assert (board <= top + 1e-6).all(), key
        np.testing.assert_array_equal(board, head_board(trace, key))
    weights = trace.attention(1)[2]
    by_hand = sum(weights[i, i - 1] for i in range(1, 8)) / 7
    assert boards["previous"][1, 2] == pytest.approx(by_hand, abs=1e-6)
    far = sum(weights[i, j] * abs(i - j) for i in range(8) for j in range(8)) / 8
    assert boards["distance"][1, 2] == pytest.approx(far, abs=1e-5)


def test_row_entropy_treats_exact_zeros_as_nothing():
    rows = np.array([[[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]], np.float32)
    np.testing.assert_allclose(row_entropy(rows), [[np.log(2), 0]], atol=1e-7)


def test_an_unknown_measure_is_a_sentence():
    with pytest.raises(InputError, match="choose one of previous"):
        head_board(make_trace(weights=random_weights(1, 1, 3)), "importance")


def test_every_measure_states_formula_source_and_unit():
    for measure in HEAD_MEASURES.values():
        assert measure.formula
        assert measure.source
        assert measure.unit
        assert measure.about.endswith(".")
