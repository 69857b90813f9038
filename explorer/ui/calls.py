"""The calls behind what pages draw: how computed arguments are made again, for a picture's code.

Each function gives what ``pictures.<name>(..., made=...)`` takes. Whatever a reader typed goes
into an expression through ``repr`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from explorer.catalog import ModelSpec
from explorer.measures.layer_film import Film
from explorer.pictures.literals import reference
from explorer.prediction import Prediction
from explorer.text import TextInput
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


def proofs(no_blocks: str = "") -> Made:
    """The papers' formulas on a Trace; ``no_blocks`` says why its weights are not known."""
    weights = f"no_blocks={no_blocks!r}" if no_blocks else "blocks=blocks.blocks(engine)"
    return {
        "own": "reference_attention.own_attention(engine, trace.input)",
        "checks": f"identities.checks(trace, own=own, {weights})",
    }


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


def head_map(trace: Trace, by: str, clusters: int) -> Made:
    """All heads on a plane, grouped by pattern, layer or cluster."""
    distances = "head_distances.head_distances(trace)"
    groups = {
        "pattern": "head_distances.head_patterns(trace).ravel()",
        "layer": f"np.arange({trace.num_layers * trace.num_heads}) // {trace.num_heads}",
        "cluster": f"projection.clusters({distances}, {clusters})",
    }
    return {"points": f"projection.mds({distances})", "groups": groups[by]}


def relations(spec: ModelSpec, sentences: str, least: int) -> Made:
    """Every head's accuracy on every relation; ``sentences`` is the call that reads them."""
    read = f"[(one, engine.run('', words=one.words)) for one in {sentences}]"
    return {"engine": spec, "scores": f"relations.relation_scores({read}, least={least})"}


def zero_shot(spec: ModelSpec, text: str, labels: Sequence[str], template: str) -> Made:
    """A text under labels that no head was trained on."""
    return {
        "predictor": f"load_predictor('entail', {reference(spec)})",
        "found": f"classify.zero_shot(predictor, {text!r}, {tuple(labels)!r}, {template!r})",
    }


def probes(spec: ModelSpec, typed: str, strength: float) -> Made:
    """A head on each way of pooling, trained on a reader's sentences."""
    vectors = "linear_probe.vectors(engine, runs, pooling)"
    trial = f"linear_probe.trial({vectors}, labels, strength={strength!r})"
    return {
        "engine": spec,
        "items": f"linear_probe.parse({typed!r})",
        "runs": "linear_probe.traces(engine, items)",
        "labels": "[item.label for item in items]",
        "trials": f"{{pooling: {trial} for pooling in linear_probe.poolings(engine)}}",
    }


def decided(made: Made, pooling: str) -> Made:
    """What the head on one way of pooling says of a text, and why."""
    head = f"trials[{pooling!r}].head"
    return {**made, "decision": f"linear_probe.decide(engine, {head}, trace, {pooling!r})"}


def taken_apart(spec: ModelSpec, *, head: bool) -> Made:
    """The modules of a model, without its weights."""
    folder = f"meta_model.folder_of({_found(spec)})"
    skeleton = f"meta_model.skeleton({folder}, {spec.label!r}, head={head})"
    return {"parts": f"anatomy.dissect({skeleton})"}


def _found(spec: ModelSpec) -> str:
    named = reference(spec)
    return named if spec.revision else f"catalog.resolve({named})"


def read_by_heads(spec: ModelSpec, source: TextInput, tasks: Sequence[str]) -> Made:
    """What several teaching heads read in one pass; two texts do not see each other there."""
    apart = source.pair is not None
    trace = f"isolated_pair.run_apart(engine, {source!r})" if apart else f"engine.run({source!r})"
    return {
        "engine": spec,
        "trace": trace,
        "predictions": f"[teaching.load(task, engine).read(trace) for task in {tuple(tasks)!r}]",
    }
