"""Classify: sentiment, finance tone, any checkpoint; or any labels at all by entailment."""

from explorer.ui import show, widgets
from explorer.ui.panels import classify

widgets.examples(classify.EXAMPLES, "classify")
if classify.mode() == classify.TRAINED:
    classify.trained()
else:
    classify.own()
show.formula("What is computed", classify.FORMULA)
