"""Inside a pipeline: text, tokens, ids, body, head, logits, softmax, label."""

from explorer.ui import choices, predictors, show
from explorer.ui.panels import inside_pipeline

predictor = predictors.choose("classify")
prediction = predictors.predict(predictor, choices.source())
show.sentences(*inside_pipeline.sentences(prediction))
inside_pipeline.body(prediction)
inside_pipeline.model_inputs(prediction)
inside_pipeline.head(prediction)
inside_pipeline.softmax(prediction)
inside_pipeline.loss(predictor, prediction)
inside_pipeline.stages(prediction)
show.formula("What is computed", inside_pipeline.FORMULA)
