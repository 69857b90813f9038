"""What the page that compares two runs opens on: the head that moved most, by a stated rule.

Plain numpy. N tokens that stand for each other in the two texts (see ``comparison.align``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.measures.comparison import Alignment, attention_difference, head_changes
from explorer.measures.telling import is_word_text
from explorer.text import folded
from explorer.trace import Trace


@dataclass(frozen=True)
class TellingChange:
    """The head whose attention differs most between two runs; counted from 0.

    ``query`` and ``key`` are pairs of tokens; both are None where no two words were compared, and
    ``change`` is then the total variation of the head's rows, mean over the tokens.
    """

    layer: int
    head: int
    change: float  # of the weight from query to key, -1 to 1
    query: int | None = None
    key: int | None = None


def telling_change(first: Trace, second: Trace, pairs: Alignment | None = None) -> TellingChange:
    """The head whose attention between two different words of the text moved most.

    Aside are special tokens and punctuation, a word's attention to itself or to its other
    occurrences, and neighbours (punctuation between them does not count), and heads that were set
    up before the training (``ModelSpec.set_up_layers``). Where nothing else moved, the head that
    moved most of all its attention (see ``head_changes``).

    Raises InputError unless both runs have equally many layers and heads.
    """
    overall = head_changes(first, second, pairs)  # (L, H)
    pairs = pairs or _by_place(first)
    allowed = between_different_words(first, pairs)  # (N, N)
    set_up = max(first.spec.set_up_layers, second.spec.set_up_layers)
    best = _overall(overall, set_up)
    most = 0.0
    for layer, head in np.ndindex(overall.shape):
        at = (layer, head)
        if layer < set_up:
            continue
        link = largest(attention_difference(first, second, pairs, at, at), allowed)
        if link is not None and abs(link[2]) > most:
            most = abs(link[2])
            best = TellingChange(layer, head, link[2], link[0], link[1])
    return best


def largest(change: np.ndarray, allowed: np.ndarray) -> tuple[int, int, float] | None:
    """The allowed cell (query, key) that moved most, and by how much. None where none moved.

    Takes twice (N, N): signed changes, and where to look.
    """
    moved = np.where(allowed, np.abs(change), 0)
    query, key = np.unravel_index(int(moved.argmax()), moved.shape)
    return (int(query), int(key), float(change[query, key])) if moved[query, key] > 0 else None


def between_different_words(first: Trace, pairs: Alignment) -> np.ndarray:
    """Which pairs of tokens stand for two different words that are not neighbours. (N, N) bool."""
    places = [int(place) for place in pairs.first]
    labels = [first.labels[place] for place in places]
    word = ~first.special[pairs.first] & np.array([is_word_text(label) for label in labels])  # (N,)
    number = first.word[pairs.first]  # (N,)
    order = {found: place for place, found in enumerate(np.unique(number[word]).tolist())}
    reading = np.array([order.get(found, -1) for found in number.tolist()])  # (N,)
    names = np.array([folded(label) for label in labels])
    apart = np.abs(reading[:, None] - reading[None, :]) > 1
    return np.outer(word, word) & apart & (names[:, None] != names[None, :])


def _overall(changes: np.ndarray, set_up: int) -> TellingChange:
    """The largest of the changes (L, H) behind the layers that were set up."""
    layer, head = divmod(int(changes[set_up:].argmax()), changes.shape[1])
    return TellingChange(set_up + layer, head, float(changes[set_up + layer, head]))


def _by_place(trace: Trace) -> Alignment:
    places = np.arange(trace.num_tokens)
    return Alignment(places, places, np.ones(len(places), bool))
