"""Evidence from attention, for the check of understanding: one number, and what to set beside it.

Weights are those of the view's layer and head, between words (the pieces of a word as one unit).
"""

from __future__ import annotations

import numpy as np

from explorer.lessons.answering import Answer, Model
from explorer.lessons.answers.attention import place, units
from explorer.lessons.card import View
from explorer.measures import norms
from explorer.measures.block import Block
from explorer.measures.similarity import cosine
from explorer.text import percent
from explorer.trace import Trace


def column_total(model: Model, view: View, *, target: str) -> Answer:
    """Sum of one token's column: the weights that all tokens give it, 0 to W."""
    weights, labels = units(model.trace(view.text, view.pair), view.head)
    totals = weights.sum(axis=0)  # (W,)
    lowest = int(totals.argmin())
    return Answer(
        float(totals[place(labels, target)]),
        {
            "total": f"{totals[place(labels, target)]:.2f}",
            "lowest": labels[lowest],
            "least": f"{totals[lowest]:.2f}",
            "row": f"{weights.sum(axis=1).mean():.2f}",
            "tokens": str(len(labels)),
        },
    )


def both_ways(model: Model, view: View, *, source: str, target: str) -> Answer:
    """Percent of one word's attention that another gets, and of the other's that it gets."""
    weights, labels = units(model.trace(view.text, view.pair), view.head)
    a, b = place(labels, source), place(labels, target)
    there, back = float(weights[a, b]), float(weights[b, a])
    return Answer(100 * there, {"there": percent(there), "back": percent(back)})


def draws_most(model: Model, view: View, *, target: str) -> Answer:
    """The word that gives another the largest weight: the largest entry of a column."""
    weights, labels = units(model.trace(view.text, view.pair), view.head)
    at = place(labels, target)
    column, row = weights[:, at].copy(), weights[at]
    column[at] = -1  # other words
    giver, taker = int(column.argmax()), int(row.argmax())
    return Answer(
        labels[giver],
        {
            "giver": labels[giver],
            "share": percent(float(column[giver])),
            "row_top": labels[taker],
            "row_share": percent(float(row[taker])),
        },
    )


def weight_and_length(model: Model, view: View, *, target: str) -> Answer:
    """Percent of a head's weights that a token gets, beside its share of the lengths handed over.

    Lengths are ||alpha_ij f_h(x_j)|| (Kobayashi et al., 2020).
    """
    trace = model.trace(view.text, view.pair)
    layer, head = view.head
    at = place(trace.labels, target)
    weights = trace.attention(layer)[head]  # (Q, K)
    lengths = norms.head_norms(trace, _block(model, layer), layer)[head]  # (Q, K)
    shares = [float(one[:, at].sum() / one.sum()) for one in (weights, lengths)]
    return Answer(100 * shares[0], {"weight": percent(shares[0]), "length": percent(shares[1])})


def value_beside_others(model: Model, view: View, *, target: str) -> Answer:
    """Length of what a token would hand over in a head, as percent of the other tokens' mean."""
    trace = model.trace(view.text, view.pair)
    layer, head = view.head
    at = place(trace.labels, target)
    lengths = norms.transformed_norms(trace, _block(model, layer), layer)[head]  # (T,)
    ratio = float(lengths[at] / np.delete(lengths, at).mean())
    weight = float(trace.attention(layer)[head][:, at].mean())
    return Answer(100 * ratio, {"ratio": percent(ratio), "weight": percent(weight)})


def handed_over(model: Model, view: View, *, target: str) -> Answer:
    """Cosine of a token's state with what it hands over in a head, f_h(x), -1 to 1."""
    trace = model.trace(view.text, view.pair)
    layer, head = view.head
    at = place(trace.labels, target)
    handed = _block(model, layer).transformed(trace.hidden[layer])[head, at]  # (D,)
    found = float(cosine(handed, trace.hidden[layer, at]))
    return Answer(found, {"cosine": f"{found:.2f}", "width": str(_value_width(trace, layer)),
                          "state": str(trace.hidden.shape[-1])})  # fmt: skip


def kept(model: Model, view: View, *, target: str) -> Answer:
    """Cosine of a token's state before and after the view's layer, -1 to 1."""
    trace = model.trace(view.text, view.pair)
    layer, at = view.head[0], place(trace.labels, target)
    found = float(cosine(trace.hidden[layer, at], trace.hidden[layer + 1, at]))
    return Answer(found, {"cosine": f"{found:.2f}"})


def left_out(model: Model, view: View) -> Answer:
    """The word whose removal changes the sentiment most; what attention puts first is beside it."""
    trace = model.trace(view.text)
    words = view.text.rstrip(".").split()
    whole = _positive(model, view.text)
    changes = [
        whole - _positive(model, " ".join(words[:at] + words[at + 1 :]) + ".")
        for at in range(len(words))
    ]
    most = int(np.abs(changes).argmax())
    received = np.mean([trace.attention(i).mean(axis=(0, 1)) for i in range(trace.num_layers)], 0)
    typed = np.flatnonzero(~trace.special)
    first = trace.labels[typed[received[typed].argmax()]]
    return Answer(
        words[most],
        {
            "word": words[most],
            "change": f"{abs(changes[most]):.2f}",
            "attended": first,
            "raise": str(sum(change > 0 for change in changes)),
            "lower": str(sum(change < 0 for change in changes)),
        },
    )


def _positive(model: Model, text: str) -> float:
    """Logit of "positive" minus that of "negative"."""
    made = model.predict("classify", text)
    by_label = dict(zip(made.labels, made.logits, strict=True))
    return float(by_label["positive"] - by_label["negative"])


def _block(model: Model, layer: int) -> Block:
    from explorer.engine.blocks import blocks  # torch takes seconds

    return blocks(model.engine)[layer]


def _value_width(trace: Trace, layer: int) -> int:
    return int(trace.layers[layer].of_head(0).value.shape[-1])  # pyright: ignore[reportAttributeAccessIssue]
