"""Long work: short jobs at once, long ones one after the other, behind the pages."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from explorer.ui import job_line, jobs, limits
from explorer.ui.forward_slots import READERS, forward_slot
from explorer.ui.job_line import Line, Stopped
from explorer.ui.limits import Refused

SECONDS = 120


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as made:
        yield made


def held(reported, go_on):
    """Work that reports, says that it has, and waits."""

    def work(progress):
        progress(0, 2)
        reported.set()
        assert go_on.wait(SECONDS)
        progress(1, 2)
        return "done"

    return work


def test_a_short_job_does_not_wait_for_a_long_one(pool, monkeypatch):
    monkeypatch.setattr(jobs, "MOMENT", -1.0)
    reported, go_on = Event(), Event()
    first = pool.submit(jobs.with_bar, held(reported, go_on), "Long", "things")
    assert reported.wait(SECONDS)
    assert jobs.with_bar(lambda progress: "at once", "Short", "things") == "at once"
    go_on.set()
    assert first.result(SECONDS) == "done"


def test_long_jobs_run_one_at_a_time(pool, monkeypatch):
    monkeypatch.setattr(jobs, "MOMENT", -1.0)
    at_work, most, lock = 0, 0, threading.Lock()

    def work(progress):
        nonlocal at_work, most
        progress(0, 1)  # from here on it is a long one
        with lock:
            at_work += 1
            most = max(most, at_work)
        Event().wait(0.02)
        with lock:
            at_work -= 1

    for job in [pool.submit(jobs.with_bar, work, "Long", "things") for _ in range(6)]:
        job.result(SECONDS)
    assert most == 1
    assert jobs.waiting() == 0


def test_what_cannot_report_waits_in_line_from_its_start(pool):
    began, go_on = Event(), Event()

    def first(_progress):
        began.set()
        go_on.wait(SECONDS)

    held_up = pool.submit(jobs.with_bar, first, "One", "", long=True)
    assert began.wait(SECONDS)
    second = pool.submit(jobs.with_bar, lambda _progress: 2, "Two", "", long=True)
    Event().wait(0.3)
    assert not second.done() and jobs.waiting() == 1
    go_on.set()
    assert second.result(SECONDS) == 2
    held_up.result(SECONDS)


def test_who_has_a_place_among_the_passes_does_not_wait_in_line(pool, monkeypatch):
    """Else those in line would keep the places that the one at work needs."""
    monkeypatch.setattr(jobs, "MOMENT", -1.0)
    reported, go_on = Event(), Event()
    first = pool.submit(jobs.with_bar, held(reported, go_on), "Long", "things")
    assert reported.wait(SECONDS)

    def inside(progress):
        with forward_slot():
            progress(0, 1)
        return "through"

    found = [pool.submit(jobs.with_bar, inside, "Pass", "things") for _ in range(READERS)]
    assert [one.result(SECONDS) for one in found] == ["through"] * READERS
    go_on.set()
    first.result(SECONDS)


def test_a_job_that_nobody_waits_for_ends_at_its_next_report():
    job = jobs.Job(lambda progress: progress(0, 1), long=False)
    job.left.set()
    with pytest.raises(Stopped):
        job.run()


def test_who_goes_on_leaves_the_line():
    line, gone = Line(1), Event()
    line.enter("first", Event())
    gone.set()
    with pytest.raises(Stopped):
        line.enter("second", gone)
    assert line.waiting == 0
    line.leave("first")
    line.enter("third", Event())


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="no priorities on this system")
def test_a_long_job_stands_back_behind_the_pages(monkeypatch):
    def priority(_progress=None):
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    own, back = priority(), min(priority() + job_line.NICENESS, 19)
    assert jobs.with_bar(priority, "Work", "things") == own
    assert jobs.with_bar(priority, "Work", "things", long=True) == back
    monkeypatch.setattr(jobs, "MOMENT", -1.0)
    assert jobs.with_bar(lambda report: report(0, 1) or priority(), "Work", "things") == back
    assert priority() == own


def test_one_visitor_too_many_jobs(monkeypatch):
    monkeypatch.setenv("EXPLORER_JOBS", "1")
    with job_line.one_more("me"):
        with pytest.raises(Refused, match=r"1 long job .* allows 1"), job_line.one_more("me"):
            pass
        with job_line.one_more("you"), job_line.one_more(""), job_line.one_more(""):
            pass
    with job_line.one_more("me"):
        pass
    monkeypatch.setenv("EXPLORER_JOBS", "0")
    with job_line.one_more("me"), job_line.one_more("me"):
        pass


def stoppable():
    """A page with a job that begins without being asked for."""
    import streamlit as st

    from explorer.errors import ExplorerError
    from explorer.ui import jobs

    try:
        st.write(jobs.cached_job("tried", "this", lambda progress: "made", "Make it", "things"))
    except ExplorerError as error:
        st.warning(str(error))


def test_what_was_stopped_stays_stopped_until_it_is_asked_for():
    from explorer.ui import cache

    cache.RESULTS.clear()
    app = AppTest.from_function(stoppable, default_timeout=SECONDS)
    app.session_state["_tried_asked"] = ("stopped", "this")
    app.run()
    assert [box.value for box in app.warning] == [
        "You have stopped this: press the button to start it again."
    ]
    app.button(key="tried_start").click().run()
    assert not app.warning and app.markdown[0].value == "made"


def test_an_upload_is_never_larger_than_the_server_takes(monkeypatch):
    assert limits.upload_megabytes() == 25
    monkeypatch.setenv("EXPLORER_UPLOAD_MB", "200")
    assert limits.upload_megabytes() == 25
    monkeypatch.setenv("EXPLORER_UPLOAD_MB", "3")
    assert limits.upload_megabytes() == 3
