"""Tag: named entities and parts of speech, token by token and word by word."""

from explorer.ui import choices, predictors, shell, show
from explorer.ui.panels import tag

predictor = predictors.choose(tag.kind())
prediction = predictors.predict(predictor, choices.source())
show.sentences(*tag.sentences(prediction))
with shell.picture(wide=150, phone=260):
    tag.over_text(prediction)
tag.compare(prediction)
tag.logits(prediction)
show.formula("What is computed", tag.FORMULA)
