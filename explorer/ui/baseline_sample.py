"""The sample of sentences through each model: baselines and layer statistics, computed once."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.data.sample_sentences import sample_sentences
from explorer.measures import adjusted_similarity, layer_statistics
from explorer.measures.adjusted_similarity import BaselineStats
from explorer.measures.layer_statistics import LayerCurves
from explorer.ui import cache, choices, jobs


@dataclass(frozen=True, eq=False)
class Sample:
    """What the sample says about one model."""

    baseline: BaselineStats
    curves: LayerCurves


def current() -> Sample:
    """The sample through the model in use, with a bar while it is computed."""
    return of(choices.model_in_use())


def of(model_id: str) -> Sample:
    """The sample through a model that is at hand, with a bar while it is computed."""
    return jobs.kept_with_bar(
        cache.SAMPLES,
        model_id,
        lambda progress: _compute(model_id, progress),
        "Reading the sample for the baseline",
        "sentences",
    )


def _compute(model_id: str, progress: jobs.Progress) -> Sample:
    from explorer.engine.sample_states import sample_occurrences  # torch takes seconds

    words = sample_occurrences(cache.get_engine(model_id), progress=progress)
    return Sample(adjusted_similarity.baseline_stats(words), layer_statistics.layer_curves(words))


def about(sample: Sample) -> str:
    """Where the baseline comes from, in a sentence."""
    known = sample.baseline
    return (
        f"The baseline is the mean cosine of two different words in two different sentences, over "
        f"{known.words:,} words in the {len(sample_sentences())} sentences that ship with this app "
        "(written for it)."
    )
