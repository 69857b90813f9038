"""Tag: named entities and parts of speech, token by token and word by word."""

from explorer.ui import choices, predictors, show, widgets
from explorer.ui.panels import tag

widgets.examples(tag.EXAMPLES, "tag")
predictor = predictors.choose(tag.kind())
prediction = predictors.predict(predictor, choices.source())
show.sentences(*tag.sentences(prediction))
tag.over_text(prediction)
tag.compare(prediction)
tag.logits(prediction)
show.formula("What is computed", tag.FORMULA)
