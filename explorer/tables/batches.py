"""The tables behind the pictures of batches."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.tasks.batches import Batch, MaskExperiment, Waste


def batch_grid(batch: Batch) -> pd.DataFrame:
    """Every position of a batch: token, id, mask, segment."""
    rows = [
        (row, column, batch.tokens[row][column], int(batch.ids[row, column]),
         int(batch.mask[row, column]), int(batch.segment[row, column]))
        for row, column in np.ndindex(batch.ids.shape)
    ]  # fmt: skip
    columns = ["text", "position", "token", "id", "mask", "segment"]
    return pd.DataFrame(rows, columns=columns)


def mask_experiment(found: MaskExperiment, labels: tuple[str, ...]) -> pd.DataFrame:
    """Logits of every text in the three ways, and how far its vector turned."""
    ways = {"alone": found.alone, "with mask": found.masked, "without mask": found.unmasked}
    frame = pd.DataFrame(
        {
            f"{way}: {name}": values[:, place]
            for way, values in ways.items()
            for place, name in enumerate(labels)
        }
    )
    return frame.join(vector_change(found)).rename_axis("text")


def vector_change(found: MaskExperiment) -> pd.DataFrame:
    """How far the first token's vector turned away from the text read alone: 1 - cosine."""
    return pd.DataFrame(
        {
            "turned, with mask": found.vector_change_masked,
            "turned, without mask": found.vector_change_unmasked,
        }
    ).rename_axis("text")


def padding_waste(ways: tuple[Waste, ...]) -> pd.DataFrame:
    """Positions and padding by three ways of making batches."""
    rows = [(w.name, w.positions, w.padding, w.share) for w in ways]
    return pd.DataFrame(rows, columns=["padded", "positions", "padding", "wasted share"])
