"""What exact accounts cost: splits of states, cosines, scores and logits.

    python benchmarks/decomposition.py [SUBJECT ...]    # all of SUBJECTS where none is named

One function a subject; each row is (what, processor seconds of all threads, largest error of the
sum). Processor seconds say the same on a busy machine; on two idle cores half of them pass.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

import explorer  # noqa: E402
from explorer.engine.blocks import blocks  # noqa: E402
from explorer.measures import decomposition  # noqa: E402
from explorer.measures.similarity import cosine  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "decomposition.md"
WORDS = "the old bank by the river gives money to people who work on the water".split()
Row = tuple[str, float, float]


def text(tokens: int) -> str:
    """A text of so many tokens with [CLS] and [SEP]."""
    return " ".join((WORDS * tokens)[: tokens - 2])


def timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """What the work gives, and the processor seconds of all threads."""
    start = time.process_time()
    return work(), time.process_time() - start


def states() -> Iterator[Row]:
    """The last state of every token by what each token contributed to it."""
    engine = explorer.load()
    known = blocks(engine)
    for count in (16, 64, 128):
        trace = engine.run(text(count))
        parts, taken = timed(lambda t=trace: decomposition.token_contributions(t, known))
        error = float(np.abs(parts.sum(axis=1) - trace.hidden[-1]).max())
        yield f"contributions to the last state, {trace.num_tokens} tokens", taken, error


def cosines() -> Iterator[Row]:
    """The cosine of two texts by pairs of tokens."""
    engine = explorer.load()
    known = blocks(engine)
    for count in (16, 128):
        first, second = engine.run(text(count)), engine.run("so " + text(count - 1))
        parts, taken = timed(lambda a=first, b=second: decomposition.similarity_parts(a, b, known))
        whole = cosine(*(trace.hidden[-1].mean(axis=0) for trace in (first, second)))
        size = f"{first.num_tokens} and {second.num_tokens} tokens"
        yield f"cosine of two texts, {size}", taken, abs(float(parts.sum() - whole))


def scores() -> Iterator[Row]:
    """One head's attention scores by the parts of query and key: the first layer and the last."""
    engine = explorer.load()
    known = blocks(engine)
    for count in (16, 128):
        trace = engine.run(text(count))
        for layer in (0, trace.num_layers - 1):
            start = time.process_time()
            parts = decomposition.score_parts(trace, known, layer, 2)
            taken = time.process_time() - start
            what = f"scores of a head, layer {layer}, {trace.num_tokens} tokens"
            yield what, taken, parts.residual


def logits() -> Iterator[Row]:
    """A logit of a teaching head by what each token contributed to it, and as a graph."""
    from explorer.measures.logit_parts import logit_parts, predicted
    from explorer.measures.prediction_graph import prediction_graph
    from explorer.predictors import load_predictor
    from explorer.predictors.split_heads import split
    from explorer.text import TextInput

    predictor = load_predictor("classify")
    for count in (16, 128):
        found = predictor.run(TextInput(text(count)))
        trace, model, target = found.trace, split(predictor, found), predicted(found.logits)
        given = trace, model.blocks, model.head, target
        start = time.process_time()
        parts = logit_parts(*given)
        middle = time.process_time()
        graph = prediction_graph(*given)
        end = time.process_time()
        size = f"{trace.num_tokens} tokens"
        yield f"logit of a teaching head, {size}", middle - start, abs(parts.sum - parts.value)
        yield f"graph of that logit, {size}", end - middle, graph.gap


def patching() -> Iterator[Row]:
    """All states and all heads of one run copied into another, and identities of the copies."""
    from explorer.engine.attribution import similarity_target
    from explorer.engine.patching import Bench, Copy, patch

    engine = explorer.load()
    clean, corrupt = (engine.run(text(16).replace("money", word)) for word in ("money", "water"))
    target = similarity_target(clean.hidden[-1].mean(axis=0))
    patch(engine, clean, corrupt, target)  # the first pass allocates
    _, taken = timed(lambda: patch(engine, clean, corrupt, target).states)
    bench, every = Bench(engine, clean, corrupt, target), tuple(range(clean.num_tokens))
    whole = bench.values([Copy(layer, every) for layer in range(bench.layers + 1)])
    error = float(np.abs(whole - bench.clean.value).max())
    yield f"all states and {clean.num_layers * clean.num_heads} heads patched", taken, error


def ranking() -> Iterator[Row]:
    """Every method of attribution ranked on one text; the error is that of DecompX's scores."""
    from explorer.engine import methods, relevance
    from explorer.engine.attribution import similarity_target

    engine = explorer.load()
    other = engine.run(text(12))
    target = similarity_target(other.hidden[-1].mean(axis=0))
    for count in (16, 24):
        trace = engine.run(text(count))
        methods.ranked(engine, trace, target)  # the first pass allocates
        _, taken = timed(lambda t=trace: methods.ranked(engine, t, target).deletion)
        scores = relevance.relevance(engine, trace, target, "DecompX").scores
        parts = decomposition.similarity_parts(trace, other, blocks(engine)).sum(axis=1)[:-1]
        yield f"every method ranked, {count} tokens", taken, float(np.abs(scores - parts).max())


SUBJECTS: dict[str, Callable[[], Iterator[Row]]] = {
    "states": states,
    "cosines": cosines,
    "scores": scores,
    "logits": logits,
    "patching": patching,
    "ranking": ranking,
}


def main() -> None:
    """Write one table of all subjects that were named."""
    rows = [row for name in sys.argv[1:] or SUBJECTS for row in SUBJECTS[name]()]
    lines = [f"| {what} | {taken:.2f} | {error:.0e} |" for what, taken, error in rows]
    table = "\n".join(["| what | processor seconds | largest error |", "|---|---:|---:|", *lines])
    print(table)
    if len(sys.argv) == 1:
        about = f"{platform.python_implementation()} {platform.python_version()}"
        RESULT.write_text(f"# Exact accounts\n\n{about}, {os.cpu_count()} cores.\n\n{table}\n")


if __name__ == "__main__":
    main()
