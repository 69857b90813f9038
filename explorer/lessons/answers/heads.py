"""Answers about what a head does with a whole text: neighbours, sinks, scores, words that swap.

Weights are those between tokens, of the view's layer and head, unless said otherwise.
"""

from __future__ import annotations

import numpy as np

from explorer.engine.blocks import blocks
from explorer.lessons.answering import Answer, Model
from explorer.lessons.answers.attention import place, seen, special_units
from explorer.lessons.card import View
from explorer.measures.attention import layer_mean, overall_mean
from explorer.measures.head_scores import head_board
from explorer.measures.norms import norm_shares, transformed_norms
from explorer.measures.score_parts import score_parts
from explorer.text import percent


def neighbour_share(model: Model, view: View, *, offset: int = -1) -> Answer:
    """Mean percent that tokens give to the one ``offset`` places on, where there is one."""
    trace = model.trace(view.text, view.pair)
    shares = np.diagonal(trace.head_attention(*view.head), offset)
    lowest = int(shares.argmin())
    query = lowest + max(-offset, 0)
    facts = {"lowest": trace.labels[query], "lowest_share": percent(float(shares[lowest]))}
    mean = float(shares.mean())
    return Answer(100 * mean, {**facts, "share": percent(mean)})


def neighbour_falls(model: Model, view: View, *, below: float, offset: int = -1) -> Answer:
    """Whether tokens of the reader's text give less than this percent to their neighbour."""
    found = neighbour_share(model, view, offset=offset)
    return Answer(bool(float(found.value) < below), found.facts)


def score_part(model: Model, view: View) -> Answer:
    """The pair of parts, query's × key's, that explains most of the variance of a head's scores."""
    trace = model.trace(view.text, view.pair)
    parts = score_parts(trace, blocks(model.engine), *view.head)
    shares = parts.shares().ravel()  # (P * P,)
    names = [f"{one} × {other}" for one in parts.names for other in parts.names]
    best, second = np.argsort(-shares)[:2]
    facts = {"share": percent(float(shares[best])), "second": names[second]}
    return Answer(names[best], facts | {"second_share": percent(float(shares[second]))})


def heads_above(model: Model, view: View, *, score: str, above: float) -> Answer:
    """How many heads of the model have a higher score than this, and which is the highest."""
    board = head_board(model.trace(view.text, view.pair), score)  # (L, H)
    layer, head = np.unravel_index(int(np.nanargmax(board)), board.shape)
    facts = {"layer": str(layer), "head": str(head), "heads": str(board.size)}
    facts["best"] = percent(float(board[layer, head]))
    return Answer(float((board > above).sum()), facts)


def sink_share(model: Model, view: View, *, token: str = "[CLS]") -> Answer:
    """Mean percent of their attention that all other tokens give to this one."""
    weights, labels = seen(model, view)
    at = place(labels, token)
    share = float(np.delete(weights[:, at], at).mean())
    return Answer(100 * share, {"share": percent(share)})


def sink_falls(model: Model, view: View, *, below: float, token: str = "[CLS]") -> Answer:
    """Whether this token gets less than this percent in the reader's text."""
    found = sink_share(model, view, token=token)
    return Answer(bool(float(found.value) < below), found.facts)


def sink(model: Model, view: View) -> Answer:
    """The token that receives most in the mean over all heads of all layers."""
    trace = model.trace(view.text, view.pair)
    received = overall_mean(trace).mean(axis=0)  # (T,)
    best = int(received.argmax())
    facts = {"share": percent(float(received[best])), "last": percent(float(received[-1]))}
    facts |= {"tokens": str(trace.num_tokens), "equal": percent(1 / trace.num_tokens)}
    return Answer(trace.labels[best], facts)


def handed_length(model: Model, view: View, *, token: str = "[CLS]") -> Answer:
    """Length of a token's transformed value vector, in percent of the words' mean length."""
    trace = model.trace(view.text, view.pair)
    layer, head = view.head
    lengths = transformed_norms(trace, blocks(model.engine)[layer], layer)[head]  # (T,)
    own, words = float(lengths[place(trace.labels, token)]), float(lengths[~trace.special].mean())
    return Answer(100 * own / words, {"own": f"{own:.2f}", "words": f"{words:.1f}"})


def norm_share(model: Model, view: View, *, token: str = "[CLS]") -> Answer:
    """Percent of what words take in that comes from a token, by norms; and by weights alone."""
    trace = model.trace(view.text, view.pair)
    layer, at = view.layer, place(trace.labels, token)
    shares = norm_shares(trace, blocks(model.engine)[layer], layer)  # (T, T)
    by_norm = float(shares[~trace.special, at].mean())
    by_weight = float(layer_mean(trace, layer)[~trace.special, at].mean())
    return Answer(100 * by_norm, {"norm": percent(by_norm), "weight": percent(by_weight)})


def sums_to_one(model: Model, view: View) -> Answer:
    """Which lines of the matrix sum to 1: "a row" or "a column"; a line belongs to one query."""
    weights, _ = seen(model, view)
    return Answer("a row" if np.allclose(weights.sum(axis=1), 1, atol=0.01) else "a column")


def mutual_above(
    model: Model, view: View, *, above: float, besides: tuple[str, ...] = ()
) -> Answer:
    """Whether two different words give each other more than this percent; some words aside."""
    weights, labels = seen(model, view)
    both = np.minimum(weights, weights.T)  # (W, W)
    aside = special_units(labels) | np.array([label.casefold() in besides for label in labels])
    both[aside], both[:, aside] = -1, -1
    np.fill_diagonal(both, -1)
    first, second = np.unravel_index(int(both.argmax()), both.shape)
    share = max(float(both[first, second]), 0.0)
    facts = {"first": labels[first], "second": labels[second], "share": percent(share)}
    return Answer(bool(100 * share > above), facts)
