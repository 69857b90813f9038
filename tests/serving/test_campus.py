"""Two replicas behind HAProxy with one engine on Ray Serve, all real; each is killed in turn.

The tests stand in the order of a bad day: what is killed stays dead. Seconds are printed and
asserted nowhere.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing

import numpy as np
import pytest
from support import campus
from support.phones import visitor

from explorer import catalog
from explorer.errors import InputError, ModelUnavailable
from explorer.serving.client import Client
from explorer.text import TextInput

pytestmark = [pytest.mark.campus, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SESSIONS = 400
PATIENCE = 60
TEXT = "The bird ate the fish."


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    if sentence := campus.missing():
        pytest.fail(sentence)
    with campus.running(tmp_path_factory.mktemp("campus")) as found:
        yield found


def metric(replica, name):
    """One of the numbers that a replica tells its own machine."""
    with urllib.request.urlopen(f"{replica.url}/metrics", timeout=30) as answer:
        found = re.search(rf"^{re.escape(name)} (\S+)", answer.read().decode(), re.MULTILINE)
    return int(float(found[1])) if found else 0


def sessions(replica):
    return metric(replica, "explorer_sessions")


def runs(replica):
    return metric(replica, 'explorer_page_seconds_count{page="attention_maps"}')


def passes(replica):
    return metric(replica, "explorer_passes_total")


def tell(sentence):
    """Into the report of the run, for those who read it."""
    sys.stdout.write(sentence + "\n")


def apart(work):
    """A coroutine's result, made in a thread of its own: Playwright has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_the_engine_gives_what_the_library_gives_to_many_at_once(place, bundled):
    texts = [TextInput("cat " * (number % 7 + 1) + f"{number}.") for number in range(60)]
    texts += [TextInput("A cat.", "A dog."), TextInput.from_words(["New York", "sleeps"])]
    with closing(Client(place.engine_url)) as client, ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda text: client.trace(catalog.BUNDLED_ID, text), texts))
    for text, trace in zip(texts, found, strict=True):
        alone = bundled.run(text)
        assert trace.tokens == alone.tokens and trace.input == text
        assert np.abs(trace.hidden - alone.hidden).max() < 2e-5
        assert np.abs(trace.attention(3) - alone.attention(3)).max() < 1e-5


def test_the_engine_refuses_in_sentences(place):
    with closing(Client(place.engine_url)) as client:
        with pytest.raises(ModelUnavailable, match="not a model id"):
            client.trace("../../secrets", TextInput("a"))
        with pytest.raises(InputError, match="finds nothing to read"):
            client.trace(catalog.BUNDLED_ID, TextInput("\u200b\u00ad."[:2]))
        assert client.trace(catalog.BUNDLED_ID, TextInput(TEXT)).num_tokens == 8


def test_so_many_sessions_are_held_and_all_are_drawn_by_the_engine(place):
    async def hold():
        async with AsyncExitStack() as stack:
            held = []
            for _ in range(SESSIONS // 20):
                come = (visitor(place.url, "attention_maps", text=TEXT) for _ in range(20))
                held += await asyncio.gather(*map(stack.enter_async_context, come))
            counts = [sessions(replica) for replica in place.replicas]
            texts = [f"Bird {number} ate the fish." for number in range(20)]
            asked = (
                one.write("Text", text)
                for one, text in zip(held[:: SESSIONS // 20], texts, strict=True)
            )
            await asyncio.gather(*asked)
            return held, counts, texts

    start = time.monotonic()
    held, counts, texts = apart(hold())
    tell(f"{SESSIONS} sessions came, 20 typed: {time.monotonic() - start:.1f} s, {counts}")
    assert sum(counts) == SESSIONS and min(counts) > SESSIONS / 3
    assert [one.errors for one in held] == [[]] * SESSIONS
    for one, text in zip(held[:: SESSIONS // 20], texts, strict=True):
        assert one.shows(f"· {text}")  # below the picture's title
    assert max(map(passes, place.replicas)) < 5  # of 21 texts: those that try a model when it loads


def ready(tab, text):
    """Wait until the picture of a text is drawn and nothing runs."""
    tab.locator(".gtitle", has_text=text).first.wait_for()
    tab.wait_for_selector('[data-test-script-state="notRunning"]')


def test_when_a_replica_dies_the_view_comes_back_from_its_address(place, open_tab, problems):
    tab = open_tab(place.url)
    tab.goto("/attention_maps")
    ready(tab, "The animal")
    box = tab.get_by_label("Text", exact=True)
    box.fill(TEXT)
    box.press("Enter")
    ready(tab, TEXT)
    tab.get_by_role("slider").nth(1).press("ArrowRight")
    head = tab.locator(".gtitle").first
    tab.wait_for_url(re.compile("head="))
    ready(tab, TEXT)
    shown, address = head.text_content(), tab.url
    box.fill("Typed and not yet sent")
    dead = max(place.replicas, key=sessions)
    assert sessions(dead) == 1
    alive = next(one for one in place.replicas if one is not dead)
    start, before = time.monotonic(), runs(alive)
    place.kill(dead)
    while runs(alive) == before:
        assert time.monotonic() < start + PATIENCE, "no replica drew the page again"
        tab.wait_for_timeout(50)
    ready(tab, TEXT)
    tab.wait_for_timeout(500)  # what came has been drawn
    tell(f"the view was back after {time.monotonic() - start:.1f} s")
    assert head.text_content() == shown and tab.url == address
    assert box.input_value() == "Typed and not yet sent"
    box.press("Enter")
    ready(tab, "Typed and not yet sent")
    assert tab.get_by_test_id("stException").count() == 0
    problems.clear()  # a socket that was torn off is an error on the console


def test_when_the_engine_dies_the_app_computes_and_says_so(place, open_tab):
    [alive] = place.replicas
    tab = open_tab(place.url)
    tab.goto(f"/attention_maps?text={TEXT}&layer=2&head=3")
    ready(tab, TEXT)
    before = passes(alive)
    place.kill_engine()
    box = tab.get_by_label("Text", exact=True)
    start = time.monotonic()
    box.fill("Nobody else computes this.")
    box.press("Enter")
    ready(tab, "Nobody else computes this.")
    tell(f"the app computed by itself after {time.monotonic() - start:.1f} s")
    tab.get_by_text("The shared engine does not answer").first.wait_for()
    assert passes(alive) == before + 1 and tab.get_by_test_id("stException").count() == 0
