"""Where traces come from: a store for several apps, an engine for several apps, or this app itself.

EXPLORER_TRACE_STORE and EXPLORER_ENGINE_URL name the first two; without them nothing is asked. A
folder of this machine's models is this app's alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.errors import ExplorerError, ModelUnavailable, TraceFileError
from explorer.serving import wire
from explorer.serving.client import Client, EngineGone, client
from explorer.serving.store import Store, store
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import job_line

GONE = "The shared engine does not answer: this app computes by itself until it does."
STANDBY = "EXPLORER_STANDBY"
_once = Lock()


def stand_by(load: Callable[[], object]) -> None:
    """Load this app's own engine beside the pages, once: torch takes long to import.

    So that nobody waits for that when the shared one is gone. Not where EXPLORER_STANDBY is 0.
    """
    if os.environ.get(STANDBY) == "0" or not _once.acquire(blocking=False):
        return

    def work() -> None:
        job_line.stand_back()
        with suppress(ExplorerError):  # whoever needs it will be told
            load()

    Thread(target=work, name="standby", daemon=True).start()


def require_addresses() -> None:
    """Refuse to go on where the environment names an engine or a store by what is none.

    Raises InputError.
    """
    client()
    store()


def is_gone() -> bool:
    """Whether there should be a shared engine, and it did not answer a moment ago."""
    shared = client()
    return shared is not None and shared.is_gone


def has(spec: ModelSpec) -> bool:
    """Whether a shared engine answers for this model, so that this app need not load it."""
    shared = client()
    return shared is not None and spec.source != "folder" and not shared.is_gone


def trace(model_id: str, source: TextInput, own: Callable[[], Trace]) -> Trace:
    """The trace of a text; ``own()`` computes it here. Raises ExplorerError."""
    kept, shared = store(), client()
    if (kept is None and shared is None) or catalog.find(model_id).source == "folder":
        return own()
    name = wire.key(model_id, source)
    found = _from_store(kept, name, model_id, source)
    if found is None:
        found = _from_engine(shared, model_id, source)
    if found is not None:
        return found
    made = own()
    if kept is not None:
        kept.put(name, wire.packed(made))
    return made


def _from_store(kept: Store | None, name: str, model_id: str, source: TextInput) -> Trace | None:
    data = None if kept is None else kept.get(name)
    try:
        return None if data is None else wire.unpacked(data, model_id, source)
    except TraceFileError:  # damaged, or another's: as good as not there
        return None


def _from_engine(shared: Client | None, model_id: str, source: TextInput) -> Trace | None:
    try:
        return None if shared is None else shared.trace(model_id, source)
    except EngineGone:
        return None


def require_here(spec: ModelSpec, is_here: Callable[[], bool]) -> None:
    """Refuse to fetch unasked what only the shared engine has. Raises ModelUnavailable."""
    if client() is None or spec.source != "hub" or is_here():
        return
    raise ModelUnavailable(
        f"“{spec.label}” is in the shared engine alone, which "
        + ("does not answer: " if is_gone() else "cannot do this: ")
        + "choose the bundled model here."
    )
