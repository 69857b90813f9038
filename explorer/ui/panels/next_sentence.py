"""Pieces of the page about next sentences."""

from __future__ import annotations

import streamlit as st

from explorer import pictures, tables
from explorer.errors import NotCaptured
from explorer.prediction import Prediction, Predictor
from explorer.tasks import next_sentence
from explorer.tasks.next_sentence import Verdict
from explorer.ui import choices, show, widgets

EXAMPLES = {
    "Cookies": {"text": "I like cookies!", "pair": "Do you like them too?"},
    "A tower": {"text": "How old are you?", "pair": "The Eiffel Tower is in Paris."},
    "A story": {
        "text": "She put the key in the lock and turned it.",
        "pair": "The door opened without a sound.",
    },
}

FORMULA = r"""
BERT was also trained to tell whether B follows A in a book (label 0) or was drawn from elsewhere
(label 1). The pooler turns the last state of [CLS] into $\tanh(W h + b)$, a linear layer makes two
logits of it, softmax two probabilities (Devlin et al., 2019, section 3.1). The loss for a label $y$
is $-\ln p_y$.

Half of the training pairs came from another document, so the head mostly learned to tell topics
apart: a pair about the same things looks like a sequel (Lan et al., 2020; Liu et al., 2019 left the
task out). Configurations of such checkpoints name the labels LABEL_0 and LABEL_1; the order is the
one given here.
"""


def sentences(verdict: Verdict, model: str) -> tuple[str, str]:
    """What the bars show and what the model says."""
    first, second = verdict.probabilities
    said = "follows the first" if verdict.follows else "comes from elsewhere"
    return (
        f"Whether {model} takes your second text for the sentence after your first one.",
        f"0 = B follows A, 1 = B is from elsewhere: the model says that the second {said}, "
        f"with {max(first, second):.1%}.",
    )


def result(prediction: Prediction, verdict: Verdict) -> None:
    """Bars, logits and both losses."""
    show.picture(pictures.next_sentence(prediction, look=choices.look()), "next_bars")
    for place, (name, column) in enumerate(
        zip(("0 = B follows A", "1 = B is from elsewhere"), st.columns(2), strict=True)
    ):
        with column:
            st.metric(f"logit {name}", f"{verdict.logits[place]:.4f}")
            st.metric(f"loss if the truth is {place}", f"{verdict.losses[place]:.4g}")


def trap(predictor: Predictor, prediction: Prediction, verdict: Verdict) -> None:
    """The exercise: segment ids in the place of the attention mask."""
    widgets.heading("Exercise: a call that fails silently")
    st.code(
        'inputs = tokenizer(a, b, return_tensors="pt")\n'
        'model(inputs["input_ids"], inputs["token_type_ids"])',
        language="python",
    )
    show.sentences("What does this call get wrong? Think first, then look.")
    if not st.toggle("Run it and explain", key="next_trap"):
        return
    try:
        mistaken = next_sentence.trapped(predictor, prediction)
    except NotCaptured as error:
        show.problem(str(error))
        return
    show.sentences(
        "The second place of the call is the attention mask, not the segment ids. The model sees "
        "only the second text, all of it as segment A, and raises no error: p(B follows A) goes "
        f"from {verdict.probabilities[0]:.4f} to {mistaken.probabilities[0]:.4f}.",
        "Name the arguments, or pass **inputs.",
    )
    show.frame(tables.verdicts({"right": verdict, "mistaken": mistaken}), "next_both")
