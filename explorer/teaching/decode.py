"""From scores to decisions: the best sequence of tags, the best span of an answer, F1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def tag_logits(scores: np.ndarray, chain: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Score of the best whole sequence of tags that gives each word each tag. Returns (W, tags).

    ``scores`` (W, tags) and ``chain`` (from, to) add up along a sequence. The largest number of
    each row belongs to the best sequence of all (Viterbi, 1967), so that the rows agree with one
    another; sums over all sequences would be true probabilities but give worse entities.
    """
    forward, backward = scores.copy(), scores.copy()
    if len(scores):
        forward[0] += start
    for word in range(1, len(scores)):
        forward[word] += (forward[word - 1][:, None] + chain).max(axis=0)
        backward[-1 - word] += (backward[-word][None, :] + chain).max(axis=1)
    return forward + backward - scores


def entity_spans(tags: Sequence[str]) -> set[tuple[int, int, str]]:
    """(first word, last word + 1, kind) of each entity in BIO tags; a stray I begins one."""
    spans: set[tuple[int, int, str]] = set()
    begin, kind = 0, ""
    for place, tag in enumerate([*tags, "O"]):
        mark, _, name = tag.partition("-")
        if kind and (mark != "I" or name != kind):
            spans.add((begin, place, kind))
            kind = ""
        if mark in {"B", "I"} and not kind:
            begin, kind = place, name
    return spans


def span_f1(found: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> float:
    """F1 of whole entities: extent and kind must both be right (Tjong Kim Sang, 2003)."""
    guesses = [(text, *span) for text, tags in enumerate(found) for span in entity_spans(tags)]
    truth = [(text, *span) for text, tags in enumerate(gold) for span in entity_spans(tags)]
    right = len(set(guesses) & set(truth))
    return 2 * right / max(1, len(guesses) + len(truth))


def best_span(logits: np.ndarray, longest: int = 20) -> tuple[int, int]:
    """First and last row of the span with the largest sum of start and end, from (N, 2)."""
    total = logits[:, :1] + logits[None, :, 1]  # (N, N): row = first, column = last
    far = np.arange(len(logits))[None] - np.arange(len(logits))[:, None]
    total = np.where((far >= 0) & (far < longest), total, -np.inf)
    begin, end = np.unravel_index(int(total.argmax()), total.shape)
    return int(begin), int(end)
