"""Asking an engine elsewhere for a trace: EXPLORER_ENGINE_URL says where it is.

When it does not answer, it is left alone for a moment, so that nobody waits for it at every click.
"""

from __future__ import annotations

import os
import time
from functools import cache
from http import HTTPStatus
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx

from explorer import errors
from explorer.errors import ExplorerError, InputError, TraceFileError
from explorer.serving import wire
from explorer.text import TextInput, shorten
from explorer.trace import Trace

VARIABLE = "EXPLORER_ENGINE_URL"
LEFT_ALONE = 5.0
"""Seconds for which an engine that did not answer is not asked again."""
_CONNECT, _ANSWER = 1.0, 120.0  # seconds: an engine may load a model first
_AT_ONCE = 64


class EngineGone(ExplorerError):
    """The engine elsewhere does not answer, or not with a trace."""


class Client:
    """One engine elsewhere. Safe to share between threads."""

    def __init__(self, address: str) -> None:
        """``address`` is the engine's URL, such as http://127.0.0.1:8100."""
        self._http = httpx.Client(
            base_url=address.rstrip("/"),
            timeout=httpx.Timeout(_ANSWER, connect=_CONNECT),
            limits=httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE),
            trust_env=False,  # its own network: no proxy of the machine stands between
        )
        self._gone_until = 0.0
        self._lock = Lock()

    @property
    def is_gone(self) -> bool:
        """Whether it did not answer a moment ago."""
        with self._lock:
            return time.monotonic() < self._gone_until

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def trace(self, model_id: str, source: TextInput) -> Trace:
        """The trace of a text. Raises EngineGone, or what the engine says of text and model."""
        if self.is_gone:
            raise EngineGone("The shared engine does not answer.")
        try:
            answer = self._http.post(wire.PATH, json=wire.asked(model_id, source))
        except httpx.HTTPError as error:
            raise self._lost() from error
        if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise _said(answer)
        if answer.status_code != HTTPStatus.OK:
            raise self._lost()
        try:
            return wire.unpacked(answer.content, model_id, source)
        except TraceFileError as error:
            raise self._lost() from error

    def _lost(self) -> EngineGone:
        with self._lock:
            self._gone_until = time.monotonic() + LEFT_ALONE
        return EngineGone("The shared engine does not answer.")


def client() -> Client | None:
    """The engine that the environment names; None without one. Raises InputError."""
    address = os.environ.get(VARIABLE, "").strip()
    return _client(address) if address else None


@cache
def _client(address: str) -> Client:
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket that is not closed
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(
            f"{VARIABLE} is “{shorten(address, 80)}”, which is no address: "
            "write it as http://host:8100."
        )
    return Client(address)


def _said(answer: Any) -> ExplorerError:
    """The engine's refusal, as the error it was raised as."""
    try:
        told = answer.json()
        kind, sentence = getattr(errors, told["kind"]), str(told["sentence"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return EngineGone("The shared engine refuses without saying why.")
    is_ours = isinstance(kind, type) and issubclass(kind, ExplorerError)
    return kind(sentence) if is_ours else ExplorerError(sentence)
