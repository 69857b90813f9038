"""Pieces of the page about encoder-decoders: a model of their own, two texts, one view."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import InputError
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput
from explorer.ui import cache, jobs, models, show

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

SOURCE = "translate English to German: The house is wonderful."
TARGET = "Das Haus ist wunderbar."

FORMULA = """
The **encoder** reads the source text; each of its tokens may attend to all of them. The **decoder**
writes the target text, and each of its tokens may attend only to itself and those before. In
**cross attention** the decoder's tokens are the queries, and keys and values come from the
encoder: this is where a translation attends to what it translates (Bahdanau et al., 2015; Vaswani
et al., 2017).

The target text is given here, not generated: the decoder reads it shifted by one behind its start
token, as in training (teacher forcing).
"""


def choose() -> tuple[str, str, str]:
    """Model, source text and target text."""
    folders = [spec.id for spec in catalog.choices() if _has_decoder(spec)]
    known = [spec.id for spec in catalog.known(kind="encoder-decoder")]
    with st.container(border=True):
        model = st.selectbox(
            "Encoder-decoder model",
            [*folders, *known],
            key="pairs_model",
            bind="query-params",
            accept_new_options=True,
            help="Choose from the list, or type any model id of the hub.",
        )
        left, right = st.columns(2)
        with left:
            source = st.text_area("Source text", SOURCE, key="pairs_source", bind="query-params")
        with right:
            target = st.text_area("Target text", TARGET, key="pairs_target", bind="query-params")
    return str(model or ""), source, target


def _has_decoder(spec: ModelSpec) -> bool:
    """Whether this is a folder whose config.json speaks of an encoder and a decoder."""
    if spec.source != "folder":
        return False
    try:
        config = json.loads((Path(spec.path) / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and bool(config.get("is_encoder_decoder"))


def trace(model: str, source: str, target: str) -> Seq2SeqTrace | None:
    """The trace of both texts, None before a download is agreed to. Raises ExplorerError."""
    if not model:
        raise InputError("No encoder-decoder model is offered here: choose or type one.")
    key = (model, TextInput(source), TextInput(target))
    engine = _engine(model)
    if engine is None:
        return None
    return cache.SEQ2SEQ_TRACES.get(key, lambda: engine.run(key[1], key[2]))


def _engine(model: str) -> Seq2SeqEngine | None:
    """The loaded model, or None while the reader has not agreed to download it."""
    spec = catalog.find(model)  # a restriction may have come since it was loaded
    key = ("encoder-decoder", model)

    def load(progress: jobs.Progress | None = None) -> Seq2SeqEngine:
        from explorer.engine import seq2seq  # torch takes seconds: the page appears first

        return cache.loading(spec, lambda: seq2seq.load_seq2seq(spec), progress)

    def fetch(progress: jobs.Progress) -> Seq2SeqEngine:
        return cache.MODELS.get(key, lambda: load(progress))

    absent = spec.source == "hub" and key not in cache.MODELS
    if absent and not models.may_fetch(spec, fetch):
        return None
    with st.spinner(f"Loading {show.plain(spec.label)}", show_time=True):
        return cache.MODELS.get(key, load)


def sentences(found: Seq2SeqTrace) -> tuple[str, str]:
    """What the view shows and one thing to see in it, from the reader's own texts."""
    weights = found.cross[-1].attention().mean(axis=0)  # (T, S)
    weights = weights * ~found.source.special
    row = next((i for i, special in enumerate(found.target.special) if not special), 0)
    looking = found.target.labels[row]
    seen = found.source.labels[int(weights[row].argmax())]
    return (
        "Three attentions of one model: the encoder over the source text, the decoder over the "
        "target text, and the target text's look at the source (choose above the picture).",
        f"In the last layer's cross attention, averaged over its heads, “{looking}” gives "
        f"{weights[row].max():.0%} of its attention to “{seen}”.",
    )
