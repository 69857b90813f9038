"""Classify: sentiment, finance tone, any checkpoint; or any labels at all by entailment."""

from explorer.ui import classify, show, task_inputs

task_inputs.examples(classify.EXAMPLES, "classify")
if classify.mode() == classify.TRAINED:
    classify.trained()
else:
    classify.own()
show.formula("What is computed", classify.FORMULA)
