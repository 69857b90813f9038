"""Induction scores by hand: on texts and heads of which the answer is known."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.measures import induction
from explorer.measures.head_scores import HEAD_MEASURES, head_board, token_groups

IDS = np.array([9, 1, 2, 3, 1, 2, 3])
SPECIAL = np.array([True] + [False] * 6)


def test_what_followed_before_is_found():
    found = induction.after_earlier(IDS, SPECIAL)
    assert np.argwhere(found).tolist() == [[4, 2], [5, 3], [6, 4]]


def test_a_token_that_follows_itself_is_not_what_it_looks_for():
    ids = np.array([5, 5, 5])
    found = induction.after_earlier(ids, np.zeros(3, bool))
    assert np.argwhere(found).tolist() == [[2, 1]]


def test_special_tokens_count_on_neither_side():
    ids = np.array([9, 1, 9, 1, 9])
    special = np.array([True, False, True, False, True])
    assert not induction.after_earlier(ids, special).any()


def test_a_perfect_head_scores_one_and_a_head_that_looks_back_scores_nothing():
    followed = induction.after_earlier(IDS, SPECIAL)
    perfect, back = np.zeros((2, 7, 7))
    perfect[range(7), [0, 0, 0, 0, 2, 3, 4]] = 1
    back[range(7), [0, 0, 1, 2, 3, 4, 5]] = 1
    half = (perfect + back) / 2
    scores = induction.prefix_matching(np.stack([perfect, back, half]), followed)
    assert scores == pytest.approx([1, 0, 0.5])


def test_a_text_without_repetition_has_no_score():
    followed = induction.after_earlier(np.arange(4), np.zeros(4, bool))
    assert np.isnan(induction.prefix_matching(np.ones((2, 4, 4)) / 4, followed)).all()


def test_copying_is_one_for_the_identity_and_nothing_for_its_opposite():
    raised = np.stack([np.eye(5), -np.eye(5), np.roll(np.eye(5), 1, axis=0)])
    assert induction.copying(raised) == pytest.approx([1, 0, 0])


def test_copying_of_noise_is_chance():
    raised = np.random.default_rng(0).normal(size=(3, 200, 200))
    assert induction.copying(raised) == pytest.approx([1 / 200] * 3, rel=0.25)


def test_the_atlas_has_the_same_score():
    trace = make_trace(("[CLS]", "a", "b", "c", "a", "b", "[SEP]"), seed=1, layers=2, heads=3)
    board = head_board(trace, "induction")
    groups = token_groups(trace)
    by_hand = [
        (trace.attention(layer)[:, 4, 2] + trace.attention(layer)[:, 5, 3]) / 2 for layer in (0, 1)
    ]
    assert np.argwhere(groups.followed).tolist() == [[4, 2], [5, 3]]
    assert board == pytest.approx(np.stack(by_hand))
    assert HEAD_MEASURES["induction"].top == 1
