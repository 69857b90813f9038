"""Pictures of what a model is made of."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, bars
from explorer.figures.base import CATEGORIES, LIGHT, Look, literal, styled
from explorer.figures.drawing import Figure
from explorer.measures.anatomy import Anatomy, Module

SMALLEST_TYPE = 11
"""Pixels; a module too narrow for its name in such type says it under the pointer only."""


def module_tree(parts: Anatomy, name: str, *, depth: int = 4, look: Look = LIGHT) -> go.Figure:
    """The tree of modules: width = parameters. Click a module to go into it, the bar to go back.

    Tensors that modules share are drawn where they stand first, so that widths add up.
    """
    counts = {m.path: parts.counted(m.path) for m in parts.modules if m.depth <= depth}
    shown = [m for m in parts.modules if counts.get(m.path) or not m.path]
    figure = Figure(
        go.Icicle(
            ids=["model", *(m.path for m in shown[1:])],
            labels=[literal(name), *(literal(m.name) for m in shown[1:])],
            parents=["", *(m.parent or "model" for m in shown[1:])],
            values=[counts[m.path] for m in shown],
            branchvalues="total",
            sort=False,
            customdata=[[m.kind, _shapes(m), counts[m.path] / max(parts.total, 1)] for m in shown],
            hovertemplate="%{id}<br>%{customdata[0]}<br>%{value:,} parameters, "
            "%{customdata[2]:.2%}<br>%{customdata[1]}<extra></extra>",
            texttemplate="%{label}<br>%{value:.3s}",
            tiling={"orientation": "v"},
            marker={"colors": _colours(shown, look), "line": {"color": look.paper, "width": 1}},
            textfont={"color": look.ink},
            maxdepth=depth + 1,
        )
    )
    title = f"Modules of {literal(name)}: width = parameters, {parts.total:,} in all"
    alt = f"Tree of {len(parts.modules)} modules with {parts.total:,} parameters."
    styled(figure, look, title=title, alt=alt, height=480)
    return figure.update_layout(uniformtext={"minsize": SMALLEST_TYPE, "mode": "hide"})


def _shapes(module: Module) -> str:
    return "<br>".join(f"{literal(p.name)} {list(p.shape)}" for p in module.own)


def _colours(shown: list[Module], look: Look) -> list[str]:
    """Embeddings, blocks and the rest in three tints; the root is the ground."""
    blue, amber, green, _ = look.tints
    tints = {"embed": amber, "block": blue, "rest": green, "root": look.line}
    return [tints[_part(module)] for module in shown]


def _part(module: Module) -> str:
    if not module.path:
        return "root"
    names = module.path.split(".")
    if any(name.startswith(("embed", "wte", "wpe", "shared")) for name in names):
        return "embed"
    inside = any(name.isdigit() for name in names)
    return (
        "block"
        if inside or names[-1] in {"encoder", "decoder", "layer", "block", "h", "transformer"}
        else "rest"
    )


def parameter_shares(parts: Anatomy, name: str, *, look: Look = LIGHT) -> go.Figure:
    """Where the parameters are: word embeddings, each block, and the rest."""
    groups = shares(parts)
    title = f"Where the {parts.total:,} parameters of {literal(name)} are"
    alt = ", ".join(f"{group} {count:,}" for group, count in groups.items())
    axis = Axis("parameters", 0, float(max(groups.values())), ",.0f")
    figure = bars(list(groups), np.array(list(groups.values())), axis,
                  title=title, alt=alt, look=look)  # fmt: skip
    return figure.update_traces(marker_color=CATEGORIES[0])


def shares(parts: Anatomy) -> dict[str, int]:
    """Parameters of the word embeddings, of each repeated block, and of all else; adds up."""
    groups = {"word embeddings": parts.word_embeddings}
    groups |= {block.path: block.total for block in parts.blocks()}
    groups["all the rest"] = parts.total - sum(groups.values())
    return groups
