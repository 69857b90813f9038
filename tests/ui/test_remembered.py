"""What a page computes is kept by what it was computed from."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.ui import cache


@pytest.fixture
def counted():
    """A function that says how often it ran."""
    calls = []

    def work(*given, **options):
        calls.append(given)
        return len(calls)

    cache.RESULTS.clear()
    yield work, calls
    cache.RESULTS.clear()


def test_the_same_is_computed_once(counted):
    work, calls = counted
    trace = make_trace()
    first = cache.remembered(work, trace, np.arange(3), top=2)
    assert cache.remembered(work, trace, np.arange(3), top=2) == first == 1
    for given, options in (
        ((trace, np.arange(4)), {"top": 2}),
        ((trace, np.arange(3)), {"top": 3}),
        ((make_trace(), np.arange(3)), {"top": 2}),
    ):
        assert cache.remembered(work, *given, **options) > first
    assert len(calls) == 4


def test_a_model_is_told_by_its_checkpoint(counted, bundled):
    work, calls = counted
    for _ in range(2):
        cache.remembered(work, bundled, "text")
    assert len(calls) == 1
    assert cache.RESULTS.bytes < 10_000  # the model itself is not counted, and not held


def test_what_cannot_be_told_is_computed_each_time(counted):
    work, calls = counted
    for _ in range(2):
        cache.remembered(work, lambda: 1)
    assert len(calls) == 2


def test_an_error_comes_out_and_is_not_kept():
    def fail(value):
        raise ValueError(value)

    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            cache.remembered(fail, "x")
