"""Pieces of the page about encoder-decoders: a model of their own, two texts, one view."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import InputError
from explorer.measures import words as words_measure
from explorer.seq2seq import Generation, Seq2SeqTrace
from explorer.text import TextInput, TokenizedText, agreed, percent, shorten
from explorer.ui import attention_component, cache, choices, shell, show, writers
from explorer.ui.panels import writing
from explorer.views.masks import attention_masks, masks_height

SOURCE = "the third of May 1998"
TARGET = "1998-05-03"  # what the teaching model writes for it
BEAMS = {"The model, greedy": 1, "The model, 3 beams": 3, "The model, 5 beams": 5, "I type it": 0}
"""Who writes the target text, and how many texts its search keeps; 0: the reader."""

FORMULA = """
The **encoder** reads the source text; each of its tokens may attend to all of them. The **decoder**
writes the target text, and each of its tokens may attend only to itself and those before. In
**cross attention** the decoder's tokens are the queries, and keys and values come from the
encoder: this is where a translation attends to what it translates (Bahdanau et al., 2015; Vaswani
et al., 2017).

A target text that you type is read shifted by one behind its start token, as in training (teacher
forcing): the row of a token attends for the token **after** it. When the model writes, each step
takes the likeliest next token (greedy), or keeps several texts and goes on with each (beam search,
ranked by the mean logarithm of a token's probability: Wu et al., 2016), until the end mark.
"""


CROSS = "part.2"  # what the view opens on, as it stands in its link
CLEAREST = f"{CROSS}_layer.1_heads.3"  # the teaching model's head that points best; see its card
UNKNOWN = {"<unk>", "[UNK]", "⁇"}


@dataclass(frozen=True)
class Chosen:
    """What the row of controls says."""

    model: str
    source: str
    target: str | None  # None: the model writes it
    beams: int = 1


def choose() -> Chosen:
    """Model, source text, and target text or how the model writes one."""
    own = [spec.id for spec in catalog.teaching(kind="encoder-decoder")]
    folders = [spec.id for spec in catalog.choices() if _has_decoder(spec)]
    known = [spec.id for spec in catalog.known(kind="encoder-decoder")]
    offered = [*own, *folders, *known]
    choices.follow_model("pairs_model", offered)
    with shell.controls():
        model = st.selectbox(
            "Encoder-decoder model",
            offered,
            key="pairs_model",
            bind="query-params",
            accept_new_options=True,
            help="Choose from the list, or type any model id of the hub.",
            width=240,
        )
        source = st.text_input("Source text", SOURCE, key="pairs_source", bind="query-params",
                               width=250)  # fmt: skip
        who = st.selectbox(
            "Target text", list(BEAMS), key="pairs_who", bind="query-params", width=220,
            help="Greedy search writes the likeliest token at each step. Beam search keeps several "
            "texts and goes on with each: a token that looks unlikely at first can still win.",
        )  # fmt: skip
        if beams := BEAMS.get(str(who), 0):
            return Chosen(str(model or ""), source, None, beams)
        target = st.text_input("What the decoder reads", TARGET, key="pairs_target",
                               bind="query-params", width=200)  # fmt: skip
    return Chosen(str(model or ""), source, target)


def _has_decoder(spec: ModelSpec) -> bool:
    """Whether this is a folder whose config.json speaks of an encoder and a decoder."""
    if spec.source != "folder":
        return False
    try:
        config = json.loads((Path(spec.path) / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and bool(config.get("is_encoder_decoder"))


def found(chosen: Chosen) -> Seq2SeqTrace | Generation | None:
    """The trace of both texts, or what the model writes; None before a download is agreed to.

    Raises ExplorerError.
    """
    if not chosen.model:
        raise InputError("No encoder-decoder model is offered here: choose or type one.")
    source = TextInput(chosen.source)
    target = None if chosen.target is None else TextInput(chosen.target)
    engine = writers.engine(chosen.model)
    if engine is None:
        return None
    if target is None:
        return writers.written(engine, chosen.source, chosen.beams)
    key = (chosen.model, source, target)
    return cache.SEQ2SEQ_TRACES.get(key, lambda: engine.run(source, target))


def show_found(made: Seq2SeqTrace | Generation) -> None:
    """The view of three attentions, or the grid that grows."""
    if isinstance(made, Generation):
        _what_was_not_read(made.trace)
        writing.show_writing(made)
        return
    _what_was_not_read(made)
    show.sentences(*sentences(made))
    opening = CLEAREST if made.spec.id == catalog.WRITER_ID else CROSS
    attention_component.show(made, key="pairs", shared=False, opening=opening)


def _what_was_not_read(trace: Seq2SeqTrace) -> None:
    """A sentence where the model got less than the reader gave: a cut, or what it never learnt."""
    new = _spelled(trace.source) if trace.spec.id == catalog.WRITER_ID else []
    if new:
        show.notice(
            f"“{shorten(', '.join(new), 60)}” is new to this model, which reads it letter by "
            "letter: it learnt dates from 1900 to 2099 and numbers below a million in words, and "
            "writes one of these whatever it is given."
        )
    for text, name in ((trace.source, "source"), (trace.target, "target")):
        if text.dropped:
            show.notice(
                f"This model reads at most {trace.spec.max_tokens} tokens: the last "
                f"{len(text.dropped):,} of the {name} {agreed(len(text.dropped), 'was', 'were')} "
                "cut off."
            )
        unknown = sum(label in UNKNOWN for label in text.labels)
        if unknown:
            are, their = agreed(unknown, "is", "are"), agreed(unknown, "its", "their")
            show.notice(
                f"{unknown} of the {text.num_tokens} tokens of the {name} {are} unknown to this "
                f"model: it was given a sign for “unknown” in {their} place, so what it makes of "
                "the text is a guess."
            )


def _spelled(source: TokenizedText) -> list[str]:
    """Words that the teaching model never learnt: its tokenizer gives them as single letters."""
    words = words_measure.tokens_by_word(source.word).values()
    split = ([source.labels[at].removeprefix("##") for at in places] for places in words)
    return [
        "".join(letters) for letters in split if len(letters) > 2 and max(map(len, letters)) < 2
    ]


def without_model(chosen: Chosen) -> None:
    """What can be said before a model is at hand: who may look at whom, in the reader's words."""
    show.sentences(
        "Who may look at whom in your two texts: the decoder sees only what it has written so far."
    )
    written = (TARGET if chosen.target is None else chosen.target).split() or ["…"]
    words = chosen.source.split() or ["…"], written if len(written) > 1 else list(written[0])
    wide, phone = masks_height(*words)
    with shell.picture(wide=wide, phone=phone):
        st.html(attention_masks(*words))


def sentences(found: Seq2SeqTrace) -> tuple[str, str]:
    """What the view shows and one thing to see in it, from the reader's own texts."""
    weights = found.cross[-1].attention().mean(axis=0)  # (T, S)
    weights = weights * ~found.source.special
    labels = found.target.labels
    row = int(weights[:-1].max(axis=1).argmax()) if len(labels) > 1 else 0
    writes = f" to write “{labels[row + 1]}”" if len(labels) > 1 else ""
    seen = found.source.labels[int(weights[row].argmax())]
    return (
        "The decoder reads a token and writes the next one.",
        f"Reading “{labels[row]}”{writes}, it gives {percent(weights[row].max())} of its attention "
        f"to “{seen}” (last cross attention, mean of the heads).",
    )
