"""The table twins of the pictures of batches, of the reader's own heads, and of anatomy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from explorer.tasks.batches import Batch, MaskExperiment, Waste

if TYPE_CHECKING:
    pass


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
