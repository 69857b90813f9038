"""Answers about batches: padding, and what the attention mask does with it. One text a line."""

from __future__ import annotations

from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures.similarity import cosine
from explorer.tasks import batches
from explorer.tasks.batches import Batch, MaskExperiment, Side
from explorer.text import TextInput

LENGTH = 24  # tokens, as the page starts
CHANGED = 1e-4  # 1 - cosine: far above rounding
STAYS, CHANGES = "it stays the same", "it changes"


def padding_count(model: Model, view: View, *, row: int) -> Answer:
    """How many positions of a text's row, from 0, hold padding."""
    batch = padded(model, view)
    own, width = int(batch.mask[row].sum()), batch.ids.shape[1]
    return Answer(width - own, {"own": str(own), "width": str(width)})


def masked_change(model: Model, view: View, *, row: int, side: Side = "right") -> Answer:
    """Whether a text's vector changes in a padded batch that has its mask."""
    change = float(_compared(model, view, side).vector_change_masked[row])
    return Answer(CHANGES if change > CHANGED else STAYS, {"change": f"{max(change, 0):.2g}"})


def forgotten_mask(model: Model, view: View, *, row: int) -> Answer:
    """Cosine of a text's sentence vector without the mask to the one with it."""
    from explorer.engine import batch  # torch takes seconds

    kind = batch.poolings(model.engine)[0]
    right, wrong = (
        batch.embed(model.engine, _lines(view), kinds=(kind,), masked=masked).vectors[kind][row]
        for masked in (True, False)
    )
    found = float(cosine(right, wrong))
    return Answer(found, {"cosine": f"{found:.2f}"})


def needs_no_mask(model: Model, view: View) -> Answer:
    """Whether two texts or more come out the same without the mask."""
    change = float(_compared(model, view).vector_change_unmasked.max())
    batch = padded(model, view)
    facts = {"change": f"{max(change, 0):.2f}", "padding": str(batch.wasted)}
    return Answer(len(batch.ids) > 1 and change < CHANGED, facts)


def _lines(view: View) -> tuple[str, ...]:
    return batches.texts(view.text)


def padded(model: Model, view: View, side: Side = "right") -> Batch:
    """The texts of a view, one a line, padded to one length."""
    engine = model.engine
    rows = batches.rows(engine, [_source(line) for line in _lines(view)], LENGTH)
    return batches.pad(rows, batches.padding(engine), side=side)


def _source(line: str) -> TextInput:
    first, _, second = line.partition(" | ")
    return TextInput(first, second or None)


def _compared(model: Model, view: View, side: Side = "right") -> MaskExperiment:
    """The texts alone, with the mask and without it."""
    rows = batches.rows(model.engine, [_source(line) for line in _lines(view)], LENGTH)
    return batches.compare(model.engine, rows, padded(model, view, side))
