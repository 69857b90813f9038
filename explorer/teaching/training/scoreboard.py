"""Which method of attribution ranks the words best, measured over held-out sentences.

Three task heads and similarity; nothing that a head was trained on. Every choice follows from the
seed, so that the same data folder gives the same table.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from explorer import teaching
from explorer.engine import Engine
from explorer.engine.attribution import Target, similarity_target
from explorer.engine.masked_runs import masked_numbers
from explorer.engine.methods import token_scores
from explorer.errors import ExplorerError
from explorer.measures import faithfulness as measure
from explorer.measures.faithfulness import interval
from explorer.teaching import head_logits
from explorer.teaching.training import corpora
from explorer.teaching.training.loop import Report
from explorer.teaching.word_shapes import word_of_tokens
from explorer.text import TextInput
from explorer.trace import Trace

WORDS = (5, 14)
"""Shortest and longest text in words: long enough to rank, short enough for many."""
LEVELS, STEPS, RANDOM_ORDERS = 4, 10, 2
"""Steps of a curve, of integrated gradients, and random orders, as in ``faithfulness``."""
EVERY = 20
"""Sentences of each task after which the table is written: who stops early keeps what is there."""
PAIRS = (
    ("DecompX", "integrated gradients"),
    ("integrated gradients", "gradient x input"),
    ("DecompX", "gradient x input"),
)
"""Whose order is published: DecompX, integrated gradients, gradient x input."""
MEASURES = ("deletion", "insertion", "rank correlation")


@dataclass(frozen=True)
class Case:
    """A text and the number that is explained."""

    trace: Trace
    target: Target
    readers: np.ndarray | None = None  # (T,) see token_scores


@dataclass(frozen=True)
class Task:
    """Where a task's texts come from and what number is explained."""

    number: str
    texts: str
    cases: Callable[[Engine, Path, random.Random], Iterator[Case]]


def _sentiment(engine: Engine, data: Path, rng: random.Random) -> Iterator[Case]:
    head = teaching.load("classify", engine)
    items = corpora.sentiments(data, ["uci_imdb", "uci_amazon_cells", "uci_yelp"])
    items += corpora.sentiments(data, ["goemotions_test"])
    for text in _drawn([item.text for item in items], rng):
        trace, output = engine.run_body(TextInput(text))
        logits = head_logits.label_logits(head)
        labels = head_logits.first_over_second(logits, output)
        yield Case(trace, head_logits.difference(logits, *labels))


def _part_of_speech(engine: Engine, data: Path, rng: random.Random) -> Iterator[Case]:
    head = teaching.load("part-of-speech", engine)
    items = corpora.tagged(data, ["upos/ewt_test", "upos/gum_test"], "p")
    for item in rng.sample(items, len(items)):
        if not _fits(item.words):
            continue
        trace, output = engine.run_body(TextInput.from_words(item.words))
        owner, _ = word_of_tokens(trace)
        word = rng.choice(sorted(set(owner[owner >= 0].tolist())))
        logits = head_logits.tag_logits(head, trace, word)
        labels = head_logits.first_over_second(logits, output)
        yield Case(trace, head_logits.difference(logits, *labels), (owner == word).astype(float))


def _next_sentence(engine: Engine, data: Path, rng: random.Random) -> Iterator[Case]:
    head = teaching.load("next-sentence", engine)
    order = corpora.sentence_order(data, held_out=True, windows=150)
    texts = {order.sentences[second]: order.sentences[first] for first, second, *_ in order.pairs}
    for text in _drawn(list(texts), rng):
        trace, output = engine.run_body(TextInput(text))
        logits = head_logits.second_text_logits(head, engine.run(texts[text]))
        labels = head_logits.first_over_second(logits, output)
        yield Case(trace, head_logits.difference(logits, *labels))


def _similarity(engine: Engine, data: Path, rng: random.Random) -> Iterator[Case]:
    other = {item.text: item.pair for item in corpora.entailments(data, "snli_test")}
    for text in _drawn(list(other), rng):
        against = engine.run(other[text]).hidden[-1].mean(axis=0)
        yield Case(engine.run(text), similarity_target(against))


TASKS: dict[str, Task] = {
    "sentiment": Task(
        "logit of the predicted label minus the other's",
        "UCI review sentences and GoEmotions, test",
        _sentiment,
    ),
    "part of speech": Task(
        "score of one word's predicted tag minus the next one's",
        "Universal Dependencies EWT and GUM, test",
        _part_of_speech,
    ),
    "next sentence": Task(
        "logit of the predicted answer minus the other's, by the second sentence",
        "held-out documents of the prose",
        _next_sentence,
    ),
    "similarity": Task(
        "cosine of the mean vectors, by the first sentence", "SNLI, test", _similarity
    ),
}


def _drawn(texts: list[str], rng: random.Random) -> list[str]:
    """Each text once, in random order, those of the right length."""
    distinct = list(dict.fromkeys(texts))
    return [text for text in rng.sample(distinct, len(distinct)) if _fits(text.split())]


def _fits(words: Any) -> bool:
    return WORDS[0] <= len(words) <= WORDS[1]


def make(
    engine: Engine,
    data: Path,
    out: Path,
    *,
    sentences: int = 500,
    seed: int = 0,
    report: Report = lambda line: None,
) -> dict[str, Any]:
    """Measure so many sentences of each task, one task after the other in turn, and write ``out``.

    The file is written anew after every EVERY sentences of each task and at the end; it names how
    many there are. Where a task runs out of sentences, so many are taken of each. Raises
    ExplorerError where the data folder lacks a set.
    """
    waiting = {
        name: task.cases(engine, data, random.Random(f"{seed} {name}"))
        for name, task in TASKS.items()
    }
    found: dict[str, list[np.ndarray]] = {name: [] for name in TASKS}
    methods: tuple[str, ...] = ()
    for count in range(1, sentences + 1):
        asked = {name: next(more, None) for name, more in waiting.items()}
        cases = {name: case for name, case in asked.items() if case is not None}
        if empty := sorted(asked.keys() - cases.keys()):
            report(f"The data folder has only {count - 1} texts for {empty[0]}.")
            break
        for name, case in cases.items():
            methods, row = measured(engine, case, seed + count)
            found[name].append(row)
        if count % EVERY == 0 and count < sentences:
            out.write_text(written(table(engine, found, methods, seed)), "utf-8")
            report(f"{count} of {sentences} sentences of each task")
    if not methods:
        raise ExplorerError("The data folder has no texts for one of the tasks.")
    whole = table(engine, found, methods, seed)
    out.write_text(written(whole), "utf-8")
    report(f"{min(map(len, found.values()))} of {sentences} sentences of each task")
    return whole


def written(whole: dict[str, Any]) -> str:
    """The table as JSON with three numbers on a line."""
    text = json.dumps(whole, indent=1)
    return re.sub(r"\[\s+([^\[\]]+?)\s+\]", lambda found: f"[{_one_line(found[1])}]", text) + "\n"


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def measured(engine: Engine, case: Case, seed: int) -> tuple[tuple[str, ...], np.ndarray]:
    """The methods' names and their figures on one text, (M, 3) as in MEASURES."""
    words = measure.word_tokens(case.trace)
    scores = token_scores(engine, case.trace, case.target, readers=case.readers, steps=STEPS)

    def numbers(keep: np.ndarray) -> np.ndarray:
        tokens = measure.kept_tokens(keep, words, case.trace.num_tokens)
        return masked_numbers(engine, case.trace, case.target, tokens)

    found = measure.faithfulness(
        {name: measure.by_word(values, words) for name, values in scores.items()},
        numbers, levels=LEVELS, random_orders=RANDOM_ORDERS, seed=seed,
    )  # fmt: skip
    figures = found.deletion_aopc, found.insertion_aopc, found.correlation
    return found.names, np.stack(figures, axis=1)


def table(
    engine: Engine, found: dict[str, list[np.ndarray]], methods: tuple[str, ...], seed: int
) -> dict[str, Any]:
    """What the file holds: how it was measured, and each task's means with their intervals."""
    return {
        "about": "Mean over the sentences, then the ends of its 95 % bootstrap interval "
        "(2000 draws over sentences). deletion, insertion: area over the perturbation curve, in "
        "the unit of the number; larger is better. rank correlation: Spearman's, with the fall of "
        "the number when each word is masked alone.",
        "model": engine.spec.id,
        "sha256": engine.spec.sha256,
        "seed": seed,
        "words": list(WORDS),
        "levels": LEVELS,
        "steps of integrated gradients": STEPS,
        "random orders": RANDOM_ORDERS,
        "tasks": {
            name: _of_task(TASKS[name], np.array(rows), methods) for name, rows in found.items()
        },
    }


def _of_task(task: Task, values: np.ndarray, methods: tuple[str, ...]) -> dict[str, Any]:
    """One task's part of the file. Takes (N, M, 3)."""
    place = {name: number for number, name in enumerate(methods)}
    return {
        "n": len(values),
        "number": task.number,
        "texts": task.texts,
        "methods": {
            name: {what: _rounded(values[:, row, at]) for at, what in enumerate(MEASURES)}
            for name, row in place.items()
        },
        "differences": {
            f"{one} - {other}": {
                what: _rounded(values[:, place[one], at] - values[:, place[other], at])
                for at, what in enumerate(MEASURES)
            }
            for one, other in PAIRS
        },
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(number, 4) for number in interval(values)]
