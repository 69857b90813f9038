"""The app as its users start it: `streamlit run app.py` in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90


@dataclass(frozen=True)
class AppServer:
    url: str  # http://127.0.0.1:PORT, and the path below which the app stands
    log: Path  # what the process prints
    pid: int


@contextmanager
def running(folder: Path, script: Path = ROOT / "app.py", **env: str) -> Iterator[AppServer]:
    """Run the app until the block ends; the log goes into `folder`, `env` into the environment."""
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none", "--server.port"]
    with started_by(command, folder, cwd=ROOT, **env) as server:
        yield server


@contextmanager
def started_by(
    command: list[str], folder: Path, *, cwd: Path, below: str = "", **env: str
) -> Iterator[AppServer]:
    """The same for any command line whose last option wants a port."""
    port = free_port()
    log = folder / f"app-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, str(port)],
            cwd=cwd,
            env=os.environ | env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
        try:
            server = AppServer(f"http://127.0.0.1:{port}{below}", log, process.pid)
            _wait_until_healthy(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(server: AppServer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start:\n{server.log.read_text()[-2000:]}")
