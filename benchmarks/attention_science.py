"""How the measures of heads grow with the number of tokens.

    python benchmarks/attention_science.py    # writes benchmarks/results/attention_science.md

Two sizes: attention weights of 12 layers x 12 heads (random), and the bundled model (6 x 12, 384
wide) for what needs its weights or passes through it. Median of three; seconds on this machine.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.traces import make_trace, random_weights  # noqa: E402

import explorer  # noqa: E402
from explorer.engine import ablation, attribution  # noqa: E402
from explorer.engine.blocks import blocks  # noqa: E402
from explorer.figures import Board, head_board  # noqa: E402
from explorer.measures import head_distances, head_scores, norms, rollout, value_zeroing  # noqa: E402
from explorer.measures.comparison import mean_vector_change  # noqa: E402
from explorer.measures.identities import checks  # noqa: E402
from explorer.measures.projection import mds  # noqa: E402

RESULT = ROOT / "benchmarks" / "results" / "attention_science.md"
TOKENS = (16, 24, 64, 128, 256, 512)
FLOW, MAP, MANY_PASSES = 24, 256, 128  # tokens up to which these are tried


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def weights_only(count: int) -> dict[str, float]:
    trace = make_trace(weights=random_weights(12, 12, count))

    def atlas() -> None:
        boards = head_scores.head_boards(trace)
        head_board(trace, boards["entropy"], Board("Entropy", "nats", 0, 7))
        head_distances.head_patterns(trace)

    found = {"head atlas, 11 scores and patterns (12 x 12)": seconds(atlas)}
    if count <= MAP:
        found["map of heads, distances and MDS (12 x 12)"] = seconds(
            lambda: mds(head_distances.head_distances(trace)), 1
        )
    found["rollout (12 layers)"] = seconds(lambda: rollout.rollout(trace))
    if count <= FLOW:
        found["flow (12 layers)"] = seconds(lambda: rollout.flow(trace), 1)
    return found


def through_the_model(count: int) -> dict[str, float]:
    engine = explorer.load()
    trace = engine.run("word " * (count - 2))
    known = blocks(engine)
    target = attribution.similarity_target(trace.hidden[-1].mean(axis=0) * 2 + 1)
    found = {
        "one pass": seconds(lambda: engine.run(trace.input)),
        "norm-based, one layer": seconds(lambda: norms.norm_map(trace, known[0], 0, "layernorm")),
        "all identities": seconds(lambda: checks(trace, blocks=known), 1),
        "gradient x input": seconds(
            lambda: attribution.gradient_times_input(engine, trace, target), 1
        ),
    }
    if count <= MANY_PASSES:
        found["integrated gradients, 32 steps"] = seconds(
            lambda: attribution.integrated_gradients(engine, trace, target), 1
        )
        found["value zeroing, one layer"] = seconds(
            lambda: value_zeroing.value_zeroing(trace, known[0], 0), 1
        )
        found["72 heads switched off in turn"] = seconds(
            lambda: ablation.head_effects(
                engine, lambda: mean_vector_change(trace, engine.run(trace.input))
            ),
            1,
        )
    return found


def table(rows: dict[str, dict[int, float]]) -> str:
    head = "| seconds | " + " | ".join(f"{count} tokens" for count in TOKENS) + " |\n"
    rule = "|---|" + "---:|" * len(TOKENS) + "\n"
    lines = [
        f"| {name} | "
        + " | ".join(f"{taken[count]:.3f}" if count in taken else "" for count in TOKENS)
        + " |"
        for name, taken in rows.items()
    ]
    return head + rule + "\n".join(lines) + "\n"


def main() -> None:
    rows: dict[str, dict[int, float]] = {}
    text = (
        "# Measures of heads, by number of tokens\n\n"
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores. "
        "Empty: not offered, or too slow to wait for.\n\n"
    )
    for count in TOKENS:
        for name, taken in (weights_only(count) | through_the_model(count)).items():
            rows.setdefault(name, {})[count] = taken
        RESULT.write_text(text + table(rows))  # what is there stays if the rest is not waited for
    print(table(rows))


if __name__ == "__main__":
    main()
