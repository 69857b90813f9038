"""Answers about heads trained on the sample sentences of the page "Body and head"."""

from __future__ import annotations

from typing import cast

from explorer.data.labelled_sentences import START
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.tasks import linear_probe
from explorer.tasks.linear_probe import Decision, Pooling, Trial
from explorer.text import percent


def _trial(model: Model, pooling: str, strength: float = 1.0) -> Trial:
    """A head trained on the sample, with its accuracy on sentences it has not seen."""
    items = linear_probe.parse(START)
    runs = [model.trace(item.text) for item in items]
    vectors = linear_probe.vectors(model.engine, runs, cast(Pooling, pooling))
    return linear_probe.trial(vectors, [item.label for item in items], strength=strength)


def head_accuracy(model: Model, view: View, *, pooling: str, strength: float = 1.0) -> Answer:
    """Percent of the sample's sentences that a head labels correctly without having seen them."""
    trial = _trial(model, pooling, strength)
    return Answer(100 * trial.accuracy, {"seen": percent(trial.seen)})


def best_pooling(model: Model, view: View) -> Answer:
    """The vector whose head labels most unseen sentences correctly; the others' accuracy."""
    trials = {name: _trial(model, name) for name in linear_probe.poolings(model.engine)}
    best = max(trials, key=lambda name: trials[name].accuracy)
    rest = [f"{name} {percent(one.accuracy)}" for name, one in trials.items() if name != best]
    facts = {"share": percent(trials[best].accuracy), "others": ", ".join(rest)}
    return Answer(str(best), {**facts, "baseline": percent(trials[best].baseline)})


def learned_numbers(model: Model, view: View, *, pooling: str) -> Answer:
    """How many numbers a head on this vector learns: weights and biases of all labels."""
    trial = _trial(model, pooling)
    facts = {"width": str(trial.head.weights.shape[1]), "sentences": str(len(trial.truth))}
    return Answer(float(trial.head.parameters), facts)


def _decision(model: Model, view: View) -> Decision:
    items = linear_probe.parse(START)
    runs = [model.trace(item.text) for item in items]
    vectors = linear_probe.vectors(model.engine, runs, "mean")
    head = linear_probe.train(vectors, [item.label for item in items])
    return linear_probe.decide(model.engine, head, model.trace(view.text), "mean")


def own_head_fooled(model: Model, view: View, *, word: str, label: str) -> Answer:
    """Whether a text with this word gets this label from a head on the mean vector."""
    found = _decision(model, view)
    words = "".join(sign if sign.isalpha() else " " for sign in view.text.casefold()).split()
    facts = {"label": found.chosen, "share": percent(float(found.probabilities.max()))}
    facts["has"] = "is" if word in words else "is not"
    return Answer(found.chosen == label and word in words, facts)
