"""The table twins of the pictures of representations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from explorer import layer_statistics, static_contextual, trust, word_context
from explorer.figures.similarity import state_name
from explorer.film import Film
from explorer.layer_statistics import LayerCurves
from explorer.similarity import token_indices
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace
from explorer.trust import Background, Measure
from explorer.word_context import Occurrence, occurrence_names, pair_name


def states(count: int, base: int = 0) -> list[str]:
    """Names of the hidden states, for the rows of a table."""
    return [state_name(state, base=base) for state in range(count)]


def trusted_similarity(
    trace: Trace,
    state: int,
    known: Background,
    *,
    measure: Measure = "above baseline",
    other: Trace | None = None,
    specials: bool = True,
) -> pd.DataFrame:
    """Tokens by tokens in one measure, tokens of the first text in rows."""
    values = trust.token_matrix(trace, state, measure, known, other, specials=specials)
    return _tokens(values, trace, other, specials)


def share_of_dimensions(
    trace: Trace, state: int, *, other: Trace | None = None, specials: bool = True
) -> pd.DataFrame:
    """Share of each cosine that its three largest dimensions contribute."""
    values = trust.token_shares(trace, state, other, specials=specials)
    return _tokens(values, trace, other, specials)


def pair_curves(
    curves: dict[Measure, np.ndarray], known: Background, *, base: int = 0
) -> pd.DataFrame:
    """Every measure of one pair of tokens, one row a hidden state."""
    frame = pd.DataFrame(dict(curves), index=states(len(known.cosine), base))
    return frame.assign(**{"baseline: unrelated words": known.cosine})


def context_curves(
    found: Sequence[Occurrence], baseline: np.ndarray | None = None, *, base: int = 0
) -> pd.DataFrame:
    """Cosine of each pair of occurrences: static, then one row a hidden state."""
    values = word_context.cosines(found)  # (L+1, N, N)
    static = word_context.static_cosines(found)
    columns = {
        pair_name(a, b, found): [static[a, b], *values[:, a, b]]
        for a, b in word_context.pairs(len(found))
    }
    if baseline is not None:
        columns["baseline: unrelated words"] = [np.nan, *baseline]
    return pd.DataFrame(columns, index=["static word embedding", *states(len(values), base)])


def context_matrix(found: Sequence[Occurrence], state: int | None) -> pd.DataFrame:
    """Every occurrence with every other; None compares the static vectors."""
    values = (
        word_context.static_cosines(found) if state is None else word_context.cosines(found)[state]
    )
    names = occurrence_names(found)
    return pd.DataFrame(values, index=names, columns=names)


def layer_film(film: Film, *, base: int = 0) -> pd.DataFrame:
    """One row a token and state, with its coordinates."""
    names = states(film.states, base)
    labels, groups = film.labels, film.groups
    rows = [
        (names[state], place, labels[place], "AB"[groups[place] % 2], *film.together[state, place])
        for state in range(film.states)
        for place in range(len(labels))
    ]
    axes = [f"{film.method} {i + 1}" for i in range(film.dimensions)]
    return pd.DataFrame(rows, columns=["state", "place", "token", "text", *axes])


def layer_curves(curves: LayerCurves, *, base: int = 0) -> pd.DataFrame:
    """The curves of the layer statistics, one row a hidden state."""
    return pd.DataFrame(
        {
            "baseline": curves.baseline,
            "self-similarity": curves.self_similarity,
            "self-similarity above baseline": curves.self_adjusted,
            "intra-sentence similarity": curves.intra_similarity,
            "intra-sentence similarity above baseline": curves.intra_adjusted,
        },
        index=states(len(curves.baseline), base),
    )


def published_curves(theirs: dict[str, Sequence[float]], *, base: int = 0) -> pd.DataFrame:
    """The published curves, one row a hidden state."""
    columns = {
        name.replace("_", " "): values
        for name, values in theirs.items()
        if name not in {"checkpoint", "source"}
    }
    return pd.DataFrame(columns, index=states(len(theirs["baseline"]), base))


def state_norms(trace: Trace, *, base: int = 0) -> pd.DataFrame:
    """Length of each state, states in rows."""
    return _board(layer_statistics.norms(trace), trace, base)


def state_changes(trace: Trace, *, turned: bool = True, base: int = 0) -> pd.DataFrame:
    """How much each layer turns or moves each token, layers in rows."""
    measure = layer_statistics.turned if turned else layer_statistics.moved
    values = measure(trace)  # (L, T)
    names = [f"layer {layer + base}" for layer in range(len(values))]
    return pd.DataFrame(values, index=names, columns=numbered(trace.labels))


def kept_of_static(trace: Trace, *, base: int = 0) -> pd.DataFrame:
    """Cosine of each token's word embedding with its states, states in rows."""
    return _board(static_contextual.kept_of_static(trace), trace, base)


def special_tokens_effect(with_specials: Trace, without: Trace, *, base: int = 0) -> pd.DataFrame:
    """Cosine of each typed token with and without special tokens, states in rows."""
    values, places = static_contextual.special_tokens_effect(with_specials, without)
    columns = [f"{place} {with_specials.labels[place]}" for place in places]
    return pd.DataFrame(values, index=states(len(values), base), columns=columns)


def _tokens(values: np.ndarray, trace: Trace, other: Trace | None, specials: bool) -> pd.DataFrame:
    columns = trace if other is None else other
    return matrix(
        values,
        [trace.labels[i] for i in token_indices(trace, specials=specials)],
        [columns.labels[i] for i in token_indices(columns, specials=specials)],
    )


def _board(values: np.ndarray, trace: Trace, base: int) -> pd.DataFrame:
    return pd.DataFrame(values, index=states(len(values), base), columns=numbered(trace.labels))
