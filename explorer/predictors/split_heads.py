"""A predictor's head and layers, ready to be split into what each token contributes.

A head is described from its modules and tried on the prediction at hand: one whose description
does not give the prediction's own logits is refused with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from explorer.engine.blocks import blocks as body_blocks
from explorer.engine.devices import on_cpu
from explorer.errors import NotCaptured
from explorer.measures.block import Block
from explorer.measures.split_head import SplitHead
from explorer.one_line import OneLine
from explorer.prediction import Prediction, Predictor
from explorer.predictors import split_checkpoints, split_teaching
from explorer.teaching.heads import TeachingHead, UpdatedHead
from explorer.trace import Projection

CLOSE = 1e-3
"""How far the logits of a description may be from the model's, of the largest logit or 1."""


@dataclass(frozen=True, eq=False, repr=False)
class SplitModel(OneLine):
    """What ``logit_parts`` and ``prediction_graph`` need of a predictor for one prediction."""

    blocks: tuple[Block, ...]  # the layers as they ran, with a head's low-rank updates
    head: SplitHead


def split(predictor: Predictor, prediction: Prediction) -> SplitModel:
    """The layers and the head that made a prediction, ready to be split.

    Raises NotCaptured, with a sentence, for bodies and heads that cannot be followed.
    """
    layers = blocks(predictor)
    teaching = isinstance(predictor, TeachingHead)
    found = split_teaching if teaching else split_checkpoints
    for head in found.described(predictor, prediction):
        if _followed(head, prediction):
            return SplitModel(layers, head)
    raise NotCaptured(
        f"The head of {predictor.spec.label} is not a chain of linear maps, activations and "
        "LayerNorms that is known here, so its logits cannot be split: choose a model such as "
        "BERT, RoBERTa, DistilBERT, ALBERT or ELECTRA."
    )


def blocks(predictor: Predictor) -> tuple[Block, ...]:
    """The weights of the layers as the predictor runs them. Raises NotCaptured."""
    known = body_blocks(predictor.engine)
    if not isinstance(predictor, UpdatedHead):
        return known
    updates = predictor.net.updates()
    return tuple(_updated(block, f"{layer}.", updates) for layer, block in enumerate(known))


_UPDATED = {"value": "attention.self.value", "output": "attention.output.dense",
            "inner": "intermediate.dense", "outer": "output.dense"}  # fmt: skip


def _updated(block: Block, prefix: str, updates: Any) -> Block:
    """A layer with the low-rank updates of a teaching head."""
    changed = {}
    for role, place in _UPDATED.items():
        down, up = updates[prefix + place]
        old: Projection = getattr(block, role)
        changed[role] = replace(old, weight=old.weight + on_cpu(up @ down))
    return replace(block, **changed, query=None, key=None)


def _followed(head: SplitHead, prediction: Prediction) -> bool:
    """Whether the description gives the prediction's logits."""
    try:
        made = head.logits(prediction.trace.hidden)
    except ValueError:  # steps of other widths
        return False
    known = prediction.logits
    close = CLOSE * max(1.0, float(np.abs(known).max(initial=0)))
    return made.shape == known.shape and bool(np.abs(made - known).max(initial=0) <= close)
