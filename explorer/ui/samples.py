"""The sample of sentences through each model: baselines and layer statistics, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from explorer import layer_statistics, trust
from explorer.layer_statistics import LayerCurves
from explorer.occurrences import sample_sentences
from explorer.trust import Background
from explorer.ui import cache, long_work, state


@dataclass(frozen=True, eq=False)
class Sample:
    """What the sample says about one model."""

    background: Background
    curves: LayerCurves


_samples: LRUCache[str, Sample] = LRUCache(32)  # under a megabyte each
_lock = Lock()


def current() -> Sample:
    """The sample through the model in use, with a bar while it is computed."""
    model_id = state.model_in_use()
    with _lock:
        if model_id in _samples:
            return _samples[model_id]
    found = long_work.with_bar(
        lambda progress: _compute(model_id, progress),
        "Reading the sample for the baseline",
        "sentences",
    )
    with _lock:
        _samples[model_id] = found
    return found


def _compute(model_id: str, progress: long_work.Progress) -> Sample:
    from explorer.engine.sample import sample_occurrences  # torch takes seconds

    words = sample_occurrences(cache.get_engine(model_id), progress=progress)
    return Sample(trust.background(words), layer_statistics.layer_curves(words))


def about(sample: Sample) -> str:
    """Where the baseline comes from, in a sentence."""
    known = sample.background
    return (
        f"The baseline is the mean cosine of two different words in two different sentences, over "
        f"{known.words:,} words in the {len(sample_sentences())} sentences that ship with this app "
        "(written for it)."
    )
