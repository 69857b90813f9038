"""Batches and masks: several texts in one rectangle, and what happens without the mask."""

from explorer.ui import show
from explorer.ui.panels import batches

model, labels = batches.engine()
rows, read = batches.given(model, labels)
batch, made = batches.padded(model, rows, read)
show.sentences(*batches.sentences(batch))
batches.grid(model, batch, made)
batches.experiment(model, rows, batch, labels, made=made)
batches.waste(model, rows)
show.formula("What is computed", batches.FORMULA)
