"""Pieces of the page "Sentences": vectors with a bar, matrix, nearest pairs and map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from explorer import catalog, pictures, tables
from explorer.figures.sentences import MATRIX_UP_TO
from explorer.measures import projection
from explorer.measures import sentence_vectors as measures
from explorer.measures.projection import Projected
from explorer.measures.sentence_vectors import LABELS, Pooling
from explorer.text import agreed, counted, percent
from explorer.ui import batch_calls, cache, choices, jobs, npz_download, shell, show
from explorer.ui.panels import sentences_inputs, sentences_recipe
from explorer.ui.panels.sentences_inputs import Preset

if TYPE_CHECKING:
    from explorer.engine.batch import SentenceVectors

EXAMPLES = {
    preset.title: {"se_text": "\n".join(preset.sentences), "look_for": preset.look_for}
    for preset in sentences_inputs.presets()
}

FORMULA = r"""
The last hidden states $h_1 \dots h_T$ of a sentence become one vector. **Mean** (Reimers and
Gurevych, 2019): $\sum_t m_t h_t / \sum_t m_t$ with mask $m_t = 1$ for real tokens, special ones
included, 0 for padding. **First token**: $h_1$. **Pooler**: $\tanh(W h_1 + b)$. **Maximum**: the
largest value of each dimension over real tokens. Sentences are compared by their cosine.

Which of them means anything depends on the training: all-MiniLM-L6-v2 was trained with the mean,
plain BERT with none of them. The **publisher's recipe** is what a sentence-transformers folder says
in its modules.json: pooling, token limit, prompt, and what follows (dense layer, length 1).

Sentences run in batches of similar length. Short ones are filled up with padding; the attention
mask tells the model not to look there. Without it the same sentence gets another vector in each
batch.
"""


def embedded(texts: tuple[str, ...], *, masked: bool = True) -> SentenceVectors:
    """Vectors of all sentences by every way of pooling that the model has. Raises InputError."""
    model_id, prompt = choices.model_in_use(), sentences_recipe.prompt()
    return jobs.kept_with_bar(
        cache.SENTENCES,
        (model_id, texts, masked, prompt),
        lambda progress: _embed(model_id, texts, masked, progress, prompt=prompt),
        "Reading",
        "sentences",
    )


def _embed(
    model_id: str,
    texts: tuple[str, ...],
    masked: bool,
    progress: jobs.Progress,
    *,
    prompt: str | None,
) -> SentenceVectors:
    from explorer.engine import batch  # torch takes seconds

    engine = cache.get_engine(model_id)
    kinds = batch.poolings(engine)
    return batch.embed(engine, texts, kinds=kinds, masked=masked, prompt=prompt, progress=progress)


def pick_pooling(found: SentenceVectors) -> Pooling:
    """How the tokens' states become one vector."""
    names = list(found.vectors)
    if st.session_state.get("se_pooling", names[0]) not in names:
        del st.session_state["se_pooling"]
    chosen = shell.controls().selectbox(
        "Pooling",
        names,
        format_func=lambda name: LABELS[name],
        key="se_pooling",
        bind="query-params",
        width=210,
    )
    return next(name for name in found.vectors if name == chosen)


def cut(found: SentenceVectors, pooling: Pooling) -> None:
    """Which sentences were not read to their end, by the model's limit or the recipe's."""
    tokens, lost = found.read(pooling)  # (N,), (N,)
    longer, missing = int((lost > 0).sum()), int(lost.sum())
    if longer:
        who = "its publisher's recipe" if pooling == "recipe" else "this model"
        show.notice(
            f"{longer:,} of {counted(len(lost), 'sentence')} {agreed(longer, 'is', 'are')} longer "
            f"than {who} allows ({int(tokens.max())} tokens) and {agreed(longer, 'was', 'were')} "
            f"cut: {counted(missing, 'token')} {agreed(missing, 'is', 'are')} not in "
            f"{agreed(longer, 'its vector', 'their vectors')}."
        )


def matrix(
    found: SentenceVectors, texts: Sequence[str], pooling: Pooling, preset: Preset | None
) -> None:
    """Similarity matrix in cluster order; the published one beside it where there is one."""
    few = MATRIX_UP_TO
    if len(texts) > few:
        show.notice(f"The picture shows the first {few} sentences; pairs and map use all of them.")
    values = measures.similarity(found.vectors[pooling][:few])  # (N, N)
    clustered = shell.more("se_more").toggle(
        "Similar sentences side by side", True, key="se_cluster", bind="query-params"
    )
    order = projection.cluster_order(values) if clustered else np.arange(len(values))
    show.sentences(*_matrix_sentences(values, texts))
    model = choices.model_in_use()
    spec, prompt = catalog.find(model), sentences_recipe.prompt()
    made = batch_calls.similarities(spec, pooling, prompt, clustered=clustered)
    options = {"pooling": pooling, "look": choices.look(), "made": made}
    show.picture(
        pictures.sentence_matrix(values, texts[:few], order, model=model, **options), "sentences"
    )
    if preset is not None:
        _beside_published(values, preset, order, pooling)


def _matrix_sentences(values: np.ndarray, texts: Sequence[str]) -> tuple[str, str]:
    off = values.copy()
    np.fill_diagonal(off, -2)
    a, b = divmod(int(off.argmax()), len(off))
    return (
        f"How similar your {len(texts):,} sentences are, pair by pair.",
        f"Orange is similar: sentences {a + 1} and {b + 1} are closest, with {off[a, b]:.2f}.",
    )


def _beside_published(
    values: np.ndarray, preset: Preset, order: np.ndarray, pooling: Pooling
) -> None:
    """Published numbers for these very sentences."""
    if preset.checkpoint == choices.model_in_use() and pooling in {"mean", "recipe"}:
        difference = float(np.abs(values - preset.cosine).max())
        show.notice(
            f"The publishers of {preset.checkpoint} give these cosines too: the largest "
            f"difference is {difference:.1e}."
        )
        return
    show.note(f"Published for {preset.checkpoint}, mean of all tokens:")
    show.picture(pictures.sentence_matrix(
            preset.cosine, preset.sentences, order,
            model=f"{preset.checkpoint}, published", look=choices.look(),
        ), "sentences_published", table=False)  # fmt: skip


def pairs(found: SentenceVectors, texts: Sequence[str], pooling: Pooling) -> None:
    """The most similar pairs of all sentences."""
    top = st.slider("Pairs", 5, 200, 20, key="se_pairs", bind="query-params")
    data = tables.nearest(found.vectors[pooling], texts, top=top)
    show.sentences("The pairs of sentences with the highest cosine, best first.")
    show.frame(data, "se_nearest")
    show.download(lambda: data, "nearest_pairs")


def sentence_map(found: SentenceVectors, texts: Sequence[str], pooling: Pooling) -> None:
    """All sentences on a map."""
    method = st.segmented_control("Projection", ["PCA", "t-SNE"], default="PCA",
                                  key="se_method", bind="query-params", required=True)  # fmt: skip
    placed = _placed(found.vectors[pooling], (texts, pooling), neighbours=method == "t-SNE")
    read = (
        f"near means similar; the two axes keep {percent(sum(placed.explained))} of the variance."
        if placed.explained
        else "neighbours are similar; distances between groups mean nothing."
    )
    show.sentences(f"Your {len(texts):,} sentences as points.", read.capitalize())
    model = choices.model_in_use()
    spec, prompt = catalog.find(model), sentences_recipe.prompt()
    made = batch_calls.placed(spec, pooling, str(method), prompt)
    show.picture(
        pictures.sentence_map(placed, texts, model=model, look=choices.look(), made=made),
        "sentence_map",
    )


def _placed(rows: np.ndarray, about: tuple, *, neighbours: bool) -> Projected:
    """The sentences on a plane; ``about`` names them and their pooling."""
    if neighbours and len(rows) > projection.QUICK_TSNE:
        named = (choices.model_in_use(), sentences_recipe.prompt(), *about)
        return jobs.cached_job(
            "se_map", named, lambda _progress: projection.project(rows, method="t-SNE"),
            "Placing the sentences by t-SNE", "", long=True,
        )  # fmt: skip
    with st.spinner("Drawing the map"):
        return projection.project(rows, method="t-SNE" if neighbours else "PCA")


def download(found: SentenceVectors, texts: Sequence[str]) -> None:
    """All vectors as NPZ."""
    npz_download.download(
        lambda: {
            **{name.replace(" ", "_"): rows for name, rows in found.vectors.items()},
            "sentences": list(texts),
        },
        "sentence_vectors",
    )
