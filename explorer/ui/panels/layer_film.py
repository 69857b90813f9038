"""Pieces of the page "Layer film": how the tokens are projected, and whose paths are drawn."""

from __future__ import annotations

from functools import partial

import streamlit as st

from explorer.errors import InputError
from explorer.figures.layer_film import TRAILS_UP_TO
from explorer.measures import projection
from explorer.measures.layer_film import Film
from explorer.measures.projection import Method
from explorer.text import agreed, percent
from explorer.trace import Trace
from explorer.ui import cache, choices, jobs, npz_download, shell, show, word_picker

MOST_POINTS = 20_000

FORMULA = r"""
**PCA** is fitted once on the hidden states of all tokens at all states together: every frame is
the same plane (or space) through the model's vectors, so a point that moves on the screen has
moved. The share of the variance that each axis keeps stands beside it; other directions cannot be
seen. State 0 is the embeddings, before any layer.

**t-SNE** (van der Maaten and Hinton, 2008) keeps neighbours near and invents the rest: its axes,
distances between groups and sizes of groups mean nothing. It starts from PCA with a fixed seed.
"""


def pick_projection() -> tuple[int, Method]:
    """Two or three dimensions, and the method."""
    with shell.controls():
        dimensions = st.segmented_control(
            "Dimensions", [2, 3], default=2, key="film_dimensions", bind="query-params",
            required=True,
        )  # fmt: skip
        method = st.segmented_control(
            "Projection", ["PCA", "t-SNE"], default="PCA", key="film_method", bind="query-params",
            required=True,
        )  # fmt: skip
    return int(dimensions or 2), "t-SNE" if method == "t-SNE" else "PCA"


def film(trace: Trace, other: Trace | None, dimensions: int, method: Method) -> Film:
    """The film of one or two texts. Raises InputError when there are too many points."""
    traces = (trace,) if other is None else (trace, other)
    count = sum(one.num_tokens for one in traces) * len(trace.hidden)
    if count > MOST_POINTS:
        raise InputError(
            f"{count:,} points are too many to tell apart (at most {MOST_POINTS:,}): shorten the "
            "text."
        )
    sources = tuple(one.input for one in traces)
    about = (choices.model_in_use(), sources, dimensions, method)
    if method == "t-SNE" and count > projection.QUICK_TSNE:
        work = partial(_projected, traces, dimensions, method)
        points, explained = jobs.cached_job(
            "film", about, lambda _progress: work(), "Placing the points by t-SNE", "", long=True
        )
        return Film(traces, points, explained, method)
    with st.spinner("Fitting one projection over all states"):
        points, explained = cache.FILMS.get(
            about,
            lambda: _projected(traces, dimensions, method),
        )
    return Film(traces, points, explained, method)


def _projected(traces: tuple[Trace, ...], dimensions: int, method: Method):
    """Every text's points at every state, and the share of the variance that each axis keeps."""
    hidden = [one.hidden for one in traces]
    points, whole = projection.film(hidden, dimensions=dimensions, method=method)
    return points, whole.explained


def paths(trace: Trace, other: Trace | None) -> list[int]:
    """Tokens whose way is drawn, counted over both texts."""
    chosen = word_picker.pick_several("Draw the path of", word_picker.choices(trace), "film_paths")
    places = [choice.tokens[0] for choice in chosen]
    if other is not None:
        second = word_picker.pick_several(
            "and, in the second text,", word_picker.choices(other), "film_paths_second"
        )
        places += [trace.num_tokens + choice.tokens[0] for choice in second]
    return places


def sentences(shown: Film) -> tuple[str, str]:
    """What the film shows and how to read it."""
    count = len(shown.labels)
    kept = (
        f"these {shown.dimensions} dimensions of {shown.traces[0].hidden.shape[2]} keep "
        f"{percent(sum(shown.explained))} of the variance"
        if shown.explained
        else "distances between groups mean nothing in t-SNE"
    )
    return (
        f"{agreed(count, 'The one token', f'Each of the {count} tokens')} of your text is a point "
        f"that moves from the embeddings through all {shown.states - 1} layers.",
        "You see the last state, with a trail behind each token: press play to start from the "
        f"embeddings, or move the slider. Points close together are similar; {kept}."
        if shown.dimensions == 2 and count <= TRAILS_UP_TO
        else f"You see the last state: press play to start from the embeddings, or move the "
        f"slider. Points close together are similar; {kept}.",
    )


def legend(shown: Film) -> None:
    """What colours and shapes mean."""
    if shown.groups.any():
        show.note("Circles: first text. Diamonds: second text. Open squares: special tokens.")
    else:
        show.note("Circles: tokens of the text. Open squares: special tokens.")


def download(shown: Film) -> None:
    """Coordinates and hidden states as NPZ."""
    arrays = {"points": shown.together, "tokens": shown.labels, "text": shown.groups}
    hidden = {f"hidden_{i}": one.hidden for i, one in enumerate(shown.traces)}
    npz_download.download(lambda: {**arrays, **hidden}, "layer_film")
