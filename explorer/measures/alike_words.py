"""Which words make two texts alike: the parts of a cosine, merged from tokens into words.

Plain numpy. W words; "the rest" is what no word brings: special tokens and the model's biases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.measures.words import piece_matrix, words
from explorer.one_line import OneLine
from explorer.text import TokenizedText

REST = "the rest"


@dataclass(frozen=True, eq=False, repr=False)
class AlikeWords(OneLine):
    """What each pair of words adds to the cosine; with the rest it sums to the cosine."""

    rows: tuple[str, ...]  # the first text's words, and REST
    columns: tuple[str, ...]  # the second text's
    values: np.ndarray  # (Wa + 1, Wb + 1), the last row and column are the rest

    @property
    def cosine(self) -> float:
        """The cosine of the two texts' vectors."""
        return float(self.values.sum())

    @property
    def words(self) -> np.ndarray:
        """The pairs of words alone. Returns (Wa, Wb)."""
        return self.values[:-1, :-1]

    @property
    def rest(self) -> float:
        """What special tokens and biases add, among themselves and with words."""
        return self.cosine - float(self.words.sum())

    def top(self, count: int, *, lowers: bool = False) -> list[tuple[str, str, float]]:
        """The pairs of words that raise the cosine most, or lower it most, the largest first."""
        values = -self.words if lowers else self.words
        order = np.argsort(-values, axis=None, kind="stable")[:count]
        pairs = [divmod(int(place), values.shape[1]) for place in order] if values.size else []
        return [
            (self.rows[i], self.columns[j], float(self.words[i, j]))
            for i, j in pairs
            if values[i, j] > 0
        ]


def alike_words(first: TokenizedText, second: TokenizedText, parts: np.ndarray) -> AlikeWords:
    """The parts of ``decomposition.similarity_parts`` merged into words: pieces are summed.

    Takes (Ta+1, Tb+1), the last row and column the biases. Punctuation marks are words, too.
    """
    left, right = (_merging(text) for text in (first, second))
    return AlikeWords(
        (*(word.text for word in words(first)), REST),
        (*(word.text for word in words(second)), REST),
        left @ parts @ right.T,
    )


def _merging(text: TokenizedText) -> np.ndarray:
    """1 where a source belongs to a word, or to the rest in the last row. (W + 1, T + 1)."""
    numbers = text.word  # (T,), -1 for special tokens
    units = np.array(list(dict.fromkeys(numbers[numbers >= 0].tolist())), int)
    pieces = piece_matrix(numbers, units)  # (W, T)
    made = np.zeros((len(pieces) + 1, text.num_tokens + 1))
    made[:-1, :-1] = pieces
    made[-1] = 1 - made[:-1].sum(axis=0)
    return made
