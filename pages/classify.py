"""Classify: sentiment, finance tone, any checkpoint; or any labels at all by entailment."""

from explorer.ui import show
from explorer.ui.panels import classify

if classify.mode() == classify.TRAINED:
    classify.trained()
else:
    classify.own()
show.formula("What is computed", classify.FORMULA)
