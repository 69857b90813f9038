"""A folder on a web server of this machine, below a path, as a site's host has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread


class StaticServer(ThreadingHTTPServer):
    """Files below ``below``, 404 anywhere else.

    ``held`` keeps addresses with that text waiting until it is set free; ``changed`` is what is
    sent in place of a file, by the end of its address.
    """

    daemon_threads = True

    def __init__(self, folder: Path, below: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.below = folder, below
        self.held = ""
        self.free = Event()
        self.changed: dict[str, bytes] = {}
        self.asked: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up, or a file that is not wanted any more, is no news."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{self.below}"


class _Handler(SimpleHTTPRequestHandler):
    server: StaticServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.held and self.server.held in self.path:
            self.server.free.wait()
        if not self.path.startswith(self.server.below):
            self.send_error(404)
            return
        for ending, content in self.server.changed.items():
            if self.path.endswith(ending):
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return
        super().do_GET()

    def translate_path(self, path: str) -> str:
        self.directory = str(self.server.folder)
        return super().translate_path("/" + path.removeprefix(self.server.below))

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def serving(folder: Path, below: str = "/some/path/") -> Iterator[StaticServer]:
    """A server of this folder, stopped at the end if it still runs."""
    server = StaticServer(folder, below)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.free.set()
        server.shutdown()
        server.server_close()
        thread.join()
