"""Body and head: a small head trained here, on the reader's own sentences."""

from explorer.ui import show
from explorer.ui.panels import body_and_head

trials, made = body_and_head.train()
show.sentences(*body_and_head.sentences(trials))
body_and_head.results(trials, made)
pooling = body_and_head.pick(trials)
body_and_head.confusion(trials[pooling], pooling, made)
body_and_head.decision(trials[pooling], pooling, made)
show.formula("What is computed", body_and_head.FORMULA)
