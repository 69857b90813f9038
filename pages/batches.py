"""Batches and masks: several texts in one rectangle, and what happens without the mask."""

from explorer.ui import show
from explorer.ui.panels import batches

model, labels = batches.engine()
rows, lines = batches.given(model)
batch = batches.padded(model, rows)
show.sentences(*batches.sentences(batch))
batches.grid(model, batch)
batches.experiment(model, rows, batch, labels)
batches.waste(model, rows)
show.formula("What is computed", batches.FORMULA)
