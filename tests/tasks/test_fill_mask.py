"""Fill in the blank: candidates, words of several pieces, the logit lens, masked against not."""

import numpy as np
import pytest
from support.traces import make_trace, prediction

from explorer.errors import InputError
from explorer.measures import comparison
from explorer.tasks import fill_mask
from explorer.text import TextInput

TEXT = "the cat sat on the bank"


@pytest.fixture(scope="module")
def masked_lm(checkpoint):
    from explorer.predictors import load_predictor

    return load_predictor("fill-mask", checkpoint("bert", head="MaskedLM"))


def test_candidates_come_likeliest_first_with_ranks_from_one():
    made = prediction("fill-mask", [[0, 2, 1]], ("a", "b", "c"), positions=[1])
    found = fill_mask.best(made, k=2)
    assert [(c.token, c.rank) for c in found] == [("b", 1), ("c", 2)]
    assert found[0].probability == pytest.approx(0.66524, abs=1e-5)


def test_equal_logits_share_a_rank():
    assert fill_mask.rank(np.array([1.0, 3.0, 3.0]), 2) == 1
    assert fill_mask.rank(np.array([1.0, 3.0, 3.0]), 0) == 3


@pytest.mark.parametrize(("count", "said"), [(0, "No token is masked"), (41, "at most 40")])
def test_no_mask_and_too_many_masks_are_refused_in_words(count, said):
    with pytest.raises(InputError, match=said):
        fill_mask.check_masks(tuple(range(count)))


def test_forty_masks_are_read_at_once(masked_lm):
    made = masked_lm.run(TextInput("cat " * 45, masked=tuple(range(1, 41))))
    assert made.logits.shape[0] == 40


def test_a_word_of_one_piece_has_the_probability_of_its_token(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    target = fill_mask.target(masked_lm, made, "dog")
    [piece] = target.pieces
    logits = made.logits[0]
    token = made.labels.index("dog")
    assert piece.rank == fill_mask.rank(logits, token)
    assert target.probability == pytest.approx(
        next(c for c in fill_mask.best(made, k=len(logits)) if c.token == "dog").probability
    )


def test_a_word_of_several_pieces_follows_the_chain_rule(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    target = fill_mask.target(masked_lm, made, "dogs")
    assert [piece.token for piece in target.pieces] == ["dog", "##s"]
    text = TextInput("the dogs sat on the bank")
    one = masked_lm.run(TextInput(text.text, masked=(2, 3)))
    two = masked_lm.run(TextInput(text.text, masked=(3,)))
    first = fill_mask.best(one, 0, k=500)
    second = fill_mask.best(two, 0, k=500)
    p = next(c.probability for c in first if c.token == "dog")
    p *= next(c.probability for c in second if c.token == "##s")
    assert target.probability == pytest.approx(p)
    assert target.worst_rank == max(piece.rank for piece in target.pieces)


def test_other_blanks_stay_masked_when_a_longer_word_moves_them(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2, 6)))
    source, pieces = fill_mask.filled_in(masked_lm, made, "dogs")
    assert pieces == (2, 3)
    assert source.masked == (2, 3, 7)


def test_a_typed_mask_can_be_filled_too(masked_lm):
    made = masked_lm.run(TextInput("the [MASK] sat", "a [MASK] ran"))
    source, pieces = fill_mask.filled_in(masked_lm, made, "bird", 1)
    assert (source.pair, pieces) == ("a bird ran", (6,))
    assert source.masked == (2, 6)


@pytest.mark.parametrize("word", ["", "  ", "two words"])
def test_one_word_at_a_time(word, masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    with pytest.raises(InputError, match="one word at a time"):
        fill_mask.target(masked_lm, made, word)


def test_a_word_of_very_many_pieces_is_refused_in_words(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    with pytest.raises(InputError, match="falls into 20 pieces"):
        fill_mask.target(masked_lm, made, "x" * 20)


def test_the_lens_ends_in_the_models_own_answer(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    lens = fill_mask.lens(masked_lm, made)
    assert lens.logits.shape == (made.trace.num_layers + 1, len(made.labels))
    np.testing.assert_allclose(lens.logits[-1], made.logits[0], atol=1e-4)
    assert lens.ranks(fill_mask.best(made)[0].id)[-1] == 1
    assert lens.best(made.trace.num_layers)[0].token == fill_mask.best(made)[0].token
    assert lens.probabilities([0, 1]).shape == (made.trace.num_layers + 1, 2)
    assert (lens.bits() <= np.log2(len(made.labels))).all()


def test_nothing_changes_between_a_run_and_itself():
    same = make_trace("a b c", seed=0)
    np.testing.assert_allclose(comparison.vector_changes(same, same), 0, atol=1e-6)
    np.testing.assert_allclose(comparison.head_changes(same, same), 0)


def test_masking_changes_the_masked_token_most_in_the_embedding(masked_lm):
    made = masked_lm.run(TextInput(TEXT, masked=(2,)))
    before, after = fill_mask.unmasked(masked_lm, made), made.trace
    change = comparison.vector_changes(before, after)
    assert change[0].argmax() == 2
    np.testing.assert_allclose(np.delete(change[0], 2), 0, atol=1e-6)
    moved = comparison.head_changes(before, after)
    assert ((moved >= 0) & (moved <= 1)).all()
    assert moved.max() > 0


def test_attention_received_is_a_share():
    got = comparison.attention_received(make_trace("a b c", seed=0), 2)
    assert got.shape == (2, 3)
    assert ((got > 0) & (got < 1)).all()


def test_texts_of_different_length_are_not_compared():
    with pytest.raises(InputError, match="5 and 4 tokens"):
        comparison.vector_changes(make_trace("a b c", seed=0), make_trace("a b", seed=0))
