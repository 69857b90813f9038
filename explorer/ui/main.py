"""The router: the bar, the model and the text made ready, then the page."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from explorer.errors import ExplorerError
from explorer.trace import Trace
from explorer.ui import (
    bar,
    choices,
    cut_text,
    layer_head,
    limits,
    links,
    metrics,
    models,
    navigation,
    notices,
    openings,
    predict_first,
    reconnect,
    shared_engine,
    shell,
    show,
    told,
)
from explorer.ui.lesson import ask, class_room, guide
from explorer.ui.registry import PageInfo


def run() -> None:
    """Draw the app for one visit."""
    st.set_page_config(page_title="BERT Explorer", page_icon="🔎", layout="wide")
    page, info = navigation.opened()
    try:
        limits.admit()
        shared_engine.require_addresses()
    except ExplorerError as error:
        show.problem(str(error))
        return
    with metrics.page_run(info.file.removesuffix(".py")):
        _run(page, info)


def _run(page: st.Page, info: PageInfo) -> None:
    notices.begin()
    links.tidy()
    heard = told.remember()
    reconnect.watch()
    place = None if info.bare else guide.begin(info)
    choices.begin({} if place else openings.of(info, choices.opening_model()))
    if not info.bare:
        bar.shared(info)
    st.html(f"<style>:root {{ --page-title: '{info.heading}' }}</style>")  # for phones
    with shell.row(tall=info.controls):
        st.title(info.heading, anchor=False, width="content")
    try:
        if place and place.is_waiting and place.is_on(info):
            ask.draw(place)
            class_room.draw_projected(place)
        else:
            _draw(page, info)
    except StopException:  # a page that waits for the reader has come to its end, too
        told.finish(heard)
        raise
    told.finish(heard)


def _draw(page: st.Page, info: PageInfo) -> None:
    try:
        trace = _ready(info)
        if trace is None and info.needs_trace and info.inputs and not info.own_model:
            return
        page.run()
    except ExplorerError as error:
        show.problem(str(error))


def _ready(info: PageInfo) -> Trace | None:
    """Model and text made ready as the page wants them, its layer and head on the row."""
    if not info.inputs or info.own_model:
        return None
    models.make_ready()
    trace = None if info.own_texts else _trace()
    if shared_engine.is_gone():
        show.notice(shared_engine.GONE)
    if trace is None:
        return None
    cut_text.note(trace, trace.spec.max_tokens)
    notices.draw(trace.notices)
    layer_head.carry(trace)
    with shell.controls():
        layer_head.draw(trace, layer=info.layer, head=info.head)
    predict_first.draw(info)
    return trace


def _trace() -> Trace | None:
    """The trace of the present text; a sentence and None when it cannot be read."""
    try:
        return choices.current_trace()
    except ExplorerError as error:
        show.problem(str(error))
        return None


run()
