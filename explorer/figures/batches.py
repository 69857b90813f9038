"""Pictures of batches: the grid of ids, the mask experiment, wasted positions."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from explorer.figures.bars import Axis, series, titled
from explorer.figures.base import LIGHT, MONO, Look, legend_above, literal, short, styled
from explorer.figures.colours import flat_steps
from explorer.figures.drawing import Figure
from explorer.tasks.batches import Batch, MaskExperiment, Waste

TEXT_UP_TO = 400  # cells: beyond this, writing in each cell is too small to read
NARROW_TEXTS = 5  # that a phone has room for, side by side
NUMBERED_UP_TO = 40  # positions that each get a number under them
KINDS = ("padding", "first text", "second text", "special token")


def batch_grid(
    batch: Batch,
    special_ids: frozenset[int],
    model: str,
    *,
    show: str = "token",
    narrow: bool = False,
    look: Look = LIGHT,
) -> go.Figure:
    """A batch as a grid, one text a row, coloured by what each position holds.

    ``narrow`` has one text a column, for phones.

    ``model`` is the id of the model whose tokenizer made it, for the title.
    ``show`` says what stands in the cells: "token", "id", "mask" or "segment".
    """
    kinds = _kinds(batch, special_ids)  # (B, T)
    colours, words = _colours(look), _hover(batch, kinds)
    figure = Figure(
        go.Heatmap(
            z=kinds.T if narrow else kinds, zmin=-0.5, zmax=3.5, colorscale=flat_steps(colours),
            xgap=2, ygap=2, showscale=False, customdata=words.T if narrow else words,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    readable = not narrow or len(batch.ids) <= NARROW_TEXTS
    if batch.ids.size <= TEXT_UP_TO and readable:
        figure.add_trace(_writing(batch, show, look, narrow=narrow))
    figure.add_traces(_legend(colours))
    count, width = batch.ids.shape
    title = titled(f"{count} texts as one batch of {width} positions each: {show}", model)
    alt = f"{title}. {batch.wasted} of {batch.ids.size} positions are padding."
    height = 140 + 22 * width if narrow else 120 + 30 * count
    styled(figure, look, title=title, alt=alt, height=height)
    _number(figure, count, width, narrow=narrow)
    return legend_above(figure, look)


def _number(figure: go.Figure, count: int, width: int, *, narrow: bool) -> None:
    """Axes that count texts and positions, the first ones on top and at the left."""
    position = {"title": {"text": "position"}, "showgrid": False, "zeroline": False,
                "range": [-0.5, width - 0.5], "tickformat": "d",
                "dtick": 1 if width <= NUMBERED_UP_TO else None}  # fmt: skip
    text = {"title": {"text": "text"}, "showgrid": False, "zeroline": False,
            "tickvals": list(range(count))}  # fmt: skip
    if narrow:
        figure.update_xaxes(text).update_yaxes(position | {"range": [width - 0.5, -0.5]})
    else:
        figure.update_xaxes(position).update_yaxes(text, autorange="reversed")


def _writing(batch: Batch, show: str, look: Look, *, narrow: bool) -> go.Scatter:
    """What stands in the cells."""
    rows, columns = np.indices(batch.ids.shape)
    across, down = (rows, columns) if narrow else (columns, rows)
    return go.Scatter(
        x=across.ravel(),
        y=down.ravel(),
        mode="text",
        text=_words(batch, show),
        hoverinfo="skip",
        textfont={"family": MONO, "size": look.font_size - 3},
        showlegend=False,
    )


def _legend(colours: tuple[str, ...]) -> list[go.Scatter]:
    """Squares for the legend: a heatmap has none of its own."""
    return [
        go.Scatter(x=[None], y=[None], mode="markers", name=kind,
                   marker={"symbol": "square", "size": 12, "color": colour})
        for kind, colour in zip(KINDS, colours, strict=True)
    ]  # fmt: skip


def _kinds(batch: Batch, special_ids: frozenset[int]) -> np.ndarray:
    kinds = 1 + np.minimum(batch.segment, 1)  # (B, T) first or second text
    special = np.isin(batch.ids, list(special_ids))
    return np.where(batch.mask == 0, 0, np.where(special, 3, kinds))


def _words(batch: Batch, show: str) -> list[str]:
    numbers = {"id": batch.ids, "mask": batch.mask, "segment": batch.segment}.get(show)
    if numbers is not None:
        return [str(number) for number in numbers.ravel()]
    return [literal(short(token, 8)) for row in batch.tokens for token in row]


def _hover(batch: Batch, kinds: np.ndarray) -> np.ndarray:
    words = np.empty(batch.ids.shape, object)
    for (row, column), number in np.ndenumerate(batch.ids):
        words[row, column] = (
            f"text {row}, position {column}: {literal(batch.tokens[row][column])}<br>id {number}, "
            f"mask {batch.mask[row, column]}, segment {batch.segment[row, column]}, "
            f"{KINDS[kinds[row, column]]}"
        )
    return words


def _colours(look: Look) -> tuple[str, ...]:
    """Padding as the ground's line colour, texts tinted as chips are, specials stronger."""
    blue, amber, _, grey = look.tints
    return look.line, blue, amber, grey


def mask_experiment(
    found: MaskExperiment, label: int, labels: tuple[str, ...], model: str, *, look: Look = LIGHT
) -> go.Figure:
    """One logit of each text: alone, padded with its mask, padded without one."""
    groups = {
        "alone": found.alone[:, label],
        "padded, with mask": found.masked[:, label],
        "padded, without mask": found.unmasked[:, label],
    }
    names = [f"text {place}" for place in range(len(found.alone))]
    with_mask, without = found.largest()
    what = f"Logit of “{short(labels[label])}”: alone, padded with mask, without mask"
    title = titled(what, model)
    alt = f"{title}. Largest change with mask {with_mask:.2g}, without {without:.2g}."
    return series(names, groups, Axis("logit", None, None, ".3f"), title=title, alt=alt, look=look)


def vector_change(found: MaskExperiment, model: str, *, look: Look = LIGHT) -> go.Figure:
    """How far the first token's last state turned away from the text read alone."""
    groups = {
        "padded, with mask": np.maximum(found.vector_change_masked, 0),
        "padded, without mask": np.maximum(found.vector_change_unmasked, 0),
    }
    names = [f"text {place}" for place in range(len(found.alone))]
    worst = float(found.vector_change_unmasked.max(initial=0))
    title = titled("How far the first token turned: 1 - cosine to the text read alone", model)
    alt = f"{title}. Without a mask up to {worst:.3g}."
    axis = Axis("1 - cosine", 0, max(worst, 1e-6), ".2g")
    return series(names, groups, axis, title=title, alt=alt, look=look)


def padding_waste(ways: tuple[Waste, ...], model: str, *, look: Look = LIGHT) -> go.Figure:
    """Positions filled with words and with padding, by three ways of making batches."""
    groups = {
        "words": np.array([way.positions - way.padding for way in ways]),
        "padding": np.array([way.padding for way in ways]),
    }
    title = titled("Positions that the model works through: words and padding", model)
    alt = "; ".join(f"padded {way.name}: {way.share:.0%} wasted" for way in ways)
    axis = Axis("positions", 0, float(max(way.positions for way in ways)), ".0f")
    figure = series([f"{way.name}" for way in ways], groups, axis, title=title, alt=alt, look=look)
    return figure.update_layout(barmode="stack").update_traces(textposition="inside")
