"""A BertForMaskedLM of this folder as a Predictor for masked words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from transformers import BertForMaskedLM

from explorer.catalog import ModelSpec
from explorer.engine import Engine, load_model, load_tokenizer
from explorer.engine.devices import on_cpu
from explorer.prediction import Prediction, Task
from explorer.text import TextInput


class MaskedHead:
    """A loaded model and what it says of masked tokens. Never changed."""

    def __init__(self, spec: ModelSpec, folder: Path) -> None:
        """Load a folder that ``save_pretrained`` wrote. Raises CheckpointError."""
        model: Any = load_model(folder, BertForMaskedLM, spec.label)
        self.task: Task = "fill-mask"
        self.engine = Engine(spec, folder, model, load_tokenizer(folder, spec.label))
        self.spec, self.note = self.engine.spec, spec.label
        self.untrained = tuple(sorted(model.missing_weights))
        known = sorted(self.engine.encoder.vocabulary.items(), key=lambda pair: pair[1])
        self.labels = tuple(token for token, _ in known)

    def run(self, source: TextInput) -> Prediction:
        """One forward pass; a row of logits for each masked token. Raises InputError."""
        trace, output = self.engine.run_head(source)
        rows = np.flatnonzero(trace.ids == self.engine.encoder.mask_id)  # (M,)
        logits = on_cpu(output.logits[0])[rows].copy()  # (M, V)
        return Prediction("fill-mask", trace, logits, self.labels, rows)
