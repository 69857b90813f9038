"""Answer: from start and end logits to spans, over one context or over overlapping windows.

Score of a span: p(start) x p(end), each a softmax over the context's tokens and [CLS]; a span must
begin before it ends and be short; [CLS] with itself means "no answer" (Devlin et al., 2019, and
Rajpurkar et al., 2018, for questions without one).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.prediction import Prediction, Predictor
from explorer.tasks.scores import softmax
from explorer.text import TextInput

LONGEST = 15
"""Most tokens of an answer, unless asked otherwise."""

MOST_WINDOWS = 40
LEAST_ROOM = 8  # tokens of context in a window


@dataclass(frozen=True)
class Answer:
    """A candidate answer. ``start`` and ``end`` are characters of the whole context."""

    text: str
    start: int
    end: int
    score: float  # p(start) x p(end) within its window
    logit: float  # start logit + end logit: comparable between windows
    window: int
    tokens: tuple[int, int]  # first and last token, in its window


def check(question: str, context: str) -> None:
    """Refuse an empty question or context. Raises InputError."""
    if not question.strip():
        raise InputError("There is no question yet: type one.")
    if not context.strip():
        raise InputError("There is no text to look for the answer in: type or paste one.")


def allowed(prediction: Prediction) -> np.ndarray:
    """Which tokens may begin or end an answer: those of the context. Returns (T,) bool."""
    trace = prediction.trace
    return (trace.side == 1) & ~trace.special


def shares(prediction: Prediction) -> np.ndarray:
    """p(start) and p(end) of each token; 0 outside the context and [CLS]. Returns (T, 2)."""
    counted = allowed(prediction)
    counted[0] = True  # [CLS] stands for "no answer"
    logits = np.where(counted[:, None], prediction.logits, -np.inf)
    return softmax(logits.T).T


def possible(prediction: Prediction, longest: int = LONGEST) -> np.ndarray:
    """Which (start, end) pairs can be answers at all. Returns (T, T) bool."""
    inside = allowed(prediction)
    length = (
        np.arange(len(inside))[None, :] - np.arange(len(inside))[:, None] + 1
    )  # end - start + 1
    return inside[:, None] & inside[None, :] & (length >= 1) & (length <= longest)


def span_scores(prediction: Prediction, longest: int = LONGEST) -> np.ndarray:
    """p(start) x p(end) of each possible span, NaN elsewhere. Row = start. Returns (T, T)."""
    start, end = shares(prediction).T
    return np.where(possible(prediction, longest), start[:, None] * end[None, :], np.nan)


def no_answer(prediction: Prediction) -> float:
    """p(start) x p(end) of [CLS]: that the context does not answer the question."""
    first = shares(prediction)[0]
    return float(first[0] * first[1])


def best(prediction: Prediction, *, n: int = 5, longest: int = LONGEST) -> tuple[Answer, ...]:
    """The n best spans of one window, best first, of different characters each."""
    scores = np.nan_to_num(span_scores(prediction, longest), nan=-1.0)  # (T, T)
    order = np.argsort(-scores, axis=None, kind="stable")[: int((scores >= 0).sum())]
    found: dict[tuple[int, int], Answer] = {}
    for flat in order:
        first, last = divmod(int(flat), scores.shape[1])
        answer = _answer(prediction, first, last, float(scores[first, last]))
        found.setdefault((answer.start, answer.end), answer)
        if len(found) == n:
            break
    return tuple(found.values())


def _answer(prediction: Prediction, first: int, last: int, score: float) -> Answer:
    prediction.trace.need_offsets()
    context = prediction.trace.input.pair or ""
    start = int(prediction.trace.offsets[first, 0])
    end = int(prediction.trace.offsets[last, 1])
    while start < end and context[start].isspace():  # byte-level spans may begin with the space
        start += 1
    logit = float(prediction.logits[first, 0] + prediction.logits[last, 1])
    return Answer(context[start:end], start, end, score, logit, 0, (first, last))


# --- long contexts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """A stretch of the context that is read together with the question."""

    start: int  # characters of the whole context
    end: int


@dataclass(frozen=True, eq=False)
class Reading:
    """A context read in windows, and the answers of all of them."""

    windows: tuple[Window, ...]
    predictions: tuple[Prediction, ...]
    answers: tuple[Answer, ...]  # best first, by logit

    @property
    def best_window(self) -> int:
        """The window of the best answer."""
        return self.answers[0].window if self.answers else 0

    @property
    def no_answer(self) -> float:
        """Smallest no-answer score of all windows: one window with an answer is enough."""
        return min(no_answer(prediction) for prediction in self.predictions)


def windows(
    predictor: Predictor, question: str, context: str, *, size: int, overlap: int
) -> tuple[Window, ...]:
    """Cut a context into windows of ``size`` tokens in all, each sharing ``overlap`` with the last.

    The overlap is at most half of what the question leaves. Raises InputError when that is next
    to nothing, or when there would be too many windows.
    """
    encoder = predictor.engine.encoder
    pair = encoder.encode(TextInput(question, context), len(question) + len(context) + 16)
    pair.need_offsets()
    outside = int((pair.side == 0).sum() + (pair.special & (pair.side == 1)).sum())
    size = min(size, predictor.engine.spec.max_tokens)
    room = size - outside
    if room < LEAST_ROOM:
        raise InputError(
            f"The question takes {outside} of the {size} tokens of a window, which leaves too "
            "little room for the text: ask a shorter question."
        )
    overlap = min(overlap, room // 2)
    offsets = pair.offsets[(pair.side == 1) & ~pair.special]  # (n, 2)
    steps = range(0, max(len(offsets) - overlap, 1), room - overlap)
    if len(steps) > MOST_WINDOWS:
        raise InputError(
            f"The text would be read in {len(steps)} windows, and at most {MOST_WINDOWS} are "
            "taken: choose a shorter passage."
        )
    return tuple(
        Window(int(offsets[step, 0]), int(offsets[min(step + room, len(offsets)) - 1, 1]))
        for step in steps
    )


def read(
    predictor: Predictor,
    question: str,
    context: str,
    *,
    size: int = 384,
    overlap: int = 64,
    longest: int = LONGEST,
) -> Reading:
    """Look for the answer in every window; answers are ranked by start logit + end logit.

    One forward pass a window. Raises InputError.
    """
    check(question, context)
    parts = windows(predictor, question, context, size=size, overlap=overlap)
    runs = tuple(
        predictor.run(TextInput(question, context[part.start : part.end])) for part in parts
    )
    found: dict[tuple[int, int], Answer] = {}
    for number, (part, run) in enumerate(zip(parts, runs, strict=True)):
        for answer in best(run, longest=longest):
            placed = _placed(answer, part, number)
            known = found.get((placed.start, placed.end))
            if known is None or known.logit < placed.logit:
                found[placed.start, placed.end] = placed
    ranked = sorted(found.values(), key=lambda answer: -answer.logit)
    return Reading(parts, runs, tuple(ranked))


def _placed(answer: Answer, part: Window, number: int) -> Answer:
    """An answer of one window, its characters counted from the start of the whole context."""
    start, end = answer.start + part.start, answer.end + part.start
    return Answer(answer.text, start, end, answer.score, answer.logit, number, answer.tokens)
