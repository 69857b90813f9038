"""What each head does with a text, as one number a head. Plain numpy: no plotting, no torch.

Row = query (the token that attends), column = key (the token attended to); T tokens, H heads,
L layers. A score that a text cannot have (no second text, no repeated word) is NaN, never 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.measures.induction import after_earlier, prefix_matching
from explorer.measures.words import tokens_by_word
from explorer.one_line import OneLine
from explorer.trace import Trace

_CLASSIFIERS = frozenset({"[CLS]", "<s>", "<cls>", "<|cls|>"})


@dataclass(frozen=True, repr=False)
class Tokens(OneLine):
    """The groups of tokens that the scores are about. All (T,) unless said otherwise."""

    cls: np.ndarray  # bool: [CLS], or what stands for it
    sep: np.ndarray  # bool: [SEP], or what stands for it
    punctuation: np.ndarray  # bool: typed tokens of nothing but punctuation
    special: np.ndarray  # bool: added by the tokenizer
    side: np.ndarray  # int: 0 first text, 1 second text; special tokens belong to their text
    same_word: np.ndarray  # (T, T) bool: another piece, or another occurrence, of the same word
    followed: np.ndarray  # (T, T) bool: what stands behind an earlier occurrence of the same token

    @property
    def count(self) -> int:
        """Number of tokens, T."""
        return len(self.cls)


def token_groups(trace: Trace) -> Tokens:
    """Sort the tokens of a Trace into the groups that the scores need."""
    sep = separators(trace.tokens, trace.special)
    punctuation = np.array([_is_punctuation(label) for label in trace.labels], bool)
    return Tokens(
        cls=trace.special & ~sep,
        sep=sep,
        punctuation=punctuation & ~trace.special,
        special=trace.special,
        side=trace.side,
        same_word=_same_word(trace),
        followed=after_earlier(trace.ids, trace.special),
    )


def separators(tokens: Sequence[str], special: np.ndarray) -> np.ndarray:
    """Which tokens are [SEP], or what stands for it: special and not [CLS]. Returns (T,) bool."""
    return special & ~np.array([token in _CLASSIFIERS for token in tokens], bool)


def _is_punctuation(label: str) -> bool:
    """Whether every character is of Unicode's P categories; ## marks a piece and does not count."""
    text = label.removeprefix("##") if len(label) > 2 else label
    return all(unicodedata.category(char).startswith("P") for char in text)


def _same_word(trace: Trace) -> np.ndarray:
    """Pairs of different tokens whose words have the same spelling. Returns (T, T) bool."""
    spelt = {n: tuple(trace.ids[list(at)].tolist()) for n, at in tokens_by_word(trace.word).items()}
    spelling = [spelt.get(word) for word in trace.word.tolist()]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(spelling))}
    kind = np.array([numbers[word] for word in spelling])  # (T,)
    same = (kind[:, None] == kind[None, :]) & ~np.eye(len(kind), dtype=bool)
    return same & ~trace.special[:, None] & ~trace.special[None, :]  # (T, T)


Score = Callable[[np.ndarray, Tokens], np.ndarray]


@dataclass(frozen=True)
class HeadMeasure:
    """One way to score a head. ``score`` takes weights (H, Q, K) and gives (H,)."""

    key: str
    label: str
    unit: str  # "share of attention", "nats", "tokens"
    about: str  # what a high value means, in a sentence
    formula: str  # LaTeX
    source: str  # paper and year, or "this project"
    score: Score
    caution: str = ""
    top: float | None = 1.0  # the largest possible value; None where it depends on the text


def head_board(trace: Trace, measure: str) -> np.ndarray:
    """Each head's score by one measure (a key of HEAD_MEASURES). Returns (L, H).

    Raises InputError for a measure that does not exist.
    """
    if measure not in HEAD_MEASURES:
        raise InputError(f"“{measure}” is not a measure: choose one of {', '.join(HEAD_MEASURES)}.")
    groups = token_groups(trace)
    score = HEAD_MEASURES[measure].score
    return np.stack([score(trace.attention(i), groups) for i in range(trace.num_layers)])  # (L, H)


def head_boards(trace: Trace) -> dict[str, np.ndarray]:
    """Each head's score by every measure; weights are made once a layer. Values are (L, H)."""
    groups = token_groups(trace)
    rows: dict[str, list[np.ndarray]] = {key: [] for key in HEAD_MEASURES}
    for layer in range(trace.num_layers):
        weights = trace.attention(layer)  # (H, Q, K)
        for key, measure in HEAD_MEASURES.items():
            rows[key].append(measure.score(weights, groups))
    return {key: np.stack(scores) for key, scores in rows.items()}


def row_entropy(weights: np.ndarray) -> np.ndarray:
    """Entropy of each attention row in nats, -sum a ln a; 0 ln 0 is 0. (..., Q, K) -> (..., Q).

    0 when a token attends to one token only, ln K when it attends to all K equally.
    """
    logs = np.log(np.maximum(weights, np.finfo(np.float32).tiny))
    return np.maximum(-np.einsum("...k,...k->...", weights, logs), 0)


def _share(weights: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Mean over the query rows of the weight in the marked cells. (H, Q, K), (Q, K) -> (H,).

    Rows without a marked cell are left out; NaN when no row has one.
    """
    rows = int(cells.any(axis=1).sum())
    if not rows:
        return np.full(len(weights), np.nan, np.float32)
    return np.tensordot(weights, cells.astype(np.float32), axes=2) / np.float32(rows)  # (H,)


def _to_keys(weights: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Share of all attention that goes to the marked keys. (H, Q, K), (K,) -> (H,)."""
    return _share(weights, np.broadcast_to(keys, weights.shape[1:]))


def _offset(weights: np.ndarray, offset: int) -> np.ndarray:
    """Mean weight on the token ``offset`` places on, over the tokens that have one. -> (H,)."""
    diagonal = np.diagonal(weights, offset, axis1=1, axis2=2)  # (H, Q - |offset|)
    if not diagonal.shape[1]:
        return np.full(len(weights), np.nan, np.float32)
    return diagonal.mean(axis=1)


def _own_text(weights: np.ndarray, groups: Tokens) -> np.ndarray:
    if not groups.side.any():
        return np.full(len(weights), np.nan, np.float32)
    return _share(weights, groups.side[:, None] == groups.side[None, :])


def _distance(weights: np.ndarray, groups: Tokens) -> np.ndarray:
    place = np.arange(groups.count, dtype=np.float32)
    apart = np.abs(place[:, None] - place[None, :])  # (Q, K)
    return np.tensordot(weights, apart, axes=2) / np.float32(groups.count)


def _confidence(weights: np.ndarray, groups: Tokens) -> np.ndarray:
    if groups.sep.all():
        return np.full(len(weights), np.nan, np.float32)
    return weights[:, ~groups.sep][:, :, ~groups.sep].max(axis=2).mean(axis=1)


_CLARK = "Clark, Khandelwal, Levy and Manning, 2019, section 3"
_SINK = (
    "Much attention to a special token or to punctuation often means that the head finds nothing "
    "to attend to: Clark et al. (2019) call it a no-op, later work an attention sink."
)
_SHARE = r"\frac{1}{T}\sum_i \sum_{j \in S} A_{ij}"

_MEASURES = (
    HeadMeasure(
        "previous", "Previous token", "share of attention",
        "Each token attends to the one before it.",
        r"\frac{1}{T-1}\sum_{i>1} A_{i,i-1}", _CLARK,
        lambda weights, _: _offset(weights, -1),
    ),
    HeadMeasure(
        "next", "Next token", "share of attention", "Each token attends to the one after it.",
        r"\frac{1}{T-1}\sum_{i<T} A_{i,i+1}", _CLARK,
        lambda weights, _: _offset(weights, 1),
        "A model that reads left to right cannot look ahead: all its values are 0.",
    ),
    HeadMeasure(
        "self", "Self", "share of attention", "Each token attends to itself.",
        r"\frac{1}{T}\sum_i A_{ii}", _CLARK,
        lambda weights, _: _offset(weights, 0),
    ),
    HeadMeasure(
        "cls", "[CLS]", "share of attention", "The tokens attend to [CLS].",
        _SHARE + r",\quad S = \{[\mathrm{CLS}]\}", _CLARK,
        lambda weights, groups: _to_keys(weights, groups.cls), _SINK,
    ),
    HeadMeasure(
        "sep", "[SEP]", "share of attention", "The tokens attend to [SEP].",
        _SHARE + r",\quad S = \{[\mathrm{SEP}]\}", _CLARK,
        lambda weights, groups: _to_keys(weights, groups.sep), _SINK,
    ),
    HeadMeasure(
        "punctuation", "Punctuation", "share of attention", "The tokens attend to punctuation.",
        _SHARE + r",\quad S = \mathrm{punctuation}",
        _CLARK + "; they count full stops and commas, here all Unicode punctuation counts",
        lambda weights, groups: _to_keys(weights, groups.punctuation), _SINK,
    ),
    HeadMeasure(
        "own text", "Intra-segment", "share of attention",
        "Each token stays within its own text of the two.",
        r"\frac{1}{T}\sum_i \sum_{j:\, \mathrm{text}(j)=\mathrm{text}(i)} A_{ij}",
        "the block pattern of Kovaleva et al., 2019, section 4.1, as a share", _own_text,
        "Special tokens belong to the text they close, so a head that attends to its own [SEP] "
        "scores high as well.",
    ),
    HeadMeasure(
        "same word", "Duplicate token", "share of attention",
        "A token attends to the other pieces, or to another occurrence, of its own word.",
        r"\frac{1}{|Q|}\sum_{i \in Q} \sum_{j \neq i,\, w(j)=w(i)} A_{ij}",
        "this project; Q: tokens with such a partner",
        lambda weights, groups: _share(weights, groups.same_word),
    ),
    HeadMeasure(
        "induction", "Induction", "share of attention",
        "A token attends to what followed the same token the last time.",
        r"\frac{1}{|Q|}\sum_{i \in Q} \sum_{j < i - 1,\, t_j = t_i} A_{i,j+1}",
        "Olsson et al., 2022, prefix matching; Q: tokens that have come before",
        lambda weights, groups: prefix_matching(weights, groups.followed),
        "On ordinary text few tokens come twice; on random tokens that are repeated the score is "
        "clearer (page “Next token”).",
    ),
    HeadMeasure(
        "entropy", "Entropy", "nats",
        "High: attention is spread widely; 0: it goes to one token.",
        r"-\frac{1}{T}\sum_i \sum_j A_{ij} \ln A_{ij}",
        _CLARK + "; without their smoothing",
        lambda weights, _: row_entropy(weights).mean(axis=-1),
        "Depends on the length of the text: the largest possible value is ln T.", None,
    ),
    HeadMeasure(
        "distance", "Mean distance", "tokens", "How far away the attended tokens are.",
        r"\frac{1}{T}\sum_i \sum_j A_{ij}\,|i-j|",
        "Vig and Belinkov, 2019, attention distance", _distance,
        "A head that attends to [CLS] or [SEP] appears to reach far.", None,
    ),
    HeadMeasure(
        "confidence", "Confidence", "share of attention",
        "High: each token attends mainly to one other, [SEP] left out.",
        r"\frac{1}{|Q|}\sum_{i \in Q} \max_{j \in Q} A_{ij}",
        "Voita et al., 2019; Q: all tokens but [SEP]", _confidence,
        "A confident head need not be an important one.",
    ),
)  # fmt: skip

HEAD_MEASURES: dict[str, HeadMeasure] = {measure.key: measure for measure in _MEASURES}
"""Every measure by its key, in the order in which pages offer them."""
