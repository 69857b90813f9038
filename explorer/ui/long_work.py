"""Work that takes more than a moment: one at a time, in its own thread, with a bar."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore, Event
from typing import TypeVar

import streamlit as st

from explorer.ui import show

Result = TypeVar("Result")
Progress = Callable[[int, int], None]

# One long job at a time; short ones, such as a reader's next sentence, run beside it.
_turn = BoundedSemaphore(1)


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
        with _turn:
            return work(progress)

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
