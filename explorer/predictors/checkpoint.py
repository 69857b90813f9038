"""A checkpoint with its own head as a Predictor: Trace and logits from one forward pass.

Home of torch for the predictors, together with ``head_hooks``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from explorer.catalog import ModelSpec
from explorer.engine import Engine, load_model, load_tokenizer
from explorer.engine.checkpoint import locate
from explorer.engine.config_rules import class_names, saved_as
from explorer.engine.devices import on_cpu
from explorer.engine.meta_model import read_config
from explorer.errors import CheckpointError
from explorer.prediction import TASKS, Prediction, Predictor, Task
from explorer.predictors import head_hooks, next_token
from explorer.predictors.head_hooks import in_body
from explorer.predictors.vocabulary import vocabulary
from explorer.tasks import blanks, tag
from explorer.text import TextInput
from explorer.trace import Trace

_AUTO: dict[Task, str] = {
    "fill-mask": "MaskedLM",
    "next-token": "CausalLM",
    "next-sentence": "NextSentencePrediction",
    "classify": "SequenceClassification",
    "entail": "SequenceClassification",
    "entities": "TokenClassification",
    "part-of-speech": "TokenClassification",
    "answer": "QuestionAnswering",
}

# Heads of these classes share their weights' names, so one loads as another without a warning.
_ALIKE = frozenset({"SequenceClassification", "TokenClassification", "MultipleChoice"})

NEXT_SENTENCE_LABELS = ("B follows A", "B is from elsewhere")


def load(
    task: Task, spec: ModelSpec, *, progress: Callable[[int, int], None] | None = None
) -> Predictor:
    """The predictor of a hub model or a folder. Raises ModelUnavailable or CheckpointError."""
    if task == "next-token":
        return next_token.load(spec, progress=progress)
    folder = locate(spec, progress)
    auto = getattr(transformers, f"AutoModelFor{_AUTO[task]}")
    _refuse_unknown(folder, auto, task, spec.label)
    model = load_model(folder, auto, spec.label)
    return CheckpointPredictor(
        task, Engine(spec, folder, model, load_tokenizer(folder, spec.label))
    )


UNSAID = (
    "This head has one output, and its config.json does not say what it is (no problem_type): "
    "transformers trains such a head to predict a number (regression), while its pipeline shows "
    "the sigmoid of the logit, as here. If it predicts a number, such as a rating, read the logit."
)


class CheckpointPredictor:
    """A loaded checkpoint with its head. Shared by threads, never changed."""

    def __init__(self, task: Task, engine: Engine) -> None:
        """Wrap an engine whose model has a head; ``load`` is the usual way to get one."""
        self.task: Task = task
        self.engine = engine
        self.spec = engine.spec
        self.note = engine.spec.label
        self.labels = _labels(task, engine)
        self.untrained = untrained_weights(task, engine.model)
        self.regression = task == "classify" and _problem(engine.config) == "regression"
        self.independent = task == "classify" and _is_multi_label(engine.config)
        self.unsaid = task == "classify" and _is_unsaid(engine.config)
        head_hooks.attach(engine.model)

    def __repr__(self) -> str:
        """The task and the engine."""
        return f"{type(self).__name__}({self.task}, {self.engine})"

    def run(self, source: TextInput) -> Prediction:
        """One forward pass through body and head. Raises InputError."""
        if self.task != "fill-mask":
            return self._run(source)
        encoder = self.engine.encoder
        spelled, said = blanks.own_spelling(source, encoder)
        return blanks.remarked(self._run(spelled), said, encoder)

    def _run(self, source: TextInput) -> Prediction:
        with head_hooks.notes() as notes:
            trace, output = self.engine.run_head(source)
        rows = self._positions(trace)
        steps = tuple(
            head_hooks.step(*note, rows if self.task == "fill-mask" else None) for note in notes
        )
        return Prediction(
            task=self.task,
            trace=trace,
            logits=_logits(output, rows if self.task == "fill-mask" else None),
            labels=self.labels,
            positions=rows,
            steps=steps,
            independent=self.independent,
            regression=self.regression,
            word=self._words(trace),
            remarks=(UNSAID,) if self.unsaid else (),
        )

    def _positions(self, trace: Trace) -> np.ndarray:
        """Which tokens the rows of logits belong to. Raises InputError where nothing is masked."""
        if self.task == "fill-mask":
            return blanks.masked_positions(trace, self.engine.encoder)
        each_token = self.task in {"entities", "part-of-speech", "answer"}
        return np.arange(trace.num_tokens if each_token else 0)

    def _words(self, trace: Trace) -> np.ndarray | None:
        """The words that get a tag, where the trace's own are not those of transformers."""
        encoder = self.engine.encoder
        tags = self.task in {"entities", "part-of-speech"}
        if not tags or encoder.style == "wordpiece" or trace.input.words is not None:
            return None
        if (trace.offsets < 0).any():
            return None  # the tokenizer gives no characters
        return tag.spaced_words(trace, self.engine.tokenizer.unk_token_id)

    def trace(self, source: TextInput) -> Trace:
        """The body's own Trace of a text, whether or not anything in it is masked."""
        return self.engine.run(source)

    def read_out(self, states: np.ndarray) -> np.ndarray:
        """What the head makes of hidden states (N, D), of any layer. Returns logits (N, V)."""
        ids = torch.zeros((1, 1), dtype=torch.long, device=self.engine.device)
        with torch.inference_mode(), head_hooks.feeding(states):
            return on_cpu(self.engine.model(input_ids=ids).logits[0])


def untrained_weights(task: Task, model: Any) -> tuple[str, ...]:
    """Names of the weights on the way to the logits that the checkpoint does not have, sorted.

    A pooler counts: a model that was loaded with one uses it. A head that was saved for another
    kind of task counts as a whole, although its weights have the right names.
    """
    saved = next(iter(saved_as(getattr(model.config, "architectures", None))), "")
    kind = next((name for name in _ALIKE if saved.endswith(name)), None)
    if _AUTO[task] in _ALIKE and kind not in {None, _AUTO[task]}:
        return tuple(
            sorted(name for name, _ in model.named_parameters() if not in_body(name, model))
        )
    return tuple(
        sorted(
            name for name in model.missing_weights if "pooler" in name or not in_body(name, model)
        )
    )


def _refuse_unknown(folder: Path, auto: Any, task: Task, label: str) -> None:
    """Refuse architectures for which transformers knows no such head. Raises CheckpointError."""
    config = read_config(folder, label)
    if type(config) not in auto._model_mapping:
        raise CheckpointError(
            f"“{label}” is a {config.model_type} model, and there is no head for {TASKS[task]} on "
            "such a body: choose another checkpoint."
        )


def _is_multi_label(config: Any) -> bool:
    """Whether each label has a probability of its own: transformers' pipeline decides alike."""
    if _problem(config) == "regression":
        return False
    return _problem(config) == "multi_label_classification" or config.num_labels == 1


def _is_unsaid(config: Any) -> bool:
    """Whether a head with one output does not say if it is a number or a probability."""
    return _problem(config) is None and config.num_labels == 1


def _problem(config: Any) -> str | None:
    """What the head was trained for, where config.json says it."""
    return getattr(config, "problem_type", None)


def _labels(task: Task, engine: Engine) -> tuple[str, ...]:
    if task == "next-sentence":
        return NEXT_SENTENCE_LABELS  # id2label of such checkpoints says LABEL_0 and LABEL_1
    if task == "answer":
        return ("start", "end")
    if task == "fill-mask":
        return vocabulary(engine)
    names = class_names(engine.config.id2label, engine.config.num_labels, engine.spec.label)
    if task == "entail" and not any(name.lower().startswith("entail") for name in names):
        raise CheckpointError(
            f"“{engine.spec.label}” tells {', '.join(names[:5])} apart, not entailment: choose a "
            "checkpoint trained on natural language inference."
        )
    return names


def _logits(output: Any, rows: np.ndarray | None) -> np.ndarray:
    if "start_logits" in output:
        pair = (output.start_logits[0], output.end_logits[0])
        return on_cpu(torch.stack(pair, dim=-1))  # (T, 2)
    logits = on_cpu(output.logits[0])  # (C,), (T, C) or (T, V)
    return logits if rows is None else logits[rows].copy()
