"""bert-explorer without a command starts the app."""

import os
import subprocess
import sys

import pytest
from support.app_server import ROOT

import explorer
from explorer.__main__ import main
from explorer.cli import start
from explorer.errors import ExplorerError


@pytest.fixture
def started(monkeypatch):
    """The command lines that would have replaced this process."""
    found = []
    monkeypatch.setattr(os, "execv", lambda program, command: found.append(command))
    monkeypatch.setattr(subprocess, "call", lambda command: found.append(command) or 0)
    return found


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ([], []),
        (["--port", "8600"], ["--server.port", "8600"]),
        (["--no-browser"], ["--server.headless", "true"]),
        (["--for-class"], ["--server.address", "0.0.0.0"]),
        (
            ["--for-class", "--no-browser"],
            [
                *("--server.headless", "true", "--server.address", "0.0.0.0"),
                *("--logger.hideWelcomeMessage", "true"),
            ],
        ),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="elsewhere the app is a process of its own")
def test_no_command_starts_the_app(started, arguments, options):
    main(arguments)
    launcher = str(ROOT / "app.py")
    assert started == [[sys.executable, "-P", "-m", "streamlit", "run", launcher, *options]]


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(started, capsys, port):
    with pytest.raises(SystemExit, match="2"):
        main(["--port", port])
    assert "--port" in capsys.readouterr().err
    assert started == []


def test_a_copy_without_the_app_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "PACKAGE", tmp_path / "explorer")
    with pytest.raises(ExplorerError, match="has no app"):
        start.launcher()


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"bert-explorer {explorer.__version__}\n"
