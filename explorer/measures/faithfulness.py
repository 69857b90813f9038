"""Which method ranks the words best: deletion and insertion curves, AOPC, leave-one-out.

Words are masked in the order of a method's scores, the ones that raise the number most first, and
the number is read off again and again. Plain numpy. W words, M methods, n steps, N texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.agreement import spearman
from explorer.one_line import OneLine
from explorer.text import TokenizedText

LEVELS = 10
"""Steps of a curve at most; a text of fewer words has one for each word."""
RANDOM_ORDERS = 5
RANDOM, WITHOUT = "random order", "leave one out"
"""The floor: the mean of several orders drawn at random. And each word masked alone, in turn."""

Numbers = Callable[[np.ndarray], np.ndarray]
"""From which words are kept, (N, W) bool, to the number for each of these texts, (N,)."""


@dataclass(frozen=True, eq=False, repr=False)
class Faithfulness(OneLine):
    """Every method's curves over one text and what follows from them."""

    names: tuple[str, ...]  # M; the random order is the last
    counts: np.ndarray  # (n,) how many words are masked (deletion) or shown (insertion): 0 to W
    deletion: np.ndarray  # (M, n) the number with so many words masked
    insertion: np.ndarray  # (M, n) the number with only so many words shown
    alone: np.ndarray  # (W,) how far the number falls when one word is masked
    correlation: np.ndarray  # (M,) rank correlation of the scores with ``alone``; may be NaN

    @property
    def value(self) -> float:
        """The number for the whole text."""
        return float(self.deletion[0, 0])

    @property
    def empty(self) -> float:
        """The number with every word masked."""
        return float(self.insertion[0, 0])

    @property
    def deletion_aopc(self) -> np.ndarray:
        """Area over each deletion curve, see ``aopc``. Returns (M,); larger is better."""
        return aopc(self.deletion)

    @property
    def insertion_aopc(self) -> np.ndarray:
        """Mean rise above the text of masks as words are shown. Returns (M,); larger is better."""
        return -aopc(self.insertion)

    def best(self, count: int = 4) -> tuple[str, ...]:
        """So many methods with the largest deletion AOPC, then the random order."""
        order = np.argsort(-self.deletion_aopc, kind="stable")
        names = [self.names[place] for place in order if self.names[place] != RANDOM]
        return (*names[:count], RANDOM)


def aopc(curves: np.ndarray) -> np.ndarray:
    """Area over the perturbation curve: mean over the steps of F(x) - F(x after k steps).

    Samek et al., 2017 (IEEE TNNLS), eq. 12, for one text. The last step, where no word is left as
    it was and every order ends alike, is left out. (..., n) -> (...).
    """
    inner = curves[..., 1:-1]
    return (curves[..., :1] - inner).mean(axis=-1)


def word_tokens(text: TokenizedText, side: int | None = None) -> tuple[np.ndarray, ...]:
    """The tokens of each typed word, in reading order; of one text of a pair with ``side``."""
    typed = ~text.special & (text.word >= 0)
    if side is not None:
        typed &= text.side == side
    return tuple(
        np.flatnonzero(typed & (text.word == word)) for word in np.unique(text.word[typed])
    )


def by_word(scores: np.ndarray, words: tuple[np.ndarray, ...]) -> np.ndarray:
    """Scores of tokens added up over each word. (T,) -> (W,)."""
    return np.array([scores[tokens].sum() for tokens in words])


def kept_tokens(keep: np.ndarray, words: tuple[np.ndarray, ...], count: int) -> np.ndarray:
    """Which tokens stay when these words do; all others stay always. (N, W) -> (N, count) bool."""
    tokens = np.ones((len(keep), count), bool)
    for number, places in enumerate(words):
        tokens[:, places] = keep[:, number, None]
    return tokens


def counts_of(words: int, levels: int = LEVELS) -> np.ndarray:
    """How many words are masked at each step, from 0 to all, evenly. Returns (n,), n <= levels + 1.

    >>> counts_of(4), counts_of(12, 3)
    (array([0, 1, 2, 3, 4]), array([ 0,  4,  8, 12]))
    """
    return np.unique(np.round(np.linspace(0, words, min(words, levels) + 1)).astype(int))


def masked_by(scores: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Which words are kept when the highest are masked, so many at each step. (W,) -> (n, W)."""
    order = np.argsort(-scores, kind="stable")
    place = np.empty(len(scores), int)
    place[order] = np.arange(len(scores))
    return place[None] >= counts[:, None]


def faithfulness(
    scores: Mapping[str, np.ndarray],
    numbers: Numbers,
    *,
    levels: int = LEVELS,
    random_orders: int = RANDOM_ORDERS,
    seed: int = 0,
) -> Faithfulness:
    """Curves, AOPC and rank correlation of every method on one text. Scores are (W,) by name.

    Each text that several methods ask for is run once, all of them by one call of ``numbers``.
    "leave one out" is added as a method of its own, and a random order as the floor: the mean of
    ``random_orders`` drawn with ``seed``. Raises InputError for a text of one word, and where a
    score or a number is not finite.
    """
    words = len(next(iter(scores.values())))
    if words < 2:
        raise InputError("A text of one word has nothing to rank: type a sentence.")
    if not all(np.isfinite(one).all() for one in scores.values()):
        raise InputError("A method gave scores that are no numbers, so there is nothing to rank.")
    counts = counts_of(words, levels)
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(words) for _ in range(random_orders)]
    single = ~np.eye(words, dtype=bool)
    once = _Once(numbers)
    once(np.concatenate([single, *(_both(one, counts) for one in [*scores.values(), *drawn])]))
    alone = once(np.ones((1, words), bool)) - once(single)  # (W,)
    orders = {**scores, WITHOUT: alone}
    curves = [once(_both(one, counts)) for one in orders.values()]
    floor = np.mean([once(_both(one, counts)) for one in drawn], axis=0)
    both = np.array([*curves, floor])  # (M, 2n)
    ranked = [float(spearman(one[None], alone[None])[0]) for one in orders.values()]
    chance = np.mean([spearman(one[None].astype(float), alone[None])[0] for one in drawn])
    steps = len(counts)
    return Faithfulness(
        (*orders, RANDOM), counts, both[:, :steps], both[:, steps:], alone,
        np.array([*ranked, chance]),
    )  # fmt: skip


def _both(scores: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The words kept at each step of deletion, then of insertion. (W,) -> (2n, W)."""
    kept = masked_by(scores, counts)
    return np.concatenate([kept, ~kept])


class _Once:
    """The numbers for sets of kept words, each set run a single time."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._known: dict[bytes, float] = {}

    def __call__(self, keep: np.ndarray) -> np.ndarray:
        """(N, W) -> (N,)."""
        rows = {row.tobytes(): row for row in keep}
        new = {key: row for key, row in rows.items() if key not in self._known}
        if new:
            found = self._numbers(np.stack(list(new.values())))
            if not np.isfinite(found).all():
                raise InputError("The model gave numbers that are not finite: nothing to rank.")
            self._known.update(zip(new, (float(one) for one in found), strict=True))
        return np.array([self._known[row.tobytes()] for row in keep])


def interval(
    values: np.ndarray, *, draws: int = 2000, seed: int = 0, level: float = 0.95
) -> tuple[float, float, float]:
    """Mean over texts and its bootstrap percentile interval. NaN are left out. (N,) -> 3 numbers.

    Efron, 1979: the texts are drawn anew with replacement, ``draws`` times with ``seed``.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan"), float("nan")
    rows = np.random.default_rng(seed).integers(len(known), size=(draws, len(known)))
    low, high = np.quantile(known[rows].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return float(known.mean()), float(low), float(high)
