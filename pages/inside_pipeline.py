"""Inside a pipeline: text, tokens, ids, body, head, logits, softmax, label."""

from explorer import tables
from explorer.ui import choices, predictors, show, widgets
from explorer.ui.panels import inside_pipeline

widgets.examples(inside_pipeline.EXAMPLES, "pipe")
predictor = predictors.choose("classify")
prediction = predictors.predict(predictor, choices.source())
show.sentences(*inside_pipeline.sentences(prediction))
show.frame(tables.stages(prediction), "pipe_stages")
inside_pipeline.model_inputs(prediction)
inside_pipeline.body(prediction)
inside_pipeline.head(prediction)
inside_pipeline.softmax(prediction)
inside_pipeline.loss(predictor, prediction)
show.formula("What is computed", inside_pipeline.FORMULA)
