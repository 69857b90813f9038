"""The calls behind pictures of many texts at once: sentences as vectors, and padded batches.

Each function gives what ``pictures.<name>(..., made=...)`` takes, as those of ``calls`` do.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.catalog import ModelSpec
from explorer.measures.sentence_vectors import LABELS, Pooling
from explorer.pictures.literals import reference
from explorer.tasks.batches import Side
from explorer.text import TextInput
from explorer.ui.calls import Made


def _embedded(kinds: Sequence[Pooling], prompt: str | None, more: str = "") -> str:
    """The picture's sentences as vectors; ``prompt`` counts for the publisher's recipe only."""
    if prompt is not None and "recipe" in kinds:
        more += f", prompt={prompt!r}"
    return f"batch.embed(engine, sentences, kinds={list(kinds)!r}{more}).vectors"


def vectors(spec: ModelSpec, pooling: Pooling, prompt: str | None = None) -> Made:
    """The picture's sentences as vectors, by one way of pooling."""
    return {"engine": spec, "vectors": f"{_embedded([pooling], prompt)}[{pooling!r}]"}


def similarities(
    spec: ModelSpec, pooling: Pooling, prompt: str | None = None, *, clustered: bool
) -> Made:
    """How similar sentences are, pair by pair."""
    return {
        **vectors(spec, pooling, prompt),
        "values": "sentence_vectors.similarity(vectors)",
        "order": "projection.cluster_order(values)" if clustered else "np.arange(len(values))",
    }


def placed(spec: ModelSpec, pooling: Pooling, method: str, prompt: str | None = None) -> Made:
    """Sentences on a map."""
    projected = f"projection.project(vectors, method={method!r})"
    return {**vectors(spec, pooling, prompt), "projected": projected}


def poolings(spec: ModelSpec, kinds: Sequence[Pooling], prompt: str | None = None) -> Made:
    """Similarities by every way of pooling, in the order of the first."""
    named = {LABELS[kind]: kind for kind in kinds}
    each = f"sentence_vectors.similarity(found[kind]) for name, kind in {named!r}.items()"
    return {
        "engine": spec,
        "found": _embedded(kinds, prompt),
        "values": f"{{name: {each}}}",
        "order": f"projection.cluster_order(values[{next(iter(named))!r}])",
    }


def mask_dropped(spec: ModelSpec, pooling: Pooling, prompt: str | None = None) -> Made:
    """Similarities with the padding mask and without it."""
    found = _embedded([pooling], prompt, ", masked=masked")
    each = f"sentence_vectors.similarity({found}[{pooling!r}])"
    ways = {"with mask": True, "without": False}
    return {
        "engine": spec,
        "values": f"{{name: {each} for name, masked in {ways!r}.items()}}",
        "order": "np.arange(len(sentences))",
    }


def rows(
    spec: ModelSpec, sources: Sequence[TextInput], length: int, *, classifies: bool = False
) -> Made:
    """Texts as rows of ids; ``classifies`` for a checkpoint with its head."""
    predictor = f"load_predictor('classify', {reference(spec)})"
    return {
        "engine": f"{predictor}.engine" if classifies else spec,
        "rows": f"batches.rows(engine, {list(sources)!r}, {length})",
    }


def padded(side: Side, width: int) -> str:
    """The rows as one batch."""
    return f"batches.pad(rows, batches.padding(engine), side={side!r}, to={width})"


def compared(made: Made) -> Made:
    """The texts alone, padded with the mask, and padded without it."""
    return {**made, "found": "batches.compare(engine, rows, batch)"}
