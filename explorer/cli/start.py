"""``bert-explorer`` without a command: the app in the browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from explorer.errors import ExplorerError

PACKAGE = Path(__file__).resolve().parents[1]


def add_start(parser: argparse.ArgumentParser) -> None:
    """Options of the app, for the command line as a whole: no command starts it."""
    group = parser.add_argument_group("options of the app, which starts when no command is given")
    group.add_argument("--port", type=port, help="of this machine; 8501 or the next free one")
    group.add_argument("--no-browser", action="store_true", help="do not open a browser")
    group.add_argument("--for-class", action="store_true",
                       help="listen to the whole network, so that phones can join")  # fmt: skip
    parser.set_defaults(run=start)


def port(text: str) -> int:
    """A port as the command line takes it."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def start(chosen: argparse.Namespace) -> None:
    """Run the app until it is stopped. Raises ExplorerError."""
    command = command_line(
        port=chosen.port, browser=not chosen.no_browser, network=chosen.for_class
    )
    sys.stdout.flush()
    # A process of its own: app.py sets the threads of numpy before numpy is imported.
    if os.name == "posix":
        os.execv(command[0], command)
    else:
        raise SystemExit(subprocess.call(command))


def command_line(
    *, port: int | None = None, browser: bool = True, network: bool = False
) -> list[str]:
    """How the app is started; Streamlit finds .streamlit/config.toml beside the launcher."""
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(launcher())]
    if port is not None:
        command += ["--server.port", str(port)]
    if not browser:
        command += ["--server.headless", "true"]
    if network:
        command += ["--server.address", "0.0.0.0"]
    if network and not browser:  # to greet, Streamlit would ask another host for our address
        command += ["--logger.hideWelcomeMessage", "true"]
    return command


def launcher() -> Path:
    """app.py: inside the installed package, or at the top of the checkout (see setup.py)."""
    for place in (PACKAGE / "_app" / "app.py", PACKAGE.parent / "app.py"):
        if place.is_file():
            return place
    raise ExplorerError("This copy of bert-explorer has no app: install it with pip install .")
