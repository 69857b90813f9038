"""Work that takes more than a moment: in its own thread, behind the pages, with a bar.

A job starts at once, as a page would. One that is not done after a moment takes its place in the
line of long jobs at its next report: they run one at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Generic, TypeVar, cast

import streamlit as st

from explorer.errors import InputError
from explorer.ui import cache, forward_slots, job_line, limits, show
from explorer.ui.job_line import Line, Stopped
from explorer.ui.kept import Kept

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Progress = Callable[[int, int], None]

MOMENT = 1.0
"""Seconds after which a job is a long one."""
_new = Line(forward_slots.READERS)
_long = Line(1)
_STOPPED = "stopped"


def waiting() -> int:
    """How many long jobs wait for their turn."""
    return _long.waiting


class Job(Generic[Result]):
    """One piece of work: how far it is, and whether the reader still waits for it."""

    def __init__(self, work: Callable[[Progress], Result], *, long: bool) -> None:
        self._work, self._is_long = work, long
        self._begun = 0.0
        self.left = Event()
        self.seen = (0, 0)

    def run(self) -> Result:
        """Do the work when its turn has come. Raises Stopped, and what the work raises."""
        try:
            if self._is_long:
                job_line.stand_back()
                _long.enter(self, self.left)
            else:
                _new.enter(self, self.left)
            self._begun = time.monotonic()
            return self._work(self._progress)
        finally:
            _new.leave(self)
            _long.leave(self)

    def _progress(self, done: int, total: int) -> None:
        if self.left.is_set():
            raise Stopped
        taken = time.monotonic() - self._begun
        limits.require_time(taken)
        self.seen = done, total
        # Whoever has a place in the queue of passes must not wait for those who need one.
        if not self._is_long and taken > MOMENT and not forward_slots.holds_slot():
            self._is_long = True
            _new.leave(self)
            job_line.stand_back()  # not before: a page may be waiting for a short job
            _long.enter(self, self.left)
            self._begun = time.monotonic() - taken  # the wait does not count

    def ahead(self) -> int:
        """How many jobs of others come first."""
        return _new.ahead(self) + _long.ahead(self)

    def says(self, unit: str) -> str:
        """How far it is, or how many come first."""
        ahead, (done, total) = self.ahead(), self.seen
        if ahead:
            return f": {ahead} of other readers' jobs before this one"
        return f": {done:,} of {total:,} {unit}" if total else ""


def with_bar(
    work: Callable[[Progress], Result], text: str, unit: str, *, long: bool = False
) -> Result:
    """The result of ``work``, which is given a function to report (done, in all) to.

    ``unit`` names what is counted, such as "sentences". Whatever ``work`` raises comes out here.
    When the reader presses Stop or changes anything, the work ends at its next report, and nobody
    waits for that. ``long`` work waits in line from its start: it cannot report.
    """
    job, place, pool = Job(work, long=long), st.empty(), ThreadPoolExecutor(1)
    with job_line.one_more(limits.visitor()):
        result, started = pool.submit(job.run), time.monotonic()
        try:
            while not result.done():
                if time.monotonic() - started > 0.3:  # what is quick shows no bar that flickers by
                    done, total = job.seen
                    place.progress(
                        min(done / max(total, 1), 1.0), show.plain(text + job.says(unit))
                    )
                time.sleep(0.05)
        finally:
            job.left.set()  # Streamlit leaves the loop by an exception when the page is run anew
            pool.shutdown(wait=False)
    place.empty()
    return result.result()


def kept_with_bar(
    kept: Kept[Key, Result],
    key: Key,
    work: Callable[[Progress], Result],
    text: str,
    unit: str,
    *,
    long: bool = False,
) -> Result:
    """The entry of a cache; with a bar for all who wait while it is computed."""
    if key in kept:
        return kept.get(key, lambda: work(_silent))
    return with_bar(lambda progress: kept.get(key, lambda: work(progress)), text, unit, long=long)


def _silent(_done: int, _total: int) -> None:
    """Progress of work that is repeated because its entry was dropped in this very moment."""


def cached_job(
    key: str,
    about: Hashable,
    work: Callable[[Progress], Result],
    text: str,
    unit: str,
    *,
    long: bool = False,
) -> Result:
    """What ``work`` gives for ``about``, made without asking and kept; with a bar if it is slow.

    Raises InputError, below a button that starts it again, once the reader has stopped it.
    """
    found = result(
        key, about, work, button=text, cost="", unit=unit, at_once=True, long=long
    )  # fmt: skip
    if found is None:
        raise InputError("You have stopped this: press the button to start it again.")
    return found


def result(
    key: str,
    about: Hashable,
    work: Callable[[Progress], Result],
    *,
    button: str,
    cost: str,
    unit: str,
    at_once: bool = False,
    long: bool = False,
) -> Result | None:
    """What ``work`` gives for ``about`` (model, text, options), once the reader has asked for it.

    None until then, with a button and a sentence on the cost. ``about`` must tell apart all that
    the result depends on: results are kept for all readers. ``at_once`` asks nothing first, unless
    the reader has stopped it.
    """
    kept = cast(Kept[tuple[str, Hashable], Result], cache.RESULTS)
    if (key, about) in kept:
        return kept_with_bar(kept, (key, about), work, button, unit)
    asked = f"_{key}_asked"
    said = st.session_state.get(asked)
    if said == (_STOPPED, about) or (said != about and not at_once):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                button, key=f"{key}_start", type="primary", on_click=_ask, args=(asked, about)
            )
            if cost:
                show.note(cost)
        return None
    place = st.empty()
    place.button("Stop", key=f"{key}_stop", icon=":material/stop:", on_click=_ask,
                 args=(asked, (_STOPPED, about)))  # fmt: skip
    found = kept_with_bar(kept, (key, about), work, button, unit, long=long)
    place.empty()
    return found


def _ask(asked: str, about: Hashable) -> None:
    st.session_state[asked] = about
