"""Next token: what a model that reads left to right expects, and the text that it writes."""

from explorer.ui import choices, predictors, show
from explorer.ui.panels import next_token, next_token_heads

predictor = predictors.choose("next-token")
sampling = next_token.choose_sampling()
prediction = predictors.predict(predictor, choices.source())
made = next_token.grown(predictor, prediction, sampling)
scores = next_token_heads.scores(predictor)
show.sentences(
    next_token.sentence(made, sampling), next_token_heads.sentence(made.prediction.trace, scores)
)
next_token.beside(
    lambda: next_token.writing(predictor, prediction, made, sampling),
    lambda: next_token_heads.attention(made.prediction.trace, scores),
)
next_token_heads.board(scores)
show.formula("What is computed", next_token.FORMULA)
