"""The last step of a head that scores whole sequences of tags: its best sequence, frozen.

The logit of a word's tag is the score of the best sequence that gives the word this tag
(``explorer.teaching.decode.tag_logits``). With that sequence frozen it is a sum: the sequence's
scores and its transitions. Plain numpy. W words, C tags, N tokens.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.one_line import OneLine


@dataclass(frozen=True, eq=False, repr=False)
class BestTags(OneLine):
    """Scores of words to logits of tokens."""

    chain: np.ndarray  # (C, C) what going from one tag to another adds
    start: np.ndarray  # (C,) what beginning with a tag adds
    word: np.ndarray  # (N,) the word of each token
    going_on: np.ndarray  # (C,) in a word that begins an entity: what its later pieces are given
    begins: np.ndarray  # (C,) bool: whether a tag begins an entity

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """(W, C) -> (N, C)."""
        ahead, back, _, _ = self._best(x)
        return self._tokens(ahead + back - x)

    def back(self, x: np.ndarray, slopes: np.ndarray) -> tuple[np.ndarray, float]:
        """(W, C), (N, C) -> (W, C): along the best sequence of each logit that counts."""
        ahead, back, before, after = self._best(x)
        columns = self._columns(ahead + back - x)  # (N, C)
        found, own = np.zeros_like(x), 0.0
        for token, column in np.argwhere(slopes):
            weight = slopes[token, column]
            tags = _path(int(self.word[token]), int(columns[token, column]), before, after)
            found[np.arange(len(x)), tags] += weight
            own += float(weight * (self.start[tags[0]] + self.chain[tags[:-1], tags[1:]].sum()))
        return found, own

    def _best(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Best sums up to each word and from it on, and the tag before and after it. (W, C) each.

        Viterbi (1967).
        """
        ahead, back = np.array(x), np.array(x)
        before, after = np.zeros(x.shape, int), np.zeros(x.shape, int)
        ahead[0] += self.start
        for word in range(1, len(x)):
            reached = ahead[word - 1][:, None] + self.chain  # from, to
            before[word] = reached.argmax(axis=0)
            ahead[word] += reached.max(axis=0)
            left = back[-word][None, :] + self.chain
            after[-1 - word] = left.argmax(axis=1)
            back[-1 - word] += left.max(axis=1)
        return ahead, back, before, after

    def _columns(self, best: np.ndarray) -> np.ndarray:
        """Which tag of its word each logit of a token is. (W, C) -> (N, C)."""
        count = best.shape[1]
        inside = np.append(False, self.word[1:] == self.word[:-1])
        swapped = inside & self.begins[best.argmax(axis=1)][self.word]  # (N,)
        return np.where(swapped[:, None], self.going_on, np.arange(count))

    def _tokens(self, best: np.ndarray) -> np.ndarray:
        return np.take_along_axis(best[self.word], self._columns(best), axis=1)


def _path(word: int, tag: int, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The best sequence that gives a word a tag. (W,) int."""
    tags = np.zeros(len(before), int)
    tags[word] = tag
    for place in range(word, 0, -1):
        tags[place - 1] = before[place, tags[place]]
    for place in range(word, len(before) - 1):
        tags[place + 1] = after[place, tags[place]]
    return tags
