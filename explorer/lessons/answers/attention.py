"""Answers about attention weights: shares of a row, the largest of a row, sums of rows and columns.

Weights are those between words (the pieces of a word as one unit), of the view's layer and head.
"""

from __future__ import annotations

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures.attention import layer_mean
from explorer.measures.words import between_words, unit_labels, unit_numbers
from explorer.text import percent
from explorer.trace import Trace

Units = tuple[np.ndarray, tuple[str, ...]]
"""Weights between words and special tokens, (W, W), and their W labels."""


def units(trace: Trace, head: tuple[int, int], *, mean: bool = False) -> Units:
    """Attention between units of one head, or in the mean over the heads of its layer."""
    numbers = unit_numbers(trace)
    layer, number = head
    weights = layer_mean(trace, layer) if mean else trace.attention(layer)[number]  # (T, T)
    return between_words(weights, numbers, np.unique(numbers)), unit_labels(trace)


def seen(model: Model, view: View, *, mean: bool = False) -> Units:
    """Attention between units of the view's text, in its layer and head."""
    return units(model.trace(view.text, view.pair), view.head, mean=mean)


def place(labels: tuple[str, ...], word: str) -> int:
    """Where a word stands first among the units. Raises LessonError where it does not."""
    folded = [label.casefold() for label in labels]
    if word.casefold() not in folded:
        raise LessonError(f"“{word}” does not stand in this text.")
    return folded.index(word.casefold())


def special_units(labels: tuple[str, ...]) -> np.ndarray:
    """Which units are special tokens. (W,) bool"""
    return np.array([label.startswith("[") and label.endswith("]") for label in labels])


def attention_share(model: Model, view: View, *, source: str, target: str) -> Answer:
    """Percent of the attention of one word that another gets."""
    weights, labels = seen(model, view)
    share = float(weights[place(labels, source), place(labels, target)])
    return Answer(100 * share, {"share": percent(share), "source": source, "target": target})


def attended_most(model: Model, view: View, *, source: str, words_only: bool = True) -> Answer:
    """The word that gets most of the attention of another; special tokens aside if asked."""
    weights, labels = seen(model, view)
    row = weights[place(labels, source)]
    allowed = np.where(special_units(labels), -1.0, row) if words_only else row
    best = int(allowed.argmax())
    others = np.delete(np.arange(len(row)), best)
    second = int(others[row[others].argmax()])
    facts = {"share": percent(float(row[best])), "source": source, "top": labels[best]}
    facts |= {"second": labels[second], "second_share": percent(float(row[second]))}
    return Answer(labels[best], facts)


def attention_falls(model: Model, view: View, *, source: str, target: str, below: float) -> Answer:
    """Whether a word of the reader's text gets less than this percent of another's attention."""
    share = float(attention_share(model, view, source=source, target=target).value)
    return Answer(share < below, {"share": percent(share / 100)})


def row_sum(model: Model, view: View, *, source: str, mean: bool = False) -> Answer:
    """Sum of a word's row, in percent; of the mean over the layer's heads if asked."""
    weights, labels = seen(model, view, mean=mean)
    return Answer(100 * float(weights[place(labels, source)].sum()), {"source": source})


def column_sum(model: Model, view: View, *, target: str) -> Answer:
    """Sum of a word's column, in percent: what it receives from all tokens together."""
    weights, labels = seen(model, view)
    received = float(weights[:, place(labels, target)].sum())
    return Answer(100 * received, {"received": percent(received), "target": target})


def received_most(model: Model, view: View) -> Answer:
    """The word whose column has the largest sum; special tokens aside."""
    weights, labels = seen(model, view)
    received = np.where(special_units(labels), -1.0, weights.sum(axis=0))  # (W,)
    best = int(received.argmax())
    facts = {"top": labels[best], "received": percent(float(received[best]))}
    return Answer(labels[best], {**facts, "rows": str(len(labels))})


def received_above(model: Model, view: View, *, above: float) -> Answer:
    """Whether a word of the reader's text receives more than this percent in all."""
    weights, labels = seen(model, view)
    received = np.where(special_units(labels), -1.0, weights.sum(axis=0))  # (W,)
    best = int(received.argmax())
    facts = {"top": labels[best], "received": percent(float(received[best]))}
    return Answer(bool(100 * received[best] > above), facts)
