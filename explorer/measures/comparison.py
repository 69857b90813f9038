"""Two runs side by side: tokens aligned, attention and vectors subtracted. Plain numpy.

Two texts, one text masked and unmasked, two models, a model before and after fine-tuning: all are
two Traces. Differences are second minus first.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from explorer.errors import InputError
from explorer.measures.similarity import cosine, cosine_distance
from explorer.one_line import OneLine
from explorer.text import folded
from explorer.trace import Trace


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(OneLine):
    """Which token of the first text stands for which of the second; N pairs in reading order."""

    first: np.ndarray  # (N,) positions in the first Trace
    second: np.ndarray  # (N,) positions in the second Trace
    same: np.ndarray  # (N,) bool: the same token, not one put in the other's place

    def __len__(self) -> int:
        """Number of pairs, N."""
        return len(self.first)


def align(first: Trace, second: Trace) -> Alignment:
    """Pair the tokens of two Traces: the same tokens, and stretches of equal length between them.

    Raises InputError when nothing can be paired.
    """
    matcher = SequenceMatcher(None, _names(first), _names(second), autojunk=False)
    pairs: list[tuple[int, int, bool]] = []
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        # Stretches of different length (a word against its three pieces) pair up with nothing.
        if kind in {"equal", "replace"} and i_end - i == j_end - j:
            pairs += [(i + step, j + step, kind == "equal") for step in range(i_end - i)]
    if not pairs:
        raise InputError(
            "The two texts have no token in common, so nothing can be compared token by token: "
            "choose texts that share some words."
        )
    one, other, same = zip(*pairs, strict=True)
    return Alignment(np.array(one), np.array(other), np.array(same, bool))


def _names(trace: Trace) -> list[str]:
    """Tokens as they can be compared across tokenizers; special ones by their part."""
    last = trace.num_tokens - 1
    names = []
    for place, label in enumerate(trace.labels):
        if trace.special[place]:
            names.append("\0start" if place == 0 else "\0end" if place == last else "\0between")
        else:
            names.append(folded(label.removeprefix("##")) or label)
    return names


def attention_difference(
    first: Trace, second: Trace, pairs: Alignment, at: tuple[int, int], other: tuple[int, int]
) -> np.ndarray:
    """Signed difference of two heads' weights between paired tokens. Returns (N, N), -1 to 1.

    ``at`` and ``other`` are (layer, head) in the first and the second Trace. Rows need not sum to
    0: what goes to unpaired tokens is not in the picture.
    """
    a = first.attention(at[0])[at[1]][np.ix_(pairs.first, pairs.first)]  # (N, N)
    b = second.attention(other[0])[other[1]][np.ix_(pairs.second, pairs.second)]
    return b - a


def total_variation(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Half the sum of absolute differences of two distributions, 0 to 1. (..., K) twice -> (...).

    >>> float(total_variation(np.array([0.5, 0.5, 0.0]), np.array([0.5, 0.0, 0.5])))
    0.5
    """
    return np.abs(p - q).sum(axis=-1) / 2


def head_changes(first: Trace, second: Trace, pairs: Alignment | None = None) -> np.ndarray:
    """How much of its attention each head moved, 0 to 1. Returns (L, H).

    Total variation of each attention row, averaged over the tokens. With ``pairs`` only paired
    tokens count and all unpaired keys are one; without them the two texts must have equally many
    tokens. Raises InputError unless both have as many layers and heads.
    """
    if (first.num_layers, first.num_heads) != (second.num_layers, second.num_heads):
        raise InputError(
            f"The models have {first.num_layers} x {first.num_heads} and {second.num_layers} x "
            f"{second.num_heads} layers and heads, so no head stands for another: compare two "
            "chosen heads instead."
        )
    _require_pairs(first, second, pairs)
    return np.stack(
        [
            _rows_changed(first.attention(layer), second.attention(layer), pairs).mean(axis=-1)
            for layer in range(first.num_layers)
        ]
    )


def _rows_changed(a: np.ndarray, b: np.ndarray, pairs: Alignment | None) -> np.ndarray:
    """Total variation of each row. (H, Q, K) twice -> (H, Q), or (H, N) of paired rows."""
    if pairs is None:
        return total_variation(a, b)
    left = a[:, pairs.first][:, :, pairs.first]  # (H, N, N)
    right = b[:, pairs.second][:, :, pairs.second]
    rest = np.abs(left.sum(axis=-1) - right.sum(axis=-1))  # (H, N) on keys without a partner
    return total_variation(left, right) + rest / 2


def vector_changes(first: Trace, second: Trace, pairs: Alignment | None = None) -> np.ndarray:
    """1 - cosine of each token's hidden states in the two runs. Returns (L+1, N), 0 to 2.

    With ``pairs`` N counts the paired tokens; without them the two texts must have equally many
    tokens, and N is T. Raises InputError unless both models have as many layers and are equally
    wide.
    """
    if first.hidden.shape[::2] != second.hidden.shape[::2]:
        raise InputError(
            "The two models have different numbers of layers or widths of vectors, so their "
            "vectors cannot be compared one by one: choose models of the same size."
        )
    _require_pairs(first, second, pairs)
    if pairs is None:
        return cosine_distance(first.hidden, second.hidden)
    return cosine_distance(first.hidden[:, pairs.first], second.hidden[:, pairs.second])


def mean_vector_change(before: Trace, after: Trace) -> float:
    """1 - cosine of the last hidden states, mean over the tokens: 0 nothing changed, up to 2."""
    return float(cosine_distance(before.hidden[-1], after.hidden[-1]).mean())


def text_similarity(first: Trace, second: Trace) -> float:
    """Cosine of the mean last hidden states of two texts, -1 to 1."""
    return float(cosine(first.hidden[-1].mean(axis=0), second.hidden[-1].mean(axis=0)))


def attention_received(trace: Trace, position: int) -> np.ndarray:
    """Attention that one token gets, averaged over the other tokens. Returns (L, H)."""
    others = np.arange(trace.num_tokens) != position
    return np.stack(
        [
            trace.attention(layer)[:, others, position].mean(axis=-1)
            for layer in range(trace.num_layers)
        ]
    )


def _require_pairs(first: Trace, second: Trace, pairs: Alignment | None) -> None:
    """Without pairs the tokens are compared place by place, so there must be equally many."""
    if pairs is None and first.num_tokens != second.num_tokens:
        raise InputError(
            f"The two texts have {first.num_tokens} and {second.num_tokens} tokens, and can only "
            "be compared token by token when they have equally many: mask by token."
        )
