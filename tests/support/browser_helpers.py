"""Waiting for Streamlit in a Playwright page, and watching what the page does wrong."""

import os
import shutil
import time
from collections.abc import Callable
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
APP = '[data-testid="stApp"]'
DONE = f'{APP}[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
# Nothing of the last run stands there still, and no widget's code is on its way: Streamlit loads
# it when the first widget of the kind is drawn, with a grey bar in its place.
FRESH = """() => !document.querySelector('[data-stale="true"]')
  && [...document.querySelectorAll('[data-testid="stSkeleton"]')]
    .every((one) => one.getBoundingClientRect().top > innerHeight)"""


def find_chromium() -> str | None:
    """EXPLORER_CHROMIUM, or the first installed Chromium or Chrome on PATH."""
    named = os.environ.get("EXPLORER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


PATIENCE = 180_000  # milliseconds: the first run imports torch, on a busy machine for a minute
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"
RUNS: WeakKeyDictionary = WeakKeyDictionary()  # page -> runs that ended since it was loaded


def wait_done(page, timeout: float = PATIENCE) -> None:
    """Until the script has run, the connection is up and all of it is drawn."""
    _wait_for_run(page, 1, timeout)
    page.wait_for_selector(DONE, timeout=timeout)
    page.evaluate(SETTLED)  # the message is here; now the page has handled it, too
    page.wait_for_function(FRESH, timeout=timeout)


def act(page, do: Callable[[], object], timeout: float = PATIENCE) -> None:
    """Do something that makes the script run again, then wait for the end of that run.

    What the page says of itself may be the old state still; the server's message is not.
    """
    before = RUNS[page]
    do()
    _wait_for_run(page, before + 1, timeout)
    page.evaluate(SETTLED)  # else "done" is what was said before
    wait_done(page, timeout)


def _wait_for_run(page, number: int, timeout: float) -> None:
    end = time.monotonic() + timeout / 1000
    while RUNS[page] < number:
        if time.monotonic() > end:
            pytest.fail(f"the script did not run: {RUNS[page]} runs instead of {number}")
        page.wait_for_timeout(20)


def watch(context, problems: list[str]) -> None:
    """Write into `problems` what no page may do; requests to other hosts are refused, too."""
    context.route(_is_outside, lambda route: route.abort())
    context.on("request", lambda request: _note_outside(request.url, problems))
    context.on("page", lambda page: _watch_page(page, problems))


def _watch_page(page, problems: list[str]) -> None:
    RUNS[page] = 0
    page.on("domcontentloaded", lambda page: RUNS.update({page: 0}))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda m: _count(page, m)))
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("console", lambda message: _note_console(message, problems))
    page.on("response", lambda response: _note_response(response, problems))
    page.on("websocket", lambda socket: _note_outside(socket.url, problems))


def _count(page, message: str | bytes) -> None:
    """A run that was cut short for another one does not count."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    found = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
    RUNS[page] += found.HasField("script_finished") and found.script_finished in (
        ForwardMsg.FINISHED_SUCCESSFULLY,
        ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    )


def _is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1"


def _is_probe(url: str) -> bool:
    """Streamlit itself looks for its server under /<page>/_stcore/, too, and gets a 404 there."""
    page, core, _ = urlsplit(url).path.partition("/_stcore/")
    return bool(page and core)


def _note_outside(url: str, problems: list[str]) -> None:
    if _is_outside(url):
        problems.append(f"outside request: {url}")


def _note_console(message, problems: list[str]) -> None:
    if message.type == "error" and not _is_probe(message.location.get("url", "")):
        problems.append(f"console error: {message.text}")


def _note_response(response, problems: list[str]) -> None:
    if response.status >= 400 and not _is_probe(response.url):
        problems.append(f"HTTP {response.status}: {response.url}")
