"""Caches: an entry is computed once, however many ask, and bytes stay within their bound."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from explorer.ui import cache
from explorer.ui.kept import Kept, every, held_bytes

THREADS = 8
APP = tuple(kept for kept in every() if kept in vars(cache).values())


class Weighed:
    """A value that says its size, as engines and traces do."""

    def __init__(self, nbytes=100):
        self.nbytes = nbytes
        self.engine, self.spec = self, self
        self.sent, self.sent_narrow, self.given = self, None, {}  # as a picture has them
        self.num_layers = self.num_heads = self.num_tokens = 0


@pytest.fixture(params=APP, ids=lambda kept: kept.name)
def kept(request):
    """Each cache of the app, under a key that no page has."""
    yield request.param
    with request.param._lock:
        request.param._entries.pop(("a test",), None)


def _ask(kept, count, compute, key=("a test",)):
    with ThreadPoolExecutor(count) as pool:
        return [job.result() for job in [pool.submit(kept.get, key, compute) for _ in range(count)]]


def test_each_cache_computes_an_entry_once_under_eight_threads(kept):
    made = []

    def compute():
        time.sleep(0.05)
        made.append(Weighed())
        return made[-1]

    found = _ask(kept, THREADS, compute)
    assert len(made) == 1
    assert all(one is made[0] for one in found)


def test_each_cache_stays_within_its_bound(kept):
    whole = kept.limit + 1
    assert _ask(kept, 1, lambda: Weighed(whole))[0].nbytes == whole  # handed out, and not kept
    assert ("a test",) not in kept
    assert kept.bytes <= kept.limit


def test_the_bounds_of_all_caches_add_up_to_what_readme_says():
    assert len({kept.name for kept in APP}) == len(APP) >= 13
    assert sum(kept.limit for kept in APP) <= 4_500_000_000
    assert all(kept.limit > 0 for kept in APP)


def test_least_recently_used_entries_go_first_and_bytes_never_exceed_the_bound():
    kept = Kept("for a test", 1000, size=lambda value: value.nbytes)
    for key in range(50):
        kept.get(key, lambda: Weighed(300))
        kept.get(0, lambda: Weighed(300))  # asked for again and again
        assert kept.bytes <= 1000
    assert [key for key in range(50) if key in kept] == [0, 48, 49]


def test_an_entry_too_large_to_be_kept_is_still_computed_once_for_all_who_wait():
    kept = Kept("for a test", 10, size=lambda value: value.nbytes)
    made = []

    def compute():
        time.sleep(0.1)
        made.append(Weighed())
        return made[-1]

    _ask(kept, THREADS, compute)
    assert len(made) == 1 and kept.bytes == 0


def test_errors_are_not_kept_and_the_next_who_waits_tries_again():
    kept = Kept("for a test", 1000)
    tries = []

    def compute():
        tries.append(1)
        time.sleep(0.02)
        if len(tries) == 1:
            raise ValueError("the first one failed")
        return "found"

    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [pool.submit(kept.get, "key", compute) for _ in range(THREADS)]
    failed = [job for job in jobs if job.exception()]
    assert len(tries) == 2 and len(failed) == 1
    assert {job.result() for job in jobs if job not in failed} == {"found"}
    assert not kept._computing


def test_other_entries_are_not_held_up():
    kept = Kept("for a test", 1000)
    started, may_end = threading.Event(), threading.Event()

    def slow():
        started.set()
        assert may_end.wait(10)
        return "slow"

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(kept.get, "slow", slow)
        assert started.wait(10)
        assert kept.get("quick", lambda: "quick") == "quick"
        assert not job.done()
        may_end.set()
    assert job.result() == "slow"


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (np.zeros(1000, np.float32), 4000, 4000),
        ([np.zeros(1000, np.float32)] * 5, 4000, 4500),  # one array, five times
        ({"a": (np.zeros(1000), np.zeros(1000))}, 16_000, 17_000),
        (pd.DataFrame({"a": np.zeros(1000)}), 8000, 9000),
        (Kept("for a test", 1), 1, 5000),
        ("a" * 5000, 5000, 5100),
        (None, 0, 0),
    ],
)
def test_bytes_of_a_value_are_those_of_its_parts(value, least, most):
    assert least <= held_bytes(value) <= most
