"""How each picture is made from texts: what is run, what is computed, and what may be chosen.

An expression is this file's own, never a reader's: what a reader chose enters it as a constant.
The same expression makes the numbers here and stands in the picture's script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from explorer.figures.head_boards import Board
from explorer.measures.adjusted_similarity import MEASURES
from explorer.measures.head_distances import PATTERNS
from explorer.measures.head_scores import HEAD_MEASURES

Kind = Literal["whole number", "number", "yes or no", "text", "texts", "whole numbers"]
Given = Mapping[str, Any]
"""What was run, computed and chosen so far, by name."""


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen: its name, what it is, and its bounds."""

    name: str
    kind: Kind
    default: Any = None
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    needed: bool = False  # there is no default


@dataclass(frozen=True)
class Recipe:
    """How one picture is made.

    ``runs`` names a text's pass each, of which ``least`` must be given; ``task`` asks for a
    prediction in place of the first. ``made`` is computed in order, ``plain`` said as it is.
    """

    runs: tuple[str, ...] = ("trace",)
    least: int = 1
    several: bool = False  # any number of texts, which the expressions read as ``texts``
    task: str = ""
    unread: bool = False  # with a task: an expression reads the text with the predictor
    made: Mapping[str, str | Callable[[Given], str]] = field(default_factory=dict)
    plain: Mapping[str, Callable[[Given], object]] = field(default_factory=dict)
    options: tuple[Option, ...] = ()


def _model(given: Given) -> str:
    return given["engine"].spec.id


def board_of(given: Given) -> Board:
    """Title and range of a score of heads: shares from 0 to 1, other units to the largest value."""
    measure = HEAD_MEASURES[given["shown"]]
    values = given["boards"][given["shown"]] if "boards" in given else given["values"]
    top = measure.top or max(float(values.max()), 1e-6)
    return Board(
        f"Heads scored by “{measure.label}”",
        f"{measure.label}, {measure.unit}",
        0.0,
        top,
        share=measure.unit == "share of attention",
    )


def _where(given: Given) -> str:
    return f"layer {given['layer']}"


def _head(given: Given) -> str:
    return f"layer {given['layer']}, head {given['head']}"


LAYER = Option("layer", "whole number", 0, low=0)
HEAD = Option("head", "whole number", 0, low=0)
ROW = Option("row", "whole number", 0, low=0)
SHOWN = Option("shown", "text", "entropy", choices=tuple(HEAD_MEASURES))
SCOPE = Option("scope", "text", "layernorm", choices=("attention", "residual", "layernorm"))
METHOD = Option("method", "text", "PCA", choices=("PCA", "t-SNE"))
BASELINE = {
    "sample": "sample_states.sample_occurrences(engine)",
    "known": "adjusted_similarity.baseline_stats(sample)",
}
_MAPS = {
    "known": "blocks.blocks(engine)",
    "maps": "{'Raw weights': attention.layer_mean(trace, layer), "
    "'Norm-based': norms.norm_shares(trace, known[layer], layer, scope), "
    "'Rollout': rollout.rollout(trace)[layer], "
    "'Value zeroing': value_zeroing.value_zeroing(trace, known[layer], layer), "
    "'ALTI': alti.alti(trace, known)[layer], "
    "'GlobEnc': globenc.globenc(trace, known)[layer], "
    "'DecompX': contribution_norms.contribution_shares(trace, known, layer)}",
}
METHODS = ("Raw weights", "Norm-based", "Rollout", "Value zeroing", "ALTI", "GlobEnc", "DecompX")
_GROUPS = {
    "pattern": "head_distances.head_patterns(trace).ravel()",
    "layer": "np.arange(trace.num_layers * trace.num_heads) // trace.num_heads",
}
_ATTENTION = (
    "{'attention received': sum(trace.attention(i).mean(axis=(0, 1)) "
    "for i in range(trace.num_layers)) / trace.num_layers, "
    "'rollout': rollout.rollout(trace)[-1].mean(axis=0)}"
)


def _fitted(given: Given) -> str:
    both = "trace.hidden, other.hidden" if "other" in given else "trace.hidden"
    return f"projection.film([{both}], dimensions=dimensions, method=method)"


def _film(given: Given) -> str:
    both = "(trace, other)" if "other" in given else "(trace,)"
    return f"layer_film.Film({both}, fitted[0], fitted[1].explained, method)"


_FILM = Recipe(
    ("trace", "other"),
    made={"fitted": _fitted, "film": _film},
    options=(Option("dimensions", "whole number", 2, low=2, high=3), METHOD),
)
_TWO = {"pairs": "comparison.align(first, second)"}
_BLANK = {
    "before": "fill_mask.unmasked(predictor, prediction)",
    "after": "prediction.trace",
}
OF_TEXTS: dict[str, Recipe] = {
    **dict.fromkeys(
        (
            "attention_heatmap", "attention_lines", "embedding_geometry", "embedding_shares",
            "embedding_sum", "head_grid", "head_mean_heatmap", "layer_mean_heatmap", "neuron",
            "overall_mean_heatmap", "state_changes", "state_norms", "state_strips",
            "static_retention", "token_chips",
        ),
        Recipe(),
    ),
    "share_of_dimensions": Recipe(("trace", "other")),
    "similarity_heatmap": Recipe(("trace", "other")),
    "adjusted_similarity": Recipe(
        ("trace", "other"), made=BASELINE, options=(Option("measure", "text", "above baseline",
                                                           choices=MEASURES),)
    ),
    "special_tokens_effect": Recipe(
        ("with_specials",),
        made={"without": "engine.run(TextInput(text, pair, special_tokens=False))"},
    ),
    "film_panels": _FILM,
    "layer_film": _FILM,
    "pair_curves": Recipe(
        made={
            **BASELINE,
            "curves": "adjusted_similarity.curves(trace.hidden[:, one], trace.hidden[:, two], "
            "known)",
        },
        plain={
            "names": lambda given: tuple(given["trace"].labels[given[n]] for n in ("one", "two")),
            "model": _model,
        },
        options=(
            Option("one", "whole number", 1, low=0),
            Option("two", "whole number", 2, low=0),
        ),
    ),
    "head_board": Recipe(
        made={"values": "head_scores.head_boards(trace)[shown]"},
        plain={"board": board_of},
        options=(SHOWN,),
    ),
    "head_scores": Recipe(
        made={"boards": "head_scores.head_boards(trace)"},
        plain={"board": board_of},
        options=(SHOWN,),
    ),
    "head_map": Recipe(
        made={
            "points": "projection.mds(head_distances.head_distances(trace))",
            "groups": lambda given: _GROUPS[given["by"]],
        },
        plain={
            "names": lambda given: [f"layer {i}" for i in range(given["trace"].num_layers)]
            if given["by"] == "layer"
            else list(PATTERNS)
        },
        options=(Option("by", "text", "pattern", choices=tuple(_GROUPS)),),
    ),
    **dict.fromkeys(("proof_by_layer", "proofs"), Recipe(made={
        "own": "reference_attention.own_attention(engine, trace.input)",
        "checks": "identities.checks(trace, own=own, blocks=blocks.blocks(engine))",
    })),
    "pattern_board": Recipe(made={"patterns": "head_distances.head_patterns(trace)"}),
    "link_bars": Recipe(
        made={"scores": "link_scores.link_scores(trace, [(query, key)])"},
        plain={"said": lambda given: " → ".join(
            f"“{unit}”" for unit in (given["units"][given["query"]], given["units"][given["key"]])
        )},
        options=(
            Option("query", "whole number", low=0, needed=True),
            Option("key", "whole number", low=0, needed=True),
        ),
    ),
    "method_panels": Recipe(made=_MAPS, plain={"where": _where}, options=(LAYER, SCOPE)),
    "method_heatmap": Recipe(
        made={**_MAPS, "values": "maps[method]"},
        plain={"where": _where, "name": lambda given: given["method"]},
        options=(LAYER, SCOPE, Option("method", "text", METHODS[0], choices=METHODS)),
    ),
    "agreement_matrix": Recipe(
        made={**_MAPS, "correlations": "agreement.agreement(maps)[1]"},
        plain={"names": lambda given: tuple(given["maps"])},
        options=(LAYER, SCOPE),
    ),
    "disagreement_bars": Recipe(
        made={**_MAPS, "values": "agreement.disagreement(agreement.agreement(maps)[1])"},
        options=(LAYER, SCOPE),
    ),
    "mixing_bars": Recipe(
        made={
            "found": "[norms.mixing_ratios(trace, block, i) "
            "for i, block in enumerate(blocks.blocks(engine))]",
            "ratios": "{'weights': np.array([norms.weight_mixing_ratio(trace, i).mean() "
            "for i in range(trace.num_layers)]), "
            "'norms': np.array([ratio['attention'].mean() for ratio in found]), "
            "'norms, residual': np.array([ratio['residual'].mean() for ratio in found]), "
            "'norms, residual, LayerNorm': "
            "np.array([ratio['layernorm'].mean() for ratio in found])}",
        },
    ),
    "attribution_bars": Recipe(
        ("trace", "other"),
        least=2,
        made={
            "target": "attribution.similarity_target(other.hidden[-1].mean(axis=0))",
            "scores": "{one.method: one.scores for one in "
            "(attribution.gradient_times_input(engine, trace, target), "
            "attribution.integrated_gradients(engine, trace, target), "
            f"*relevance.followed(engine, trace, target))}} | {_ATTENTION}",
        },
        plain={"what": lambda _: "What counts for the similarity of the two texts"},
    ),
    "layer_effect_bars": Recipe(
        made={
            "effect": "lambda: comparison.mean_vector_change(trace, engine.run(trace.input))",
            "effects": "ablation.layer_effects(engine, effect)",
        },
        plain={"what": lambda _: "change of vectors"},
    ),
    "difference_heatmap": Recipe(
        ("first", "second"),
        least=2,
        made={
            **_TWO,
            "values": "comparison.attention_difference(first, second, pairs, (layer, head), "
            "(layer, head))",
        },
        plain={"where": _head},
        options=(LAYER, HEAD),
    ),
    "vector_change_heatmap": Recipe(
        ("first", "second"),
        least=2,
        made={**_TWO, "values": "comparison.vector_changes(first, second, pairs)"},
    ),
    **dict.fromkeys(("answer_logits", "answer_matrix", "marked_answer"), Recipe(task="answer")),
    **dict.fromkeys(("label_logits", "label_probabilities"), Recipe(task="classify")),
    **dict.fromkeys(("labelled_text", "tag_logits", "tag_probabilities"), Recipe(
        task="entities",
        options=(Option("task", "text", "entities", choices=("entities", "part-of-speech")),),
    )),
    "next_sentence": Recipe(task="next-sentence"),
    "strategies": Recipe(task="entities"),
    "fill_mask_top": Recipe(task="fill-mask"),
    "fill_mask_targets": Recipe(
        task="fill-mask",
        made={"targets": "tuple(fill_mask.target(predictor, prediction, word, row) "
              "for word in words)"},
        options=(Option("words", "texts", needed=True), ROW),
    ),
    "logit_lens": Recipe(
        task="fill-mask",
        made={"lens": "fill_mask.lens(predictor, prediction, row)"},
        options=(ROW,),
    ),
    "lens_curves": Recipe(
        task="fill-mask",
        made={
            "lens": "fill_mask.lens(predictor, prediction, row)",
            "tokens": "[one.id for one in fill_mask.best(prediction, row, k=k)]",
        },
        options=(ROW, Option("k", "whole number", 4, low=1, high=8)),
    ),
    "mask_attention": Recipe(task="fill-mask", made=_BLANK),
    "mask_effect": Recipe(task="fill-mask", made=_BLANK),
}  # fmt: skip
