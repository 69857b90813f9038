"""Next sentence: does the second text follow the first?"""

from explorer.tasks import next_sentence as task
from explorer.ui import choices, predictors, show
from explorer.ui.panels import next_sentence

predictor = predictors.choose("next-sentence")
source = choices.source()
task.check_pair(source)
prediction = predictors.predict(predictor, source)
verdict = task.verdict(prediction)
show.sentences(*next_sentence.sentences(verdict, predictor.spec.label))
next_sentence.result(prediction, verdict)
next_sentence.trap(predictor, prediction, verdict)
show.formula("What is computed", next_sentence.FORMULA)
