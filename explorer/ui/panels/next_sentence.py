"""Pieces of the page about next sentences."""

from __future__ import annotations

import streamlit as st

from explorer import pictures, tables
from explorer.errors import NotCaptured
from explorer.prediction import Prediction, Predictor
from explorer.tasks import next_sentence
from explorer.tasks.next_sentence import Verdict
from explorer.text import percent
from explorer.ui import choices, show, widgets

EXAMPLES = {
    "Breakfast": {
        "text": "He opened the fridge and took out the milk.",
        "pair": "Then he poured it into his coffee.",
        "look_for": "“it” takes up “the milk”: a sequel, and the model takes it for one.",
    },
    "Another topic": {
        "text": "Mozart was born in Salzburg.",
        "pair": "The stock market fell by two percent.",
        "look_for": "No word of the second text has to do with the first one.",
    },
    "A story": {
        "text": "She put the key in the lock and turned it.",
        "pair": "The door opened without a sound.",
        "look_for": "No word is repeated: “key” and “lock” have to suggest “door”.",
    },
    "Cookies": {
        "text": "I like cookies!",
        "pair": "Do you like them too?",
        "look_for": "A short dialogue, unlike the books that the task was trained on.",
    },
    "A tower": {
        "text": "How old are you?",
        "pair": "The Eiffel Tower is in Paris.",
        "look_for": "A question and a sentence that does not answer it.",
    },
    "Same topic, no sequel (where it fails)": {
        "text": "The train to Berlin was an hour late.",
        "pair": "Trains run on rails.",
        "look_for": "Nobody would go on like this, but the topic is the same, and that is enough.",
    },
}
OPENING = EXAMPLES["Breakfast"]

FORMULA = r"""
BERT was also trained to tell whether B follows A in a book (label 0) or was drawn from elsewhere
(label 1). The pooler turns the last state of [CLS] into $\tanh(W h + b)$, a linear layer computes
two logits from it, and softmax turns them into probabilities (Devlin et al., 2019, section 3.1).
The loss for a label $y$ is $-\ln p_y$.

Half of the training pairs came from another document, so the head mostly learned to tell topics
apart: a pair about the same things looks like a sequel (Lan et al., 2020; Liu et al., 2019 left the
task out). Configurations of such checkpoints name the labels LABEL_0 and LABEL_1; the order is the
one given here.
"""


def sentences(verdict: Verdict, model: str) -> tuple[str, str]:
    """What the bars show and what the model says."""
    first, second = verdict.probabilities
    said = "follows the first" if verdict.follows else "does not follow the first"
    return (
        f"Whether {model} takes your second text for the sentence after your first one.",
        f"The model says, with {percent(max(first, second), 1)}, that the second text {said} "
        "(label 0 means that B follows A, label 1 that B comes from elsewhere).",
    )


def result(prediction: Prediction, verdict: Verdict) -> None:
    """Bars, logits and both losses."""
    show.picture(pictures.next_sentence(prediction, look=choices.look()), "next_bars")
    for place, (name, column) in enumerate(
        zip(("0 (B follows A)", "1 (B comes from elsewhere)"), st.columns(2), strict=True)
    ):
        with column:
            st.metric(f"logit of {name}", f"{verdict.logits[place]:.4f}")
            st.metric(f"loss if the truth is {place}", f"{verdict.losses[place]:.4g}")


def trap(predictor: Predictor, prediction: Prediction, verdict: Verdict) -> None:
    """The exercise: segment ids in the place of the attention mask."""
    widgets.heading("Exercise: a call that fails silently")
    st.code(
        'inputs = tokenizer(a, b, return_tensors="pt")\n'
        'model(inputs["input_ids"], inputs["token_type_ids"])',
        language="python",
        wrap_lines=True,
    )
    show.sentences("What does this call get wrong? Think first, then run it.")
    if not st.toggle("Run it and explain", key="next_trap", bind="query-params"):
        return
    try:
        mistaken = next_sentence.trapped(predictor, prediction)
    except NotCaptured as error:
        show.problem(str(error))
        return
    show.sentences(
        "The second positional argument is the attention mask, not the segment ids. The model sees "
        "only the second text, all of it as segment A, and raises no error: p(B follows A) goes "
        f"from {percent(verdict.probabilities[0], 1)} to {percent(mistaken.probabilities[0], 1)}.",
        "Name the arguments, or pass **inputs.",
    )
    show.frame(tables.verdicts({"right": verdict, "mistaken": mistaken}), "next_both")
