"""The choices of the page of attention maps: one head, or a mean, with its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer import pictures
from explorer.measures import attention
from explorer.pictures import Picture
from explorer.trace import Trace
from explorer.ui import choices

FORMULA = r"""
Each head compares the query of one token with the keys of all tokens,
$A = \mathrm{softmax}(Q K^\top / \sqrt{d} + \text{mask})$ (Vaswani et al., 2017, equation 1).
Each row is one query and sums to 1. Means over heads or layers are plain averages: their rows
still sum to 1, but what single heads do disappears in them.

A large weight says where a head reads from, not that the model's output depends on it
(Jain and Wallace, 2019; Wiegreffe and Pinter, 2019). Much weight on [SEP] or [CLS] is often a
rest position of a head that has nothing to do (Clark et al., 2019).
"""


@dataclass(frozen=True)
class Map:
    """One heatmap with the words above it."""

    shows: str
    reads: str
    picture: Picture


def _one_head(trace: Trace, layer: int, head: int) -> Map:
    first_index = choices.first_index()
    return Map(
        f"How head {head + first_index} of layer {layer + first_index} spreads the attention "
        f"of each token.",
        attention.read_row(attention.head_attention(trace, layer, head), trace),
        pictures.attention_heatmap(
            trace, layer, head, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _layer_mean(trace: Trace, layer: int, _head: int) -> Map:
    return Map(
        f"The mean over the {trace.num_heads} heads of layer {layer + choices.first_index()}.",
        attention.read_row(attention.layer_mean(trace, layer), trace),
        pictures.layer_mean_heatmap(
            trace, layer, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _head_mean(trace: Trace, _layer: int, head: int) -> Map:
    return Map(
        f"The mean of head {head + choices.first_index()} over all {trace.num_layers} layers; "
        f"heads of "
        "different layers that share a number have nothing else in common.",
        attention.read_row(attention.head_mean(trace, head), trace),
        pictures.head_mean_heatmap(
            trace, head, first_index=choices.first_index(), look=choices.look()
        ),
    )


def _overall_mean(trace: Trace, _layer: int, _head: int) -> Map:
    return Map(
        f"The mean over all {trace.num_layers * trace.num_heads} heads of all layers.",
        attention.read_row(attention.overall_mean(trace), trace),
        pictures.overall_mean_heatmap(trace, look=choices.look()),
    )


KINDS: dict[str, Callable[[Trace, int, int], Map]] = {
    "One head": _one_head,
    "Mean of the layer": _layer_mean,
    "Mean over layers": _head_mean,
    "Mean of all heads": _overall_mean,
}
