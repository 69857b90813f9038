"""A model that reads left to right, with the head that says what comes next, as a Predictor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from explorer.catalog import ModelSpec
from explorer.engine import Engine
from explorer.engine.border import room_for
from explorer.engine.causal import load_causal
from explorer.engine.devices import on_cpu
from explorer.engine.spelled import extended
from explorer.prediction import Prediction, Task
from explorer.predictors.head_hooks import in_body
from explorer.predictors.vocabulary import vocabulary
from explorer.text import TextInput, TokenizedText


def load(
    spec: ModelSpec, *, progress: Callable[[int, int], None] | None = None
) -> NextTokenPredictor:
    """The predictor of a teaching model, a hub model or a folder.

    Raises ModelUnavailable, or CheckpointError for a model that does not read left to right.
    """
    return NextTokenPredictor(load_causal(spec, progress))


class NextTokenPredictor:
    """A causal model with its language-model head. Shared by threads, never changed."""

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine whose model has a head; ``load`` is the usual way to get one."""
        self.task: Task = "next-token"
        self.engine = engine
        self.spec = engine.spec
        self.note = engine.spec.label
        self.labels = vocabulary(engine)
        lacking = engine.model.missing_weights
        self.untrained = tuple(sorted(n for n in lacking if not in_body(n, engine.model)))
        ends = engine.model.generation_config.eos_token_id
        self.ends = frozenset([ends] if isinstance(ends, int) else ends or ())

    def __repr__(self) -> str:
        """The task and the engine."""
        return f"{type(self).__name__}({self.engine})"

    def run(self, source: TextInput) -> Prediction:
        """One forward pass: what may follow the text. Raises InputError."""
        return self.read(self.engine.encoder.encode(source, self.spec.max_tokens))

    def read(self, text: TokenizedText) -> Prediction:
        """The same for a text in tokens, such as one that the model went on writing."""
        trace, output = self.engine.run_head_tokens(text)
        last = trace.num_tokens - 1
        return Prediction(
            task=self.task, trace=trace, logits=on_cpu(output.logits[0, last:]).copy(),
            labels=self.labels, positions=np.array([last]),
        )  # fmt: skip

    def logits(self, ids: Sequence[int]) -> np.ndarray:
        """What may follow these ids, with nothing recorded on the way: logits (V,)."""
        model: Any = self.engine.model
        given = torch.tensor([list(ids)], device=self.engine.device)  # (1, T)
        with torch.inference_mode(), room_for(self.spec, None):
            return on_cpu(model(input_ids=given, use_cache=False).logits[0, -1]).copy()

    def continued(self, text: TokenizedText, ids: Sequence[int]) -> TokenizedText:
        """The text with tokens that were written behind it."""
        return extended(text, ids, self.engine.encoder)
