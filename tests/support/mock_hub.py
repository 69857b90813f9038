"""A model hub on this machine: as much of the hub's HTTP interface as downloads need.

    hub.add("acme/tiny", folder)               # a folder as a public repository
    hub.add("acme/secret", folder, access="private")    # 401 to everybody
    hub.add("acme/asked", folder, access="gated")       # listed, but no file is given out
    hub.delay = 0.05                           # seconds before each 64 KiB of a file
    hub.down = True                            # every answer is 503
    hub.requests                               # [("GET", "/api/models/acme/tiny/revision/main")]

Only the standard library in here; the fixture `mock_hub` points huggingface_hub at it.
"""

import contextlib
import hashlib
import json
import re
import socket
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

CHUNK = 64 * 1024
NAME = r"([^/]+(?:/[^/]+)?)"
API = re.compile(rf"/api/models/{NAME}(?:/(revision|tree)/([^/]+)(?:/(.+))?)?")
RESOLVE = re.compile(rf"/{NAME}/resolve/([^/]+)/(.+)")
REFUSALS = {
    "RepoNotFound": (404, "Repository not found"),
    "RevisionNotFound": (404, "Invalid rev id"),
    "EntryNotFound": (404, "Entry not found"),
    "GatedRepo": (401, "Access to this model is restricted. You must be logged in."),
}


@dataclass(frozen=True)
class Repo:
    """One folder as the hub shows it; its revision follows from its content."""

    name: str
    folder: Path
    access: str = "public"

    @cached_property
    def files(self) -> dict[str, Path]:
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path for path in found}

    @cached_property
    def etags(self) -> dict[str, str]:
        return {
            name: hashlib.sha1(path.read_bytes()).hexdigest() for name, path in self.files.items()
        }

    @cached_property
    def sha(self) -> str:
        return hashlib.sha1(json.dumps(self.etags).encode()).hexdigest()

    def info(self) -> dict[str, Any]:
        siblings = [{"rfilename": name, "size": p.stat().st_size} for name, p in self.files.items()]
        facts = {"_id": self.sha[:24], "id": self.name, "modelId": self.name, "sha": self.sha}
        state = {"private": False, "gated": "manual" if self.access == "gated" else False}
        counts = {"disabled": False, "downloads": 0, "likes": 0, "tags": ["transformers"]}
        return facts | state | counts | {"siblings": siblings}

    def tree(self, folder: str = "") -> list[dict[str, Any]]:
        return [
            {"type": "file", "path": name, "size": path.stat().st_size, "oid": self.etags[name]}
            for name, path in self.files.items()
            if name.startswith(folder)
        ]


class MockHub:
    """Serves repositories on a free port of 127.0.0.1 between `start` and `stop`."""

    def __init__(self) -> None:
        self.repos: dict[str, Repo] = {}
        self.delay = 0.0
        self.down = False
        self.requests: list[tuple[str, str]] = []
        self.connections: list[socket.socket] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.hub = self  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, name: str, folder: Path, *, access: str = "public") -> None:
        """`access`: public, private (401, as if it were not there) or gated."""
        self.repos[name] = Repo(name, Path(folder), access)

    def env(self, home: Path) -> dict[str, str]:
        """The environment that makes another process use this hub, with its own empty cache."""
        switches = {
            "HF_HUB_OFFLINE": "0",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }
        return {"HF_ENDPOINT": self.url, "HF_HOME": str(home), **switches}

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """End the server and hang up on everybody: a connection kept alive would be answered."""
        self._server.shutdown()
        self._server.server_close()
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.hub.connections.append(self.connection)  # type: ignore[attr-defined]

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        hub: MockHub = self.server.hub  # type: ignore[attr-defined]
        path = unquote(urlsplit(self.path).path)
        hub.requests.append((self.command, path))
        if hub.down:
            return self._send(503, b"")
        if match := API.fullmatch(path):
            return self._api(hub, *match.groups())
        if match := RESOLVE.fullmatch(path):
            return self._file(hub, *match.groups())
        return self._refuse("RepoNotFound")

    def _repo(self, hub: MockHub, name: str, revision: str | None) -> Repo | None:
        """The repository, or None after a refusal has been sent."""
        repo = hub.repos.get(name)
        if repo is None:
            return self._refuse("RepoNotFound")
        if repo.access == "private":
            return self._refuse("RepoNotFound", status=401)
        if revision not in (None, "main", repo.sha):
            return self._refuse("RevisionNotFound")
        return repo

    def _api(
        self, hub: MockHub, name: str, what: str | None, revision: str | None, under: str | None
    ) -> None:
        repo = self._repo(hub, name, revision)
        if repo is None:
            return
        body = repo.tree(f"{under}/" if under else "") if what == "tree" else repo.info()
        if under and not body:
            return self._refuse("EntryNotFound")
        self._send(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _file(self, hub: MockHub, name: str, revision: str, file: str) -> None:
        repo = self._repo(hub, name, revision)
        if repo is None:
            return
        if repo.access == "gated":
            return self._refuse("GatedRepo")
        if file not in repo.files:
            return self._refuse("EntryNotFound", headers={"X-Repo-Commit": repo.sha})
        facts = {
            "ETag": f'"{repo.etags[file]}"',
            "X-Repo-Commit": repo.sha,
            "Accept-Ranges": "bytes",
        }
        body = repo.files[file].read_bytes()
        start = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not start:
            return self._send(200, body, facts, delay=hub.delay)
        first = int(start[1])
        facts["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
        return self._send(206, body[first:], facts, delay=hub.delay)

    def _refuse(self, code: str, *, status: int = 0, headers: dict[str, str] | None = None) -> None:
        usual, message = REFUSALS[code]
        names = {"X-Error-Code": code, "X-Error-Message": message}
        self._send(status or usual, b"", names | (headers or {}))

    def _send(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, delay: float = 0.0
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        try:
            for start in range(0, len(body), CHUNK):
                time.sleep(delay)
                self.wfile.write(body[start : start + CHUNK])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client gave up: allowed
