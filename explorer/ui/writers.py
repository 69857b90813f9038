"""Encoder-decoders: getting one ready, and keeping what it wrote. Shared by all sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog
from explorer.seq2seq import Generation
from explorer.text import TextInput
from explorer.ui import cache, jobs, models, show

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

_KEPT = "encoder-decoder"  # in the key of a loaded model


def is_loaded(model: str) -> bool:
    """Whether this model is in memory."""
    return (_KEPT, model) in cache.MODELS


def engine(model: str) -> Seq2SeqEngine | None:
    """The loaded model, or None while the reader has not agreed to download it."""
    spec = catalog.find(model)  # a restriction may have come since it was loaded
    key = (_KEPT, model)

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


def written(engine: Seq2SeqEngine, source: str, beams: int = 1) -> Generation:
    """What the model writes, kept for all who ask for the same. Raises ExplorerError."""
    text = TextInput(source)
    key = (engine.spec.id, text, beams)
    return cache.GENERATIONS.get(key, lambda: engine.generate(text, beams=beams))
