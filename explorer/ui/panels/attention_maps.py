"""The choices of the page of attention maps: one head, or a mean, with its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explorer import pictures
from explorer.measures import attention
from explorer.pictures import Picture
from explorer.trace import Trace
from explorer.ui import choices, shell, show

FORMULA = r"""
Each head compares the query of one token with the keys of all tokens,
$A = \mathrm{softmax}(Q K^\top / \sqrt{d} + \text{mask})$ (Vaswani et al., 2017, equation 1).
Each row is one query and sums to 1. Means over heads or layers are plain averages: their rows
still sum to 1, but they hide what single heads do.

A large weight says where a head reads from, not that the model's output depends on it
(Jain and Wallace, 2019; Wiegreffe and Pinter, 2019). A head that finds nothing to attend to often
puts much weight on [SEP] or [CLS] (Clark et al., 2019).
"""


@dataclass(frozen=True)
class Map:
    """One heatmap with the words above it."""

    shows: str
    reads: str
    picture: Picture


def _one_head(trace: Trace, layer: int, head: int, *, fit: bool) -> Map:
    first_index = choices.first_index()
    return Map(
        f"What each token attends to in layer {layer + first_index}, head {head + first_index}.",
        attention.read_row(attention.head_attention(trace, layer, head), trace),
        pictures.attention_heatmap(
            trace, layer, head, fit=fit, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _layer_mean(trace: Trace, layer: int, _head: int, *, fit: bool) -> Map:
    return Map(
        f"The mean over the {trace.num_heads} heads of layer {layer + choices.first_index()}.",
        attention.read_row(attention.layer_mean(trace, layer), trace),
        pictures.layer_mean_heatmap(
            trace, layer, fit=fit, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _head_mean(trace: Trace, _layer: int, head: int, *, fit: bool) -> Map:
    return Map(
        f"The mean of head {head + choices.first_index()} over all {trace.num_layers} layers; "
        f"heads of "
        "different layers that share a number have nothing else in common.",
        attention.read_row(attention.head_mean(trace, head), trace),
        pictures.head_mean_heatmap(
            trace, head, fit=fit, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _overall_mean(trace: Trace, _layer: int, _head: int, *, fit: bool) -> Map:
    return Map(
        f"The mean over all {trace.num_layers * trace.num_heads} heads of all layers.",
        attention.read_row(attention.overall_mean(trace), trace),
        pictures.overall_mean_heatmap(trace, fit=fit, look=choices.look()),
    )


KINDS: dict[str, Callable[..., Map]] = {
    "One head": _one_head,
    "Mean of the layer": _layer_mean,
    "Mean over layers": _head_mean,
    "Mean of all heads": _overall_mean,
}


def pick_kind() -> str:
    """Which of KINDS is shown; one head, when a panel was clicked."""
    if st.session_state.pop("maps_opened", False):
        st.session_state["maps_kind"] = "One head"
    return shell.controls().selectbox(
        "Picture", list(KINDS), key="maps_kind", bind="query-params", width=190
    )


def grid(trace: Trace, layer: int, *, fit: bool) -> None:
    """All heads of a layer; a click on one of them shows it large."""
    clicked = show.clickable_picture(
        pictures.head_grid(trace, layer, fit=fit, **choices.drawing()), "attention_heads"
    )
    if clicked is None or clicked == st.session_state.get("maps_clicked"):
        return  # a selection stays: only a new one is a click
    st.session_state.update(maps_clicked=clicked, maps_opened=True)
    choices.choose(layer=clicked[0], head=clicked[1])
    st.rerun()
