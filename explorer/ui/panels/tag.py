"""Pieces of the page that gives every token a label."""

from __future__ import annotations

import streamlit as st

from explorer import pictures, tables
from explorer.figures.tag import kinds, marks
from explorer.prediction import Prediction, Task
from explorer.tasks import tag
from explorer.tasks.tag import Span
from explorer.text import percent
from explorer.ui import choices, shell, show, widgets
from explorer.views.spans import marked

ENTITIES, PARTS = "Named entities", "Parts of speech"
KINDS: dict[str, Task] = {ENTITIES: "entities", PARTS: "part-of-speech"}
EXAMPLES = {
    "A name or a city?": {
        "text": "Paris Hilton flew from Paris to Poughkeepsie.",
        "look_for": "One word with two labels: the context decides. The town is five tokens.",
        "tag_kind": ENTITIES,
    },
    "Founders": {
        "text": "Microsoft was founded by Bill Gates and Paul Allen in Albuquerque.",
        "look_for": "Three kinds in one sentence, and names of two words that stay together.",
        "tag_kind": ENTITIES,
    },
    "Calgary": {
        "text": "Hello I'm Mehdi and I live in Calgary.",
        "tag_kind": ENTITIES,
        "look_for": "“Mehdi” is split into pieces; their labels have to become one.",
    },
    "A company or a river? (where it fails)": {
        "text": "The Amazon flows through Brazil.",
        "look_for": "“flows” makes it a river; the head has learnt the company.",
        "tag_kind": ENTITIES,
    },
    "Verb or noun?": {
        "text": "Time flies like an arrow; fruit flies like a banana.",
        "look_for": "“flies” stands there twice, with two tags.",
        "tag_kind": PARTS,
    },
    "One word, two tags": {
        "text": "They can fish from the old can by the river bank.",
        "look_for": "“can” as an auxiliary and as a noun.",
        "tag_kind": PARTS,
    },
    "A garden path (where it fails)": {
        "text": "The old man the boat.",
        "look_for": "Here “man” is the verb. The head, like most readers, takes it for a noun.",
        "tag_kind": PARTS,
    },
}
OPENING = {"text": EXAMPLES["A name or a city?"]["text"]}

FORMULA = r"""
The head gives every token one logit a label; softmax makes probabilities of them. Labels such as
B-PER and I-PER say that an entity begins or goes on (Ramshaw and Marcus, 1995); some schemes also
mark its end (E- or L-) and entities of one token (S- or U-).

Words of several pieces need a rule, since their pieces may disagree. *none*: each token is labelled
by itself. *simple*: neighbours of one kind are joined, even if that splits a word. *first*: a word
takes the label of its first piece. *average*: that of the mean of its pieces' probabilities. *max*:
that of its most certain piece. An entity's score is the mean over its words, or tokens. """


def kind() -> Task:
    """Entities or parts of speech."""
    with shell.controls():
        return KINDS[widgets.either("What to tag", list(KINDS), "tag_kind", default=ENTITIES)]


def sentences(prediction: Prediction) -> tuple[str, str]:
    """What the page shows, and one label of this text."""
    name = prediction.trace.spec.label
    if prediction.task == "part-of-speech":
        found, what = tag.word_tags(prediction), "word"
    else:
        found, what = tag.spans(prediction, "first"), "entity"
    if not found:
        return f"{name} finds no {what} in your text.", "Try a text with names in it."
    surest = max(found, key=lambda span: span.score)
    return (
        f"The label that {name} gives to each {what} of your text.",
        f"It is most certain that “{_text(prediction, surest)}” is {surest.label}: "
        f"{percent(surest.score, 1)}.",
    )


def _text(prediction: Prediction, span: Span) -> str:
    return prediction.trace.side_text(span.side)[span.start : span.end]


def over_text(prediction: Prediction) -> None:
    """The labels over the text: words for parts of speech, entities by a strategy."""
    strategy: tag.Strategy = "first"
    if prediction.task != "part-of-speech":
        with shell.controls():
            strategy = widgets.either(
                "How pieces become words and entities", list(tag.STRATEGIES), "tag_strategy",
                default="first",
            )  # fmt: skip
        show.note(f"{strategy}: {tag.STRATEGIES[strategy]}.")
    _draw(prediction, tag.labelled(prediction, strategy))
    show.numbers(
        lambda: tables.labelled_text(prediction, strategy=strategy),
        "tag_words",
        exported=lambda: pictures.labelled_text(prediction, strategy=strategy, look=choices.look()),
    )


def _draw(prediction: Prediction, spans: tuple[Span, ...]) -> None:
    order = kinds(prediction)
    for side in (0, 1):
        text = prediction.trace.side_text(side)
        if text:
            st.html(marked(text, marks(spans, side), order))


def compare(prediction: Prediction) -> None:
    """All strategies side by side, as texts and as a table; those that agree stand together."""
    if prediction.task == "part-of-speech":
        return
    widgets.heading("The five strategies side by side")
    for names in tag.outcomes(prediction):
        found = tag.spans(prediction, names[0])
        show.note("; ".join(f"{name}: {tag.STRATEGIES[name]}" for name in names))
        with shell.picture(phone=80, name=names[0]):
            _draw(prediction, found)
        if found:
            doubtful = min(found, key=lambda span: span.score)
            same = f"These {len(names)} give the same here. " if len(names) > 1 else ""
            show.note(
                f"{same}Least certain: “{_text(prediction, doubtful)}”, {doubtful.label} "
                f"{percent(doubtful.score, 1)}."
            )
    show.numbers(
        lambda: tables.strategies(prediction),
        "tag_strategies",
        exported=lambda: pictures.strategies(prediction, look=choices.look()),
    )


def logits(prediction: Prediction) -> None:
    """Per-token probabilities or logits."""
    widgets.heading("Every token, every label")
    raw = st.toggle("Logits instead of probabilities", key="tag_logits", bind="query-params")
    draw = pictures.tag_logits if raw else pictures.tag_probabilities
    show.picture(draw(prediction, look=choices.look()), "tag_matrix")
