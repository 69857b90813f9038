"""The tables behind the pictures of masked words."""

from __future__ import annotations

import pandas as pd

from explorer.figures.fill_mask import lens_names
from explorer.measures import comparison
from explorer.prediction import Prediction
from explorer.tables.base import by_head, by_state, numbered
from explorer.tasks import fill_mask
from explorer.tasks.fill_mask import Lens, Target
from explorer.trace import Trace


def fill_mask_top(prediction: Prediction, row: int = 0, *, k: int = 10) -> pd.DataFrame:
    """The likeliest tokens for one blank."""
    found = fill_mask.best(prediction, row, k=k)
    rows = [(c.rank, c.token, c.id, c.probability) for c in found]
    return pd.DataFrame(rows, columns=["rank", "token", "id", "probability"])


def fill_mask_targets(targets: tuple[Target, ...]) -> pd.DataFrame:
    """Chosen words piece by piece: each piece given those before it."""
    rows = [
        (target.word, piece.token, piece.rank, piece.probability, target.probability)
        for target in targets
        for piece in target.pieces
    ]
    columns = ["word", "piece", "rank", "p(piece | pieces before)", "p(word)"]
    return pd.DataFrame(rows, columns=columns)


def logit_lens(lens: Lens, *, k: int = 5, first_index: int = 0) -> pd.DataFrame:
    """The best words of one blank at every state."""
    rows = [
        (name, c.rank, c.token, c.probability)
        for state, name in enumerate(lens_names(lens, first_index=first_index))
        for c in lens.best(state, k=k)
    ]
    return pd.DataFrame(rows, columns=["state", "rank", "token", "probability"])


def lens_curves(lens: Lens, tokens: list[int], *, first_index: int = 0) -> pd.DataFrame:
    """Probability and rank of some words at every state."""
    frame = pd.DataFrame(
        lens.probabilities(tokens), columns=[f"p({lens.labels[t]})" for t in tokens]
    )
    for token in tokens:
        frame[f"rank of {lens.labels[token]}"] = lens.ranks(token)
    frame["entropy, bits"] = lens.bits()
    frame.index = lens_names(lens, first_index=first_index)
    return frame.rename_axis("state")


def mask_effect(before: Trace, after: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """How far each token's state turned, state by state."""
    values = comparison.vector_changes(before, after)
    return by_state(values, numbered(before.labels), first_index)


def mask_attention(before: Trace, after: Trace, *, first_index: int = 0) -> pd.DataFrame:
    """Share of attention that each head moved."""
    return by_head(comparison.head_changes(before, after), first_index)
