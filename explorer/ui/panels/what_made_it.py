"""The logit that a reader wants taken apart, and what each word contributes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from explorer.errors import InputError
from explorer.measures import logit_parts
from explorer.measures.logit_parts import LogitParts, Unit
from explorer.prediction import EXPLAINED, TASKS, Prediction, Predictor, Task
from explorer.ui import choices, jobs, predictors, shell, show, widgets
from explorer.ui.calls import Made, of_prediction
from explorer.ui.panels.what_matters_blank import with_blank

EXAMPLES = {
    "A negation": {
        "text": "The film was not good.",
        "made_task": TASKS["classify"],
        "look_for": "“good” raises “negative” here: its vector has taken up “not”. Take “not” out.",
    },
    "Never boring": {
        "text": "The plot is thin, but the acting is never boring and I loved it.",
        "made_task": TASKS["classify"],
        "look_for": "For and against in one sentence: “never” works against “boring”.",
    },
    "Anything but (where it fails)": {
        "text": "This film is anything but boring.",
        "made_task": TASKS["classify"],
        "look_for": "Nothing takes “boring” back: “anything but” contributes next to nothing.",
    },
    "A blank": {
        "text": "Paris is the [MASK] of France.",
        "made_task": TASKS["fill-mask"],
        "look_for": "How much “the” before the blank does, beside “Paris” and “France”.",
    },
    "A name or a city?": {
        "text": "Paris Hilton flew from Paris to Poughkeepsie.",
        "made_task": TASKS["entities"],
        "look_for": "“Hilton” makes the first “Paris” a person.",
    },
    "A year": {
        "text": "In which year was Marie Curie born?",
        "pair": "Marie Curie was born in Warsaw in 1867 and won the Nobel Prize in Physics in "
        "1903.",
        "made_task": TASKS["answer"],
        "look_for": "Which words of the question lead to the year.",
    },
}
OPENING = EXAMPLES["A negation"]
MOST_LABELS = 10

FORMULA = r"""
The network is frozen at this text: its attention weights, the deviation that each LayerNorm divides
by, and the ratio $\mathrm{act}(z)/z$ of each unit of the feed-forwards and of the head stay what
they are. What is left is linear, so the logit is a sum (DecompX; Modarressi et al., 2023):

$$z = \sum_i \Big\langle \frac{\partial z}{\partial x_i}, x_i \Big\rangle + \text{biases}$$

with $x_i$ the embedding of token $i$ and the slope taken in the frozen network. A word's part is
the sum over its tokens. A softmax knows only differences of logits: “Settings” takes off that of
the best other label. In the graph each edge carries the slope at its end times what it brings:
through head $h$ from token $j$ to token $i$,
$\alpha^h_{ij}\langle \partial z / \partial y_i,\; x_j W_V^h W_O^h \rangle$ with $y_i$ the sum after
the attention. As much flows into every node as out of it; the feed-forward is passed on the way.

Exact, but an account of the frozen network: without a word, attention and ratios would change, too.
That is why the graph's claims stand beside a real cut: the weight $\alpha^h_{ij}$ is set to 0 and
the model is run again. Biases belong to no word, and special tokens have parts like all others.
Heads that multiply states (the teaching heads for pairs of texts) cannot be split this way.
"""


@dataclass(frozen=True)
class Question:
    """A logit, or a difference of logits, that is to be taken apart."""

    predictor: Predictor
    prediction: Prediction
    target: np.ndarray
    call: str  # the target as an expression
    what: str  # for titles: "the logit of “negative”"
    words: bool  # whether the pieces of a word are one

    @property
    def about(self) -> tuple[Any, ...]:
        """All that it depends on, for caches."""
        found = self.prediction
        return self.predictor.spec.id, found.task, found.trace.input, self.call

    def made(self, name: str, measure: str) -> Made:
        """The calls behind a measure of the logit, for a picture's code."""
        call = f"{measure}(trace, model.blocks, model.head, {self.call})"
        model = "split_heads.split(predictor, prediction)"
        return of_prediction(self.prediction, model=model, **{name: call})


def ask() -> Question:
    """What the reader wants taken apart. Raises ExplorerError."""
    names: dict[str, Task] = {TASKS[task]: task for task in EXPLAINED}
    start = TASKS["classify"]
    order = [start, *(said for said in names if said != start)]
    chosen = shell.controls().selectbox(
        "Prediction", order, width=200, key="made_task",
        bind="query-params",
    )  # fmt: skip
    task = names[str(chosen)]
    predictor = predictors.choose(task)
    source = choices.source()
    if task == "fill-mask":
        source = with_blank(predictor, source, key="made_hidden")
    prediction = predictors.predict(predictor, source)
    if not np.isfinite(prediction.logits).all():
        raise InputError("The head's logits are no numbers here, so they cannot be split.")
    return _span(predictor, prediction) if task == "answer" else _label(predictor, prediction)


def _span(predictor: Predictor, found: Prediction) -> Question:
    """The start and the end of the best answer."""
    logits = found.logits
    start = int(logits[:, 0].argmax())
    end = start + int(logits[start:, 1].argmax())
    said = f"“{_brief(' '.join(found.trace.labels[start : end + 1]))}”"
    target = logit_parts.span(logits.shape, start, end)
    call = f"logit_parts.span(prediction.logits.shape, {start}, {end})"
    what, words = f"the start and end logit of {said}", _settings("", tags=False)[1]
    return Question(predictor, found, target, call, what, words)


def _label(predictor: Predictor, found: Prediction) -> Question:
    """The logit of a label, at a token where each has its own."""
    logits, labels = found.logits, predictor.labels
    row = None if logits.ndim == 1 else _pick_row(found)
    here = logits if row is None else logits[row]  # (C,)
    order = np.argsort(-here, kind="stable")[:MOST_LABELS]
    with shell.controls():
        place = widgets.one_of("Label", [labels[column] for column in order], "made_label")
    column = int(order[place])
    other = int(order[1 if place == 0 else 0]) if len(order) > 1 else None
    tags = found.task in {"entities", "part-of-speech"}
    less, words = _settings("" if other is None else labels[other], tags=tags)
    over = other if less else None
    said = f"“{_brief(labels[column])}”" + ("" if over is None else f" over “{labels[over]}”")
    at = "" if row is None else f" at “{found.trace.labels[int(found.positions[row])]}”"
    target = logit_parts.one_logit(logits.shape, row, column, over)
    call = f"logit_parts.one_logit(prediction.logits.shape, {row}, {column}, {over})"
    return Question(predictor, found, target, call, f"the logit of {said}{at}", words)


def _settings(other: str, *, tags: bool) -> tuple[bool, bool]:
    """Whether the logit of the best other label is taken off, and whether words are shown whole.

    It is taken off for tags unless told otherwise: a tag's logit is the score of a whole sequence
    of tags, and most of it is the same for all tags.
    """
    less = False
    with shell.more("made_more"):
        if other:
            less = st.toggle(
                f"Minus the logit of “{show.plain(_brief(other))}”", tags,
                key="made_over_tags" if tags else "made_over", bind="query-params",
            )  # fmt: skip
        pieces = st.toggle("Pieces of words apart", key="made_pieces", bind="query-params")
    return less, not pieces


def _pick_row(found: Prediction) -> int:
    """Which token's prediction is explained; the first of a word to begin with."""
    rows = list(range(len(found.positions)))
    if st.session_state.get("made_token", 0) not in rows:
        del st.session_state["made_token"]
    start = next((row for row in rows if not found.trace.special[found.positions[row]]), 0)
    labels = found.trace.labels
    return shell.controls().selectbox(
        "At the token", rows, index=start, key="made_token", bind="query-params", width=150,
        format_func=lambda row: f"{found.positions[row]} {labels[found.positions[row]]}",
    )  # fmt: skip


def _brief(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def parts(question: Question) -> LogitParts:
    """What every token contributes. Raises NotCaptured."""
    return job(question, "made_parts", logit_parts.logit_parts)


AT_ONCE_TOKENS = 128


def job(question: Question, key: str, work: Callable[..., Any]) -> Any:
    """What a measure says of the question, kept. The page ends here until a long text is wanted."""

    def run(progress: jobs.Progress) -> Any:
        from explorer.predictors import split_heads  # torch takes seconds

        found = question.prediction
        model = split_heads.split(question.predictor, found)
        return work(found.trace, model.blocks, model.head, question.target, progress=progress)

    tokens = question.prediction.trace.num_tokens
    found = jobs.result(
        key,
        question.about,
        run,
        button="Split it" if key == "made_parts" else "Draw the ways that it took",
        cost=f"{tokens} tokens through every layer: this may take a minute.",
        unit="layers",
        at_once=tokens <= AT_ONCE_TOKENS,
    )
    if found is None:
        st.stop()
    return found


def sentences(question: Question, found: LogitParts) -> tuple[str, str]:
    """What the colours show, and the words that raise and lower the logit most."""
    trace = question.prediction.trace
    every = logit_parts.units(trace, found, words=question.words)
    typed = [unit for unit in every if not unit.special] or every
    largest = sorted(typed, key=lambda unit: -abs(unit.value))[:3]
    said = [_moved([u for u in largest if u.value > 0], "raise"),
            _moved([u for u in largest if u.value < 0], "lower")]  # fmt: skip
    rest = sum(unit.value for unit in every if unit.special)
    return (
        f"What each word adds to {question.what}, {found.value:.2f}, or takes from it.",
        f"{', '.join(filter(None, said)) or 'No word has a part in it'}. Special tokens add "
        f"{rest:+.2f} and biases {found.biases + found.head:+.2f}; all together are the logit.",
    )


def _moved(some: list[Unit], verb: str) -> str:
    """Which words raise or lower the logit, and by how much."""
    names = " and ".join(f"“{unit.label}” ({unit.value:+.2f})" for unit in some)
    return f"{names} {verb}{'s' if len(some) == 1 else ''} it" if some else ""
