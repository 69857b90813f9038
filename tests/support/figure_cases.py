"""How to call each public figure on any Trace with two layers and three heads.

A figure whose arguments all stand in BY_NAME needs no entry; any other one needs a case.
"""

import inspect
from types import SimpleNamespace

import numpy as np
from support import figure_cases_tasks

from explorer import figures, pictures
from explorer.data.published import published
from explorer.figures.head_boards import Board
from explorer.measures import (
    adjusted_similarity,
    agreement,
    alike_words,
    comparison,
    faithfulness,
    layer_statistics,
    word_in_context,
)
from explorer.measures.layer_film import Film
from explorer.measures.link_scores import LinkScores
from explorer.measures.occurrences import Occurrences
from explorer.measures.relations import RelationScore
from explorer.measures.score_parts import ScoreParts
from explorer.measures.sinks import SinkHead
from explorer.measures.syntax import Tree

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


_PROBE = SimpleNamespace(
    found=(0.2, 0.6, 0.4), control=(0.2, 0.3, 0.2), sample=(0.3, 0.7, 0.5), neighbours=0.4,
    best=1, tested_on=9,
)  # fmt: skip


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


def _split_scores(trace):
    vectors = np.random.default_rng(0).normal(size=(2, trace.num_tokens, 4, 3)).astype(np.float32)
    query, key = vectors
    names, seen = ("word", "position", "segment", "bias"), np.ones((trace.num_tokens,) * 2, bool)
    values = np.einsum("qad,kbd->abqk", query, key)
    return ScoreParts(0, 1, names, values, names, query, key, seen, 0.0)


def _alike(trace):
    parts = np.random.default_rng(0).normal(size=(trace.num_tokens + 1,) * 2)
    return alike_words.alike_words(trace, trace, parts)


def _ranked(trace):
    curves = np.linspace(0.9, 0.1, 4) ** np.array([[3.0], [1.0], [2.0]])
    names = ("DecompX", "rollout", faithfulness.RANDOM)
    counts, correlation = np.arange(4), np.array([0.9, -0.2, 0.0])
    found = faithfulness.Faithfulness(
        names, counts, curves, curves[:, ::-1], np.ones(3), correlation
    )
    return trace, found, "cosine similarity", names


def _board(trace):
    figures = {"deletion": [0.4, 0.3, 0.5], "insertion": [0.2, 0.1, 0.4]}
    methods = {"DecompX": figures, faithfulness.RANDOM: {**figures, "deletion": [0.1, 0.0, 0.2]}}
    tasks = {name: {"n": 20, "methods": methods} for name in ("sentiment", "similarity")}
    return ({"model": trace.spec.id, "tasks": tasks},)


def _sample():
    states = np.random.default_rng(0).normal(size=(3, 12, 4))
    return Occurrences(states, ("a", "b") * 6, np.repeat(np.arange(6), 2))


CASES = {
    **figure_cases_tasks.CASES,
    "alike_lines": lambda trace: (trace, trace, _alike(trace)),
    "alike_words": lambda trace: (trace, trace, _alike(trace)),
    "agreement_matrix": lambda trace: (trace, *agreement.agreement(_maps(trace))),
    "attribution_bars": lambda trace: (trace, {"one": np.ones(trace.num_tokens)}, "what"),
    "deletion_curves": _ranked,
    "method_ranking": _ranked,
    "scoreboard_intervals": _board,
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
    "syntax_by_state": lambda trace: (_PROBE, trace.spec.id),
    "syntax_tree": lambda trace: (
        trace,
        Tree(("cats", "sat", "down"), frozenset({(0, 1), (1, 2)})),
        1,
    ),
    "method_heatmap": lambda trace: (trace, "weights", trace.attention(0)[0], "layer 0"),
    "method_panels": lambda trace: (trace, _maps(trace), "layer 0"),
    "link_bars": lambda trace: (trace, LinkScores(HEADS, HEADS, HEADS, HEADS), "cat → sat"),
    "mixing_bars": lambda trace: (trace, {"one": np.array([0.1, 0.2])}),
    "patched_parts": lambda trace: (
        trace,
        trace,
        ("head 0", "head 1", "MLP"),
        HEADS - 0.2,
        "Recovered: what",
    ),
    "patched_states": lambda trace: (
        *_same(trace),
        np.linspace(-0.3, 1.2, 3 * trace.num_tokens).reshape(3, -1),
        "Recovered: what",
    ),
    "pattern_board": lambda trace: (trace, np.arange(6).reshape(2, 3) % 5),
    "relation_bars": lambda trace: (
        [RelationScore("nsubj", "dependent to head", 4, HEADS, 0.5, 1)],
        f"{trace.spec.id}, four sentences",
    ),
    "score_pair": lambda trace: (trace, _split_scores(trace), trace.num_tokens - 1, 0),
    "score_parts": lambda trace: (trace, _split_scores(trace)),
    "beside_published": lambda trace: (None, published()["layer_curves"], trace.spec.id),
    "context_curves": lambda trace: (_found(trace), trace.spec.id),
    "context_map": lambda trace: (
        _found(trace) * 2,
        SimpleNamespace(
            state=1,
            points=np.array([[0.0, 0.0], [1.0, 0.2], [0.1, 0.1], [0.9, 0.0]]),
            groups=np.array([0, 1, 0, 1]),
            within=0.9,
            between=0.5,
        ),
        trace.spec.id,
    ),
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
    "sink_clinic": lambda trace: (
        trace,
        [SinkHead(0, 1, 0.9, 0, 0.1, 0.2, "no-op"), SinkHead(1, 2, 0.6, 0, 1.1, 0.7, "broadcast")],
        np.array([0.01, 0.05]),
    ),
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
