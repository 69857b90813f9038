"""Pieces of the page that goes through a pipeline stage by stage."""

from __future__ import annotations

import streamlit as st

from explorer import pictures, tables
from explorer.figures.base import state_name
from explorer.prediction import Prediction, Predictor
from explorer.tasks import classify
from explorer.tasks.scores import cross_entropy
from explorer.text import agreed, counted, percent
from explorer.ui import calls, choices, shell, show, widgets
from explorer.views.chips import token_chips

EXAMPLES = {
    "A course": {
        "text": "I have been waiting for this course my whole life, and I love it.",
        "look_for": "Follow one number: from the text to ids, to two logits, to a probability.",
    },
    "Hate": {
        "text": "I hate this so much",
        "look_for": "No full stop and five words: the logits are as far apart all the same.",
    },
    "Markets": {
        "text": "Projects shows great trend for stock market.",
        "look_for": "Broken grammar does not trouble the head: it goes by “great”.",
    },
    "Waiting (where it fails)": {
        "text": "I've been waiting for a HuggingFace course my whole life.",
        "look_for": "Without “and I love it” the head has little to go by.",
    },
    "Not unhappy (where it fails)": {
        "text": "We are not very unhappy to show you the 🤗 Transformers library.",
        "look_for": "Two negations and an emoji that is not in the vocabulary.",
    },
}
OPENING = EXAMPLES["A course"]

FORMULA = r"""
Softmax turns logits $z$ into probabilities that sum to 1: $p_i = e^{z_i / t} / \sum_j e^{z_j / t}$.
The temperature $t$ is 1 in the model itself; below 1 it sharpens, above 1 it flattens, and the
order never changes. Where labels are independent of each other, each logit goes through
$\sigma(z) = 1 / (1 + e^{-z})$ alone.

The loss of a text with the true label $y$ is the cross-entropy $-\ln p_y$; training lowers its
mean over many texts. A text that the model gets right with certainty has a loss of 0.
"""


def sentences(prediction: Prediction) -> tuple[str, str]:
    """What the page shows, and the way of this very text in one sentence."""
    trace = prediction.trace
    layers = counted(trace.num_layers, "layer")
    way = f"{counted(trace.num_tokens, 'token')} {agreed(trace.num_tokens, 'passes', 'pass')}"
    if prediction.regression:
        return (
            f"What {trace.spec.label} does with your text, step by step, from characters to a "
            "number.",
            f"{way} through {layers}, and the head turns "
            f"the result into the number {prediction.logits[0]:.3f}.",
        )
    best = classify.ranking(prediction)[0]
    return (
        f"What {trace.spec.label} does with your text, step by step, from characters to the label "
        f"“{best.label}”.",
        f"{way} through {layers}, the head turns the "
        f"result into {counted(len(prediction.labels), 'logit')}, and softmax gives “{best.label}” "
        f"{percent(best.probability, 1)}.",
    )


def stages(prediction: Prediction) -> None:
    """Every step with its shape, as a table."""
    widgets.heading("Every step in one table")
    show.frame(tables.stages(prediction), "pipe_stages")


def model_inputs(prediction: Prediction) -> None:
    """Tokens, ids, mask and segment ids."""
    widgets.heading("1. Text to tokens to ids")
    st.html(token_chips(prediction.trace, ids=True))
    show.numbers(
        lambda: tables.model_inputs(prediction),
        "pipe_inputs",
        exported=lambda: pictures.token_chips(
            prediction.trace, look=choices.look(), made=calls.of_prediction(prediction)
        ),
    )


def body(prediction: Prediction) -> None:
    """The states of one layer, chosen by the reader: where the text becomes numbers."""
    trace = prediction.trace
    names = [
        state_name(number, first_index=choices.first_index())
        for number in range(trace.num_layers + 1)
    ]
    chosen = shell.controls().select_slider(
        "Stage of the body", list(range(len(names))), value=trace.num_layers,
        format_func=lambda number: names[number], key=f"pipe_state_{trace.num_layers}",
        bind="query-params", width=220,
    )  # fmt: skip
    show.picture(
        pictures.state_strips(
            trace, chosen, **choices.drawing(), made=calls.of_prediction(prediction)
        ),
        "pipe_states",
        table=False,
    )
    if st.toggle("Show the attention of this run", key="pipe_attention", bind="query-params"):
        _attention(prediction)


def _attention(prediction: Prediction) -> None:
    trace = prediction.trace
    layers = [f"layer {number + choices.first_index()}" for number in range(trace.num_layers)]
    layer = widgets.one_of("Layer of the run", layers, "pipe_layer", start=len(layers) - 1)
    show.picture(
        pictures.layer_mean_heatmap(
            trace, layer, **choices.drawing(), made=calls.of_prediction(prediction)
        ),
        "pipe_map",
    )


def head(prediction: Prediction) -> None:
    """The head's steps and the logits."""
    widgets.heading("2. The head: from vectors to one number per label")
    show.frame(tables.head_steps(prediction), "pipe_steps")
    show.picture(pictures.label_logits(prediction, look=choices.look()), "pipe_logits")


def softmax(prediction: Prediction) -> None:
    """Softmax with a temperature that the reader moves; a regression head has none."""
    if prediction.regression:
        widgets.heading("3. No softmax")
        show.note("This head predicts a number (regression): the logit is the prediction.")
        return
    widgets.heading("3. Sigmoid" if prediction.independent else "3. Softmax to the label")
    temperature = st.slider(
        "Temperature", 0.1, 5.0, 1.0, 0.1, key="pipe_temperature", bind="query-params"
    )
    show.picture(
        pictures.label_probabilities(prediction, temperature=temperature, look=choices.look()),
        "pipe_shares",
    )


def loss(predictor: Predictor, prediction: Prediction) -> None:
    """The loss for a true label, and of several texts."""
    widgets.heading("4. The loss, if the true label is known")
    if prediction.regression:
        show.note(
            "A head that predicts a number is trained with the squared error, not shown here."
        )
        return
    if prediction.independent:
        show.note("Independent labels are trained with one loss each, not shown here.")
        return
    true = widgets.one_of("True label", prediction.labels, "pipe_truth")
    share = float(classify.probabilities(prediction)[true])
    cost = cross_entropy(prediction.logits, true)
    show.sentences(
        f"If “{prediction.labels[true]}” is right, the loss is -ln({share:.6g}) = {cost:.4f}: "
        "the lower the probability of the true label, the higher the loss."
    )
    several = st.expander(
        "Several texts with labels", icon="🧾", key="pipe_several", on_change="rerun"
    )
    if several.open:
        with several:
            _batch(predictor)


def _batch(predictor: Predictor) -> None:
    last, first = predictor.labels[-1], predictor.labels[0]
    start = f"{last} | We are very happy to show you the library.\n{first} | We hope you hate it."
    typed = widgets.long_text("One 'label | text' per line", start, "pipe_batch", height=120)
    found = classify.loss(predictor, classify.labelled(typed, predictor.labels))
    show.frame(tables.losses(found), "pipe_losses")
    show.note(f"The mean of the last column, {found.mean:.4f}, is what training would lower.")
