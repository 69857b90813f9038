"""Answers about methods of attributing: on what a token draws most, and how far they part.

Four methods of the page "Methods compared", at the view's layer, rows (T, T) that sum to 1.
"""

from __future__ import annotations

import numpy as np

from explorer.engine.blocks import blocks
from explorer.lessons.answering import Answer, Model
from explorer.lessons.answers.attention import place
from explorer.lessons.card import View
from explorer.measures.agreement import spearman
from explorer.measures.attention import layer_mean
from explorer.measures.norms import norm_shares
from explorer.measures.rollout import rollout
from explorer.measures.value_zeroing import value_zeroing
from explorer.text import percent
from explorer.trace import Trace

RAW, NORMS, ROLLOUT, ZEROING = "raw weights", "norms", "rollout", "value zeroing"


def maps(model: Model, trace: Trace, layer: int) -> dict[str, np.ndarray]:
    """What each token draws on by each method, (T, T) each."""
    block = blocks(model.engine)[layer]
    return {
        RAW: layer_mean(trace, layer),
        NORMS: norm_shares(trace, block, layer),
        ROLLOUT: rollout(trace)[layer],
        ZEROING: value_zeroing(trace, block, layer),
    }


def _tops(model: Model, view: View, source: str) -> dict[str, tuple[str, float]]:
    """For each method what the source draws on most, and with which share."""
    trace = model.trace(view.text, view.pair)
    row = place(trace.labels, source)
    found = maps(model, trace, view.layer)
    best = {name: int(values[row].argmax()) for name, values in found.items()}
    return {name: (trace.labels[at], float(found[name][row, at])) for name, at in best.items()}


def drawn_on_most(model: Model, view: View, *, method: str, source: str) -> Answer:
    """The token on which a token draws most, by one method."""
    token, share = _tops(model, view, source)[method]
    return Answer(token, {"share": percent(share), "top": token, "source": source})


def methods_naming(model: Model, view: View, *, token: str, source: str) -> Answer:
    """How many of the four methods put this token first."""
    tops = {name: top for name, (top, _) in _tops(model, view, source).items()}
    named = [name for name, top in tops.items() if top == token]
    others = [f"{name} “{top}”" for name, top in tops.items() if top != token]
    return Answer(float(len(named)), {"named": " and ".join(named), "others": ", ".join(others)})


def rank_agreement(model: Model, view: View, *, first: str, second: str) -> Answer:
    """Mean rank correlation of two methods over all tokens, -1 to 1."""
    by_method = maps(model, model.trace(view.text, view.pair), view.layer)
    found = spearman(by_method[first], by_method[second])  # (T,)
    return Answer(float(np.nanmean(found)))


def methods_part(model: Model, view: View, *, first: str, second: str, source: str) -> Answer:
    """Whether two methods name different tokens for a token of the reader's text."""
    tops = _tops(model, view, source)
    one, other = tops[first][0], tops[second][0]
    return Answer(one != other, {"one": one, "other": other})
