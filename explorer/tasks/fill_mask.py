"""Fill in the blank: which words a masked token may be, and how the answer grows layer by layer.

Pure functions over a Prediction; a predictor is asked again only where a word of several pieces
is put to the test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import InputError
from explorer.prediction import MaskPredictor, Prediction, Predictor
from explorer.tasks.scores import entropy, log_softmax, softmax
from explorer.text import TextInput
from explorer.trace import Trace

MOST_PIECES = 12  # of one word: each takes a forward pass
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
    """The k likeliest tokens for one blank (``row`` counts the blanks), likeliest first."""
    return _best(prediction.logits[row], prediction.labels, k)


def _best(logits: np.ndarray, labels: tuple[str, ...], k: int) -> tuple[Candidate, ...]:
    probabilities = softmax(logits)  # (V,)
    order = np.argsort(-logits, kind="stable")[:k]
    return tuple(
        Candidate(labels[i], int(i), float(probabilities[i]), rank)
        for rank, i in enumerate(order, start=1)
    )


def rank(logits: np.ndarray, token: int) -> int:
    """1 + how many tokens the model finds likelier than this one. Takes (V,).

    >>> rank(np.array([0.5, 3.0, 1.0]), token=2)
    2
    """
    return int((logits > logits[token]).sum()) + 1


def target(predictor: Predictor, prediction: Prediction, word: str, row: int = 0) -> Target:
    """Put a word into one blank and ask for its pieces from left to right.

    A piece is judged with the pieces before it in place and those after it masked: the chain rule
    p(a b) = p(a) p(b | a), one forward pass a piece. Raises InputError.
    """
    source, positions = filled_in(predictor, prediction, word, row)
    others = tuple(position for position in source.masked if position not in positions)
    ids = predictor.engine.encoder.encode(
        replace(source, masked=()), predictor.engine.spec.max_tokens
    ).ids
    pieces = []
    for done in range(len(positions)):
        hidden = replace(source, masked=tuple(sorted((*others, *positions[done:]))))
        answer = predictor.run(hidden)
        at = int(np.flatnonzero(answer.positions == positions[done])[0])
        token = int(ids[positions[done]])
        logits = answer.logits[at]  # (V,)
        probability = float(np.exp(log_softmax(logits)[token]))
        pieces.append(Piece(answer.labels[token], probability, rank(logits, token)))
    return Target(word.strip(), tuple(pieces))


def unmasked(predictor: Predictor, prediction: Prediction) -> Trace:
    """The same text through the same body with no token hidden, for comparing. Same tokens."""
    run = getattr(predictor, "trace", predictor.engine.run)
    return run(replace(prediction.trace.input, masked=()))


def filled_in(
    predictor: Predictor, prediction: Prediction, word: str, row: int = 0
) -> tuple[TextInput, tuple[int, ...]]:
    """The text with a word in one blank, the other blanks kept, and where the word's pieces lie.

    The result masks the word's own pieces too. Raises InputError for a word that is empty, has
    blanks inside, or does not fit any more.
    """
    if len(word.split()) != 1:
        raise InputError("Give one word at a time, without spaces, to see how likely it is.")
    trace, source = prediction.trace, prediction.trace.input
    blank = int(prediction.positions[row])
    side, span = int(trace.side[blank]), _span(trace, blank)
    old = (source.text, source.pair or "")[side]
    new = old[: span[0]] + word.strip() + old[span[1] :]
    changed = replace(
        source,
        text=new if side == 0 else source.text,
        pair=new if side == 1 else source.pair,
        words=None,
        masked=(),
    )
    room = predictor.engine.spec.max_tokens
    encoded = predictor.engine.encoder.encode(changed, room)
    starts, ends = encoded.offsets.T
    inside = (starts < span[0] + len(word.strip())) & (ends > span[0])
    positions = np.flatnonzero(inside & (encoded.side == side) & ~encoded.special)
    _check_pieces(word.strip()[:40], len(positions), cut=bool(encoded.dropped))
    shift = len(encoded.ids) - trace.num_tokens
    others = (p if p < blank else p + shift for p in map(int, prediction.positions) if p != blank)
    masked = tuple(sorted({*others, *map(int, positions)}))
    return replace(changed, masked=masked), tuple(map(int, positions))


def _check_pieces(word: str, count: int, *, cut: bool) -> None:
    """Refuse words of very many pieces and texts that grew too long. Raises InputError."""
    if count > MOST_PIECES:
        raise InputError(
            f"“{word}” falls into {count} pieces, and at most {MOST_PIECES} are tried: choose a "
            "shorter word."
        )
    if not count or cut:
        raise InputError(f"The text is too long to put “{word}” in: shorten it.")


def _span(trace: Trace, position: int) -> tuple[int, int]:
    """Characters of a token, without the space that byte-level spans may begin with."""
    start, end = (int(edge) for edge in trace.offsets[position])
    text = trace.side_text(int(trace.side[position]))
    while start < end and text[start].isspace():
        start += 1
    return start, end


@dataclass(frozen=True, eq=False)
class Lens:
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
