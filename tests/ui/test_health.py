"""/healthz and /metrics: for this machine, with numbers that count, and nobody's text."""

import asyncio
import json
import logging
from threading import Event, Thread

import pytest
from starlette.applications import Starlette

import explorer
from explorer.text import TextInput
from explorer.ui import cache, forward_slots, health, jobs

APP = Starlette(routes=list(health.ROUTES))
SECRET = "Nobody reads this sentence"


def ask(path, client=("127.0.0.1", 5000), headers=()):
    """Status and body of the answer."""
    got = []

    async def send(message):
        got.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"",
             "headers": list(headers), "client": client, "root_path": ""}  # fmt: skip
    asyncio.run(APP(scope, None, send))
    return got[0]["status"], b"".join(m.get("body", b"") for m in got[1:]).decode()


def number(line):
    """The number behind a line's name in /metrics."""
    text = ask("/metrics")[1]
    return float(next(row.rpartition(" ")[2] for row in text.splitlines() if row.startswith(line)))


def test_it_says_that_it_is_well():
    assert ask("/healthz") == (200, f"ok {explorer.__version__}\n")
    assert ask("/healthz", client=("::1", 1))[0] == 200


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("10.0.0.7", 1), ()),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"203.0.113.5")]),
        (("127.0.0.1", 1), [(b"forwarded", b"for=203.0.113.5")]),
        (None, ()),
        (("a socket", 1), ()),
    ],
)
def test_it_answers_this_machine_alone_unless_asked(monkeypatch, path, client, headers):
    assert ask(path, client, headers)[0] == 403
    monkeypatch.setenv("EXPLORER_METRICS", "all")
    assert ask(path, client, headers)[0] == 200


def test_caches_and_passes_are_counted(bundled):
    cache.TRACES.clear()
    source = TextInput(SECRET)
    before = [number(f'explorer_cache_requests_total{{cache="traces",found="{found}"}}')
              for found in ("yes", "no")]  # fmt: skip
    passes = number("explorer_passes_total")
    for _ in range(3):
        cache.TRACES.get(("x", source), lambda: bundled.run(source))
    with forward_slots.forward_slot():
        assert number("explorer_passes_running") == 1
    after = [number(f'explorer_cache_requests_total{{cache="traces",found="{found}"}}')
             for found in ("yes", "no")]  # fmt: skip
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 1]
    assert number("explorer_passes_total") > passes
    assert number("explorer_passes_running") == 0
    assert number('explorer_cache_bytes{cache="traces"}') > 10_000
    assert SECRET not in ask("/metrics")[1]


def test_a_page_is_timed_and_logged_without_its_text(visit, monkeypatch, caplog):
    monkeypatch.setenv("EXPLORER_LOG", "json")
    with caplog.at_level(logging.WARNING, "explorer.pages"):
        visit("tokens", text=SECRET)
    lines = [json.loads(line.message) for line in caplog.records if line.name == "explorer.pages"]
    assert lines and {tuple(line) for line in lines} == {("page", "seconds")}
    assert "tokens" in {line["page"] for line in lines}
    assert SECRET not in caplog.text
    assert number('explorer_page_seconds_count{page="tokens"}') >= 1


def test_a_job_that_waits_says_how_many_come_first(monkeypatch):
    monkeypatch.setattr(jobs, "MOMENT", -1.0)
    release, began = Event(), Event()

    def first(progress):
        progress(0, 2)
        began.set()
        release.wait(20)

    worker = Thread(target=lambda: jobs.with_bar(first, "One", "things"))
    worker.start()
    assert began.wait(20)
    waiter = Thread(target=lambda: jobs.with_bar(lambda progress: progress(0, 2), "Two", "things"))
    waiter.start()
    for _ in range(200):
        if jobs.waiting():
            break
        Event().wait(0.05)
    assert jobs.waiting() == 1
    assert jobs._long.ahead(jobs._long._all[1]) == 1
    assert number("explorer_jobs_waiting") == 1
    release.set()
    for thread in (worker, waiter):
        thread.join(20)
    assert jobs.waiting() == 0
