"""How to call each public figure on any Trace with two layers and three heads.

A figure whose arguments all stand in BY_NAME needs no entry; any other one needs a case.
"""

import inspect

import numpy as np
from support import figure_cases_tasks

from explorer import figures, pictures
from explorer.data.published import published
from explorer.figures.head_boards import Board
from explorer.measures import (
    adjusted_similarity,
    agreement,
    comparison,
    layer_statistics,
    word_in_context,
)
from explorer.measures.layer_film import Film
from explorer.measures.link_scores import LinkScores
from explorer.measures.occurrences import Occurrences
from explorer.measures.relations import RelationScore

# What arguments are called everywhere, and what the tests give for them.
BY_NAME = {
    "layer": lambda _: 1,
    "head": lambda _: 0,
    "token": lambda trace: min(2, trace.num_tokens - 1),
    "state": lambda _: 1,
    "trace": lambda trace: trace,
    "look": lambda _: figures.LIGHT,
}
HEADS = np.linspace(0, 1, 6).reshape(2, 3).astype(np.float32)  # one number a head, (L, H)


def _maps(trace):
    return {"weights": trace.attention(0).mean(axis=0), "another": trace.attention(1)[0]}


def _same(trace):
    return trace, trace, comparison.align(trace, trace)


class _Placed:
    """Two points, as explorer.measures.projection gives them."""

    points, explained, method = np.eye(2), (0.6, 0.4), "PCA"


def _background(trace):
    states = trace.hidden
    return adjusted_similarity.BaselineStats(
        np.zeros(len(states)), states.mean(axis=1), states.std(axis=1), trace.num_tokens, 1
    )


def _found(trace):
    return [word_in_context.occurrence(trace, [place]) for place in (0, trace.num_tokens - 1)]


def _film(trace):
    return Film((trace,), (np.ascontiguousarray(trace.hidden[:, :, :2]),), (0.6, 0.3), "PCA")


def _sample():
    states = np.random.default_rng(0).normal(size=(3, 12, 4))
    return Occurrences(states, ("a", "b") * 6, np.repeat(np.arange(6), 2))


CASES = {
    **figure_cases_tasks.CASES,
    "agreement_matrix": lambda trace: (trace, *agreement.agreement(_maps(trace))),
    "attribution_bars": lambda trace: (trace, {"one": np.ones(trace.num_tokens)}, "what"),
    "difference_heatmap": lambda trace: (
        *_same(trace),
        np.zeros((trace.num_tokens, trace.num_tokens), np.float32),
        "layer 0, head 0",
    ),
    "disagreement_bars": lambda trace: (trace, np.ones(trace.num_tokens)),
    "head_scores": lambda trace: (trace, {"entropy": HEADS}, "entropy", Board("Entropy", "bits")),
    "head_board": lambda trace: (trace, HEADS, Board("Entropy", "bits")),
    "head_map": lambda trace: (
        trace,
        np.arange(12.0).reshape(6, 2),
        np.array([0, 0, 1, 1, 2, 2]),
        ["a", "b", "c"],
    ),
    "layer_effect_bars": lambda trace: (trace, np.array([0.1, 0.2]), "what"),
    "method_heatmap": lambda trace: (trace, "weights", trace.attention(0)[0], "layer 0"),
    "method_panels": lambda trace: (trace, _maps(trace), "layer 0"),
    "link_bars": lambda trace: (trace, LinkScores(HEADS, HEADS, HEADS, HEADS), "cat → sat"),
    "mixing_bars": lambda trace: (trace, {"one": np.array([0.1, 0.2])}),
    "pattern_board": lambda trace: (trace, np.arange(6).reshape(2, 3) % 5),
    "relation_bars": lambda trace: (
        [RelationScore("nsubj", "dependent to head", 4, HEADS, 0.5, 1)],
        f"{trace.spec.id}, four sentences",
    ),
    "beside_published": lambda trace: (None, published()["layer_curves"], trace.spec.id),
    "context_curves": lambda trace: (_found(trace), trace.spec.id),
    "context_matrix": lambda trace: (_found(trace), 1, trace.spec.id),
    "film_panels": lambda trace: (_film(trace),),
    "layer_curves": lambda trace: (layer_statistics.layer_curves(_sample()), trace.spec.id),
    "layer_film": lambda trace: (_film(trace),),
    "pair_curves": lambda trace: (
        (trace.labels[0], trace.labels[-1]),
        adjusted_similarity.curves(trace.hidden[:, 0], trace.hidden[:, -1], _background(trace)),
        _background(trace),
        trace.spec.id,
    ),
    "pooling_panels": lambda trace: (
        {"mean": np.eye(2)},
        list(trace.labels[:2]),
        np.array([0, 1]),
        trace.spec.id,
    ),
    "sentence_map": lambda trace: (_Placed, list(trace.labels[:2]), trace.spec.id),
    "sentence_matrix": lambda trace: (
        np.eye(2),
        list(trace.labels[:2]),
        np.array([1, 0]),
        trace.spec.id,
    ),
    "adjusted_similarity": lambda trace: (trace, 1, _background(trace)),
    "special_tokens_effect": lambda trace: (trace, trace),
    "vector_change_heatmap": lambda trace: (
        *_same(trace),
        np.zeros((3, trace.num_tokens), np.float32),
    ),
}


def names():
    """All public figures, each of which has its table and its picture."""
    return [name for name in figures.__all__ if inspect.isfunction(getattr(figures, name))]


def call(name, trace, **options):
    """The figure of that name over a trace. Raises LookupError when nobody said how."""
    return getattr(figures, name)(*arguments(name, trace), **options)


def picture(name, trace, **options):
    """The picture of that name, made of the same arguments as the figure."""
    return getattr(pictures, name)(*arguments(name, trace), **options)


def arguments(name, trace):
    """What the figure of that name is given. Raises LookupError when nobody said how."""
    if name in CASES:
        return CASES[name](trace)
    make = getattr(figures, name)
    wanted = [
        part.name
        for part in inspect.signature(make).parameters.values()
        if part.default is part.empty
    ]
    unknown = [part for part in wanted if part not in BY_NAME]
    if unknown:
        raise LookupError(
            f"figures.{name} wants {', '.join(unknown)}: add how to call it to CASES in "
            "tests/support/figure_cases.py."
        )
    return tuple(BY_NAME[part](trace) for part in wanted)
