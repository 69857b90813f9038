"""Fill in the blank: what a masked language model expects, layer by layer."""

from explorer.ui import choices, predictors, show
from explorer.ui.panels import fill_mask

predictor = predictors.choose("fill-mask")
source = fill_mask.masked_source(predictor, choices.source())
prediction = predictors.predict(predictor, source)
row = fill_mask.pick_blank(prediction)
fill_mask.top(prediction, row)
show.sentences(*fill_mask.sentences(prediction, row), *fill_mask.record(predictor.spec))
fill_mask.targets(predictor, prediction, row)
fill_mask.lens(predictor, prediction, row)
fill_mask.effect(predictor, prediction)
show.formula("What is computed", fill_mask.FORMULA)
