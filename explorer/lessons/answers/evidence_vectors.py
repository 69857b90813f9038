"""Evidence from vectors and predictions, for the check of understanding."""

from __future__ import annotations

import numpy as np

from explorer.lessons.answering import Answer, Model
from explorer.lessons.answers.attention import place
from explorer.lessons.card import View
from explorer.measures import embedding_sum
from explorer.measures.sentence_vectors import pool
from explorer.measures.similarity import cosine, token_similarity
from explorer.text import percent
from explorer.trace import Trace


def states(model: Model, view: View) -> Answer:
    """How many hidden states each token has: the embeddings' and one a layer."""
    trace = model.trace(view.text, view.pair)
    return Answer(
        float(len(trace.hidden)),
        {"states": str(len(trace.hidden)), "layers": str(trace.num_layers)},
    )


def first_state(model: Model, view: View) -> Answer:
    """Largest difference between hidden_states[0] and LayerNorm(word + position + segment)."""
    found = embedding_sum.residual(model.trace(view.text, view.pair))
    return Answer(found, {"difference": f"{found:.0e}"})


def position_rows(model: Model, view: View) -> Answer:
    """Rows of the table of positions."""
    table = _positions(model)
    return Answer(
        float(len(table)),
        {"rows": str(len(table)), "width": str(table.shape[1]), "numbers": f"{table.size:,}"},
    )


def like_sines(model: Model, view: View) -> Answer:
    """Mean cosine of the learned position vectors with the sinusoidal ones, -1 to 1.

    Sinusoids as in Vaswani et al., 2017, section 3.5.
    """
    table = _positions(model)  # (P, D)
    steps = np.arange(0, table.shape[1], 2) / table.shape[1]
    angles = np.arange(len(table))[:, None] / 10_000**steps  # (P, D/2)
    waves = np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(table.shape)
    found = float(cosine(table, waves).mean())
    return Answer(found, {"cosine": f"{found:.2f}", "numbers": f"{table.size:,}"})


def far_apart(model: Model, view: View, *, state: int, token: str = "") -> Answer:
    """Mean cosine of the typed tokens of two texts, each read alone; or of one token of both."""
    first, second = model.trace(view.text), model.trace(view.pair)
    mean = float(token_similarity(first, state, second, specials=False).mean())
    facts = {"mean": f"{mean:.2f}"}
    if not token:
        return Answer(mean, facts)
    pair = (one.hidden[state, place(one.labels, token)] for one in (first, second))
    found = float(cosine(*pair))
    return Answer(found, {**facts, "cosine": f"{found:.2f}"})


def next_label(model: Model, view: View, *, index: int) -> Answer:
    """Percent that the next-sentence head gives label 0 (B follows A) or 1 (B from elsewhere)."""
    logits = model.predict("next-sentence", view.text, view.pair).logits.astype(float)
    shares = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    return Answer(100 * float(shares[index]), {"share": percent(float(shares[index]))})


def alike(model: Model, view: View, *, other: str) -> Answer:
    """Cosine of two sentences' mean vectors, with that of the first and another beside it."""
    a, b, c = (_sentence(model.trace(text)) for text in (view.text, view.pair, other))
    near, far = float(cosine(a, b)), float(cosine(a, c))
    return Answer(near, {"cosine": f"{near:.2f}", "other": f"{far:.2f}"})


def cls_beside_mean(model: Model, view: View) -> Answer:
    """Cosine of the last states of [CLS] of two texts, with that of the mean vectors beside it."""
    first, second = model.trace(view.text), model.trace(view.pair)
    cls = float(cosine(first.hidden[-1, 0], second.hidden[-1, 0]))
    mean = float(cosine(_sentence(first), _sentence(second)))
    return Answer(cls, {"cls": f"{cls:.2f}", "mean": f"{mean:.2f}"})


def cls_and_mean(model: Model, view: View) -> Answer:
    """Cosine of a text's last state of [CLS] with the mean of all its tokens' last states."""
    trace = model.trace(view.text, view.pair)
    found = float(cosine(trace.hidden[-1, 0], _sentence(trace)))
    return Answer(found, {"cosine": f"{found:.2f}", "tokens": str(trace.num_tokens)})


def _sentence(trace: Trace) -> np.ndarray:
    return pool(trace.hidden[-1], "mean")  # (D,)


def _positions(model: Model) -> np.ndarray:
    """The learned table of positions, (P, D)."""
    table = model.engine.body.get_submodule("embeddings.position_embeddings").weight
    return table.detach().float().cpu().numpy()
