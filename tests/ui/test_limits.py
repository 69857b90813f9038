"""Limits of an installation: each can be set, and each refusal is one sentence that says it."""

import pytest
import streamlit as st

from explorer.errors import CheckpointError, InputError
from explorer.ui import limits
from explorer.ui.limits import Refused


@pytest.fixture(autouse=True)
def visitor(monkeypatch):
    """A session of its own for each test."""
    monkeypatch.setattr(st, "session_state", {})


def test_who_is_in_stays_and_the_next_is_told(monkeypatch):
    monkeypatch.setenv("EXPLORER_SESSIONS", "2")
    limits.admit(lambda: 2)
    limits.admit(lambda: 3)  # another came since
    st.session_state.clear()
    with pytest.raises(Refused, match=r"taken \(2\)"):
        limits.admit(lambda: 3)


def test_there_is_no_limit_of_people_unless_set():
    limits.admit(lambda: 10_000)


def test_a_long_text_is_refused(monkeypatch):
    limits.require_short("x" * 100_001)
    monkeypatch.setenv("EXPLORER_TEXT_CHARACTERS", "100000")
    limits.require_short("x" * 100_000)
    with pytest.raises(InputError, match=r"100,001 characters.*at most 100,000 "):
        limits.require_short("x" * 100_001)


def test_a_large_model_is_refused_before_it_is_loaded(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"0" * 2_000_000)
    limits.require_small(tmp_path, "mine")
    monkeypatch.setenv("EXPLORER_MODEL_MB", "1")
    with pytest.raises(CheckpointError, match=r"“mine” has 2 MB .* at most 1 MB"):
        limits.require_small(tmp_path, "mine")


def test_a_long_job_ends(monkeypatch):
    monkeypatch.setenv("EXPLORER_JOB_MINUTES", "2")
    limits.require_time(120)
    with pytest.raises(InputError, match="2 minutes"):
        limits.require_time(121)


@pytest.mark.parametrize("wrong", ["many", "-1", "1.5", "9" * 20, "٣"])
def test_a_setting_that_is_no_number_is_said(monkeypatch, wrong):
    monkeypatch.setenv("EXPLORER_SESSIONS", wrong)
    with pytest.raises(InputError, match="EXPLORER_SESSIONS is"):
        limits.setting("EXPLORER_SESSIONS")


def test_only_those_who_were_let_in_take_a_place(monkeypatch):
    monkeypatch.setattr(limits, "_inside", {"gone"})
    assert limits.people() == 1  # no app runs: nobody is there but the one who asks
