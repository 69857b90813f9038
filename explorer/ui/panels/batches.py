"""Pieces of the page about batches, padding and masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import streamlit as st

from explorer import catalog, pictures
from explorer.tasks import batches
from explorer.tasks.batches import Batch, Row, Side
from explorer.text import TextInput, agreed, counted, percent
from explorer.ui import batch_calls, cache, choices, predictors, shell, show, widgets
from explorer.ui.calls import Made

if TYPE_CHECKING:
    from explorer.engine import Engine

START = """i like it
i hate eating jackfruit
The animal didn't cross the street because it was too tired.
I like cookies! | Do you like them too?"""
SHIFTED = 1e-4  # 1 - cosine: far above rounding
BODY, HEAD = "bundled body: vectors", "a head: logits too"

FORMULA = r"""
A model reads a table of ids: shorter texts are filled up with the padding token. The attention
mask adds a very large negative number to every score that points at padding, so that softmax gives
it exactly 0 and the text's own vectors come out as if it had been read alone. Without the mask,
the model reads padding as if it were words.

Padding to the longest text of each batch wastes less than to the longest of the whole set; sorting
texts by length first wastes least.
"""


def engine() -> tuple[Engine, tuple[str, ...]]:
    """The model to try it on, and the labels of its head, if it has one."""
    with shell.controls():
        chosen = widgets.either("Model", [BODY, HEAD], "batch_kind")
    if chosen == BODY:
        return cache.get_engine(catalog.BUNDLED_ID), ()
    predictor = predictors.choose("classify")
    bundled = predictor.spec.source == "bundled"
    return predictor.engine, () if bundled else predictor.labels


def given(model: Engine, labels: tuple[str, ...]) -> tuple[tuple[Row, ...], Made]:
    """The reader's texts as rows of ids, and the call that makes them."""
    with shell.controls().popover("Texts", icon=":material/edit:", key="batch_texts_box"):
        typed = widgets.long_text(
            "Texts, one a line; 'first | second' makes a pair", START, "batch_texts", height=220
        )
    with shell.more("batch_more", "Length"):
        length = st.slider(
            "Longest length, in tokens",
            4,
            min(64, model.spec.max_tokens),
            24,
            key="batch_length",
            bind="query-params",
        )
        special = st.toggle("Add special tokens", True, key="batch_special", bind="query-params")
    sources = [_source(line, special) for line in batches.texts(typed)]
    made = batch_calls.rows(model.spec, sources, length, classifies=bool(labels))
    return batches.rows(model, sources, length), made


def _source(line: str, special: bool) -> TextInput:
    first, _, second = line.partition(" | ")
    return TextInput(first, second or None, special_tokens=special)


def padded(model: Engine, rows: tuple[Row, ...], read: Made) -> tuple[Batch, Made]:
    """The rows as one batch, and the calls that make it."""
    with shell.more("batch_padding", "Padding"):
        side = widgets.either("Padding side", ["right", "left"], "batch_side")
        extra = st.slider(
            "Padding beyond the longest",
            0,
            16,
            0,
            key="batch_extra",
            bind="query-params",
            width=180,
        )
    width = max(len(row.ids) for row in rows) + extra
    made: Made = {**read, "batch": batch_calls.padded(cast(Side, side), width)}
    return batches.pad(rows, batches.padding(model), side=cast(Side, side), to=width), made


def sentences(batch: Batch) -> tuple[str, str]:
    """What the grid shows."""
    count, width = batch.ids.shape
    cut = sum(batch.dropped)
    were = agreed(cut, "was", "were")
    lost = f" {counted(cut, 'token')} did not fit and {were} cut off." if cut else ""
    texts = "text as the model reads it" if count == 1 else f"{count} texts as the model reads them"
    return (
        f"Your {texts}: one table of {count} x {width} ids.",
        f"Each row is a text, each cell a position; {batch.wasted} of {batch.ids.size} positions "
        f"are padding.{lost}",
    )


def grid(model: Engine, batch: Batch, made: Made) -> None:
    """The coloured grid."""
    with shell.controls():
        shown = widgets.either("In the cells", ["token", "id", "mask", "segment"], "batch_show")
    specials = frozenset(model.encoder.special_tokens.values())
    show.picture(
        pictures.batch_grid(
            batch, specials, model.spec.id, show=shown, look=choices.look(), made=made
        ),
        "batch_grid",
    )


def experiment(
    model: Engine, rows: tuple[Row, ...], batch: Batch, labels: tuple[str, ...], *, made: Made
) -> None:
    """Alone, padded with mask, padded without."""
    widgets.heading("Experiment: what if the mask is forgotten?")
    found = cache.remembered(batches.compare, model, rows, batch)
    worst = float(found.vector_change_unmasked.max())
    kept = float(found.vector_change_masked.max())
    show.sentences(
        "The same texts three times: each alone, padded with the mask, padded without it.",
        f"With the mask, no first token's vector changes by more than {max(kept, 0):.1g} "
        f"(1 - cosine); without it, one changes by {worst:.3g}.",
    )
    _explain(batch, shifted=kept > SHIFTED)
    options = {"look": choices.look(), "made": batch_calls.compared(made)}
    if labels:
        place = widgets.one_of("Logit of", labels, "batch_label", start=len(labels) - 1)
        show.picture(
            pictures.mask_experiment(found, place, labels, model.spec.id, **options),
            "batch_logits",
            table=False,
        )
    show.picture(pictures.vector_change(found, model.spec.id, **options), "batch_vectors")


def _explain(batch: Batch, *, shifted: bool) -> None:
    """What makes this experiment come out differently."""
    if shifted:
        show.notice(
            "Padding on the left moves every token to a later position, and this model counts "
            "positions from the left edge: even with the mask the vectors change."
        )
    if not batch.wasted:
        show.notice("Nothing is padded here: type texts of different lengths to see a difference.")


def waste(model: Engine, rows: tuple[Row, ...]) -> None:
    """Wasted positions by three ways of padding."""
    widgets.heading("How much padding is wasted?")
    size = st.slider("Texts in a batch", 1, 16, 2, key="batch_size", bind="query-params")
    ways = batches.waste([len(row.ids) for row in rows], size)
    show.sentences(
        f"In batches of {size}, padding {ways[0].name} wastes {percent(ways[0].share)} of all "
        f"positions, {ways[1].name} {percent(ways[1].share)}, and {percent(ways[2].share)} when "
        "texts are sorted by length first."
    )
    show.picture(pictures.padding_waste(ways, model.spec.id, look=choices.look()), "batch_waste")
