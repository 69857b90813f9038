"""An engine for several apps without Ray: a small HTTP server that answers as it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = tuple[int, bytes]


class FakeEngine:
    """engine.answer = lambda told: (200, packed); engine.asked holds what came."""

    def __init__(self, answer: Callable[[Any], Answer]) -> None:
        self.answer, self.asked = answer, []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                told = json.loads(body)
                engine.asked.append(told)
                status, data = engine.answer(told)
                if not status:  # hang up in the middle
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; a second time does nothing."""
        if not self._thread.is_alive():
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def running(answer: Callable[[Any], Answer]) -> Iterator[FakeEngine]:
    """The engine until the block ends."""
    engine = FakeEngine(answer)
    try:
        yield engine
    finally:
        engine.stop()
