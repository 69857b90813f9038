"""Products of matrices by one thread each, while several threads of ours make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from threadpoolctl import threadpool_limits

_lock = Lock()
_inside: list[threadpool_limits] = []  # one for each block open now; the first holds the limit


@contextmanager
def one_thread_each() -> Iterator[None]:
    """numpy's BLAS works on one thread inside the block, in the whole process.

    Its own threads wait by spinning: small products on busy cores took 80 times the processor
    time of one thread. Blocks may overlap, the last to end lifts the limit.
    """
    with _lock:
        if not _inside:
            _inside.append(threadpool_limits(1, user_api="blas"))
        else:
            _inside.append(_inside[0])
    try:
        yield
    finally:
        with _lock:
            limits = _inside.pop()
            if not _inside:
                limits.restore_original_limits()
