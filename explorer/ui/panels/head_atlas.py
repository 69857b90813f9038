"""Pieces of the page that scores every head: measures, patterns and the map of heads."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer import pictures
from explorer.errors import InputError
from explorer.figures.head_boards import Board
from explorer.measures.head_distances import PATTERNS, head_distances, head_patterns
from explorer.measures.head_scores import HEAD_MEASURES, HeadMeasure
from explorer.pictures import Picture
from explorer.text import percent
from explorer.trace import Trace
from explorer.ui import calls, choices, jobs, shell

MOST_MAP_TOKENS = 256
GROUPINGS = ("pattern", "layer", "cluster")
FORMER = {"Itself": "self", "Own text of a pair": "own text", "Same word": "same word"}
"""Names of scores that stand in links saved earlier."""

CAUTION = (
    "A name says what a head does with this text, not what it is for: heads change with the text, "
    "and attention is not explanation (Jain and Wallace, 2019)."
)
PATTERN_FORMULA = """
Kovaleva, Romanov, Rogers and Rumshisky (2019) saw five patterns in BERT's heads and trained a
classifier on about 400 hand-labelled maps. The rule here is simple and **its thresholds are this
project's own**: {rule} In very short texts most tokens are neighbours, so more heads look diagonal.
"""
MAP_FORMULA = r"""
$d(a, b) = \sum_i \mathrm{JS}(A^a_i, A^b_i)$ in nats over all tokens $i$, with
$\mathrm{JS}(p, q) = H(\frac{p+q}{2}) - \frac{1}{2}(H(p) + H(q))$; at most $\ln 2$ a token (Clark et
al., 2019, section 6). The plane is found by metric multidimensional scaling (Kruskal, 1964): only
distances mean something, and they are as near to the true ones as a plane allows. Clusters are by
average linkage on the distances.
"""


def pick_measure(boards: dict[str, np.ndarray]) -> HeadMeasure:
    """Which score colours the board. Raises InputError for one that this text cannot have."""
    saved = FORMER.get(st.query_params.get("atlas_score", ""))
    if saved and "atlas_score" not in st.session_state:
        st.session_state["atlas_score"] = saved  # links that were saved go on working
    chosen = shell.controls().selectbox(
        "Score",
        list(HEAD_MEASURES),
        format_func=lambda key: HEAD_MEASURES[key].label,
        width=230,
        key="atlas_score",
        bind="query-params",
    )
    if np.isnan(boards[chosen]).all():
        raise InputError(_absent(chosen))
    return HEAD_MEASURES[chosen]


def _absent(key: str) -> str:
    missing = {
        "own text": "a second text: type one below the first",
        "same word": "a word that comes twice or falls into pieces",
        "induction": "a token that comes twice",
    }
    return (
        f"The score “{HEAD_MEASURES[key].label}” needs {missing.get(key, 'more tokens')}, or "
        "choose another score."
    )


def board(measure: HeadMeasure, values: np.ndarray) -> Board:
    """Title and range: shares run from 0 to 1, other units to the largest value."""
    top = measure.top or max(float(np.nanmax(values)), 1e-6)
    return Board(
        f"Heads scored by “{measure.label}”",
        f"{measure.label}, {measure.unit}",
        0.0,
        top,
        share=measure.unit == "share of attention",
    )


def sentences(trace: Trace, measure: HeadMeasure, values: np.ndarray) -> tuple[str, str]:
    """What the board shows, and its strongest head in words."""
    first_index = choices.first_index()
    layer, head = np.unravel_index(np.nanargmax(values), values.shape)
    best = float(values[layer, head])
    said = f"{percent(best)}" if measure.unit.startswith("share") else f"{best:.2f} {measure.unit}"
    return (
        f"What each of the {values.size} heads does with “{_shortened(trace)}”, scored by "
        f"“{measure.label}”. {measure.about}",
        f"Each square is a head, layers from top to bottom: layer {layer + first_index}, head "
        f"{head + first_index} scores highest, {said}. Click a square to open that head.",
    )


def _shortened(trace: Trace) -> str:
    text = " ".join(trace.input.text.split())
    return text if len(text) <= 60 else text[:59] + "…"


def formula(measure: HeadMeasure) -> str:
    """Formula, source and caution of a measure as markdown of the project's own."""
    caution = f"\n\n{measure.caution}" if measure.caution else ""
    return (
        f"**{measure.label}**, in {measure.unit}, one number a head, (layers, heads):\n\n"
        f"$${measure.formula}$$\n\nSource: {measure.source}. $A_{{ij}}$ is the weight that token "
        f"$i$ gives to token $j$; $T$ is the number of tokens.{caution}"
    )


def map_of_heads(trace: Trace) -> Picture:
    """All heads on a plane, coloured by the group that the reader chose.

    Raises InputError for long texts.
    """
    from explorer.measures.projection import clusters  # scikit-learn takes a moment to import

    if trace.num_tokens > MOST_MAP_TOKENS:
        raise InputError(
            f"The map compares all pairs of heads at every token, which works up to "
            f"{MOST_MAP_TOKENS} tokens; this text has {trace.num_tokens}: shorten it."
        )
    left, right = st.columns(2)
    with left:
        by = st.segmented_control(
            "Colour by", GROUPINGS, default=GROUPINGS[0], key="atlas_groups",
            bind="query-params", required=True,
        )  # fmt: skip
    distances, points = jobs.cached_job(
        "atlas_map",
        (choices.model_in_use(), trace.input),
        lambda _progress: _placed(trace),
        "Comparing all heads",
        "heads",
    )
    count = 0
    if by == "layer":
        names = [f"layer {i + choices.first_index()}" for i in range(trace.num_layers)]
        groups = np.arange(len(distances)) // trace.num_heads
    elif by == "cluster":
        with right:
            count = st.slider("Clusters", 2, 8, 5, key="atlas_clusters", bind="query-params")
        names = [f"cluster {i + 1}" for i in range(count)]
        groups = clusters(distances, count)
    else:
        names, groups = list(PATTERNS), head_patterns(trace).ravel()
    made = calls.head_map(trace, str(by), count)
    return pictures.head_map(trace, points, groups, names, **choices.drawing(), made=made)


def _placed(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    """Distances between all heads (N, N), and their places on the map (N, 2)."""
    from explorer.measures.projection import mds

    distances = head_distances(trace)
    return distances, mds(distances)


def pattern_sentences(patterns: np.ndarray) -> tuple[str, str]:
    """How many heads show each pattern, and how to read the letters."""
    counts = [f"{int((patterns == i).sum())} {name}" for i, name in enumerate(PATTERNS)]
    return (
        f"The pattern that each head draws on your text: {', '.join(counts)}.",
        "V attends to special tokens, D to itself and its neighbours, V+D to both, B within "
        "its own text of a pair; a dot means none of these.",
    )


def map_sentences(trace: Trace) -> tuple[str, str]:
    """What the map shows and how to read it."""
    return (
        f"All {trace.num_layers * trace.num_heads} heads, placed so that heads which "
        "distribute their attention similarly on your text lie close together.",
        "Directions and axes mean nothing, only distances do. Click a point to open that head.",
    )
