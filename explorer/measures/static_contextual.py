"""Before and after the layers: static word vectors beside contextual ones. Plain numpy."""

from __future__ import annotations

import numpy as np

from explorer.errors import InputError
from explorer.measures.similarity import cosine
from explorer.measures.word_in_context import static_vectors
from explorer.trace import Projection, Trace


def static_rows(trace: Trace) -> np.ndarray:
    """The word-embedding row of each token, as wide as the hidden states. Returns (T, D).

    Factorised models (ALBERT, ELECTRA-small) keep narrow tables: their rows are widened by the
    model's own projection. Raises InputError when nothing widens them.
    """
    rows = static_vectors(trace)  # (T, E)
    for step in trace.embedding.steps:
        if isinstance(step, Projection) and step.weight.shape[1] == rows.shape[1]:
            rows = step(rows)
    if rows.shape[1] != trace.hidden.shape[2]:
        raise InputError(
            f"The word embeddings of {trace.spec.label} have {rows.shape[1]} numbers and its "
            f"hidden states {trace.hidden.shape[2]}: they cannot be compared."
        )
    return rows


def static_retention(trace: Trace) -> np.ndarray:
    """Cosine of each token's word embedding with its hidden state, at every state. (L+1, T)."""
    return cosine(trace.hidden, static_rows(trace))


def special_tokens_effect(with_specials: Trace, without: Trace) -> tuple[np.ndarray, np.ndarray]:
    """What leaving out the special tokens does to the others.

    Returns the cosine of each typed token's states in the two runs (L+1, N), and which tokens of
    ``with_specials`` those are (N,). Tokens are matched by the characters they come from.
    """
    without.need_offsets()
    with_specials.need_offsets()
    places = {_key(without, token): token for token in range(without.num_tokens)}
    shared = [
        (token, places[_key(with_specials, token)])
        for token in np.flatnonzero(~with_specials.special).tolist()
        if _key(with_specials, token) in places
    ]
    here, there = np.array(shared, np.int64).reshape(-1, 2).T  # (N,), (N,)
    return cosine(with_specials.hidden[:, here], without.hidden[:, there]), here


def _key(trace: Trace, token: int) -> tuple[int, int, int]:
    start, end = trace.offsets[token].tolist()
    return int(trace.side[token]), start, end
