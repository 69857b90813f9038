"""Fill in the blank: which words a masked token may be, and how the answer grows layer by layer.

Pure functions over a Prediction; a predictor is asked again only where a word of several pieces
is put to the test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import InputError
from explorer.one_line import OneLine
from explorer.prediction import MaskPredictor, Prediction, Predictor
from explorer.tasks.blank_words import filled_in, named_piece, piece_in_place
from explorer.tasks.scores import entropy, log_softmax, softmax
from explorer.text import TextInput
from explorer.trace import Trace

MOST_MASKS = 40
"""More blanks than this, and a text says little about any of them."""


@dataclass(frozen=True)
class Candidate:
    """A token that may stand in a blank."""

    token: str
    id: int
    probability: float
    rank: int  # 1 = likeliest


@dataclass(frozen=True)
class Piece:
    """One piece of a word that was put into a blank, judged with the pieces before it in place."""

    token: str
    probability: float
    rank: int


@dataclass(frozen=True)
class Target:
    """A word of the reader's in a blank: its pieces, and the probability of all of them."""

    word: str
    pieces: tuple[Piece, ...]

    @property
    def probability(self) -> float:
        """Product of the pieces' probabilities, each given those before it."""
        return float(np.prod([piece.probability for piece in self.pieces]))

    @property
    def worst_rank(self) -> int:
        """Rank of the piece that the model expected least."""
        return max(piece.rank for piece in self.pieces)


def check_masks(masked: tuple[int, ...]) -> None:
    """Refuse none and too many masks. Raises InputError."""
    if not masked:
        raise InputError("No token is masked: choose a token to hide, or write [MASK].")
    if len(masked) > MOST_MASKS:
        raise InputError(
            f"{len(masked)} tokens are masked; at most {MOST_MASKS} can be filled at once: "
            "leave more of the text in place."
        )


def best(prediction: Prediction, row: int = 0, *, k: int = 10) -> tuple[Candidate, ...]:
    """The k likeliest tokens for one blank (``row`` counts the blanks), likeliest first.

    Without those that the prediction names as no words; probabilities are shares of all tokens.
    """
    found = _best(prediction.logits[row], prediction.labels, k + len(prediction.no_words))
    words = [one for one in found if one.id not in prediction.no_words][:k]
    return tuple(replace(one, rank=rank) for rank, one in enumerate(words, start=1))


def _best(logits: np.ndarray, labels: tuple[str, ...], k: int) -> tuple[Candidate, ...]:
    probabilities = softmax(logits)  # (V,)
    return tuple(
        Candidate(labels[i], int(i), float(probabilities[i]), rank)
        for rank, i in enumerate(_largest(logits, k), start=1)
    )


def _largest(logits: np.ndarray, k: int) -> np.ndarray:
    """Places of the k largest, the first one first; equal ones in their order."""
    k = min(k, len(logits))
    near = np.flatnonzero(logits >= np.partition(logits, -k)[-k])  # a vocabulary is long to sort
    return near[np.argsort(-logits[near], kind="stable")[:k]]


def rank(logits: np.ndarray, token: int) -> int:
    """1 + how many tokens the model finds likelier than this one. Takes (V,).

    >>> rank(np.array([0.5, 3.0, 1.0]), token=2)
    2
    """
    return int((logits > logits[token]).sum()) + 1


def target(predictor: Predictor, prediction: Prediction, word: str, row: int = 0) -> Target:
    """Put a word into one blank and ask for its pieces from left to right.

    A piece is judged with the pieces before it in place and those after it masked: the chain rule
    p(a b) = p(a) p(b | a), one forward pass a piece. A piece of the vocabulary, named as it stands
    there (##ing), is that piece. Raises InputError, also where the word would change other tokens.
    """
    named = named_piece(predictor, prediction, word)
    found = filled_in(predictor, prediction, word, row) if named is None else None
    if found is None:
        token = piece_in_place(predictor, prediction, word, row) if named is None else named
        return Target(word.strip(), (_piece(prediction, row, token),))
    return Target(word.strip(), _pieces(predictor, *found))


def _pieces(
    predictor: Predictor, source: TextInput, positions: tuple[int, ...]
) -> tuple[Piece, ...]:
    """The pieces of a text at some neighbouring positions, each judged given those before it."""
    others = tuple(position for position in source.masked if position not in positions)
    ids = predictor.engine.encoder.encode(
        replace(source, masked=()), predictor.engine.spec.max_tokens
    ).ids
    pieces = []
    for done, position in enumerate(positions):
        hidden = replace(source, masked=tuple(sorted((*others, *positions[done:]))))
        answer = predictor.run(hidden)
        at = int(np.flatnonzero(answer.positions == position)[0])
        pieces.append(_piece(answer, at, int(ids[position])))
    return tuple(pieces)


def _piece(prediction: Prediction, row: int, token: int) -> Piece:
    """One token in one blank, with its probability and its rank."""
    logits = prediction.logits[row]  # (V,)
    if token >= len(logits):
        raise InputError("This piece has no row in the model's head: give another word.")
    probability = float(np.exp(log_softmax(logits)[token]))
    return Piece(prediction.labels[token], probability, rank(logits, token))


def unmasked(predictor: Predictor, prediction: Prediction) -> Trace:
    """The same text through the same body with no token hidden, for comparing. Same tokens."""
    run = getattr(predictor, "trace", predictor.engine.run)
    return run(replace(prediction.trace.input, masked=()))


@dataclass(frozen=True, eq=False, repr=False)
class Lens(OneLine):
    """What the head reads out of one blank's state at every layer (the "logit lens")."""

    logits: np.ndarray  # (L+1, V); row 0 is the embedding, the last row the model's own answer
    labels: tuple[str, ...]
    mixed: bool = False  # whether one more row follows: the answer of a head that mixes all states

    def best(self, state: int, *, k: int = 1) -> tuple[Candidate, ...]:
        """The k likeliest tokens of one state."""
        return _best(self.logits[state], self.labels, k)

    def ranks(self, token: int) -> np.ndarray:
        """Rank of one token at every state. Returns (L+1,) int."""
        return np.array([rank(row, token) for row in self.logits])

    def probabilities(self, tokens: list[int]) -> np.ndarray:
        """Probability of some tokens at every state. Returns (L+1, len(tokens))."""
        return softmax(self.logits)[:, tokens]

    def bits(self) -> np.ndarray:
        """How undecided each state is: entropy in bits. Returns (L+1,)."""
        return entropy(softmax(self.logits))


def lens(predictor: MaskPredictor, prediction: Prediction, row: int = 0) -> Lens:
    """Run one blank's state of every layer through the head (nostalgebraist, 2020).

    The head was trained on the last state only: earlier rows say how much of the answer is
    already written there in the last layer's language, not what the layer "thinks".
    """
    states = prediction.trace.hidden[:, prediction.positions[row]]  # (L+1, D)
    logits, answer = predictor.read_out(states), prediction.logits[row]
    if np.allclose(logits[-1], answer, atol=0.01):
        return Lens(logits, prediction.labels)
    return Lens(np.concatenate([logits, answer[None]]), prediction.labels, mixed=True)
