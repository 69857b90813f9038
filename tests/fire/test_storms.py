"""Many who mean no good, or have a bad line: the others are served, and nothing of them stays."""

import asyncio
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import psutil
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from support.phones import visitor

TEXT = "The cat sat on the bank."
PAGES = ("attention_maps", "head_view", "tokens", "similarity", "fill_mask")
MB = 2**20
KEPT = 100 * MB


async def served(url):
    """Another visitor gets a page, and another text on it."""
    async with visitor(url, "attention_maps", text=TEXT) as one:
        runs = one.runs
        await one.write("Text", "Somebody else came by.")
        assert one.errors == [] and one.runs > runs
        assert one.shows("· Somebody else came by.")  # below the picture's title


def connect(url, **options):
    return websockets.connect(
        url.replace("http", "ws", 1) + "/_stcore/stream", origin=url,
        subprotocols=options.pop("subprotocols", ["streamlit"]), open_timeout=120, **options,
    )  # fmt: skip


async def half_a_request(url):
    """A connection that has begun to ask and never ends."""
    parts = urlsplit(url)
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-")
    await writer.drain()
    return writer


def test_half_asked_questions_keep_nobody_waiting(app_server):
    async def storm():
        writers = await asyncio.gather(*(half_a_request(app_server.url) for _ in range(200)))
        async with AsyncExitStack() as stack:
            for _ in range(100):
                await stack.enter_async_context(connect(app_server.url))
            await served(app_server.url)
            for writer in writers:  # one letter more, as such a client does
                writer.write(b"a")
            await served(app_server.url)
        for writer in writers:
            writer.close()

    asyncio.run(storm())


def test_those_who_come_and_go_at_once_are_forgotten(app_server):
    """The last 128 sessions are kept for who comes back, three descriptors each, and no more."""

    async def come(number):
        async with connect(app_server.url) as socket:
            if number % 2:
                await socket.send(BackMsg(app_heartbeat=True).SerializeToString())

    async def storm():
        for _ in range(3):
            await asyncio.gather(*(come(number) for number in range(100)), served(app_server.url))

    process = psutil.Process(app_server.pid)
    asyncio.run(storm())  # as many as are kept, whoever came before
    kept = process.num_fds()
    asyncio.run(storm())
    asyncio.run(served(app_server.url))
    assert process.num_fds() < kept + 50
    assert process.num_threads() < 60


def test_who_comes_back_finds_the_session_again(app_server):
    async def back():
        async with visitor(app_server.url, "tokens", text=TEXT) as one:
            await one.write("Text", "Only in this session.")
            first = one.session
        for _ in range(5):  # a line that breaks again and again
            async with visitor(app_server.url, "tokens", again=first) as one:
                assert one.session == first
                assert one.errors == []
                assert "session" in one.words()

    asyncio.run(back())


@pytest.mark.parametrize(
    "message",
    [b"", b"\x00" * 10, b"\xff" * 1000, b"\x08\x01" * 100_000, b"\x0a\xff\xff\xff\x7f"],
    ids=["empty", "zeros", "ones", "long", "more than there is"],
)
def test_messages_that_are_none_end_nothing(app_server, message):
    async def send():
        async with connect(app_server.url) as socket:
            await socket.send(message)
            await socket.send("text instead of bytes")
            await asyncio.wait([asyncio.ensure_future(socket.recv())], timeout=0.3)
        await served(app_server.url)

    asyncio.run(send())


def test_no_message_switches_the_server_off(app_server):
    async def send():
        for name in ("debug_shutdown_runtime", "debug_disconnect_websocket", "clear_cache"):
            asked = BackMsg(**{name: True})
            async with connect(app_server.url) as socket:
                await socket.send(asked.SerializeToString())
                await asyncio.wait([asyncio.ensure_future(socket.recv())], timeout=0.3)
        await served(app_server.url)

    asyncio.run(send())


async def crowd(url, count):
    """So many sessions, eight at a time: each draws a page twice and leaves."""
    gate = asyncio.Semaphore(8)

    async def come(number):
        async with (
            gate,
            visitor(url, PAGES[number % len(PAGES)], text=f"{TEXT} {number % 5}") as one,
        ):
            await one.rerun()
            assert one.errors == []

    await asyncio.gather(*(come(number) for number in range(count)))


def test_memory_comes_back_when_two_hundred_sessions_have_gone(app_server):
    process = psutil.Process(app_server.pid)
    asyncio.run(crowd(app_server.url, 25))  # models and libraries are loaded, the texts known
    before = process.memory_info().rss
    asyncio.run(crowd(app_server.url, 200))
    assert process.memory_info().rss < before + KEPT
