"""The address that hands out the live page: the whole file, or one sentence."""

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from explorer.ui import cache, live_download

APP = Starlette(routes=list(live_download.ROUTES))


def ask(**asked):
    """Status, headers and body of the answer."""
    got = []

    async def send(message):
        got.append(message)

    async def receive():
        await asyncio.Event().wait()  # the reader stays until the end

    scope = {"type": "http", "method": "GET", "path": live_download.PATH, "root_path": "",
             "query_string": urlencode(asked).encode(), "headers": []}  # fmt: skip
    asyncio.run(APP(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in got[0]["headers"]}
    return got[0]["status"], headers, b"".join(m.get("body", b"") for m in got[1:])


def test_the_file_comes_whole_and_the_model_is_packed_once():
    cache.LIVE_MODELS.clear()
    before = cache.LIVE_MODELS.misses  # the tests of the caches ask this one too
    status, headers, body = ask(text="The cat sat.", pair="It <slept>.")
    assert status == 200
    assert headers["content-disposition"] == 'attachment; filename="live.html"'
    assert "text/html" not in headers["content-type"]  # the app would put its own head into it
    assert body.startswith(b"<!doctype html>")
    assert body.rstrip().endswith(b"</html>")
    assert b"It &lt;slept&gt;.</textarea>" in body
    assert len(body) / 1e6 == pytest.approx(live_download.MEGABYTES, abs=1.5)
    assert cache.LIVE_MODELS.misses == before + 1
    held = cache.LIVE_MODELS.bytes
    assert ask(text="Another text.")[0] == 200
    assert (cache.LIVE_MODELS.misses, cache.LIVE_MODELS.bytes) == (before + 1, held)
    assert 25e6 < held <= cache.LIVE_MODELS.limit


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "type at least one word"),
        ({"text": " "}, "type at least one word"),
        ({"text": "word " * 127}, "129 tokens"),
        ({"text": "\u200b"}, "nothing to read"),
    ],
)
def test_a_text_that_cannot_be_read_is_a_sentence(asked, said):
    status, headers, body = ask(**asked)
    assert status == 400
    assert headers["content-type"].startswith("text/plain")
    assert said in body.decode()


def test_the_limit_of_characters_holds_here_too(monkeypatch):
    monkeypatch.setenv("EXPLORER_TEXT_CHARACTERS", "5")
    assert ask(text="longer than five")[0] == 400
