"""Visitors without a browser: websocket sessions that speak Streamlit's own messages, many at once.

    async with visitor(server.url, "join", room="BCDFG") as phone:
        await phone.press("animal")
        assert "It has arrived" in phone.words()

Streamlit and websockets are imported here: only tests that need a running app import this module.
"""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

SECONDS = 180  # for one thing to come, on a busy machine
_TEXTS = ("markdown", "alert", "heading", "html")
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visitor:
    """One session: what the server has drawn for it, and what it sends back."""

    def __init__(self, socket: Any, page: str, query: str, url: str = "") -> None:
        self._url = url
        self.session = ""  # the server's name for it
        self._socket, self._state = socket, ClientState(page_name=page, query_string=query)
        self._drawn: dict[tuple[int, ...], tuple[Any, str, int]] = {}  # element, fragment, run
        self._asked = ""  # the fragment whose run was asked for last
        self.polls: dict[str, float] = {}  # fragments that ask to be run again, and how often
        self.runs = 0  # that have ended
        self.errors: list[str] = []

    def words(self) -> str:
        """All texts that stand on the page."""
        found = [getattr(one, str(one.WhichOneof("type"))) for one, _, _ in self._drawn.values()
                 if one.WhichOneof("type") in _TEXTS]  # fmt: skip
        return "\n".join(_plain(part.body) for part in found)

    def buttons(self) -> list[str]:
        """The labels of all buttons."""
        return [_plain(one.button.label) for one, _, _ in self._elements("button")]

    def shows(self, words: str) -> bool:
        """Whether these words stand in anything on the page, pictures too."""
        written = words.encode()
        return any(written in one.SerializeToString() for one, _, _ in self._drawn.values())

    def boxes(self) -> dict[str, Any]:
        """The text boxes by their labels, of one line and of many."""
        kinds = ("text_input", "text_area")
        found = [getattr(one, kind) for kind in kinds for one, _, _ in self._elements(kind)]
        return {box.label: box for box in found}

    def bound(self) -> set[str]:
        """The parameters of the address that the page's widgets have."""
        found = (getattr(one, str(one.WhichOneof("type"))) for one, _, _ in self._drawn.values())
        return {key for one in found if (key := getattr(one, "query_param_key", ""))}

    def uploaders(self) -> list[str]:
        """The labels of all places for files."""
        return [one.file_uploader.label for one, _, _ in self._elements("file_uploader")]

    async def until(self, seen: Callable[[], object]) -> None:
        """Read what comes until something is seen."""
        async with asyncio.timeout(SECONDS):
            while not seen():
                self._take(ForwardMsg.FromString(await self._socket.recv()))

    async def press(self, label: str) -> None:
        """Press a button and wait for the run that it makes."""
        await self.until(lambda: label in self.buttons())
        element, fragment, _ = next(
            found for found in self._elements("button") if _plain(found[0].button.label) == label
        )
        before = self.runs
        await self.send(WidgetState(id=element.button.id, trigger_value=True), fragment=fragment)
        await self.until(lambda: self.runs > before)

    async def write(self, label: str, words: str) -> None:
        """Write into a text box and wait for the run that it makes."""
        box = self.boxes()[label]
        await self.rerun(WidgetState(id=box.id, string_value=words))

    async def upload(self, label: str, name: str, data: bytes) -> int:
        """Give a file as a browser does and wait for the run that it makes; the HTTP status."""
        box, fragment = next(
            (one.file_uploader, fragment) for one, fragment, _ in self._elements("file_uploader")
            if one.file_uploader.label == label
        )  # fmt: skip
        number = uuid4().hex
        status = await asyncio.to_thread(_put, self._url, f"{self.session}/{number}", name, data)
        if status < 300:
            state = WidgetState(id=box.id)
            info = state.file_uploader_state_value.uploaded_file_info.add()
            info.file_id, info.name, info.size = number, name, len(data)
            info.file_urls.file_id = number
            before = self.runs
            await self.send(state, fragment=fragment)
            await self.until(lambda: self.runs > before)
        return status

    async def rerun(self, *states: WidgetState) -> None:
        """Run the page again, with nothing changed where no state is given."""
        before = self.runs
        await self.send(*states)
        await self.until(lambda: self.runs > before)

    async def flood(self, label: str, count: int) -> None:
        """Press a button so often without waiting for anything; then wait for the last run."""
        element, fragment, _ = next(
            found for found in self._elements("button") if _plain(found[0].button.label) == label
        )
        for _ in range(count):
            await self.send(WidgetState(id=element.button.id, trigger_value=True),
                            fragment=fragment)  # fmt: skip
        before = self.runs
        await self.until(lambda: self.runs > before)

    async def send(self, *states: WidgetState, fragment: str = "") -> None:
        """Ask for a run, of a fragment or of the whole page."""
        self._asked = fragment
        asked = BackMsg(rerun_script=self._state)
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.widget_states.widgets.extend(states)
        await self._socket.send(asked.SerializeToString())

    async def look_again(self) -> None:
        """Run what asked to be run again, as a browser does by the clock."""
        for fragment in list(self.polls):
            before = self.runs
            await self.send(fragment=fragment)
            await self.until(lambda before=before: self.runs > before)

    def _elements(self, kind: str) -> list[tuple[Any, str, int]]:
        return [found for found in self._drawn.values() if found[0].WhichOneof("type") == kind]

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._state.page_script_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._draw(message)
        elif kind == "auto_rerun":
            self.polls[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "script_finished" and message.script_finished in _DONE:
            whole = message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            self._drop_stale("" if whole else self._asked)
            self.runs += 1

    def _draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        path = tuple(message.metadata.delta_path)
        self._drawn[path] = element, message.delta.fragment_id, self.runs
        if element.WhichOneof("type") == "exception":
            self.errors.append(element.exception.message)

    def _drop_stale(self, fragment: str) -> None:
        """What the run of a fragment, or of the page, did not draw again is no longer there."""
        self._drawn = {
            path: found
            for path, found in self._drawn.items()
            if found[2] == self.runs or (fragment and found[1] != fragment)
        }


def _plain(markdown: str) -> str:
    return markdown.replace("\\", "").replace("\u2060", "").replace("**", "")


def _put(url: str, place: str, name: str, data: bytes) -> int:
    """Put a file where the server takes uploads; the HTTP status."""
    with urllib.request.urlopen(f"{url}/_stcore/health") as answer:
        token = answer.headers.get("Set-Cookie", "=;").partition("=")[2].partition(";")[0]
    line = uuid4().hex
    head = (f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n")  # fmt: skip
    asked = urllib.request.Request(
        f"{url}/_stcore/upload_file/{place}",
        head.encode() + data + f"\r\n--{line}--\r\n".encode(),
        {"Content-Type": f"multipart/form-data; boundary={line}",
         "Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token},
        method="PUT",
    )  # fmt: skip
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except urllib.error.URLError:
        return 413  # the server hung up before it had all: too large


@asynccontextmanager
async def visitor(
    url: str, page: str = "", *, again: str = "", **query: str
) -> AsyncIterator[Visitor]:
    """A session that has opened a page and drawn it; ``again`` is one that was here before."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    known = ["none", again] if again else []
    async with websockets.connect(
        address, subprotocols=["streamlit", *known], origin=url, max_size=None,
        open_timeout=SECONDS, ping_timeout=None,
    ) as socket:  # fmt: skip
        made = Visitor(socket, page, urlencode(query, errors="surrogatepass"), url)
        await made.send()
        await made.until(lambda: made.runs)
        yield made
