"""Heads as chains of steps: their logits are the model's own, and others are refused."""

from dataclasses import replace

import numpy as np
import pytest
from support import tiny

from explorer.errors import NotCaptured
from explorer.measures.logit_parts import logit_parts, one_logit
from explorer.predictors import load_predictor
from explorer.text import TextInput

TEXT, PAIR = "the cat sat on the bank", "it was old"
HEADS = {
    "classify": "SequenceClassification",
    "entities": "TokenClassification",
    "answer": "QuestionAnswering",
    "fill-mask": "MaskedLM",
}
ARCHITECTURES = ("bert", "roberta", "distilbert", "albert", "electra", "mpnet")
CASES = [("bert", "next-sentence", "NextSentencePrediction")] + [
    (arch, task, head)
    for arch in tiny.ENCODERS if arch in ARCHITECTURES
    for task, head in HEADS.items()
]  # fmt: skip


def parts_of(predictor, source):
    """A prediction's first logits split, those of the largest and the smallest label."""
    from explorer.predictors.split_heads import split

    prediction = predictor.run(source)
    model = split(predictor, prediction)
    logits = np.atleast_2d(prediction.logits)
    row = len(logits) // 2
    target = one_logit(
        prediction.logits.shape, row, int(logits[row].argmax()), over=int(logits[row].argmin())
    )
    return prediction, target, logit_parts(prediction.trace, model.blocks, model.head, target)


@pytest.mark.parametrize(("arch", "task", "head"), CASES)
def test_parts_of_a_checkpoints_logits_add_up(arch, task, head, checkpoint):
    predictor = load_predictor(task, checkpoint(arch, head=head))
    source = TextInput(TEXT, None if task == "fill-mask" else PAIR,
                       masked=(2, 4) if task == "fill-mask" else ())  # fmt: skip
    prediction, target, parts = parts_of(predictor, source)
    wanted = float((target * prediction.logits).sum())
    assert parts.tokens.shape == (prediction.trace.num_tokens,)
    assert parts.value == pytest.approx(wanted, abs=1e-3)
    assert parts.sum == pytest.approx(wanted, abs=1e-3)
    assert np.abs(parts.tokens).max() > 0.01


@pytest.mark.parametrize(
    ("task", "text", "pair"),
    [
        ("classify", "The film was not good.", None),
        ("entities", "Angela Merkel visited Paris in unbelievable weather.", "Berlin is far."),
        ("part-of-speech", "They can fish.", None),
        ("answer", "Who sat?", "The cat sat on the mat."),
        ("fill-mask", "Paris is the [MASK] of France.", None),
    ],
)
def test_parts_of_a_teaching_heads_logits_add_up(bundled, task, text, pair):
    predictor = load_predictor(task, body=bundled)
    prediction, target, parts = parts_of(predictor, TextInput(text, pair))
    wanted = float((target * prediction.logits).sum())
    assert parts.sum == pytest.approx(wanted, abs=1e-3)
    assert parts.value == pytest.approx(wanted, abs=1e-3)


def test_every_row_of_a_teaching_tagger_is_followed(bundled):
    from explorer.predictors.split_heads import split

    predictor = load_predictor("entities", body=bundled)
    prediction = predictor.run(TextInput("Volodymyr Zelenskyy met Merkel.", "In Kyiv."))
    head = split(predictor, prediction).head
    np.testing.assert_allclose(head.logits(prediction.trace.hidden), prediction.logits, atol=1e-4)


def test_not_turns_what_good_contributes(bundled):
    """In “not good” the word “good” raises the logit of negative, not that of positive."""
    predictor = load_predictor("classify", body=bundled)
    prediction, _, parts = parts_of(predictor, TextInput("The film was not good."))
    assert predictor.labels[int(prediction.logits.argmax())] == "negative"
    by_word = dict(zip(prediction.trace.labels, parts.tokens, strict=True))
    assert by_word["not"] > by_word["good"] > 0
    _, _, plain = parts_of(predictor, TextInput("The film was good."))
    assert plain.tokens[prediction.trace.labels.index("good") - 1] > 0  # of positive, now


@pytest.mark.parametrize("task", ["entail", "next-sentence"])
def test_a_head_that_multiplies_states_is_refused(bundled, task):
    with pytest.raises(NotCaptured, match="multiplies and compares"):
        parts_of(load_predictor(task, body=bundled), TextInput("A dog ran.", "An animal moved."))


def test_a_head_that_does_something_else_is_refused(checkpoint):
    from explorer.predictors.split_heads import split

    predictor = load_predictor("classify", checkpoint("bert", head="SequenceClassification"))
    prediction = predictor.run(TextInput(TEXT))
    other = replace(prediction, logits=prediction.logits + 1)
    with pytest.raises(NotCaptured, match="not a chain of linear maps"):
        split(predictor, other)


def test_a_body_that_is_built_otherwise_is_refused(checkpoint):
    from explorer.predictors.split_heads import split

    predictor = load_predictor("classify", checkpoint("gpt2", head="SequenceClassification"))
    with pytest.raises(NotCaptured, match="not built like BERT"):
        split(predictor, predictor.run(TextInput(TEXT)))
