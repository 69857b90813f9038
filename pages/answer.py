"""Answer: extractive question answering, span by span."""

from explorer.ui import answer, predictors, show, task_inputs

task_inputs.examples(answer.EXAMPLES, "answer")
question = answer.ask()
predictor = predictors.choose("answer")
found = answer.reading(predictor, question)
show.sentences(*answer.words(found, predictor))
answer.over_text(found)
answer.inside(found)
show.formula("What is computed", answer.FORMULA)
