"""Numbers that an installation sets: read, or refused in one sentence before anybody comes."""

import os
import subprocess
import sys

import pytest
from support.app_server import ROOT

from explorer import settings
from explorer.errors import InputError


@pytest.mark.parametrize("given", ["many", "-1", "1.5", "٣", "9" * 20])
def test_what_is_no_whole_number_is_a_sentence(monkeypatch, given):
    monkeypatch.setenv("EXPLORER_SESSIONS", given)
    with pytest.raises(InputError, match=r"EXPLORER_SESSIONS is .* a whole number"):
        settings.whole_number("EXPLORER_SESSIONS", 3)


def test_what_is_not_set_is_as_usual(monkeypatch):
    monkeypatch.delenv("EXPLORER_SESSIONS", raising=False)
    assert settings.whole_number("EXPLORER_SESSIONS", 3) == 3
    monkeypatch.setenv("EXPLORER_SESSIONS", " ")
    assert settings.whole_number("EXPLORER_SESSIONS", 3) == 3


@pytest.mark.parametrize("given", ["nan", "-0.5", "long"])
def test_hours_are_any_number(monkeypatch, given):
    monkeypatch.setenv("EXPLORER_ROOM_HOURS", "0.5")
    assert settings.number("EXPLORER_ROOM_HOURS", 2) == 0.5
    monkeypatch.setenv("EXPLORER_ROOM_HOURS", given)
    with pytest.raises(InputError, match="set it to a number"):
        settings.number("EXPLORER_ROOM_HOURS", 2)


@pytest.mark.parametrize(
    ("name", "given"),
    [("EXPLORER_ENGINE_CACHE_MB", "abc"), ("EXPLORER_ROOMS", "x"), ("EXPLORER_FRAMED_BY", "foo")],
)
def test_the_app_does_not_start_and_says_why(name, given):
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port",
               "0", "--server.headless", "true"]  # fmt: skip
    done = subprocess.run(
        command, env=os.environ | {name: given}, capture_output=True, text=True, timeout=300,
        cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert f"{name} " in said and given in said and "Traceback" not in said
