"""Pieces of the page about similarity: the other text, the state, the measure, two words."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer import pictures
from explorer.figures.base import state_name
from explorer.measures import adjusted_similarity
from explorer.measures import similarity as measures
from explorer.measures.adjusted_similarity import MEASURES, BaselineStats, Measure
from explorer.pictures import Picture
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import (
    baseline_sample,
    calls,
    choices,
    colours,
    npz_download,
    shell,
    show,
    word_picker,
)

SHARE = "share of three dimensions"
OPENING = {"text": "The python swallowed the frog.", "pair": "I wrote the program in Python."}

FORMULA = r"""
$\cos(u, v) = \dfrac{u \cdot v}{\lVert u \rVert \, \lVert v \rVert}$ of the hidden states of two
tokens, from -1 (opposite) over 0 (unrelated) to 1 (same direction).

**Above baseline.** Hidden states of most layers crowd into a narrow cone, so that even unrelated
words get a high cosine. Subtracting the mean cosine of unrelated words makes layers comparable:
$\cos(u, v) - \mathbb{E}_{x \neq y} \cos(x, y)$ (Ethayarajh, 2019, section 3.4).

**Z-scored.** One to three dimensions may make up most of a cosine. Standardising each dimension
over the sample, $(x_i - \mu_i) / \sigma_i$, before taking the cosine gives all of them the same
say (Timkey and van Schijndel, 2021).

**Share of three dimensions.** $\cos(u, v) = \sum_i u_i v_i / (\lVert u \rVert \lVert v \rVert)$;
the three largest terms, added, over the cosine. Blank where the cosine is below 0.05.

**Euclidean distance** $\lVert u - v \rVert$ and **dot** $u \cdot v$ also depend on the lengths of
the vectors.
"""


def pick_measure() -> tuple[str, bool, bool]:
    """How likeness is measured, whether special tokens are shown, and colours fit to the data."""
    with shell.controls():
        measure = st.selectbox(
            "Measure", [*MEASURES, SHARE], width=160, key="sim_measure", bind="query-params"
        )
        with st.popover("Settings", icon=":material/settings:", key="sim_more"):
            specials = st.toggle(
                "Include special tokens", False, key="sim_specials", bind="query-params"
            )
            fit = colours.pick_fit(st.container())
    return measure, specials, fit


def board(
    trace: Trace, other: Trace | None, hidden_state: int, measure: str, *, specials: bool, fit: bool
) -> Picture:
    """The picture in the chosen measure; cosines may have their colours fit to the data."""
    options = {
        "other": other,
        "specials": specials,
        "first_index": choices.first_index(),
        "look": choices.look(),
    }
    if measure == SHARE:
        return pictures.share_of_dimensions(trace, hidden_state, **options)
    if measure == "cosine":
        return pictures.similarity_heatmap(trace, hidden_state, fit=fit, **options)
    known = baseline_sample.current().baseline
    return pictures.adjusted_similarity(
        trace,
        hidden_state,
        known,
        measure=_named(measure),
        **options,
        made=calls.baseline(trace.spec),
    )


def sentences(
    trace: Trace, hidden_state: int, other: Trace | None, measure: str
) -> tuple[str, str]:
    """What the picture shows and one cell of it in words."""
    where = state_name(hidden_state, first_index=choices.first_index())
    shows = f"How similar the vectors of your tokens are: {measure}, {where}."
    values = _values(trace, hidden_state, other, measure)
    columns = trace if other is None else other
    if other is None:
        values[range(len(values)), range(len(values))] = np.nan
    if np.isnan(values).all():
        return shows, "There are no two tokens to compare."
    nearest = np.nanargmin if measure == "Euclidean distance" else np.nanargmax
    row, column = divmod(int(nearest(values)), values.shape[1])
    left = trace.labels[measures.token_indices(trace, specials=False)[row]]
    right = columns.labels[measures.token_indices(columns, specials=False)[column]]
    number = values[row, column]
    if measure == SHARE:
        return shows, (
            f"The darker, the more of a cosine comes from a few dimensions: between “{left}” and "
            f"“{right}” three of {trace.hidden.shape[2]} make up {percent(number)}."
        )
    colours = (
        "Pale is near" if measure == "Euclidean distance" else "Orange is similar, blue opposite"
    )
    return shows, f"{colours}: “{left}” and “{right}” are closest, with {number:.2f}."


def _values(trace: Trace, hidden_state: int, other: Trace | None, measure: str) -> np.ndarray:
    """The numbers of the picture without special tokens, to be written into."""
    if measure == SHARE:
        return adjusted_similarity.token_shares(trace, hidden_state, other, specials=False)
    known = baseline_sample.current().baseline
    return adjusted_similarity.token_matrix(
        trace, hidden_state, _named(measure), known, other, specials=False
    )


def _named(measure: str) -> Measure:
    """A measure by the name that the reader chose."""
    return next(name for name in MEASURES if name == measure)


def two_words(trace: Trace, other: Trace | None, hidden_state: int) -> None:
    """Two words clicked on, their likeness at the chosen state and through all states."""
    columns = trace if other is None else other
    first, second = word_picker.choices(trace), word_picker.choices(columns)
    start = (1, 2) if other is None else word_picker.shared(first, second)
    a = word_picker.pick_one("First word", first, "sim_a", start[0])
    b = word_picker.pick_one("Second word", second, "sim_b", start[1])
    sample = baseline_sample.current()
    left, right = a.states(trace), b.states(columns)  # (L+1, D) each
    found = adjusted_similarity.curves(left, right, sample.baseline)
    pair = (a.text, b.text)
    show.sentences(
        _spread(pair, left[hidden_state], right[hidden_state], hidden_state),
        _against_baseline(found["cosine"][hidden_state], hidden_state, sample.baseline),
    )
    first_index = choices.first_index()
    show.picture(
        pictures.pair_curves(
            pair,
            found,
            sample.baseline,
            model=trace.spec.id,
            first_index=first_index,
            look=choices.look(),
            made=calls.pair_curves(trace, columns, (a.tokens, b.tokens)),
        ),
        "similarity_of_two_words",
    )
    show.note(baseline_sample.about(sample))


def _spread(pair: tuple[str, str], left: np.ndarray, right: np.ndarray, where: int) -> str:
    """How much of the cosine three dimensions contribute, in words."""
    cosine = float(measures.cosine(left, right))
    parts = adjusted_similarity.largest_contributions(left, right)
    total = sum(part.value for part in parts)
    named = ", ".join(f"{part.dimension} ({part.value:+.3f})" for part in parts)
    share = f", {percent(total / cosine)} of it" if abs(cosine) >= 0.05 else ""
    return (
        f"“{pair[0]}” and “{pair[1]}” have a cosine of {cosine:.2f} "
        f"({state_name(where, first_index=choices.first_index())}). Three of {len(left)} "
        f"dimensions, {named}, contribute {total:.3f}{share}."
    )


def _against_baseline(cosine: float, where: int, known: BaselineStats) -> str:
    baseline = float(known.cosine[where])
    side = "above" if cosine >= baseline else "below"
    return (
        f"Unrelated words have a mean cosine of {baseline:.2f} there: this pair lies "
        f"{abs(cosine - baseline):.2f} {side} that baseline."
    )


def download(trace: Trace) -> None:
    """The hidden states of the text as NPZ."""
    npz_download.download(
        lambda: {"hidden": trace.hidden, "tokens": list(trace.tokens), "ids": trace.ids},
        "hidden_states",
    )
