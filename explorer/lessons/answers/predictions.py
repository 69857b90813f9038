"""Answers about what teaching heads predict: blanks, next sentences, labels and their loss."""

from __future__ import annotations

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.prediction import Prediction
from explorer.tasks import classify, fill_mask, next_sentence, next_token
from explorer.tasks.scores import cross_entropy
from explorer.text import percent


def _blank(model: Model, view: View) -> Prediction:
    prediction = model.predict("fill-mask", view.text, view.pair)
    if not len(prediction.positions):
        raise LessonError("Write [MASK] where a word is missing.")
    return prediction


def blank_guess(model: Model, view: View) -> Answer:
    """The likeliest word in the first blank, and the runner-up."""
    first, second = fill_mask.best(_blank(model, view), k=2)
    facts = {"share": percent(first.probability), "second": second.token}
    return Answer(first.token, {**facts, "second_share": percent(second.probability)})


def blank_above(model: Model, view: View, *, above: float) -> Answer:
    """Whether the first guess for a blank of the reader's gets more than this percent."""
    (first,) = fill_mask.best(_blank(model, view), k=1)
    facts = {"guess": first.token, "share": percent(first.probability)}
    return Answer(bool(100 * first.probability > above), facts)


def next_guess(model: Model, view: View) -> Answer:
    """The likeliest next token of the teaching decoder, and the runner-up."""
    first, second = _next(model, view.text, k=2)
    facts = {"share": percent(first.probability), "second": second.token}
    return Answer(first.token, {**facts, "second_share": percent(second.probability)})


def next_share(model: Model, view: View) -> Answer:
    """Percent of the likeliest next token."""
    first, second = _next(model, view.text, k=2)
    facts = {"guess": first.token, "share": percent(first.probability), "second": second.token}
    return Answer(100 * first.probability, facts)


def next_above(model: Model, view: View, *, above: float) -> Answer:
    """Whether the likeliest next token of a text of the reader's gets more than this percent."""
    (first,) = _next(model, view.text, k=1)
    facts = {"guess": first.token, "share": percent(first.probability)}
    return Answer(bool(100 * first.probability > above), facts)


def copied_guess(model: Model, view: View, *, piece: str) -> Answer:
    """The likeliest next token where a piece comes again; ``once``: its share without the first."""
    (first,) = _next(model, view.text, k=1)
    prediction = model.predict("next-token", view.text.removeprefix(piece).lstrip())
    everything = next_token.best(prediction, next_token.Sampling(), k=prediction.logits.shape[-1])
    alone = next(one for one in everything if one.id == first.id)
    facts = {"share": percent(first.probability), "once": percent(alone.probability, 1)}
    return Answer(first.token, facts)


def later_share(model: Model, view: View) -> Answer:
    """The largest percent of attention that any head gives to a later token."""
    trace = model.predict("next-token", view.text).trace
    layers = range(trace.num_layers)
    most = max(float(np.triu(trace.attention(layer), 1).max()) for layer in layers)
    return Answer(100 * most, {"count": str(trace.num_layers * trace.num_heads)})


def _next(model: Model, text: str, *, k: int) -> tuple[next_token.Candidate, ...]:
    return next_token.best(model.predict("next-token", text), next_token.Sampling(), k=k)


def _follows(model: Model, text: str, pair: str) -> float:
    if not pair:
        raise LessonError("There is only one text: type the second sentence too.")
    verdict = next_sentence.verdict(model.predict("next-sentence", text, pair))
    return float(verdict.probabilities[next_sentence.FOLLOWS])


def follows_share(model: Model, view: View) -> Answer:
    """Percent for "B follows A"; and for the two texts the other way round."""
    share, swapped = _follows(model, view.text, view.pair), _follows(model, view.pair, view.text)
    return Answer(100 * share, {"share": percent(share), "swapped": percent(swapped)})


def second_output(model: Model, view: View) -> Answer:
    """Percent of the output that a reader takes for "follows" who has the order wrong."""
    share = _follows(model, view.text, view.pair)
    return Answer(100 * (1 - share), {"share": percent(share)})


def follows_label(model: Model, view: View) -> Answer:
    """Which of the two labels means "B follows A"; and what the head gives it."""
    share = _follows(model, view.text, view.pair)
    return Answer(f"label {next_sentence.FOLLOWS}", {"share": percent(share)})


def order_matters(model: Model, view: View, *, above: float) -> Answer:
    """Whether swapping the reader's two texts moves the answer by more than this many points."""
    found = follows_share(model, view)
    swapped = 100 * _follows(model, view.pair, view.text)
    return Answer(bool(abs(float(found.value) - swapped) > above), found.facts)


def _labelled(model: Model, view: View) -> Prediction:
    return model.predict("classify", view.text, view.pair)


def input_tokens(model: Model, view: View) -> Answer:
    """How many tokens enter the body, special ones included."""
    trace = _labelled(model, view).trace
    facts = {"words": str(int((~trace.special).sum())), "special": str(int(trace.special.sum()))}
    return Answer(float(trace.num_tokens), facts)


def body_numbers(model: Model, view: View) -> Answer:
    """How many numbers leave the body: tokens times width."""
    tokens, width = _labelled(model, view).trace.hidden[-1].shape
    return Answer(float(tokens * width), {"tokens": str(tokens), "width": str(width)})


def logit_sum(model: Model, view: View) -> Answer:
    """Sum of the logits; nothing holds it at 1."""
    prediction = _labelled(model, view)
    said = [f"{z:.2f} for “{n}”" for n, z in zip(prediction.labels, prediction.logits, strict=True)]
    return Answer(float(prediction.logits.sum()), {"logits": " and ".join(said)})


def label_said(model: Model, view: View) -> Answer:
    """The label that the classifying head gives the view's text."""
    best = classify.ranking(_labelled(model, view))[0]
    return Answer(best.label, {"share": percent(best.probability)})


def label_share(model: Model, view: View, *, label: str) -> Answer:
    """Percent that a label gets: softmax of the logits."""
    prediction = _labelled(model, view)
    at = prediction.labels.index(label)
    gap = float(prediction.logits[at] - prediction.logits.sum() + prediction.logits[at])
    share = float(classify.probabilities(prediction)[at])
    return Answer(100 * share, {"share": percent(share), "gap": f"{gap:.2f}"})


def label_loss(model: Model, view: View, *, label: str) -> Answer:
    """Cross-entropy where this label is the true one."""
    prediction = _labelled(model, view)
    at = prediction.labels.index(label)
    share = float(classify.probabilities(prediction)[at])
    return Answer(cross_entropy(prediction.logits, at), {"share": f"{share:.4f}"})


def undecided(model: Model, view: View, *, within: float) -> Answer:
    """Whether no label of the reader's text gets much more than half: this many points at most."""
    best = classify.ranking(_labelled(model, view))[0]
    facts = {"label": best.label, "share": percent(best.probability)}
    return Answer(bool(100 * best.probability - 50 < within), facts)
