"""What is worth keeping between runs: engines and traces, bounded by their bytes.

Shared by all sessions. Each cache computes a missing entry once, however many ask for it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition, Lock
from typing import TYPE_CHECKING

from cachetools import LRUCache, cached

from explorer import catalog
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.checkpoint import Progress

READERS = 2  # forward passes at a time
ENGINE_BYTES = int(os.environ.get("EXPLORER_ENGINE_CACHE_MB", "3000")) * 10**6
TRACE_BYTES = int(os.environ.get("EXPLORER_TRACE_CACHE_MB", "400")) * 10**6

_engines: LRUCache[str, Engine] = LRUCache(ENGINE_BYTES, getsizeof=lambda engine: engine.nbytes)
_engines_lock = Lock()
_loading = Lock()
_turn = BoundedSemaphore(READERS)
_count = Lock()
_reading = 0


@contextmanager
def turn() -> Iterator[None]:
    """A place among those who may use the processor now: ``with turn(): ...``.

    Two at a time, the others wait. One alone gets every core; two share them, since two passes of
    one thread each are faster than two that fight for the same cores.
    """
    from explorer import engine  # torch takes seconds to import: the page appears first

    global _reading  # noqa: PLW0603 one count for the whole process
    with _turn:
        with _count:
            _reading += 1
            engine.share_processor(readers=_reading)
        try:
            yield
        finally:
            with _count:
                _reading -= 1


def loaded(model_id: str) -> bool:
    """Whether this model is in memory already."""
    with _engines_lock:
        return model_id in _engines


def get_engine(model_id: str, progress: Progress | None = None) -> Engine:
    """The engine of a model, loaded on first use. Raises ModelUnavailable or CheckpointError."""
    catalog.find(model_id)  # a restriction may have come since it was loaded
    with _loading:
        with _engines_lock:
            if model_id in _engines:
                return _engines[model_id]
        engine = _load(model_id, progress)
        with _engines_lock:
            if engine.nbytes <= ENGINE_BYTES:
                _engines[model_id] = engine
    return engine


def _load(model_id: str, progress: Progress | None) -> Engine:
    from explorer import engine  # torch takes seconds to import: the page appears first

    loaded_engine = engine.load(catalog.find(model_id), progress=progress)
    # What is loaded stays: keep the garbage collector from looking at it again and again.
    gc.collect()
    gc.freeze()
    return loaded_engine


def get_trace(model_id: str, source: TextInput) -> Trace:
    """The trace of a text through a model that is at hand. Raises ExplorerError."""
    return _trace(model_id, source)


@cached(
    LRUCache[object, Trace](TRACE_BYTES, getsizeof=lambda trace: trace.nbytes),
    condition=Condition(),
)
def _trace(model_id: str, source: TextInput) -> Trace:
    engine = get_engine(model_id)
    with turn():
        return engine.run(source)
