"""Predictor: a body with a head plugged in, and what one forward pass through both gives.

A head comes with a checkpoint (hub or folder) or is a small teaching head on the bundled body;
pages and figures cannot tell the difference. No torch is imported until a predictor is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np

from explorer.catalog import ModelSpec
from explorer.one_line import OneLine
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine

Task = Literal[
    "fill-mask", "next-token", "next-sentence", "classify", "entail", "entities",
    "part-of-speech", "answer",
]  # fmt: skip

TASKS: dict[Task, str] = {
    "fill-mask": "masked words",
    "next-token": "the next token",
    "next-sentence": "next sentence",
    "classify": "classifying a text",
    "entail": "entailment",
    "entities": "named entities",
    "part-of-speech": "parts of speech",
    "answer": "question answering",
}
"""What a reader calls each task, as in "has no head for ..."."""

TEACHING_HEADS: tuple[Task, ...] = (
    "part-of-speech",
    "entities",
    "classify",
    "next-sentence",
    "entail",
    "answer",
    "fill-mask",
)
"""Tasks of the teaching heads, in the order in which pages list them."""

EXPLAINED: tuple[Task, ...] = tuple(task for task in TASKS if task != "next-token")
"""Tasks whose predictions the pages of explanations take apart; of the next token, none does."""


@dataclass(frozen=True, eq=False, repr=False)
class HeadStep(OneLine):
    """One step of a head in the running pass: what went by and in which shape."""

    name: str  # the module's path in the model, such as "classifier"
    kind: str  # such as "Linear 384 → 2"
    output: np.ndarray  # without the batch axis
    parameters: int = 0


@dataclass(frozen=True, eq=False)
class Prediction:
    """A Trace and the logits that the head made of it, both from one forward pass.

    Shapes of ``logits``: fill-mask (M, V), a row for each masked token; next-token (1, V), what
    may follow the last token; next-sentence (2,), column
    0 = "B follows A"; classify and entail (C,); entities and part-of-speech (T, C); answer (T, 2),
    columns start and end. ``labels`` names the columns (the vocabulary for both).
    ``positions`` says which token each row belongs to; empty where there is one row for the text.
    ``independent`` labels each have a probability of their own (sigmoid), which need not sum to 1.
    A head for ``regression`` says numbers, such as a rating, and no probabilities at all.
    ``word`` numbers the words that tags are given to, where those are not the trace's own (T,).
    ``remarks`` are sentences for the reader on how the text was read. ``no_words`` are columns
    of special tokens that are offered for no blank: in a vocabulary of a few words, training
    that has just begun would put them among the likeliest.
    """

    task: Task
    trace: Trace
    logits: np.ndarray
    labels: tuple[str, ...]
    positions: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    steps: tuple[HeadStep, ...] = ()
    independent: bool = False
    regression: bool = False
    word: np.ndarray | None = None
    remarks: tuple[str, ...] = ()
    no_words: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Check the shapes once and make the arrays read-only."""
        rows = self.logits.shape[0] if self.logits.ndim == 2 else 0
        if self.logits.ndim not in {1, 2} or self.logits.shape[-1] != len(self.labels):
            raise ValueError(f"logits {self.logits.shape} do not fit {len(self.labels)} labels")
        if len(self.positions) != rows:
            raise ValueError(f"{rows} rows of logits, but {len(self.positions)} positions")
        for array in (self.logits, self.positions, *(step.output for step in self.steps)):
            array.flags.writeable = False

    def __repr__(self) -> str:
        """One short line: the task, the shape of the logits and the trace."""
        shape = " x ".join(map(str, self.logits.shape))
        return f"Prediction({self.task}, logits {shape}, {self.trace})"

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; caches are bounded by this."""
        steps = sum(step.output.nbytes for step in self.steps)
        return self.trace.nbytes + self.logits.nbytes + steps


@runtime_checkable
class Predictor(Protocol):
    """A body with a head for one task. Shared by threads, never changed."""

    task: Task
    spec: ModelSpec
    note: str
    """One line for the reader: the checkpoint's id, or "teaching head on a frozen body, ..."."""
    labels: tuple[str, ...]
    """Names of the logits' columns."""
    untrained: tuple[str, ...]
    """Names of head weights that the checkpoint lacks: never show the output without saying so."""
    engine: Engine
    """The body: its tokenizer (``engine.encoder``) and its limit (``engine.spec.max_tokens``)."""

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError."""
        ...


@runtime_checkable
class MaskPredictor(Predictor, Protocol):
    """A predictor for "fill-mask": it can also read words out of any hidden state."""

    def read_out(self, states: np.ndarray) -> np.ndarray:
        """What the head makes of hidden states (N, D), of any layer. Returns logits (N, V)."""
        ...

    def trace(self, source: TextInput) -> Trace:
        """The body's own Trace of a text, whether or not anything in it is masked."""
        ...
