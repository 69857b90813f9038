"""A real redis-server on a free port of this machine, for tests; it writes nothing to disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 30


@dataclass(frozen=True)
class RedisServer:
    url: str
    client: Any  # decodes what it reads
    process: subprocess.Popen

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def find() -> str | None:
    """The program, where it is installed."""
    return shutil.which("redis-server")


def is_required() -> bool:
    """Whether its absence is a failure: where the whole check runs."""
    return "CI" in os.environ or os.environ.get("EXPLORER_REQUIRE_BROWSER") == "1"


@contextmanager
def running(folder: Path) -> Iterator[RedisServer]:
    """The server until the block ends."""
    import redis

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(find()), "--port", str(port), "--bind", "127.0.0.1", "--save", "",
               "--appendonly", "no", "--dir", str(folder)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    with redis.Redis.from_url(url, decode_responses=True) as client:
        server = RedisServer(url, client, process)
        try:
            _wait(client)
            yield server
        finally:
            server.stop()


def _wait(client: Any) -> None:
    from redis.exceptions import ConnectionError

    end = time.monotonic() + SECONDS
    while True:
        try:
            client.ping()
            return
        except ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
