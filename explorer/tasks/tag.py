"""Tag: a label for each token, and five ways to make words and entities of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from explorer.measures.words import tokens_by_word
from explorer.prediction import Prediction
from explorer.tasks.scores import softmax
from explorer.text import TokenizedText, percent

Strategy = Literal["none", "simple", "first", "average", "max"]
STRATEGIES: dict[Strategy, str] = {
    "none": "each token is labelled by itself",
    "simple": "neighbouring tokens of one kind are joined, even if that splits a word",
    "first": "a word gets the label of its first token",
    "average": "a word gets the label of its tokens' mean probabilities",
    "max": "a word gets the label of its most certain token",
}

_PREFIX = re.compile(r"([BIMESLU])-(?=.)")
"""Begin, Inside or Middle, End or Last, Single or Unit: the schemes BIO, BIOES, BILOU and BMES."""

_FORMS = {
    re.compile(r"(.+)-([BIMESLU])"): (1, 2),
    re.compile(r"(.+)_([BIMESLU])"): (1, 2),
    re.compile(r"([BIMESLU])_(.+)"): (2, 1),
}
"""Other ways to write the place in the entity: which group is the kind, and which the place."""


@dataclass(frozen=True)
class Span:
    """A labelled stretch of the text."""

    label: str
    score: float
    start: int  # characters of its own text
    end: int
    tokens: tuple[int, ...]
    side: int = 0  # 0 first text, 1 second text
    written: str = ""  # the label with its prefix in front, where the checkpoint writes PER-B

    @property
    def kind(self) -> str:
        """The label without its place in the entity: PER for B-PER, I-PER, E-PER, S-PER."""
        return kind(self.written or self.label)


def token_probabilities(prediction: Prediction) -> np.ndarray:
    """Softmax over the labels for each token. Returns (T, C)."""
    return softmax(prediction.logits)


def spans(prediction: Prediction, strategy: Strategy) -> tuple[Span, ...]:
    """Labelled stretches by one strategy, "O" left out. Special tokens are never part of one."""
    pieces = [
        _labelled(prediction, tokens, strategy)
        for tokens in (_tokens(prediction) if strategy in {"none", "simple"} else words(prediction))
    ]
    if strategy != "none":
        pieces = _grouped(pieces, word_numbers(prediction))
    return tuple(piece for piece in pieces if piece.label != "O")


def word_tags(prediction: Prediction, strategy: Strategy = "first") -> tuple[Span, ...]:
    """One label for each word, whatever it is: for parts of speech."""
    return tuple(_labelled(prediction, tokens, strategy) for tokens in words(prediction))


def labelled(prediction: Prediction, strategy: Strategy = "first") -> tuple[Span, ...]:
    """What stands over the text: a tag for each word, or the entities by one strategy."""
    if prediction.task == "part-of-speech":
        return word_tags(prediction, strategy)
    return spans(prediction, strategy)


def outcomes(prediction: Prediction) -> list[list[Strategy]]:
    """The strategies in groups: in each they give the same labels with the same probabilities."""
    groups: dict[tuple[object, ...], list[Strategy]] = {}
    for name in STRATEGIES:
        found = spans(prediction, name)
        key = tuple((span.side, span.start, span.label, percent(span.score, 1)) for span in found)
        groups.setdefault(key, []).append(name)
    return list(groups.values())


def words(prediction: Prediction) -> list[tuple[int, ...]]:
    """Positions of the tokens of each word, in order."""
    return list(tokens_by_word(word_numbers(prediction)).values())


def word_numbers(prediction: Prediction) -> np.ndarray:
    """Running number of the word that each token belongs to, -1 for special tokens. (T,)."""
    return prediction.trace.word if prediction.word is None else prediction.word


def spaced_words(text: TokenizedText, unknown: int | None = None) -> np.ndarray:
    """Number of each token's word where words are what stands between spaces. (T,) int.

    What transformers' token classification makes words of when the vocabulary does not mark the
    pieces inside them (byte-level, SentencePiece): a token goes on with the word before it
    unless it begins the text, has a space at or right before its first character, or is the
    unknown token. -1 for special tokens; the second text counts on.
    """
    if not text.has_offsets:
        return text.word
    found = np.full(text.num_tokens, -1, np.int64)
    number, side = -1, -1
    for position in np.flatnonzero(~text.special):
        start = int(text.offsets[position, 0])
        here = int(text.side[position])
        goes_on = start > 0 and " " not in text.side_text(here)[start - 1 : start + 1]
        if not goes_on or here != side or int(text.ids[position]) == unknown:
            number += 1
        found[position], side = number, here
    return found


def kind(label: str) -> str:
    """A label without the prefix that says where in the entity a token stands.

    >>> [kind(label) for label in ("B-PER", "E-PER", "U-PER", "O", "NOUN")]
    ['PER', 'PER', 'PER', 'O', 'NOUN']
    """
    return _PREFIX.sub("", label, count=1) if _PREFIX.match(label) else label


def prefixed(labels: tuple[str, ...]) -> dict[str, str]:
    """Labels such as PER-B, PER_B or B_PER, as B-PER; only where an inside label (I) is there too.

    transformers' pipeline knows B-PER alone and would call PER-B a kind of its own.

    >>> prefixed(("O", "PER-B", "PER-I", "VITAMIN-B"))
    {'PER-B': 'B-PER', 'PER-I': 'I-PER'}
    """
    found: dict[str, dict[str, str]] = {}
    for label in labels:
        for form, (name, place) in _FORMS.items():
            if parts := form.fullmatch(label):
                kinds = found.setdefault(f"{form.pattern} {parts[name]}", {})
                kinds[label] = f"{parts[place]}-{parts[name]}"
    whole = (kinds for kinds in found.values() if any(new[0] in "IM" for new in kinds.values()))
    return {label: new for kinds in whole if len(kinds) > 1 for label, new in kinds.items()}


def _tokens(prediction: Prediction) -> list[tuple[int, ...]]:
    return [(int(position),) for position in np.flatnonzero(~prediction.trace.special)]


def _labelled(prediction: Prediction, tokens: tuple[int, ...], strategy: Strategy) -> Span:
    """One word, or one token, with the label that the strategy gives it."""
    shares = token_probabilities(prediction)[list(tokens)]  # (n, C)
    if strategy == "average":
        chosen = shares.mean(axis=0)
    elif strategy == "max":
        chosen = shares[shares.max(axis=1).argmax()]
    else:
        chosen = shares[0]
    best = int(chosen.argmax())
    return _span(prediction, prediction.labels[best], float(chosen[best]), tokens)


def _span(prediction: Prediction, label: str, score: float, tokens: tuple[int, ...]) -> Span:
    prediction.trace.need_offsets()
    offsets, side = prediction.trace.offsets, int(prediction.trace.side[tokens[0]])
    start, end = int(offsets[tokens[0], 0]), int(offsets[tokens[-1], 1])
    text = prediction.trace.side_text(side)
    while start < end and text[start].isspace():  # byte-level spans may begin with the space
        start += 1
    written = prefixed(prediction.labels).get(label, "")
    return Span(label, score, start, end, tokens, side, written)


def _grouped(pieces: list[Span], word: np.ndarray) -> list[Span]:
    """Neighbours of one kind become one span, unless an entity ends or begins between them."""
    if not pieces:
        return []
    joins = [_goes_on(before, after, word) for before, after in pairwise(pieces)]
    starts = [0, *(i for i, join in enumerate(joins, start=1) if not join), len(pieces)]
    return [_joined(pieces[a:b]) for a, b in pairwise(starts)]


def _goes_on(before: Span, after: Span, word: np.ndarray) -> bool:
    """Whether one entity holds both: pieces of one word may say E- or S- several times."""
    if before.side != after.side or before.kind != after.kind or _place(after) == "B":
        return False
    apart = _place(before) in "ESLU" or _place(after) in "SU"
    return bool(word[before.tokens[-1]] == word[after.tokens[0]]) or not apart


def _place(span: Span) -> str:
    """B, I, E, S, ... of a label; I where it does not say, as transformers takes it."""
    found = _PREFIX.match(span.written or span.label)
    return found.group(1) if found else "I"


def _joined(pieces: list[Span]) -> Span:
    """One span over several: the score is the mean of theirs."""
    return Span(
        pieces[0].kind,
        float(np.mean([piece.score for piece in pieces])),
        pieces[0].start,
        pieces[-1].end,
        tuple(token for piece in pieces for token in piece.tokens),
        pieces[0].side,
    )
