"""What this installation allows each visitor and all together, set by the environment.

Each refusal is one sentence that says the limit. 0 means no limit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.errors import CheckpointError, ExplorerError, InputError
from explorer.memory import megabytes
from explorer.settings import whole_number
from explorer.text import require_at_most

SETTINGS = {
    "EXPLORER_SESSIONS": 0,
    "EXPLORER_TEXT_CHARACTERS": 0,
    "EXPLORER_MODEL_MB": 0,
    "EXPLORER_JOB_MINUTES": 30,
    "EXPLORER_JOBS": 4,
    "EXPLORER_UPLOAD_MB": 0,
}
"""Each variable with what holds where it is not set."""

_ADMITTED = "_admitted"
_inside: set[str] = set()  # sessions that were let in


class Refused(ExplorerError):
    """The installation has no room for one more."""


def setting(name: str) -> int:
    """What a variable says. Raises InputError where that is no whole number."""
    return whole_number(name, SETTINGS[name])


def active_sessions() -> int:
    """Visitors whose page is open now; 0 outside of a running app."""
    if not runtime.exists():
        return 0
    found = runtime.get_instance().stats_mgr.get_stats(["active_sessions"])
    return int(sum(stat.value for stats in found.values() for stat in stats))  # type: ignore[attr-defined]


def people() -> int:
    """Visitors who were let in and have their page open, and one more who asks.

    Connections that only stand open are not among them.
    """
    here = runtime.get_instance() if runtime.exists() else None
    gone = {one for one in _inside.copy() if here is None or not here.is_active_session(one)}
    _inside.difference_update(gone)
    return len(_inside) + 1


def admit(count: Callable[[], int] = people) -> None:
    """Let a new visitor in while there is room; who is in stays. Raises Refused or InputError."""
    context = get_script_run_ctx()
    if not st.session_state.get(_ADMITTED):
        most = setting("EXPLORER_SESSIONS")
        if most and count() > most:
            raise Refused(
                f"All places of this installation are taken ({most}): try again in a few minutes."
            )
        st.session_state[_ADMITTED] = True
    if context is not None:
        _inside.add(context.session_id)


def open_more_files() -> None:
    """As many connections at a time as the system allows: each is a file to it."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows knows no such bound
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def require_short(text: str) -> None:
    """Refuse a text that is longer than this installation reads. Raises InputError."""
    most = setting("EXPLORER_TEXT_CHARACTERS")
    if most:
        require_at_most(text, most)


def require_small(folder: Path, label: str) -> None:
    """Refuse a checkpoint whose weights are larger than allowed here. Raises CheckpointError."""
    most = setting("EXPLORER_MODEL_MB") * 10**6
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    if most and size > most:
        raise CheckpointError(
            f"“{label}” has {megabytes(size)} of weights, and this installation loads at most "
            f"{megabytes(most)}: choose a smaller model."
        )


def require_time(seconds: float) -> None:
    """End a job that has run for longer than allowed. Raises InputError."""
    most = setting("EXPLORER_JOB_MINUTES")
    if most and seconds > 60 * most:
        raise InputError(
            f"This took longer than the {most} minutes that a job may take here: ask for less."
        )


def visitor() -> str:
    """What tells visitors apart: the browser, whatever its tabs, else the session.

    Not the address: a whole class may share one. "" outside of a running app.
    """
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return ""
    return st.context.cookies.get("_streamlit_xsrf", "") or context.session_id


def require_few_jobs(running: int) -> None:
    """Refuse a visitor's next job while so many of theirs run or wait in line. Raises Refused."""
    most = setting("EXPLORER_JOBS")
    if most and running >= most:
        raise Refused(
            f"You have {running} long job{'s' * (running > 1)} running or waiting, and this "
            f"installation allows {most}: stop one, or wait until it is done."
        )


def upload_megabytes() -> int:
    """Megabytes that an uploaded file may have: as set, and never more than the server takes."""
    most, server = setting("EXPLORER_UPLOAD_MB"), int(config.get_option("server.maxUploadSize"))
    return min(most, server) if most else server


def require_small_upload(name: str, size: int) -> None:
    """Refuse an uploaded file of more bytes than allowed here. Raises InputError."""
    most = upload_megabytes()
    if size > most * 2**20:
        raise InputError(
            f"“{name}” is larger than the {most} MB that a file may have here: choose a smaller "
            "one, or split it."
        )
