"""The calls behind what pages draw: how computed arguments are made again, for a picture's code.

Each function gives what ``pictures.<name>(..., made=...)`` takes. Whatever a reader typed goes
into an expression through ``repr`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explorer.catalog import ModelSpec
from explorer.measures.layer_film import Film
from explorer.prediction import Prediction
from explorer.trace import Trace

Made = dict[str, object]


def baseline(spec: ModelSpec) -> Made:
    """The baseline of unrelated words, from the sample of sentences through a model."""
    return {
        "engine": spec,
        "sample": "sample_states.sample_occurrences(engine)",
        "known": "adjusted_similarity.baseline_stats(sample)",
    }


def layer_curves(spec: ModelSpec) -> Made:
    """The curves of the sample through a model."""
    sample = {name: value for name, value in baseline(spec).items() if name != "known"}
    return {**sample, "curves": "layer_statistics.layer_curves(sample)"}


def beside_published(spec: ModelSpec | None) -> Made:
    """The published curves, and those of the sample where it went through the same model."""
    theirs: Made = {"theirs": "published.published()['layer_curves']"}
    if spec is None:
        return theirs
    return {**layer_curves(spec), "ours": "curves", **theirs}


def pair_curves(trace: Trace, other: Trace, tokens: Sequence[Sequence[int]]) -> Made:
    """Two words through all states; a word is the mean of its tokens."""
    left, right = ([int(token) for token in word] for word in tokens)
    return {
        "trace": trace,
        "other": other,
        **baseline(trace.spec),
        "curves": f"adjusted_similarity.curves(trace.hidden[:, {left}].mean(axis=1), "
        f"other.hidden[:, {right}].mean(axis=1), known)",
    }


def occurrences(spec: ModelSpec, lines: Sequence[str], wanted: Sequence[str]) -> Made:
    """One word in several sentences."""
    return {
        "engine": spec,
        "found": f"word_in_context.find_occurrences([engine.run(line) for line in {list(lines)!r}],"
        f" {list(wanted)!r})",
    }


def links(drawn: Iterable[tuple[int, int]]) -> str:
    """The scores of all heads for some links."""
    pairs = [(int(query), int(key)) for query, key in drawn]
    return f"link_scores.link_scores(trace, {pairs!r})"


def differences(values: str) -> Made:
    """Numbers about two aligned runs, by a function of ``comparison``."""
    return {"pairs": "comparison.align(first, second)", "values": f"comparison.{values}"}


def attention_difference(at: tuple[int, int], other: tuple[int, int]) -> Made:
    """The change of one head's attention; ``other`` is the head of the second run."""
    heads = ", ".join(repr(tuple(int(number) for number in head)) for head in (at, other))
    return differences(f"attention_difference(first, second, pairs, {heads})")


def head_changes(second: Trace) -> Made:
    """How much attention each head moved between ``trace`` and a second run."""
    changes = "comparison.head_changes(trace, second, comparison.align(trace, second))"
    return {"second": second, "boards": f"{{'moved': {changes}}}"}


def of_prediction(prediction: Prediction, **more: str) -> Made:
    """A prediction and its own Trace, and what else is made of them."""
    return {"prediction": prediction, "trace": "prediction.trace", **more}


def targets(prediction: Prediction, words: Sequence[str], row: int) -> Made:
    """A reader's own words in a blank."""
    each = f"fill_mask.target(predictor, prediction, word, {row}) for word in {list(words)!r}"
    return of_prediction(prediction, targets=f"tuple({each})")


def before_and_after(prediction: Prediction) -> Made:
    """The text with nothing masked, and as it was masked."""
    return {
        "prediction": prediction,
        "before": "fill_mask.unmasked(predictor, prediction)",
        "after": "prediction.trace",
    }


def film(shown: Film) -> Made:
    """A film of one text or two, fitted once over all states."""
    names = [f"trace_{place}" for place in range(len(shown.traces))]
    hidden = ", ".join(f"{name}.hidden" for name in names)
    return {
        **dict(zip(names, shown.traces, strict=True)),
        "fitted": f"projection.film([{hidden}], dimensions={shown.dimensions}, "
        f"method={shown.method!r})",
        "film": f"layer_film.Film(({', '.join(names)},), fitted[0], fitted[1].explained, "
        f"{shown.method!r})",
    }
