"""A campus on this machine: an engine, two replicas of the app and HAProxy before them, all real.

The proxy's configuration is that of deploy/, but for the names of its servers.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from support import app_server
from support.app_server import ROOT, AppServer

ENGINE_PYTHON = Path(sys.prefix) / "engine" / "bin" / "python"
SECONDS = 240  # until an engine answers: Ray and torch start, on a busy machine


@dataclass
class Campus:
    """What runs, and how to end a part of it."""

    url: str  # the proxy
    replicas: tuple[AppServer, ...]  # those that live
    engine: subprocess.Popen
    engine_url: str

    def kill(self, replica: AppServer) -> None:
        """As a machine that loses its power."""
        os.kill(replica.pid, signal.SIGKILL)
        self.replicas = tuple(one for one in self.replicas if one is not replica)

    def kill_engine(self) -> None:
        """The engine's command with all that Ray has started for it."""
        os.killpg(self.engine.pid, signal.SIGKILL)
        self.engine.wait()


def missing() -> str:
    """What a campus wants and this machine lacks, in a sentence; empty when all is there."""
    lacks = [] if shutil.which("haproxy") else ["haproxy (Debian: apt-get install haproxy)"]
    lacks += [] if ENGINE_PYTHON.is_file() else ["ray (make campus-test installs it)"]
    return f"Not found: {', '.join(lacks)}." if lacks else ""


@contextmanager
def running(folder: Path, replicas: int = 2) -> Iterator[Campus]:
    """All of it until the block ends."""
    with ExitStack() as stack:
        port = app_server.free_port()
        engine = stack.enter_context(_engine(folder, port))
        engine_url = f"http://127.0.0.1:{port}"
        secret = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same for all replicas"}
        apps = tuple(
            stack.enter_context(
                app_server.running(folder, EXPLORER_ENGINE_URL=engine_url, **secret)
            )
            for _ in range(replicas)
        )
        url = stack.enter_context(_proxy(folder, apps))
        yield Campus(url, apps, engine, engine_url)


@contextmanager
def _engine(folder: Path, port: int) -> Iterator[subprocess.Popen]:
    """The engine in a group of processes of its own; its log is engine.log."""
    log = folder / "engine.log"
    command = [str(ENGINE_PYTHON), "-m", "explorer", "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=out, start_new_session=True)  # fmt: skip
        try:
            _wait(lambda: "The engine answers" in log.read_text(), process, log)
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                _end(process)


def _end(process: subprocess.Popen) -> None:
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _proxy(folder: Path, apps: tuple[AppServer, ...]) -> Iterator[str]:
    port = app_server.free_port()
    config, log = folder / "haproxy.cfg", folder / "haproxy.log"
    config.write_text(_configuration(apps))
    environment = os.environ | {"LISTEN": f"127.0.0.1:{port}", "COOKIE_KEY": "a test's"}
    with log.open("wb") as out:
        process = subprocess.Popen(["haproxy", "-db", "-f", str(config)], env=environment,
                                   stdout=out, stderr=out)  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(lambda: _answers(f"{url}/_stcore/health"), process, log)
            yield url
        finally:
            process.kill()
            process.wait()


def _configuration(apps: tuple[AppServer, ...]) -> str:
    """deploy/haproxy.cfg with these servers in the place of names that only a network knows."""
    text = (ROOT / "deploy" / "haproxy.cfg").read_text("utf-8")
    servers = "".join(
        f"    server app{number} {app.url.removeprefix('http://')}\n"
        for number, app in enumerate(apps)
    )
    text, count = re.subn(r"    server-template .*\n", servers, text)
    assert count == 1
    return re.sub(r"\nresolvers [\s\S]*?\n\n|\nresolvers [\s\S]*$", "\n", text)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (TimeoutError, OSError):
        return False


def _wait(seen, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if seen():
            return
        time.sleep(0.1)
    raise RuntimeError(f"it did not start:\n{log.read_text()[-2000:]}")
