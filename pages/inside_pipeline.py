"""Inside a pipeline: text, tokens, ids, body, head, logits, softmax, label."""

from explorer.tables import predictions as numbers
from explorer.ui import pipeline, predictors, show, state, task_inputs

task_inputs.examples(pipeline.EXAMPLES, "pipe")
predictor = predictors.choose("classify")
prediction = predictors.predict(predictor, state.source())
show.sentences(*pipeline.words(prediction))
show.frame(numbers.stages(prediction), "pipe_stages", index=False)
pipeline.model_inputs(prediction)
pipeline.body(prediction)
pipeline.head(prediction)
pipeline.softmax(prediction)
pipeline.loss(predictor, prediction)
show.formula("What is computed", pipeline.FORMULA)
