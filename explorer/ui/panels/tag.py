"""Pieces of the page that gives every token a label."""

from __future__ import annotations

from typing import cast

import streamlit as st

from explorer import pictures, tables
from explorer.prediction import Prediction, Task
from explorer.tasks import tag
from explorer.tasks.tag import Span
from explorer.ui import choices, show, widgets
from explorer.views.spans import Mark, marked

EXAMPLES = {
    "Calgary": {"text": "Hello I'm Mehdi and I live in Calgary.", "pair": ""},
    "Split names": {
        "text": "Microsoft was founded by Bill Gates and Paul Allen in Albuquerque.",
        "pair": "",
    },
    "A ship": {"text": "They can fish from the old can by the river bank.", "pair": ""},
}
KINDS: dict[str, Task] = {"Named entities": "entities", "Parts of speech": "part-of-speech"}

FORMULA = r"""
The head gives every token one logit a label; softmax makes probabilities of them. Labels such as
B-PER and I-PER say that an entity begins or goes on (Ramshaw and Marcus, 1995); some schemes also
mark its end (E- or L-) and entities of one token (S- or U-).

Words of several pieces need a rule, since their pieces may disagree. *none*: every token for
itself. *simple*: neighbours of one kind are joined, even if a word falls apart. *first*: a word
takes the label of its first piece. *average*: of the mean of its pieces' probabilities. *max*: of
the piece that is surest. An entity's score is the mean over its words, or tokens.
"""


def kind() -> Task:
    """Entities or parts of speech."""
    chosen = st.segmented_control(
        "What to tag", list(KINDS), default="Named entities", key="tag_kind", bind="query-params",
        required=True,
    )  # fmt: skip
    return KINDS[chosen]


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
        f"The label that {name} gives to every {what} of your text, drawn over the text itself.",
        f"Surest of all is “{_text(prediction, surest)}” as {surest.label}, with "
        f"{surest.score:.2%}.",
    )


def _text(prediction: Prediction, span: Span) -> str:
    source = prediction.trace.input
    return (source.text, source.pair or "")[span.side][span.start : span.end]


def over_text(prediction: Prediction) -> None:
    """The labels over the text: words for parts of speech, entities by a strategy."""
    if prediction.task == "part-of-speech":
        _draw(prediction, tag.word_tags(prediction))
        show.numbers(lambda: tables.word_tags(prediction), "tag_words")
        return
    names = list(tag.STRATEGIES)
    chosen = st.segmented_control(
        "How pieces become words and entities", names, default="first", key="tag_strategy",
        bind="query-params", required=True,
    )  # fmt: skip
    strategy = cast(tag.Strategy, chosen)
    show.note(f"{chosen}: {tag.STRATEGIES[strategy]}.")
    _draw(prediction, tag.spans(prediction, strategy))


def _draw(prediction: Prediction, spans: tuple[Span, ...]) -> None:
    order = list(dict.fromkeys(tag.kind(name) for name in prediction.labels if name != "O"))
    source = prediction.trace.input
    for side, text in enumerate((source.text, source.pair)):
        if text:
            marks = [
                Mark(span.start, span.end, span.kind, f"{span.label} {span.score:.4f}")
                for span in spans
                if span.side == side
            ]
            st.html(marked(text, marks, order))


def compare(prediction: Prediction) -> None:
    """All strategies side by side, as texts and as a table."""
    if prediction.task == "part-of-speech":
        return
    widgets.heading("The five strategies side by side")
    for name, meaning in tag.STRATEGIES.items():
        show.note(f"{name}: {meaning}")
        _draw(prediction, tag.spans(prediction, name))
    show.numbers(lambda: tables.strategies(prediction), "tag_strategies")


def logits(prediction: Prediction) -> None:
    """Per-token probabilities or logits."""
    widgets.heading("Every token, every label")
    raw = st.toggle("Logits instead of probabilities", key="tag_logits", bind="query-params")
    draw = pictures.tag_logits if raw else pictures.tag_probabilities
    show.picture(draw(prediction, look=choices.look()), "tag_matrix")
