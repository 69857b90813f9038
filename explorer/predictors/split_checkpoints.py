"""The heads of transformers' checkpoints as chains of steps, found by their modules' names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from explorer.measures.split_head import Activation, Chain, Linear, Normed, Read, SplitHead, Step
from explorer.prediction import Prediction, Predictor
from explorer.predictors.split_steps import function_of, norm, projection

_BERT_LM = ("cls.predictions.transform.dense", "cls.predictions.transform.transform_act_fn",
            "cls.predictions.transform.LayerNorm", "cls.predictions.decoder")  # fmt: skip
_FIRST: tuple[tuple[str, ...], ...] = (
    ("pooler.dense", "tanh", "classifier"),  # BERT
    ("pooler", "pooler_activation", "classifier"),  # ALBERT
    ("classifier.dense", "tanh", "classifier.out_proj"),  # RoBERTa, MPNet
    ("classifier.dense", "gelu", "classifier.out_proj"),  # ELECTRA
    ("pre_classifier", "relu", "classifier"),  # DistilBERT
    ("pooler.dense", "tanh", "cls.seq_relationship"),  # BERT, next sentence
)
_EACH: tuple[tuple[str, ...], ...] = (
    ("classifier",),
    ("qa_outputs",),
    _BERT_LM,
    ("lm_head.dense", "gelu", "lm_head.layer_norm", "lm_head.decoder"),  # RoBERTa, MPNet
    ("vocab_transform", "activation", "vocab_layer_norm", "vocab_projector"),  # DistilBERT
    ("predictions.dense", "predictions.activation", "predictions.LayerNorm",
     "predictions.decoder"),  # ALBERT
    ("generator_predictions.dense", "gelu", "generator_predictions.LayerNorm",
     "generator_lm_head"),  # ELECTRA
)  # fmt: skip
_PLAIN: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "relu": F.relu,
    "gelu": F.gelu,
}


def described(predictor: Predictor, prediction: Prediction) -> Iterator[SplitHead]:
    """Descriptions of a checkpoint's head that its modules' names allow."""
    text = prediction.logits.ndim == 1
    positions = np.zeros(1, int) if text else prediction.positions
    rows = np.eye(prediction.trace.num_tokens, dtype=np.float32)[positions]  # (N, T)
    for names in _FIRST if text else _EACH:
        steps = _steps(predictor.engine.model, names)
        if steps is not None:
            chain = Chain(Read(rows), steps, np.arange(len(rows)))
            yield SplitHead((chain,), np.zeros_like(prediction.logits))


def _steps(model: Any, names: tuple[str, ...]) -> tuple[Step, ...] | None:
    """The steps of these names; None where a module is missing or is none of the known kinds."""
    made = [_step(_found(model, name)) for name in names]
    return None if any(step is None for step in made) else tuple(made)  # type: ignore[arg-type]


def _found(model: Any, name: str) -> Any:
    """A function by its name, or a module of the head or of its body."""
    if name in _PLAIN:
        return _PLAIN[name]
    for root in (model, model.base_model):
        try:
            return attrgetter(name)(root)
        except AttributeError:
            continue
    return None


def _step(part: Any) -> Step | None:
    if isinstance(part, nn.Linear):
        return Linear(projection(part))
    if isinstance(part, nn.LayerNorm):
        return Normed(norm(part))
    return None if part is None else Activation(function_of(part))
