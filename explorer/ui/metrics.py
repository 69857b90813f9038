"""Numbers about the running app for those who keep it up: nobody's text is among them."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from explorer.ui import forward_slots, jobs, kept, limits

REGISTRY = CollectorRegistry()
PAGE_SECONDS = Histogram(
    "explorer_page_seconds",
    "Seconds that one run of a page took on the server.",
    ["page"],
    buckets=(0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
_log = logging.getLogger("explorer.pages")


@contextmanager
def page_run(page: str) -> Iterator[None]:
    """Count and time one run of a page; with EXPLORER_LOG=json, write a line about it."""
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - start
        PAGE_SECONDS.labels(page).observe(seconds)
        if os.environ.get("EXPLORER_LOG") == "json":
            _log.warning(json.dumps({"page": page, "seconds": round(seconds, 3)}))


class _Running(Collector):
    """What is counted elsewhere already, read when somebody asks."""

    def collect(self) -> Iterable[Metric]:
        """The metrics as they are now."""
        yield _gauge("explorer_sessions", "Visitors whose page is open.", limits.active_sessions())
        yield _gauge("explorer_passes_running", "Forward passes now.", forward_slots.running())
        yield _gauge("explorer_passes_waiting", "Passes that wait.", forward_slots.waiting())
        yield _gauge("explorer_jobs_waiting", "Long jobs that wait.", jobs.waiting())
        yield CounterMetricFamily(
            "explorer_passes", "Forward passes since the start.", value=forward_slots.passed()
        )
        yield from _caches()


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _caches() -> Iterator[Metric]:
    """Bytes, hits and misses of every cache."""
    held = GaugeMetricFamily("explorer_cache_bytes", "Bytes kept in memory.", labels=["cache"])
    asked = CounterMetricFamily(
        "explorer_cache_requests", "Entries asked for.", labels=["cache", "found"]
    )
    for one in kept.every():
        held.add_metric([one.name], one.bytes)
        asked.add_metric([one.name, "yes"], one.hits)
        asked.add_metric([one.name, "no"], one.misses)
    yield held
    yield asked


REGISTRY.register(_Running())
