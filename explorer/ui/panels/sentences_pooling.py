"""Pieces of the page "Sentences": ways of pooling side by side, and the padding mask dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from explorer import catalog, pictures
from explorer.measures import projection
from explorer.measures import sentence_vectors as measures
from explorer.measures.sentence_vectors import LABELS, Pooling
from explorer.measures.similarity import cosine
from explorer.ui import batch_calls, choices, show
from explorer.ui.panels import sentences, sentences_recipe

if TYPE_CHECKING:
    from explorer.engine.batch import SentenceVectors

PANELS_UP_TO = 60


def poolings(found: SentenceVectors, texts: Sequence[str]) -> None:
    """Every way of pooling side by side, in the order of the first."""
    shown = texts[:PANELS_UP_TO]
    values = {
        LABELS[kind]: measures.similarity(rows[: len(shown)])
        for kind, rows in found.vectors.items()
    }
    first = next(iter(values.values()))
    means = {name: matrix[np.triu_indices(len(shown), 1)].mean() for name, matrix in values.items()}
    show.sentences(
        "The same sentences by each way of pooling, on one scale.",
        "Mean cosine of two sentences: "
        + ", ".join(f"{name} {value:.2f}" for name, value in means.items())
        + ". Where all pairs look alike, the cosine says little.",
    )
    if len(texts) > len(shown):
        show.note(f"The first {len(shown)} sentences.")
    model, prompt = choices.model_in_use(), sentences_recipe.prompt()
    show.picture(pictures.pooling_panels(
            values, shown, projection.cluster_order(first), model=model, look=choices.look(),
            made=batch_calls.poolings(catalog.find(model), list(found.vectors), prompt),
        ), "ways_of_pooling")  # fmt: skip


def mask(found: SentenceVectors, texts: tuple[str, ...], pooling: Pooling) -> None:
    """The classic mistake: what happens when nothing says what is padding."""
    shown = texts[:PANELS_UP_TO]
    wrong = sentences.embedded(shown, masked=False).vectors[pooling]  # (N, D)
    right = found.vectors[pooling][: len(shown)]
    tokens, _ = found.read(pooling)  # (N,)
    same = cosine(right, wrong)  # (N,)
    worst = int(same.argmin())
    show.sentences(
        "The same sentences in one batch, padded to the longest, with the attention mask and "
        "without it.",
        f"Sentence {worst + 1} ({tokens[worst]} tokens, padded to "
        f"{tokens[: len(shown)].max()}) changes most: its two vectors have a cosine of "
        f"{same[worst]:.2f}. The longest sentence has no padding and keeps its vector.",
    )
    values = {"with mask": measures.similarity(right), "without": measures.similarity(wrong)}
    model, prompt = choices.model_in_use(), sentences_recipe.prompt()
    show.picture(pictures.pooling_panels(
            values, shown, np.arange(len(shown)), model=model, look=choices.look(),
            what="with the attention mask and without it",
            made=batch_calls.mask_dropped(catalog.find(model), pooling, prompt),
        ), "padding_mask")  # fmt: skip
