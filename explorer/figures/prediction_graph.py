"""The ways by which a logit came about: tokens across, layers upwards, heads between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from explorer.figures.base import (
    LIGHT,
    MONO,
    Look,
    caption,
    legend_above,
    literal,
    number,
    short,
    state_name,
    styled,
    token_labels,
)
from explorer.figures.colours import signed
from explorer.figures.drawing import Figure
from explorer.measures.prediction_graph import Edge, Node, PredictionGraph
from explorer.text import percent
from explorer.trace import Trace

ROW = 74.0  # pixels from one state to the next
STEPS = 8  # widths of lines
WIDEST, THINNEST = 9.0, 0.8  # pixels of a line
HEAD = 0.62  # where a head's mark stands between two states
BIAS = {"state": 0.26, "head": 0.1, "logit": 0.3}
"""How far right and down a bias begins from what it is added to."""
MOST_LABELS = 64  # tokens named below the graph
NAMED = 8  # heads whose number stands beside their mark
SPREAD = 0.64  # of a token's column, over which the marks of heads are spread


def prediction_graph(
    trace: Trace,
    graph: PredictionGraph,
    what: str,
    *,
    marked: int | None = None,
    first_index: int = 0,
    look: Look = LIGHT,
) -> go.Figure:
    """The strongest ways to a logit: the wider a line, the more it carries, colour says which way.

    Circles are states of tokens, small marks below them the heads that write there. ``marked`` is
    the number of an edge that is ringed. Points in the middle of lines carry their numbers.
    """
    place = _Places(trace, graph)
    figure = Figure(_lines(graph, place, look))
    figure.add_traces([_heads(graph, place, look, first_index), _states(trace, graph, place, look)])
    figure.add_trace(_middles(trace, graph, place, first_index))
    figure.add_traces(_names(graph, what, place, look, first_index))
    if marked is not None and marked < len(graph.edges):
        figure.add_trace(_ring(graph.edges[marked], place, look))
    title = (
        f"The ways to {literal(what)}, {graph.value:.2f}<br>the {len(graph.edges)} strongest "
        f"edges of {graph.count:,} carry {percent(graph.carried)}"
    )
    styled(figure, look, title=caption(trace, title), alt=_alt(trace, graph, what, first_index),
           height=130 + ROW * (trace.num_layers + 1.2))  # fmt: skip
    return legend_above(_axes(figure, trace, first_index, look), look)


class _Places:
    """Where each node stands: tokens at 0, 1, ..., states at 0, 1, ..., upwards."""

    def __init__(self, trace: Trace, graph: PredictionGraph) -> None:
        self.layers, self.heads = trace.num_layers, trace.num_heads
        read = [edge for edge in graph.edges if (edge.source.kind, edge.target.kind)
                == ("state", "logit")]  # fmt: skip
        sizes = [abs(edge.weight) for edge in read] or [1.0]
        tokens = [edge.source.token for edge in read] or [(trace.num_tokens - 1) / 2]
        self.logit = float(np.average(tokens, weights=sizes))

    def __call__(self, node: Node) -> tuple[float, float]:
        """The place of a state, a head or the logit, (x, y)."""
        if node.kind == "state":
            return float(node.token), float(node.layer)
        if node.kind == "head":
            aside = (node.head + 0.5) / self.heads - 0.5
            return node.token + SPREAD * aside, node.layer + HEAD
        return self.logit, self.layers + 1.0

    def of(self, edges: Sequence[Edge]) -> np.ndarray:
        """Both ends of edges. Returns (N, 2, 2): edge, end, x or y."""
        ends = [[self._start(edge), self(edge.target)] for edge in edges]
        return np.array(ends, float).reshape(-1, 2, 2)

    def _start(self, edge: Edge) -> tuple[float, float]:
        """Where an edge begins: biases stand right below what they are added to."""
        if edge.source.kind != "bias":
            return self(edge.source)
        across, up = self(edge.target)
        return across + BIAS[edge.target.kind], up - BIAS[edge.target.kind]


def _lines(graph: PredictionGraph, place: _Places, look: Look) -> list[go.Scatter]:
    """The edges by width and sign, the weakest first; and the legend's two entries."""
    sizes = np.abs([edge.weight for edge in graph.edges])
    steps = np.ceil(STEPS * np.sqrt(sizes / max(sizes.max(initial=0), 1e-12)))
    drawn = []
    for step in range(1, STEPS + 1):
        for sign, colour in zip((1, -1), signed(look), strict=True):
            group = [edge for edge, one in zip(graph.edges, steps, strict=True)
                     if one == step and (edge.weight > 0) == (sign > 0)]  # fmt: skip
            if group:
                drawn.append(_group(place.of(group), step, colour))
    for sign, colour in zip((1, -1), signed(look), strict=True):
        line, name = {"color": colour, "width": 4}, "raises it" if sign > 0 else "lowers it"
        drawn.append(go.Scatter(x=[None], y=[None], mode="lines", line=line, name=name))
    return drawn


def _group(ends: np.ndarray, step: int, colour: str) -> go.Scatter:
    """Edges of one width and sign as one line with gaps."""
    gap = np.full((len(ends), 1, 2), np.nan)
    x, y = np.concatenate([ends, gap], axis=1).reshape(-1, 2).T
    width = THINNEST + (WIDEST - THINNEST) * (step / STEPS) ** 2
    return go.Scatter(x=x, y=y, mode="lines", line={"color": colour, "width": width},
                      opacity=0.45 + 0.45 * step / STEPS, hoverinfo="skip",
                      showlegend=False)  # fmt: skip


def _nodes(graph: PredictionGraph, kind: str) -> list[Node]:
    """The nodes of a kind that an edge is kept of."""
    ends = {node for edge in graph.edges for node in (edge.source, edge.target)}
    return sorted(node for node in ends if node.kind == kind)


def _heads(graph: PredictionGraph, place: _Places, look: Look, first_index: int) -> go.Scatter:
    shown = _nodes(graph, "head")
    raises, lowers = signed(look)
    at = np.array([place(node) for node in shown]).reshape(-1, 2)
    return go.Scatter(
        x=at[:, 0], y=at[:, 1], mode="markers", showlegend=False,
        marker={"symbol": "diamond", "size": 6,
                "color": [raises if _written(graph, node) > 0 else lowers for node in shown],
                "line": {"color": look.paper, "width": 0.5}},
        text=[f"layer {number(first_index, node.layer)}, head {number(first_index, node.head)} "
              f"writes {_written(graph, node):+.3f}" for node in shown],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _states(trace: Trace, graph: PredictionGraph, place: _Places, look: Look) -> go.Scatter:
    """Every token's states; the larger, the more flows through."""
    shown = [Node("state", layer, token) for layer in range(trace.num_layers + 1)
             for token in range(trace.num_tokens)]  # fmt: skip
    values = np.array([graph.states[node.layer, node.token] for node in shown])
    share = np.sqrt(np.abs(values) / max(np.abs(values).max(initial=0), 1e-12))
    raises, lowers = signed(look)
    at = np.array([place(node) for node in shown])
    return go.Scatter(
        x=at[:, 0], y=at[:, 1], mode="markers", showlegend=False,
        marker={"size": 3 + 11 * share, "color": [raises if v > 0 else lowers for v in values],
                "line": {"color": look.paper, "width": 1}},
        text=[f"{node.token} “{literal(short(trace.labels[node.token]))}”, state {node.layer}: "
              f"{value:+.3f}" for node, value in zip(shown, values, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _middles(trace: Trace, graph: PredictionGraph, place: _Places, first_index: int) -> go.Scatter:
    """Unseen points on the lines: what is said over them, and clicked."""
    at = place.of(graph.edges).mean(axis=1)  # (N, 2)
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=at[:, 0], y=at[:, 1], mode="markers", marker={"size": 12, "opacity": 0},
        selected=unseen, unselected=unseen, showlegend=False,
        customdata=[[place] for place in range(len(graph.edges))],
        text=[literal(edge_name(trace, edge, first_index)) + f": {edge.weight:+.3f}"
              for edge in graph.edges],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def edge_name(trace: Trace, edge: Edge, first_index: int = 0) -> str:
    """An edge in words. Plain text."""
    source, target = edge.source, edge.target
    if target.kind == "head":
        told = f"layer {number(first_index, target.layer)}, head {number(first_index, target.head)}"
        read = "its biases" if source.kind == "bias" else _token(trace, source.token)
        return f"{told}: {_token(trace, target.token)} reads {read}"
    if source.kind == "head":
        told = f"layer {number(first_index, source.layer)}, head {number(first_index, source.head)}"
        return f"{told} writes to {_token(trace, target.token)}"
    if target.kind == "logit":
        if source.kind == "bias":
            return "biases of the head to the logit"
        where = state_name(source.layer, first_index=first_index)
        return f"{_token(trace, source.token)}, {where}, to the logit"
    if source.kind == "bias":
        return (
            f"biases of layer {number(first_index, source.layer)} to {_token(trace, target.token)}"
        )
    return (
        f"{_token(trace, source.token)} goes on through layer {number(first_index, source.layer)}"
    )


def _token(trace: Trace, place: int) -> str:
    return f"“{short(trace.labels[place])}” ({place})"


def _names(
    graph: PredictionGraph, what: str, place: _Places, look: Look, first_index: int
) -> list[go.Scatter]:
    """What the logit is called, and the numbers of the heads that write most."""
    x, y = place(Node("logit"))
    font = {"size": look.font_size - 1, "color": look.ink}
    strong = _telling_heads(graph)
    at = np.array([place(node) for node in strong]).reshape(-1, 2)
    plain = {"mode": "text", "showlegend": False, "hoverinfo": "skip"}
    return [
        go.Scatter(x=[x], y=[y + 0.14], text=[literal(short(what, 40))], textfont=font,
                   textposition=f"top {_side(x, graph.states.shape[1])}", **plain),
        go.Scatter(x=at[:, 0], y=at[:, 1], textposition="middle right",
                   text=[f"h{number(first_index, node.head)}" for node in strong],
                   textfont=font | {"size": look.font_size - 3}, **plain),
    ]  # fmt: skip


def _side(x: float, count: int) -> str:
    """To which side a name goes that stands at x among so many tokens."""
    share = (x + 0.5) / count
    return "right" if share < 0.3 else "left" if share > 0.7 else "center"


def _telling_heads(graph: PredictionGraph) -> list[Node]:
    """The heads that write most, one for each token and layer: there is room for no more."""
    found: dict[tuple[int, int], Node] = {}
    for node in sorted(_nodes(graph, "head"), key=lambda node: -abs(_written(graph, node))):
        found.setdefault((node.layer, node.token), node)
    return list(found.values())[:NAMED]


def _written(graph: PredictionGraph, node: Node) -> float:
    """What a head writes for a token."""
    return float(graph.heads[node.layer, node.head, node.token])


def _ring(edge: Edge, place: _Places, look: Look) -> go.Scatter:
    """A chosen edge, drawn over the others."""
    ends = place.of([edge])[0]
    return go.Scatter(x=ends[:, 0], y=ends[:, 1], mode="lines+markers", showlegend=False,
                      line={"color": look.ink, "width": 2, "dash": "dot"}, hoverinfo="skip",
                      marker={"size": 12, "symbol": "circle-open", "color": look.ink})  # fmt: skip


def _axes(figure: go.Figure, trace: Trace, first_index: int, look: Look) -> go.Figure:
    depth, count = trace.num_layers, trace.num_tokens
    step = -(-count // MOST_LABELS)
    figure.update_xaxes(
        range=[-0.6, count - 0.4], showgrid=False, zeroline=False,
        tickvals=list(range(0, count, step)), ticktext=token_labels(trace)[::step],
        tickangle=-90 if count > 9 else 0,
        tickfont={"family": MONO, "size": look.font_size - 1},
    )  # fmt: skip
    return figure.update_yaxes(
        range=[-0.3, depth + 1.5], zeroline=False, tickvals=list(range(depth + 1)),
        ticktext=[state_name(state, first_index=first_index) for state in range(depth + 1)],
    )  # fmt: skip


def _alt(trace: Trace, graph: PredictionGraph, what: str, first_index: int) -> str:
    top = "; ".join(
        f"{edge_name(trace, edge, first_index)} {edge.weight:+.2f}" for edge in graph.edges[:5]
    )
    return f"The {len(graph.edges)} strongest ways to {what}. The strongest: {top}."
