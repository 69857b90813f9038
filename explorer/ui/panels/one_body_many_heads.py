"""What the page of one body with many heads says and runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from explorer import catalog, teaching
from explorer.figures.base import state_name
from explorer.figures.teaching_heads import NAMES, SURE
from explorer.prediction import TEACHING_HEADS, Prediction, Task
from explorer.text import TextInput, counted, percent
from explorer.trace import Trace
from explorer.ui import cache, calls, choices, predictors, show

if TYPE_CHECKING:
    from explorer.teaching.heads import TeachingHead

FORMULA = """
Every head reads the same states $h_0, \\dots, h_6$ of the frozen body. It first mixes them,

$$x_i = \\sum_l s_l\\, \\hat h_{l,i}, \\qquad s = \\mathrm{softmax}(w),$$

where $\\hat h$ is a state with mean 0 and standard deviation 1 and $w$ are seven learned numbers
(Tenney et al., 2019). Then come one to three small layers: for tags, windows of three words and a
chain of tags (Lafferty et al., 2001), where a tag counts as much as the best sequence that has it;
for a text, learned weighted means; for two texts, an
alignment of their tokens (Parikh et al., 2016). Because the states are standardised, a weight says
how useful a state is and not how large its numbers are; still, states resemble their neighbours,
so a head may take from one what it could have taken from another.

The body is uncased; the two tagging heads are also told whether a word has capital letters or
digits. Of two texts, neither sees the other: the body was trained on single sentences. The heads
for masked words and for question answering are the exceptions: they change the body by low-rank
updates (Hu et al., 2021), so each needs a pass of its own.
"""

OPENING = {"text": "Marie Curie was born in Warsaw and won two Nobel Prizes."}

PAIRS: tuple[Task, ...] = ("next-sentence", "entail", "answer")


def _head(task: Task) -> TeachingHead:
    return cast("TeachingHead", predictors.get_predictor(task, catalog.BUNDLED_ID))


def all_heads() -> list[TeachingHead]:
    """Every shipped head, in the order of the page."""
    return [_head(task) for task in TEACHING_HEADS if task in teaching.available()]


def trace_of(source: TextInput) -> Trace:
    """The one forward pass: two texts side by side, neither seeing the other. Raises InputError."""
    if source.pair is None:
        return cache.get_trace(catalog.BUNDLED_ID, source)
    from explorer.teaching.isolated_pair import run_apart

    return cache.TRACES.get(
        (f"{catalog.BUNDLED_ID}, texts apart", source),
        lambda: run_apart(cache.get_engine(catalog.BUNDLED_ID), source),
    )


def read(trace: Trace) -> dict[str, Prediction]:
    """The prediction of every head that can read this Trace."""
    fitting = [head for head in all_heads() if _fits(head, trace)]
    return {head.task: cache.remembered(type(head).read, head, trace) for head in fitting}


def _fits(head: TeachingHead, trace: Trace) -> bool:
    return not head.modifies_body and (trace.has_pair or head.task not in PAIRS)


def tagging(found: dict[str, Prediction]) -> list[Prediction]:
    """The predictions that stand word by word."""
    return [found[task] for task in ("part-of-speech", "entities") if task in found]


def judging(found: dict[str, Prediction]) -> list[Prediction]:
    """The predictions about the whole text or pair."""
    return [found[task] for task in ("classify", "next-sentence", "entail") if task in found]


def made(found: Sequence[Prediction]) -> calls.Made:
    """The calls behind several predictions from one pass."""
    tasks = [prediction.task for prediction in found]
    return calls.read_by_heads(catalog.BUNDLED, found[0].trace.input, tasks)


def sentences(trace: Trace, found: dict[str, Prediction]) -> tuple[str, str]:
    """What the first picture shows, and how to read it, with the reader's own text."""
    words, others = len(tagging(found)), len(judging(found))
    shows = (
        "One forward pass of the frozen body over your text, read by "
        f"{_heads(len(found))}: {words} for words (this picture), {others} for "
        "the whole text (the next one)."
        if words and others
        else f"One forward pass of the frozen body over your text, read by {_heads(len(found))}."
    )
    first = next(iter(tagging(found)), None)
    if first is None:
        return shows, ""
    from explorer.tasks import tag

    every = [span for one in tagging(found) for span in tag.word_tags(one) if span.label != "O"]
    if not every:
        return shows, ""
    span = min(every, key=lambda item: item.score)
    text = (trace.input.text, trace.input.pair or "")[span.side][span.start : span.end]
    return shows, (
        f"For example, “{text}” is {span.label} with {percent(span.score, 1)}; a tag without a "
        f"number has at least {percent(SURE)}."
    )


def _heads(count: int) -> str:
    return counted(count, "small head")


def remarks(trace: Trace) -> None:
    """Notes on what this page cannot show for the present text."""
    if choices.model_in_use() != catalog.BUNDLED_ID:
        show.notice("These heads work only with the bundled model, so this page uses it.")
    pairs = [NAMES[task] for task in PAIRS if task in teaching.available()]
    if not trace.has_pair and pairs:
        show.note(f"Add a second text to see the heads for pairs: {', '.join(pairs)}.")
    if missing := [NAMES[task] for task in TEACHING_HEADS if task not in teaching.available()]:
        show.note(
            f"There is no teaching head for {', '.join(missing)}: their pages take a checkpoint "
            "from the hub or from a folder."
        )
    show.note(
        "The sentiment head has no neutral class, so neutral text still gets positive or negative."
    )


def of_their_own(source: TextInput) -> list[str]:
    """Predictions of the heads that modify the body, each from a pass of its own; may be none."""
    said = [sentence for sentence in (_answer(source), _masked(source)) if sentence]
    first = "These heads change the body by low-rank updates, so each needs a pass of its own."
    return [first, *said] if said else []


def _answer(source: TextInput) -> str | None:
    if "answer" not in teaching.available() or source.pair is None:
        return None
    from explorer.tasks import answer as answers

    best = answers.best(predictors.predict(_head("answer"), source), n=1)
    if not best:
        return None
    return (
        "Taken as a question, the first text has this answer in the second: "
        f"“{best[0].text}” ({percent(best[0].score)})."
    )


def _masked(source: TextInput) -> str | None:
    if "fill-mask" not in teaching.available() or "[MASK]" not in source.text or source.pair:
        return None
    from explorer.tasks import fill_mask

    guesses = fill_mask.best(predictors.predict(_head("fill-mask"), source), 0, k=5)
    listed = ", ".join(f"“{guess.token}” {percent(guess.probability)}" for guess in guesses)
    return f"For the first [MASK] the head for masked words expects {listed}."


def mixes() -> dict[str, np.ndarray]:
    """Each head's weights of the body's states."""
    return {head.task: head.mix for head in all_heads()}


def mix_sentence(first_index: int) -> str:
    """Which states the heads use most: the lowest and the highest."""
    peaks = [(NAMES[head.task], int(head.mix.argmax())) for head in all_heads()]
    low = min(peaks, key=lambda peak: peak[1])
    high = max(peaks, key=lambda peak: peak[1])
    said = f"The head for {low[0]} uses mostly the {_state(low[1], first_index)}"
    if high[1] > low[1]:
        said += f", the one for {high[0]} the {_state(high[1], first_index)}"
    return f"Each row sums to 1 across the states of the body. {said}."


def _state(state: int, first_index: int) -> str:
    name = state_name(state, first_index=first_index)
    return name if state == 0 else f"state {name}"


def sizes() -> dict[str, int]:
    """How many numbers the body and each head have."""
    body = cache.get_engine(catalog.BUNDLED_ID).model
    found = {"the body": sum(weight.numel() for weight in body.parameters())}
    return found | {NAMES[head.task]: head.parameters for head in all_heads()}
