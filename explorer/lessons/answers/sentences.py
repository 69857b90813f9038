"""Answers about sentence vectors, as the publisher's recipe makes them: one sentence a line."""

from __future__ import annotations

import re

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures import sentence_vectors

NEGATIONS = frozenset("not no never nobody nothing none neither nor nowhere cannot without".split())


def sentence_cosine(model: Model, view: View, *, other: int = 0) -> Answer:
    """Cosine of the first two sentences; that of the first and ``other`` (from 0) beside it."""
    values = similarity(model, lines(view))
    return Answer(
        float(values[0, 1]), {"cosine": f"{values[0, 1]:.2f}", "other": f"{values[0, other]:.2f}"}
    )


def nearest_sentence(model: Model, view: View, *, to: int) -> Answer:
    """The sentence most similar to one of them (from 0), and how similar the others are."""
    texts = lines(view)
    row = similarity(model, texts)[to].copy()  # (N,)
    row[to] = -np.inf
    order = np.argsort(-row)
    facts = {"best": f"{row[order[0]]:.2f}", "next": f"{row[order[1]]:.2f}"}
    return Answer(texts[int(order[0])], {**facts, "second": texts[int(order[1])]})


def negation_parts(model: Model, view: View, *, below: float) -> Answer:
    """Whether the second sentence negates the first and their cosine is below this."""
    texts = lines(view)
    if len(texts) < 2:
        raise LessonError("Two sentences are needed, one a line.")
    found = float(similarity(model, texts[:2])[0, 1])
    negated = [_is_negated(line) for line in texts[:2]]
    facts = {"cosine": f"{found:.2f}", "negated": "one" if negated[0] != negated[1] else "not one"}
    return Answer(found < below and negated[0] != negated[1], facts)


def _is_negated(sentence: str) -> bool:
    found = re.findall(r"[\w’']+", sentence.lower())
    return any(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in found)


def lines(view: View) -> list[str]:
    """The sentences of a view, one a line."""
    return [line.strip() for line in view.text.split("\n") if line.strip()]


def similarity(model: Model, texts: list[str]) -> np.ndarray:
    """Cosine of every sentence with every other. (N, N)."""
    from explorer.engine import batch  # torch takes seconds

    kind = batch.poolings(model.engine)[0]
    found = batch.embed(model.engine, texts, kinds=(kind,)).vectors[kind]  # (N, D)
    return sentence_vectors.similarity(found)
