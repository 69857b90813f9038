"""Work behind a page: started, stopped, refused and failed."""

from threading import Event

import pytest

from explorer.ui import limits
from explorer.ui.background import Background
from explorer.ui.job_line import Stopped
from explorer.ui.limits import Refused

SECONDS = 120


def held(reported, go_on):
    """Work that reports, says that it has, and waits."""

    def work(progress):
        progress(1, 2)
        reported.set()
        assert go_on.wait(SECONDS)
        progress(2, 2)

    return work


def test_it_goes_on_by_itself_and_says_how_far_it_is():
    reported, go_on = Event(), Event()
    job = Background(held(reported, go_on))
    assert reported.wait(SECONDS) and job.running and not job.stopped()
    assert job.says("steps") == ": 1 of 2 steps"
    go_on.set()
    job.wait()
    assert not job.running and not job.stopped()


def test_a_second_one_waits_for_the_first():
    reported, go_on, second_begun = Event(), Event(), Event()
    first = Background(held(reported, go_on))
    assert reported.wait(SECONDS)
    second = Background(lambda progress: second_begun.set())
    while not second.says("steps"):  # until its thread stands in line
        pass
    assert second.says("steps") == ": 1 of other readers' jobs before this one"
    assert not second_begun.is_set()
    go_on.set()
    second.wait()
    assert second_begun.is_set() and not first.running


def test_stopped_it_ends_at_its_next_report():
    reported, go_on = Event(), Event()
    job = Background(held(reported, go_on))
    assert reported.wait(SECONDS)
    job.stop()
    go_on.set()
    job.wait()
    assert job.stopped() and not job.running


def test_it_ends_when_the_reader_has_gone(monkeypatch):
    from explorer.ui import background

    gone, reported, go_on = Event(), Event(), Event()
    monkeypatch.setattr(background, "_gone", lambda: gone.is_set)
    job = Background(held(reported, go_on))
    assert reported.wait(SECONDS)
    gone.set()
    go_on.set()
    job.wait()
    assert job.stopped()


def test_what_the_work_raises_comes_out():
    def work(progress):
        raise ZeroDivisionError

    job = Background(work)
    job.wait()
    with pytest.raises(ZeroDivisionError):
        job.stopped()
    assert not issubclass(ZeroDivisionError, Stopped)


def test_a_visitor_with_too_many_jobs_is_refused_and_has_room_again(monkeypatch):
    monkeypatch.setenv("EXPLORER_JOBS", "1")
    monkeypatch.setattr(limits, "visitor", lambda: "somebody")
    reported, go_on = Event(), Event()
    first = Background(held(reported, go_on))
    assert reported.wait(SECONDS)
    with pytest.raises(Refused, match="1 long job running"):
        Background(lambda progress: None)
    go_on.set()
    first.wait()
    while True:  # the place is given back just after the end
        try:
            Background(lambda progress: None).wait()
            break
        except Refused:
            continue
