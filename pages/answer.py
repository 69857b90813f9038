"""Answer: extractive question answering, span by span."""

from explorer.ui import predictors, show, widgets
from explorer.ui.panels import answer

widgets.examples(answer.EXAMPLES, "answer")
question = answer.ask()
predictor = predictors.choose("answer")
found = answer.reading(predictor, question)
show.sentences(*answer.sentences(found, predictor))
answer.over_text(found)
answer.inside(found)
show.formula("What is computed", answer.FORMULA)
