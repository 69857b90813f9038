"""Work that takes more than a moment: one at a time, in its own thread, with a bar."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import TypeVar, cast

import streamlit as st

from explorer.ui import cache, show
from explorer.ui.kept import Kept

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Progress = Callable[[int, int], None]

# One long job at a time; short ones, such as a reader's next sentence, run beside it: a job takes
# its place in the queue of forward passes anew for each pass.
_one_job = Lock()


class Stopped(Exception):
    """The reader stopped the work or went on to something else: it ends at its next report."""


def with_bar(work: Callable[[Progress], Result], text: str, unit: str) -> Result:
    """The result of ``work``, which is given a function to report (done, in all) to.

    ``unit`` names what is counted, such as "sentences". Whatever ``work`` raises comes out here.
    When the reader presses Stop or changes anything, the work ends at its next report.
    """
    seen = [0, 0]
    left = Event()

    def progress(done: int, total: int) -> None:
        if left.is_set():
            raise Stopped
        seen[:] = done, total

    def in_turn() -> Result:
        while not _one_job.acquire(timeout=0.1):
            progress(0, 0)  # a reader who has gone on does not wait for another's job
        try:
            return work(progress)
        finally:
            _one_job.release()

    place = st.empty()
    with ThreadPoolExecutor(1) as pool:
        job: Future[Result] = pool.submit(in_turn)
        started = time.monotonic()
        try:
            while not job.done():
                if time.monotonic() - started > 0.3:  # what is quick shows no bar that flickers by
                    done, total = seen
                    counted = f": {done:,} of {total:,} {unit}" if total else ""
                    place.progress(min(done / max(total, 1), 1.0), show.plain(text + counted))
                time.sleep(0.05)
        finally:
            left.set()  # Streamlit leaves the loop by an exception when the page is run anew
        place.empty()
        return job.result()


def kept_with_bar(
    kept: Kept[Key, Result], key: Key, work: Callable[[Progress], Result], text: str, unit: str
) -> Result:
    """The entry of a cache; with a bar for all who wait while it is computed."""
    if key in kept:
        return kept.get(key, lambda: work(_silent))
    return with_bar(lambda progress: kept.get(key, lambda: work(progress)), text, unit)


def _silent(_done: int, _total: int) -> None:
    """Progress of work that is repeated because its entry was dropped in this very moment."""


def cached_job(
    key: str, about: Hashable, work: Callable[[Progress], Result], text: str, unit: str
) -> Result:
    """What ``work`` gives for ``about``, made without asking and kept; with a bar if it is slow."""
    return cast(Result, result(key, about, work, button=text, cost="", unit=unit, at_once=True))


def result(
    key: str,
    about: Hashable,
    work: Callable[[Progress], Result],
    *,
    button: str,
    cost: str,
    unit: str,
    at_once: bool = False,
) -> Result | None:
    """What ``work`` gives for ``about`` (model, text, options), once the reader has asked for it.

    None until then, with a button and a sentence on the cost. ``about`` must tell apart all that
    the result depends on: results are kept for all readers. ``at_once`` asks nothing first.
    """
    if (key, about) in cache.RESULTS:
        return kept_with_bar(cache.RESULTS, (key, about), work, button, unit)
    asked = f"_{key}_asked"
    if not at_once and st.session_state.get(asked) != about:
        place = st.container(horizontal=True, vertical_alignment="center")
        with place:
            st.button(
                button, key=f"{key}_start", type="primary", on_click=_ask, args=(asked, about)
            )
            show.note(cost)
        return None
    place = st.empty()
    place.button("Stop", key=f"{key}_stop", icon="⏹️", on_click=_ask, args=(asked, None))
    found = kept_with_bar(cache.RESULTS, (key, about), work, button, unit)
    place.empty()
    return found


def _ask(asked: str, about: Hashable) -> None:
    st.session_state[asked] = about
