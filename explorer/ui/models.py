"""Getting the chosen model ready: size before a download, progress, and what to do if it fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog
from explorer.errors import ExplorerError, InputError
from explorer.serving.client import EngineGone
from explorer.ui import cache, choices, shared_engine, show

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.checkpoint import Progress


def make_ready() -> None:
    """Bring the chosen model into memory; keep the one in use when that cannot be done.

    Raises ExplorerError where there is no other one to keep.
    """
    wanted = choices.model()
    try:
        spec = catalog.find(wanted)
        if not cache.loaded(wanted) and shared_engine.has(spec) and _shared_reads(wanted):
            st.session_state["_model_in_use"] = wanted
            return
        absent = spec.source == "hub" and not cache.loaded(wanted)
        if absent and not may_fetch(spec, _getter(wanted)):
            _stay("until the model loads")
            return
        _load(wanted)
    except ExplorerError as error:
        if choices.model_in_use() == wanted:
            raise
        show.problem(str(error))
        _stay("instead")
        return
    st.session_state["_model_in_use"] = wanted
    beside(cache.get_engine(wanted))


def _shared_reads(model_id: str) -> bool:
    """Whether the shared engine reads the text; it loads the model. Raises ModelUnavailable."""
    waiting = st.spinner(f"Asking the shared engine for {show.plain(model_id)}", show_time=True)
    try:
        with waiting, suppress(InputError):  # of the text: the page says so
            cache.get_trace(model_id, choices.source(), here=False)
    except EngineGone:
        return False
    shared_engine.stand_by(lambda: cache.get_engine(catalog.default().id))
    return True


def beside(engine: Engine) -> None:
    """Say what lies beside a model's weights and is not used: an adapter, code of its own."""
    from explorer.engine import sentence_files

    for sentence in sentence_files.notices(engine.folder):
        show.notice(sentence)


def _stay(how_long: str) -> None:
    """Go on with the model that worked last, and say so."""
    using = choices.model_in_use()
    if not cache.loaded(using) and not shared_engine.has(catalog.find(using)):
        _load(using)
    show.note(f"The pictures below are of {using} {how_long}.")


def _load(model_id: str) -> None:
    if cache.loaded(model_id):
        return
    with st.spinner(f"Loading {show.plain(model_id)}", show_time=True):
        cache.get_engine(model_id)


def _getter(model_id: str) -> Callable[[Progress], object]:
    return lambda progress: cache.get_engine(model_id, progress)


def may_fetch(spec: catalog.ModelSpec, get: Callable[[Progress], object]) -> bool:
    """Whether a hub model's files are here; else offer the download with its size, and run it.

    ``get(progress)`` fetches and loads. Raises ExplorerError.
    """
    from explorer import engine  # torch takes seconds to import: the page appears first

    if engine.cached(spec) is not None:
        return True
    with st.spinner("Asking the hub for the model's size"):
        minute = int(time.monotonic() // 60)  # what the hub says is asked again after a while
        size = cache.DOWNLOADS.get((spec.id, minute), lambda: _megabytes(spec.id))
    if isinstance(size, str):
        show.notice(size)  # nothing that the reader did wrong
        return False
    place = st.empty()
    with place.container():
        show.notice(f"{spec.label} takes {size:,.1f} MB to download, once.")
        asked = st.button("Download and use it", key="download", type="primary")
    if asked:
        place.empty()
        _fetch(get)
    return asked


def _megabytes(model_id: str) -> float | str:
    """Megabytes still to be fetched, or the sentence that says why that is not known."""
    from explorer import engine

    try:
        return engine.plan(catalog.find(model_id)).missing / 1e6
    except ExplorerError as error:
        return str(error)


def _fetch(get: Callable[[Progress], object]) -> None:
    """Download and load in another thread, and show how far it is. Raises ExplorerError."""
    seen = [0, 0]

    def progress(done: int, total: int) -> None:
        seen[:] = done, total

    bar = st.progress(0.0, "Starting the download")
    with ThreadPoolExecutor(1) as pool:
        job: Future[object] = pool.submit(get, progress)
        while not job.done():
            done, total = seen
            if total:
                text = f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
                bar.progress(min(done / total, 1.0), text)
            time.sleep(0.1)
        bar.empty()
        job.result()
