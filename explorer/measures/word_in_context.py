"""One word in several sentences: its vectors compared with each other, state by state.

Plain numpy. The static vector is the row of the word-embedding table: the same in every sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.similarity import cosine_matrix
from explorer.measures.words import Word, find_word, words, written
from explorer.one_line import OneLine
from explorer.trace import Trace

NEAR = 24
"""Characters of a word between its neighbours."""


@dataclass(frozen=True, eq=False, repr=False)
class Occurrence(OneLine):
    """One word at one place in one sentence."""

    word: str
    sentence: str
    tokens: tuple[str, ...]  # its pieces
    states: np.ndarray  # (L+1, D) mean over its pieces
    static: np.ndarray  # (E,) mean over its pieces' rows in the word-embedding table
    near: str = ""  # the word between its neighbours: "…a python script…"


def occurrence(trace: Trace, tokens: Sequence[int], text: str = "") -> Occurrence:
    """The occurrence that some tokens of a Trace make up; ``text`` is the word as typed."""
    where = list(tokens)
    return Occurrence(
        word=text or "".join(trace.labels[i].removeprefix("##") for i in where),
        sentence=" ".join(trace.side_text(int(trace.side[where[0]])).split()),
        tokens=tuple(trace.tokens[i] for i in where),
        states=trace.hidden[:, where].mean(axis=1),
        static=static_vectors(trace)[where].mean(axis=0),
        near=neighbours(trace, where),
    )


def neighbours(trace: Trace, tokens: Sequence[int], *, limit: int = NEAR) -> str:
    """A word between its neighbours, as typed: as many of them as ``limit`` characters hold."""
    side = int(trace.side[tokens[0]])
    each = [word for word in words(trace) if word.side == side]
    inside = [place for place, word in enumerate(each) if set(word.tokens) & set(tokens)]
    if not inside:
        return ""
    first, last = inside[0], inside[-1]
    said = _between(trace, each, first, last)
    for _ in each:  # one word on each side in turn, until it is long enough
        for start, end in ((first - 1, last), (first, last + 1)):
            if start < 0 or end >= len(each) or len(_between(trace, each, start, end)) > limit:
                continue
            first, last = min(first, start), max(last, end)
            said = _between(trace, each, first, last)
    return "…" * (first > 0) + said + "…" * (last < len(each) - 1)


def _between(trace: Trace, each: Sequence[Word], first: int, last: int) -> str:
    """What is written from one word to another."""
    return written(trace, tuple(t for word in each[first : last + 1] for t in word.tokens))


def find_occurrences(traces: Sequence[Trace], wanted: Sequence[str]) -> list[Occurrence]:
    """Where the wanted word of each Trace stands (one wanted word for all, or one for each).

    A word that stands twice in a sentence gives two occurrences. Raises InputError.
    """
    chosen = list(wanted) * len(traces) if len(wanted) == 1 else list(wanted)
    if len(chosen) != len(traces):
        raise InputError(
            f"There are {len(traces)} sentences and {len(chosen)} words: give one word for all, or "
            "one for each sentence."
        )
    found = [
        occurrence(trace, word.tokens, word.text)
        for trace, text in zip(traces, chosen, strict=True)
        for word in find_word(trace, text)
    ]
    if len(found) < 2:
        raise InputError(
            "The word stands in one place only: give a second sentence with it, so that there is "
            "something to compare."
        )
    return found


def cosines(found: Sequence[Occurrence]) -> np.ndarray:
    """Cosine of every occurrence with every other at each state. Returns (L+1, N, N)."""
    states = np.stack([one.states for one in found], axis=1)  # (L+1, N, D)
    return cosine_matrix(states, states)


def static_cosines(found: Sequence[Occurrence]) -> np.ndarray:
    """Cosine of the static vectors: exactly 1 for one word in any sentence. Returns (N, N)."""
    vectors = np.stack([one.static for one in found])  # (N, E)
    return cosine_matrix(vectors, vectors)


def pairs(count: int) -> list[tuple[int, int]]:
    """All pairs of occurrences, each once."""
    return [(a, b) for a in range(count) for b in range(a + 1, count)]


def static_vectors(trace: Trace) -> np.ndarray:
    """The word-embedding row of each token, before position, segment and LayerNorm. (T, E)."""
    for part in trace.embedding.parts:
        if part.name == "word":
            return part.vectors
    raise InputError(
        f"{trace.spec.label} has no table of word embeddings that could be read: choose another "
        "model."
    )


def occurrence_names(found: Sequence[Occurrence]) -> list[str]:
    """A short name for each occurrence: its number, the word, and where its sentence begins."""
    return [f"{i} {one.word}: {one.sentence}" for i, one in enumerate(found, start=1)]


def short_names(found: Sequence[Occurrence]) -> list[str]:
    """A name for each occurrence that fits on an axis: its number and the word."""
    return [f"{i} {one.word}" for i, one in enumerate(found, start=1)]


def pair_name(a: int, b: int, found: Sequence[Occurrence]) -> str:
    """Two occurrences by number and word."""
    return f"{a + 1} “{found[a].word}” / {b + 1} “{found[b].word}”"
