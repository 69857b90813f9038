"""The table twins of the pictures of batches, of the reader's own heads, and of anatomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from explorer.anatomy import Anatomy
from explorer.tasks.batches import Batch, MaskExperiment, Waste
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.tasks.body_and_head import Decision, Trial


def batch(made: Batch) -> pd.DataFrame:
    """Every position of a batch: token, id, mask, segment."""
    rows = [
        (row, column, made.tokens[row][column], int(made.ids[row, column]),
         int(made.mask[row, column]), int(made.segment[row, column]))
        for row, column in np.ndindex(made.ids.shape)
    ]  # fmt: skip
    columns = ["text", "position", "token", "id", "mask", "segment"]
    return pd.DataFrame(rows, columns=columns)


def mask_experiment(found: MaskExperiment, names: tuple[str, ...]) -> pd.DataFrame:
    """Logits of every text by the three ways, and how far its vector turned."""
    ways = {"alone": found.alone, "with mask": found.masked, "without mask": found.unmasked}
    frame = pd.DataFrame(
        {
            f"{way}: {name}": values[:, place]
            for way, values in ways.items()
            for place, name in enumerate(names)
        }
    )
    frame["turned, with mask"] = found.vector_change_masked
    frame["turned, without mask"] = found.vector_change_unmasked
    return frame.rename_axis("text")


def waste(ways: tuple[Waste, ...]) -> pd.DataFrame:
    """Positions and padding by three ways of making batches."""
    rows = [(w.name, w.positions, w.padding, w.share) for w in ways]
    return pd.DataFrame(rows, columns=["padded", "positions", "padding", "wasted share"])


def head_accuracy(trials: dict[str, Trial]) -> pd.DataFrame:
    """Accuracy of each head, and how many numbers it learned."""
    rows = [
        (name, t.accuracy, t.seen, t.baseline, t.folds, t.head.parameters)
        for name, t in trials.items()
    ]
    columns = ["reads", "unseen", "training", "most frequent label", "folds", "parameters"]
    return pd.DataFrame(rows, columns=columns)


def head_confusion(trial: Trial) -> pd.DataFrame:
    """True labels in rows, given labels in columns."""
    names = list(trial.head.classes)
    return pd.DataFrame(trial.confusion(), index=names, columns=names)


def decision(trace: Trace, made: Decision) -> pd.DataFrame:
    """Each token's share of the margin, for mean pooling."""
    return pd.DataFrame({"token": trace.labels, "share of the margin": made.tokens})


def decision_dimensions(made: Decision) -> pd.DataFrame:
    """Each dimension's share of the margin."""
    return pd.DataFrame({"share of the margin": made.dimensions}).rename_axis("dimension")


def modules(made: Anatomy) -> pd.DataFrame:
    """Every module with its class, its own tensors and all parameters below it."""
    rows = [
        (m.path or "(model)", m.kind, m.depth,
         ", ".join(f"{p.name} {list(p.shape)}" for p in m.own), m.total)
        for m in made.modules
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["module", "class", "depth", "own tensors", "parameters"])
