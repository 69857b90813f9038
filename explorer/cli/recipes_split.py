"""How pictures of numbers that were split into exact parts are made; see ``recipes``."""

from __future__ import annotations

import numpy as np

from explorer.cli.recipes import HEAD, LAYER, Given, Option, Recipe

_SCORES = {"parts": "decomposition.score_parts(trace, blocks.blocks(engine), layer, head)"}

_TARGET = "logit_parts.predicted(prediction.logits, at, margin=margin)"
_SPLIT = {"model": "split_heads.split(predictor, prediction)"}


def _logit(given: Given) -> str:
    """What is explained: the largest logit of a row, or that minus the runner-up's."""
    logits = np.atleast_2d(given["prediction"].logits)[given["at"]]
    first, *rest = (given["predictor"].labels[place] for place in np.argsort(-logits)[:2])
    over = f" rather than “{rest[0]}”" if given["margin"] and rest else ""
    return f"the logit of “{first}”{over}"


def _of_logit(**made: str) -> Recipe:
    """A picture of a head's largest logit."""
    tasks = ("classify", "fill-mask", "entities", "part-of-speech")
    options = (
        Option("task", "text", "classify", choices=tasks),
        Option("at", "whole number", 0, low=0),  # of the rows that tokens or blanks have
        Option("margin", "yes or no", False),
    )
    return Recipe(task="classify", made={**_SPLIT, **made}, plain={"what": _logit}, options=options)


_ALIKE = Recipe(
    ("trace", "other"),
    least=2,
    made={
        "parts": "decomposition.similarity_parts(trace, other, blocks.blocks(engine), pooling)",
        "alike": "alike_words.alike_words(trace, other, parts)",
    },
    options=(Option("pooling", "text", "mean", choices=("mean", "first")),),
)
_PARTS = _of_logit(parts=f"logit_parts.logit_parts(trace, model.blocks, model.head, {_TARGET})")
OF_PARTS: dict[str, Recipe] = {
    **dict.fromkeys(("alike_lines", "alike_words"), _ALIKE),
    "coloured_text": _PARTS,
    "logit_bars": _PARTS,
    "prediction_graph": _of_logit(
        graph=f"prediction_graph.prediction_graph(trace, model.blocks, model.head, {_TARGET})"
    ),
    "syntax_tree": Recipe(
        made={"tree": "syntax_probe.tree(trace, state)"},
        options=(Option("state", "whole number", 3, low=0),),
    ),
    "score_parts": Recipe(made=_SCORES, options=(LAYER, HEAD)),
    "score_pair": Recipe(
        made=_SCORES,
        options=(
            LAYER,
            HEAD,
            Option("query", "whole number", low=0, needed=True),
            Option("key", "whole number", low=0, needed=True),
        ),
    ),
}
