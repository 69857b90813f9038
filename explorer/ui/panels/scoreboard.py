"""Pieces of the page that ranks methods of attribution: the number, the curves, the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from explorer import catalog
from explorer.data import scoreboard
from explorer.measures.faithfulness import RANDOM, Faithfulness
from explorer.text import TextInput, agreed, counted
from explorer.trace import Trace
from explorer.ui import cache, calls, choices, jobs, predictors, shell
from explorer.ui.calls import Made
from explorer.ui.forward_slots import forward_slot

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.attribution import Target
    from explorer.teaching.heads import TeachingHead

SENTIMENT, SIMILARITY = "sentiment", "similarity"
KINDS = {SENTIMENT: "sentiment (teaching head)", SIMILARITY: "similarity of two texts"}
OTHER_TEXT = "A musician performs a song for a large audience."
REVIEW = "The plot is thin, but the actors are wonderful and the music is a joy."
OPENING = {"text": REVIEW}
EXAMPLES = {
    "A review": {
        "text": REVIEW,
        "board_what": SENTIMENT,
        "look_for": "Two words carry the praise: whose curve falls at the first step?",
    },
    "Negation": {
        "text": "I would not call this a good film, and I was never bored by a better one.",
        "board_what": SENTIMENT,
        "look_for": "“not” and “good” work together: methods that add up words have a hard time.",
    },
    "Similar sentences": {
        "text": "A man is playing a guitar on stage.",
        "board_what": SIMILARITY,
        "board_other": OTHER_TEXT,
        "look_for": "Attention alone comes close here: it knows nothing of the second text.",
    },
}
MEASURES = {
    "deletion": "deletion: fall as the first words are masked",
    "insertion": "insertion: rise as the first words are shown",
    "rank correlation": "rank correlation with leave one out",
}
AT_ONCE_TOKENS = 48
"""Texts up to this length are ranked without asking: a few seconds."""
FORMULA = r"""
The number $F$ is the predicted label's logit minus the other's, or the cosine of two mean vectors.
Each method gives every word a score (the sum over its tokens). The words are replaced by [MASK] in
the order of these scores, the one that raises $F$ most first, in at most 10 even steps.

- **Deletion**: $\frac{1}{K} \sum_{k=1}^{K} F(x) - F(x \text{ without the first } k \text{ words})$,
  the area over the perturbation curve (AOPC; Samek et al., 2017, equation 12), without the last
  step, where every word is masked. **Insertion** begins with masks alone and shows the first words.
  Larger is better for both.
- **Leave one out**: each word masked alone, $F(x) - F(x^{\neg w})$. The rank correlation is
  Spearman's, of a method's scores with these.
- **Random order**: the mean of 5 orders drawn at random, the floor.
- **DecompX** (Modarressi et al., 2023), **LRP** (rules of AttnLRP; Achtibat et al., 2024),
  **integrated gradients** (Sundararajan et al., 2017; here 16 steps), **gradient x input**
  (Denil et al., 2014), **attention x gradient** (Serrano and Smith, 2019) know $F$. **ALTI**
  (Ferrando et al., 2022), **GlobEnc** (Modarressi et al., 2022), **rollout** (Abnar and Zuidema,
  2020) and **attention received** do not.

A text with masks is not like those that the model was trained on, and a method that tries masks
itself has an advantage here (Hooker et al., 2019). Masking words says what the model does without
them, not why it does it.
"""


@dataclass(frozen=True)
class Number:
    """The number that is explained: where it comes from, and how to make it again."""

    what: str
    about: tuple[Any, ...]  # all that it depends on, for the cache
    engine: Engine
    trace: Trace
    target: Callable[[], Target]
    made: Made


def ask() -> Number:
    """The number that the reader wants explained. Raises ExplorerError."""
    if st.session_state.get("board_what", SENTIMENT) not in KINDS:
        del st.session_state["board_what"]
    chosen = shell.controls().selectbox(
        "Explain", list(KINDS), format_func=KINDS.__getitem__, key="board_what",
        bind="query-params", width=240,
    )  # fmt: skip
    given = choices.source()
    first = given if given.words else TextInput(given.text, special_tokens=given.special_tokens)
    return _sentiment(first) if chosen == SENTIMENT else _similarity(first, given.pair)


def _sentiment(first: TextInput) -> Number:
    predictor = predictors.get_predictor("classify", catalog.BUNDLED_ID)
    found = predictors.run(predictor, first)
    column = int(found.logits.argmax())
    names = predictor.labels

    def target() -> Target:
        from explorer.teaching import head_logits

        logits = head_logits.label_logits(cast("TeachingHead", predictor))
        return head_logits.difference(logits, column, 1 - column)

    written = f"head_logits.difference(head_logits.label_logits(predictor), {column}, {1 - column})"
    made = calls.of_prediction(
        found, target=written, found="methods.ranked(predictor.engine, trace, target)"
    )
    return Number(
        f"logit of “{names[column]}” minus “{names[1 - column]}”", (SENTIMENT, first),
        predictor.engine, found.trace, target, made,
    )  # fmt: skip


def _similarity(first: TextInput, pair: str | None) -> Number:
    other = pair or shell.controls().text_input(
        "Compare with", OTHER_TEXT, width=380, key="board_other", bind="query-params",
        max_chars=1000,
    )  # fmt: skip
    model_id = choices.model_in_use()
    second = TextInput(str(other), special_tokens=first.special_tokens)
    trace, against = cache.get_trace(model_id, first), cache.get_trace(model_id, second)

    def target() -> Target:
        from explorer.engine.attribution import similarity_target

        return similarity_target(against.hidden[-1].mean(axis=0))

    made: Made = {
        "trace": trace, "other": against,
        "target": "attribution.similarity_target(other.hidden[-1].mean(axis=0))",
        "found": "methods.ranked(engine, trace, target)",
    }  # fmt: skip
    return Number(
        "cosine similarity", (SIMILARITY, model_id, first, second), cache.get_engine(model_id),
        trace, target, made,
    )  # fmt: skip


def ranked(number: Number) -> Faithfulness | None:
    """Every method's curves; asked for where the text is long. Raises ExplorerError."""
    from explorer.engine import methods

    def work(progress: jobs.Progress) -> Faithfulness:
        return methods.ranked(
            number.engine, number.trace, number.target(), around=forward_slot, progress=progress
        )

    return jobs.result(
        "board",
        number.about,
        work,
        button="Rank the methods",
        cost="Some hundred masked copies of the text run through the model: long for a long text.",
        unit="stages",
        at_once=number.trace.num_tokens <= AT_ONCE_TOKENS,
    )


def sentences(number: Number, found: Faithfulness) -> tuple[str, ...]:
    """Which method ranked the words best here, and how little that says."""
    fall = dict(zip(found.names, found.deletion_aopc.tolist(), strict=True))
    best = max((name for name in fall if name != RANDOM), key=fall.__getitem__)
    near = [name for name in fall if name not in (RANDOM, best) and fall[name] > 0.95 * fall[best]]
    words = int(found.counts[-1])
    come = agreed(len(near), "comes", "come")
    several = f"; {len(near)} more {come} within 5 %" if near and fall[best] > 0 else ""
    return (
        f"The {number.what} is {found.value:.2f}. Masking words in the order of {best} lowers it "
        f"by {fall[best]:.2f} on average, a random order by {fall[RANDOM]:.2f}{several}.",
        f"{counted(words, 'word')} of one text {agreed(words, 'says', 'say')} little: many texts "
        "are below.",
    )


def pick_measure() -> str:
    """Which of the three figures the table of many sentences shows."""
    if st.session_state.get("board_measure", "deletion") not in MEASURES:
        del st.session_state["board_measure"]
    return str(st.selectbox(
        "Measure", list(MEASURES), format_func=MEASURES.__getitem__, key="board_measure",
        bind="query-params", width=340,
    ))  # fmt: skip


def many_sentences(board: dict[str, Any]) -> tuple[str, str]:
    """What the table says, and where it agrees with the published order."""
    tasks = board["tasks"]
    count = next(iter(tasks.values()))["n"]
    said = [_order(board, one, other) for one, other in PUBLISHED]
    return (
        f"Means over {count} held-out sentences for each of {len(tasks)} numbers, with 95 % "
        "bootstrap intervals; no head was trained on them.",
        "For SST-2 Modarressi et al. (2023) found DecompX above integrated gradients above "
        f"gradient x input. Here, by deletion, {' '.join(said)}",
    )


PUBLISHED = (("DecompX", "integrated gradients"), ("integrated gradients", "gradient x input"))
ANSWERS = {"before": "holds for", "behind": "is reversed for", "undecided": "is undecided for"}


def _order(board: dict[str, Any], one: str, other: str) -> str:
    """Where one method comes before another, as a sentence."""
    found = scoreboard.compared(board, f"{one} - {other}")
    parts = [
        f"{verb} {_listed([task for task, answer in found.items() if answer == key])}"
        for key, verb in ANSWERS.items()
        if key in found.values()
    ]
    return f"“{one} before {other}” {', '.join(parts)}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
