"""Answers: the score matrix, impossible spans, no answer, windows over a long context."""

import numpy as np
import pytest
from support.traces import prediction

from explorer.errors import InputError
from explorer.tasks import answer

QUESTION, CONTEXT = "who sat", "the cat sat on the bank"


def made(start, end, context="a b c d"):
    """Logits over [CLS] who sat [SEP] a b c d [SEP]."""
    logits = np.zeros((9, 2))
    for place, value in start.items():
        logits[place, 0] = value
    for place, value in end.items():
        logits[place, 1] = value
    return prediction("answer", logits, ("start", "end"), QUESTION, context)


@pytest.fixture(scope="module")
def reader(checkpoint):
    from explorer.predictors import load_predictor

    return load_predictor("answer", checkpoint("bert", head="QuestionAnswering"))


def test_the_best_span_multiplies_start_and_end():
    run = made({5: 5}, {6: 4})
    [first, *_] = answer.best(run)
    start, end = answer.shares(run).T
    assert (first.text, first.start, first.end) == ("b c", 2, 5)
    assert first.score == pytest.approx(start[5] * end[6])
    assert first.logit == pytest.approx(9)


def test_an_end_before_its_start_is_impossible():
    run = made({7: 9}, {4: 9})
    scores = answer.span_scores(run)
    assert np.isnan(scores[7, 4])
    found = answer.best(run, n=20)
    assert found
    assert all(one.start < one.end for one in found)


def test_the_question_and_special_tokens_never_answer():
    run = made({1: 50, 3: 50}, {2: 50, 8: 50})
    assert not answer.possible(run)[:4].any()
    assert not answer.possible(run)[:, [0, 1, 2, 3, 8]].any()
    assert answer.best(run)[0].text in {"a", "b", "c", "d", "a b", "b c", "c d", "a b c"}


def test_answers_are_not_longer_than_asked():
    assert answer.possible(made({}, {}), longest=2).sum() == 4 + 3


def test_shares_of_start_and_end_sum_to_one():
    np.testing.assert_allclose(answer.shares(made({5: 3}, {6: 2})).sum(axis=0), 1)


def test_no_answer_is_the_first_token_twice():
    assert answer.no_answer(made({0: 50}, {0: 50})) == pytest.approx(1)


def test_best_answers_are_different_and_in_order():
    found = answer.best(made({5: 2}, {6: 1}), n=5)
    assert len({(a.start, a.end) for a in found}) == 5
    assert [a.score for a in found] == sorted((a.score for a in found), reverse=True)


@pytest.mark.parametrize(
    ("question", "context", "said"), [(" ", "x", "question"), ("x", "", "text")]
)
def test_empty_question_and_empty_context_are_refused_in_words(question, context, said):
    with pytest.raises(InputError, match=said):
        answer.check(question, context)


def test_scores_equal_the_models_own_logits(reader):
    import torch

    encoded = reader.engine.tokenizer(QUESTION, CONTEXT, return_tensors="pt")
    with torch.inference_mode():
        out = reader.engine.model(**encoded)
    inside = [i for i, side in enumerate(encoded.sequence_ids()) if side == 1]
    kept = torch.tensor([0, *inside])
    start = torch.softmax(out.start_logits[0, kept], 0)[1:]
    end = torch.softmax(out.end_logits[0, kept], 0)[1:]
    expected = torch.triu(start[:, None] * end[None]).max().item()
    best = answer.read(reader, QUESTION, CONTEXT).answers[0]
    assert best.score == pytest.approx(expected, rel=1e-4)
    assert CONTEXT[best.start : best.end] == best.text


def test_a_long_context_is_read_in_overlapping_windows(reader):
    context = "the cat sat on the bank and the dog ran by the river " * 6
    reading = answer.read(reader, QUESTION, context.strip(), size=32, overlap=8)
    assert len(reading.windows) > 3
    assert reading.windows[0].start == 0
    assert reading.windows[-1].end == len(context.strip())
    for before, after in zip(reading.windows, reading.windows[1:], strict=False):
        assert before.start < after.start < before.end
    assert reading.answers
    for found in reading.answers:
        assert context[found.start : found.end] == found.text
    assert [a.logit for a in reading.answers] == sorted(a.logit for a in reading.answers)[::-1]
    assert len(reading.predictions) == len(reading.windows)
    assert all(p.trace.num_tokens <= 32 and not p.trace.dropped for p in reading.predictions)


def test_a_short_context_is_one_window(reader):
    assert answer.windows(reader, QUESTION, CONTEXT, size=64, overlap=8) == (
        answer.Window(0, len(CONTEXT)),
    )


def test_a_question_that_fills_the_window_is_refused_in_words(reader):
    with pytest.raises(InputError, match="too little room"):
        answer.read(reader, "cat " * 60, CONTEXT)


def test_a_book_is_refused_in_words(reader):
    with pytest.raises(InputError, match="at most 40"):
        answer.read(reader, QUESTION, "cat " * 3000, size=40, overlap=8)
