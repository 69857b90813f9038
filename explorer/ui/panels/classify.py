"""Pieces of the page that classifies a text, by trained labels or by the reader's own."""

from __future__ import annotations

import streamlit as st

from explorer import pictures
from explorer.prediction import Prediction
from explorer.tasks import classify
from explorer.text import TextInput, percent
from explorer.ui import calls, choices, cut_text, predictors, shell, show, widgets

TRAINED, OWN = "Its own labels", "Any labels, by entailment"
EXAMPLES = {
    "Rude": {
        "text": "The food was cold and the waiter was rude.",
        "classify_mode": TRAINED,
        "look_for": "“rude” says it outright, “cold” is bad of food only.",
    },
    "A film": {
        "text": "A quiet film that stays with you for days.",
        "classify_mode": TRAINED,
        "look_for": "Praise without a word of praise in it.",
    },
    "A negation": {
        "text": "The film was not good.",
        "classify_mode": TRAINED,
        "look_for": "Take “not” out: the label turns round.",
    },
    "A market": {
        "text": "The stock market plummeted today, leaving many investors feeling stuck and "
        "uncertain about the future.",
        "classify_mode": TRAINED,
        "look_for": "News, not a review: the head was trained on opinions.",
    },
    "Your own labels: cooking": {
        "text": "Fry the onions until they are golden.",
        "classify_mode": OWN,
        "zero_labels": "cooking, sports, politics",
        "look_for": "A head that never saw these labels chooses by asking what the text entails.",
    },
    "Your own labels: a plan": {
        "text": "i will start reading later",
        "classify_mode": OWN,
        "zero_labels": "food, book, sports",
        "look_for": "“book” is not in the text: “reading” has to lead there.",
    },
    "Anything but boring (where it fails)": {
        "text": "This film is anything but boring.",
        "classify_mode": TRAINED,
        "look_for": "An idiom turns “boring” round; the head still goes by the word.",
    },
    "No opinion (where it fails)": {
        "text": "The meeting starts at nine.",
        "classify_mode": TRAINED,
        "look_for": "No opinion at all, but the head has no label for that and is still sure.",
    },
}
OPENING = {"text": EXAMPLES["Rude"]["text"]}

FORMULA = r"""
A classification head computes one logit for each label it was trained on; softmax turns them into
probabilities.

Zero-shot by entailment (Yin et al., 2019): the text is the premise, "This example is sports." the
hypothesis, and a head trained on natural language inference judges each pair. With one label to
choose, the entailment logits of all candidates go through one softmax; with several, each label is
judged alone, $e^{z_\text{entail}} / (e^{z_\text{entail}} + e^{z_\text{contradict}})$. A single
candidate is always judged alone, since alone in a softmax it would get 1 whatever the text. The
wording of the hypothesis matters: try another one.
"""


def mode() -> str:
    """Trained labels, or the reader's own."""
    return shell.controls().segmented_control(
        "Labels", [TRAINED, OWN], default=TRAINED, key="classify_mode", bind="query-params",
        required=True,
    )  # fmt: skip


def trained() -> None:
    """A text under the labels of a trained head."""
    predictor = predictors.choose("classify")
    prediction = predictors.predict(predictor, choices.source())
    if prediction.regression:
        _numbers(prediction)
        return
    first, *rest = classify.ranking(prediction)
    second = f", “{rest[0].label}” {percent(rest[0].probability, 1)}" if rest else ""
    show.sentences(
        f"The probability that {predictor.spec.label} gives each of its {len(predictor.labels)} "
        "labels for your text.",
        f"“{first.label}” gets {percent(first.probability, 1)}{second}.",
    )
    show.picture(pictures.label_probabilities(prediction, look=choices.look()), "classify_bars")


def _numbers(prediction: Prediction) -> None:
    """What a regression head predicts: numbers, of which no probability is made."""
    said = ", ".join(
        f"{value:.3f}" if len(prediction.labels) == 1 else f"“{name}” {value:.3f}"
        for name, value in zip(prediction.labels[:6], prediction.logits[:6], strict=True)
    )
    show.sentences(
        f"What {prediction.trace.spec.label} predicts for your text: {said}.",
        "It was trained to predict a number (regression), so this is no probability and has no "
        "fixed range.",
    )
    show.picture(pictures.label_probabilities(prediction, look=choices.look()), "classify_bars")


def own() -> None:
    """A text under labels that no head was trained on."""
    predictor = predictors.choose("entail")
    text = TextInput(choices.source().text)
    typed, template = _labels_and_template()
    several = st.toggle("Several labels may apply", key="zero_several", bind="query-params")
    labels = classify.candidate_labels(typed)
    found = classify.zero_shot(predictor, text.text, labels, template)
    cut_text.note_dropped(found.dropped, predictor.spec.max_tokens)
    scores = found.scores(several=several)
    best = int(scores.argmax())
    how = "on its own" if several or len(scores) == 1 else "of the 100 % that all labels share"
    show.sentences(
        f"How well each of your labels fits your text, by {predictor.spec.label}.",
        f"“{found.labels[best]}” gets {percent(scores[best], 1)} {how}: the head judged whether "
        f"your text entails “{found.hypotheses[best]}”",
    )
    made = calls.zero_shot(predictor.spec, text.text, labels, template)
    show.picture(
        pictures.zero_shot(found, text.text, several=several, look=choices.look(), made=made),
        "zero_bars",
    )


def _labels_and_template() -> tuple[str, str]:
    """The reader's labels and hypothesis, side by side."""
    left, right = st.columns(2)
    with left:
        typed = widgets.line(
            "Candidate labels, separated by commas", "zero_labels", "food, book, sports"
        )
    with right:
        template = widgets.line(
            "Hypothesis, {} stands for the label", "zero_template", classify.TEMPLATE
        )
    return typed, template
