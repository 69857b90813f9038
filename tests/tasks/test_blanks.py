"""Blanks: what is scored is what was asked for, or a sentence says how it was read."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.tasks import blanks, fill_mask
from explorer.tasks.scores import softmax
from explorer.text import TextInput


@pytest.fixture(scope="module")
def filler(checkpoint):
    """filler("roberta") -> its masked-word predictor, loaded once."""
    from explorer.predictors import load_predictor

    made = {}

    def load(arch):
        if arch not in made:
            made[arch] = load_predictor("fill-mask", checkpoint(arch, head="MaskedLM"))
        return made[arch]

    return load


# --- the mask token of another model


@pytest.mark.parametrize("arch", ["bert", "roberta", "mpnet", "albert"])
@pytest.mark.parametrize("typed", ["[MASK]", "<mask>", "[mask]", "<MASK>"])
def test_any_models_mask_token_is_this_models_own_with_a_notice(arch, typed, filler):
    predictor = filler(arch)
    own = blanks.mask_token(predictor.engine.encoder)
    asked = predictor.run(TextInput(f"the cat {typed} on the bank", f"a {typed} ran"))
    plain = predictor.run(TextInput(f"the cat {own} on the bank", f"a {own} ran"))
    assert asked.trace.ids.tolist() == plain.trace.ids.tolist()
    assert [asked.trace.labels[i].strip("␣") for i in asked.positions] == [own, own]
    np.testing.assert_array_equal(asked.logits, plain.logits)
    assert plain.remarks == ()
    said = f"“{typed}” is read as {own}, the mask token of this model."
    assert asked.remarks == (() if typed == own else (said,))


def test_the_shipped_head_reads_it_too():
    from explorer import teaching

    head = teaching.load("fill-mask")
    asked = head.run(TextInput("He drank a cup of <mask>."))
    plain = head.run(TextInput("He drank a cup of [MASK]."))
    np.testing.assert_array_equal(asked.logits, plain.logits)
    assert "is read as [MASK]" in asked.remarks[0]


def test_beside_tokens_masked_by_position_a_foreign_mask_token_is_said_to_be_characters(filler):
    made = filler("bert").run(TextInput("a <mask> cat", masked=(5,)))
    assert made.trace.input.text == "a <mask> cat"
    assert made.positions.tolist() == [5]
    [remark] = made.remarks
    assert "“<mask>” is read as typed characters" in remark
    assert "write [MASK]" in remark


# --- blanks beyond the limit


def test_a_blank_beyond_the_limit_is_named(filler):
    long = "cat " * 100
    with pytest.raises(InputError, match="1 blank lies beyond the 64 tokens"):
        filler("bert").run(TextInput(f"{long} [MASK] sat"))
    with pytest.raises(InputError, match="2 blanks lie beyond the 64 tokens"):
        filler("roberta").run(TextInput(f"{long} [MASK] sat <mask>"))
    made = filler("bert").run(TextInput(f"a [MASK] {long} [MASK]"))
    assert len(made.positions) == 1
    assert made.remarks[0].startswith("1 blank lies beyond the 64 tokens")


# --- blanks inside words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the un[MASK]able cat", "reads “un”, the blank and “able” as separate words"),
        ("the un[MASK] cat", "reads “un” and the blank as separate words"),
        ("the [MASK]s sat", "reads the blank and “s” as separate words"),
    ],
)
def test_a_typed_blank_inside_a_word_is_said(text, said, filler):
    [remark] = filler("bert").run(TextInput(text)).remarks
    assert said in remark


@pytest.mark.parametrize("text", ["the ([MASK]), cat", "我[MASK]你", "a cat-[MASK]", "[MASK]."])
def test_punctuation_and_chinese_around_a_blank_are_no_word(text, filler):
    assert filler("bert").run(TextInput(text)).remarks == ()


def test_bytes_around_a_blank_go_on_without_a_space(filler):
    made = filler("roberta").run(TextInput("the un<mask>able cat"))
    assert made.remarks == ()
    assert made.trace.tokens[made.positions[0] + 1] == "able"


def only(predictor, prediction, word):
    """The one piece of a target, which must be scored in the very text that was asked."""
    target = fill_mask.target(predictor, prediction, word)
    [piece] = target.pieces
    shares = softmax(prediction.logits[0])
    assert piece.probability == pytest.approx(shares[prediction.labels.index(piece.token)])
    return piece.token


def test_a_named_piece_of_the_vocabulary_is_that_piece(filler):
    made = filler("bert").run(TextInput("the cat [MASK] sat"))
    assert only(filler("bert"), made, "##ing") == "##ing"
    assert only(filler("bert"), made, "##ING") == "##ing"
    with pytest.raises(InputError, match="“##catdog” is no piece"):
        fill_mask.target(filler("bert"), made, "##catdog")


def test_a_named_piece_of_bytes_is_that_piece(filler):
    predictor = filler("roberta")
    made = predictor.run(TextInput("the cat <mask> sat"))
    vocabulary = predictor.engine.encoder.vocabulary
    for typed, token in (("Ġdog", "Ġdog"), ("…ing", "ing"), ("dog", "Ġdog")):
        target = fill_mask.target(predictor, made, typed)
        share = softmax(made.logits[0])[vocabulary[token]]
        assert target.probability == pytest.approx(share), typed


def test_a_word_in_a_blank_that_is_read_apart_is_a_word_apart(filler):
    made = filler("bert").run(TextInput("the un[MASK]able cat"))
    assert only(filler("bert"), made, "dog") == "dog"  # "undogable" would be cut into ten pieces


def test_a_word_of_pieces_in_a_blank_read_apart_leaves_its_neighbours(filler):
    predictor = filler("bert")
    made = predictor.run(TextInput("the un[MASK]able cat"))
    source, positions = fill_mask.filled_in(predictor, made, "dogs")
    encoded = predictor.engine.encoder.encode(TextInput(source.text), 64)
    assert [encoded.tokens[i] for i in positions] == ["dog", "##s"]
    kept = [token for i, token in enumerate(encoded.tokens) if i not in positions]
    assert kept == [token for token in made.trace.tokens if token != "[MASK]"]


def test_a_piece_hidden_inside_a_word_is_filled_with_pieces_of_that_word(filler):
    predictor = filler("bert")  # "dogs" is dog ##s
    made = predictor.run(TextInput("the dogs sat", masked=(3,)))
    target = fill_mask.target(predictor, made, "ed")
    assert [piece.token for piece in target.pieces] == ["##ed"]
    assert only(predictor, made, "ed") == "##ed"


def test_a_word_that_would_change_its_neighbours_is_one_piece_or_refused(filler):
    predictor = filler("bert")
    made = predictor.run(TextInput("the ant sat", masked=(3,)))  # an ##t
    assert made.trace.tokens[2:4] == ("an", "[MASK]")
    assert only(predictor, made, "d") == "##d"  # "and" is one word: another text
    with pytest.raises(InputError, match="“dx” cannot be put into this blank"):
        fill_mask.target(predictor, made, "dx")  # "andx" is and ##x
