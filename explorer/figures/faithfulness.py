"""Which method ranks the words best: curves of one text, its ranked board, and a table of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from explorer.figures import percents
from explorer.figures.bars import Axis, bars, titled
from explorer.figures.base import (
    CATEGORIES,
    DASHES,
    LIGHT,
    MARKERS,
    Look,
    caption,
    layout,
    literal,
    short,
    styled,
)
from explorer.figures.drawing import Figure, subplots
from explorer.measures.faithfulness import RANDOM, Faithfulness
from explorer.trace import Trace

TALL = 420
"""Pixels of both pictures of one text, which stand side by side."""
ROW = 17.0
"""Pixels of a method's row in the table of many texts."""


def deletion_curves(
    trace: Trace,
    found: Faithfulness,
    what: str,
    names: Sequence[str],
    *,
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """The number while words are masked, the most important first, by these methods.

    ``what`` names the number. The random order is drawn muted, to compare with. ``narrow`` has
    room for a name a line below the curves, for phones.
    """
    share = found.counts / found.counts[-1]
    figure = Figure()
    for place, name in enumerate(names):
        values = found.deletion[found.names.index(name)]
        figure.add_trace(_curve(name, share, values, _style(place, name, look)))
    alt = ", ".join(
        f"{name} {float(found.deletion_aopc[found.names.index(name)]):.3f}" for name in names
    )
    styled(
        figure, look, title=caption(trace, "Words masked in the order of each method"), height=400,
        alt=f"{what} while the words of “{short(trace.input.text, 80)}” are masked; mean fall: "
        f"{alt}.",
    )  # fmt: skip
    figure.update_xaxes(
        percents.ticks(0.0, 1.0), title={"text": "share of words masked"}, range=[-0.03, 1.03],
        zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(title={"text": literal(short(what, 60))})
    return _named_below(figure, len(names) if narrow else 2)


def _named_below(figure: go.Figure, lines: int) -> go.Figure:
    """The legend under the curves, with room for so many lines of it."""
    return figure.update_layout(
        height=TALL + 20 * (lines - 2),
        margin={"b": 62 + 20 * lines},
        legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
        showlegend=True,
        hovermode="closest",
    )


def _style(place: int, name: str, look: Look) -> dict[str, Any]:
    """Colour, dash and marker of a method; the random order has none of its own."""
    if name == RANDOM:
        return {"line": {"color": look.muted, "width": 1.5, "dash": "dash"},
                "marker": {"symbol": "circle", "size": 5}}  # fmt: skip
    return {
        "line": {"color": CATEGORIES[place % len(CATEGORIES)], "width": 2.5,
                 "dash": DASHES[place // 2 % len(DASHES)]},
        "marker": {"symbol": MARKERS[place % len(MARKERS)], "size": 7},
    }  # fmt: skip


def _curve(name: str, share: np.ndarray, values: np.ndarray, style: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        x=share, y=values, name=literal(name), mode="lines+markers", **style,
        hovertemplate=f"{literal(name)}: %{{y:.4f}} with %{{x:.0%}} masked<extra></extra>",
    )  # fmt: skip


def method_ranking(
    trace: Trace,
    found: Faithfulness,
    what: str,
    names: Sequence[str] = (),
    *,
    look: Look = LIGHT,
) -> go.Figure:
    """Every method by its mean fall (AOPC), the best first; ``names`` keep their curve's colour."""
    order = np.argsort(-found.deletion_aopc, kind="stable")
    ranked = [found.names[place] for place in order]
    figure = bars(
        ranked,
        found.deletion_aopc[order],
        Axis("mean fall while words are masked", None, None, ".3f"),
        title=caption(trace, "Methods ranked"),
        alt=f"Mean fall of {what} for each method: "
        + ", ".join(f"{name} {found.deletion_aopc[place]:.3f}" for name, place in
                    zip(ranked, order, strict=True)) + ".",
        look=look,
    )  # fmt: skip
    own = {name: _style(place, name, look)["line"]["color"] for place, name in enumerate(names)
           if name != RANDOM}  # fmt: skip
    colours = [own.get(name, look.line) for name in ranked]
    figure.update_traces(marker={"color": colours, "pattern": {"shape": ""}})
    low, high = layout(figure).xaxis.range
    if low < 0:  # numbers beside bars to the left keep clear of the names
        figure.update_xaxes(range=[low - 0.2 * (high - low), high])
    return figure.update_layout(height=TALL)


def scoreboard_intervals(
    board: Mapping[str, Any], measure: str = "deletion", *, narrow: bool = False, look: Look = LIGHT
) -> go.Figure:
    """Every method's mean over many sentences and its 95 % interval, a panel a task.

    ``board`` is the shipped table (``explorer.data.scoreboard.scoreboard()``); ``measure`` is
    "deletion", "insertion" or "rank correlation".
    """
    tasks = board["tasks"]
    names = list(next(iter(tasks.values()))["methods"])
    across = 1 if narrow else len(tasks)
    down = -(-len(tasks) // across)
    figure = subplots(
        rows=down, cols=across, shared_yaxes=True, horizontal_spacing=0.025,
        vertical_spacing=0.09, subplot_titles=[literal(name) for name in tasks],
    )  # fmt: skip
    count = next(iter(tasks.values()))["n"]
    title = titled(f"{measure.capitalize()}, mean and 95 % interval", board["model"],
                   f"{count} sentences for each task")  # fmt: skip
    styled(figure, look, title=title, alt=_said(board, measure, names),
           height=96 + (60 + ROW * len(names)) * down)  # fmt: skip
    figure.update_layout(showlegend=False, margin={"t": layout(figure).margin.t + 24})
    figure.update_annotations(font={"size": look.font_size - 1, "color": look.muted})
    for number, task in enumerate(tasks.values()):
        row, column = number // across + 1, number % across + 1
        for drawn in _intervals(task["methods"], measure, look):
            figure.add_trace(drawn, row=row, col=column)
    for number, task in enumerate(tasks.values()):
        known = np.array([one[measure][1:] for one in task["methods"].values()], float)  # (M, 2)
        low, high = float(np.nanmin(known)), float(np.nanmax(known))
        room = 0.05 * (high - low) or 1.0
        figure.update_xaxes(
            range=[low - room, high + room], row=number // across + 1, col=number % across + 1
        )
    figure.update_xaxes(zeroline=True, nticks=5)
    return figure.update_yaxes(
        range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))), showgrid=True,
        ticktext=[literal(name) for name in names], zeroline=False,
        tickfont={"size": look.font_size - 2},
    )  # fmt: skip


def _intervals(methods: Mapping[str, Any], measure: str, look: Look) -> tuple[go.Scatter, ...]:
    """The intervals as lines and the means as points on them; those that are known."""
    rows = [(place, name, found[measure]) for place, (name, found) in enumerate(methods.items())
            if found[measure][0] is not None]  # fmt: skip
    ends = [(x, place) for place, _, (_, low, high) in rows for x in (low, high, None)]
    lines = go.Scatter(
        x=[x for x, _ in ends], y=[y for _, y in ends], mode="lines", hoverinfo="skip",
        line={"color": CATEGORIES[0], "width": 3},
    )  # fmt: skip
    points = go.Scatter(
        x=[numbers[0] for _, _, numbers in rows], y=[place for place, _, _ in rows],
        mode="markers",
        marker={"size": 8, "color": [look.muted if name == RANDOM else CATEGORIES[0]
                                     for _, name, _ in rows]},
        customdata=[f"{literal(name)}: {mean:.3f}, {low:.3f} to {high:.3f}"
                    for _, name, (mean, low, high) in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    return lines, points


def _said(board: Mapping[str, Any], measure: str, names: Sequence[str]) -> str:
    """The best method of each task in words."""
    best = [
        f"{task}: {max(names, key=lambda name: found['methods'][name][measure][0])}"
        for task, found in board["tasks"].items()
    ]
    return f"Mean {measure} with 95 % intervals for {len(names)} methods; best by task: " + (
        ", ".join(best) + "."
    )
