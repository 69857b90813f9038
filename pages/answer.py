"""Answer: extractive question answering, span by span."""

from explorer.ui import predictors, shell, show
from explorer.ui.panels import answer

question = answer.ask()
predictor = predictors.choose("answer")
found = answer.reading(predictor, question)
show.sentences(*answer.sentences(found, predictor))
with shell.picture(wide=100, phone=150):
    answer.over_text(found)
answer.inside(found)
answer.next_answers(found)
show.formula("What is computed", answer.FORMULA)
