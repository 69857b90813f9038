"""What each token contributes to a number: gradients or slopes, and attention beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from explorer.measures.rollout import rollout
from explorer.ui import jobs
from explorer.ui.calls import Made
from explorer.ui.forward_slots import forward_slot
from explorer.ui.panels import what_matters_calls
from explorer.ui.panels.what_matters import Question

if TYPE_CHECKING:
    from explorer.engine.attribution import Attribution, Target

ATTENTION = ("attention received", "rollout")
AT_ONCE_TOKENS = 128
TRUSTED = ("DecompX", "integrated gradients")
"""The sentence quotes the first of these that there is: they rank words best, see Scoreboard."""
"""Texts up to this length have their gradients taken without asking: a second or so."""

FORMULA = r"""
All are (tokens,), here divided by the sum of their sizes; the table has them in their own units.

- **Gradient × input**: $\sum_d e_{id} \, \partial F / \partial e_{id}$ with $e_i$ the word vector
  of token $i$ (Denil et al., 2014; Shrikumar et al., 2017). True for small changes only.
- **Integrated gradients**: the same gradient averaged on the straight way from a text of
  [MASK]s (special tokens kept) to this one, times the difference of the vectors (Sundararajan et
  al., 2017, equation 1). The scores sum to the difference of $F$ between the two, up to the
  printed gap. Computed by captum.
- **DecompX** (Modarressi et al., 2023) and **LRP** (the rules of AttnLRP; Achtibat et al., 2024):
  what the token's first state (word, position, segment) hands to $F$ in a pass made linear:
  LayerNorm's deviation and each activation's ratio $f(z) / z$ held, products shared out in halves.
  DecompX holds the attention weights; LRP follows them through the softmax by its derivative. The
  scores and what the biases hand over (for LRP also the softmax's constants) sum to $F$.
- **Attention × gradient**: $\sum A_{ij} \, \partial F / \partial A_{ij}$ over layers, heads and
  tokens $i$ (Serrano and Smith, 2019; Barkan et al., 2021, keep the positive part).
- **Slope × input, integrated slopes**: the same two for teaching heads, which read a finished
  Trace, without gradients: each word vector is made 2 % longer and shorter and the number read off.
- **Attention received**: mean weight that a token gets, over all layers, heads and tokens.
- **Rollout**: mean share of each input token at the last layer (Abnar and Zuidema, 2020).

$F$ is the cosine of the two mean vectors; for a head, the predicted label's logit minus the
runner-up's (start plus end logit for an answer). Attention has no sign and knows nothing of $F$;
where it disagrees with the other two, it is no explanation of $F$ (Jain and Wallace, 2019;
Wiegreffe and Pinter, 2019). Gradients depend on the chosen baseline, too.
"""


@dataclass(frozen=True, eq=False)
class Scores:
    """Every method's scores (T,) by name, and a sentence on their size."""

    by_name: dict[str, np.ndarray]
    said: str


def scores(question: Question) -> Scores:
    """What gradients (for teaching heads: measured slopes, when asked for) and attention say."""
    asked = _gradients(question) if question.target is not None else _slopes(question)
    found = {one.method: one.scores for one in asked or ()}
    said = (
        "Attention is never negative, so it cannot show whether a token raises or lowers the score."
    )
    if asked is not None:
        whole = asked[1]
        said = (
            f"The score is {whole.value:.3f}, and {whole.baseline_value:.3f} for a text of masks; "
            f"{whole.method} add up to the difference to within {max(whole.gap, 1e-4):.1g}."
        )
    trace = question.trace
    received = [trace.attention(i).mean(axis=(0, 1)) for i in range(trace.num_layers)]
    by_attention = np.mean(received, axis=0), rollout(trace)[-1].mean(axis=0)
    found |= dict(zip(ATTENTION, by_attention, strict=True))
    return Scores(found, said)


def made(question: Question, found: Scores) -> Made:
    """The calls behind the scores."""
    asked = len(found.by_name) > len(ATTENTION)
    followed = "DecompX" in found.by_name
    return what_matters_calls.contributions(question.recipe, asked=asked, followed=followed)


Several = tuple["Attribution", ...]
"""Of them the second is integrated: it knows the number for a text of masks."""


def _gradients(question: Question) -> Several | None:
    from explorer.engine.attribution import gradient_times_input, integrated_gradients
    from explorer.engine.relevance import followed

    engine, trace, head = question.engine, question.trace, question.head
    target = cast("Target", question.target)

    def work(_progress: jobs.Progress) -> Several:
        return (
            gradient_times_input(engine, trace, target, head=head, around=forward_slot),
            integrated_gradients(engine, trace, target, head=head, around=forward_slot),
            *followed(engine, trace, target, head=head, around=forward_slot),
        )

    return jobs.result(
        "matters_gradients",
        question.about,
        work,
        button="Follow the gradients",
        cost="37 forward and backward passes, some seconds for a long text.",
        unit="steps",
        at_once=trace.num_tokens <= AT_ONCE_TOKENS,
    )


def _slopes(question: Question) -> Several | None:
    from explorer.engine import finite_differences

    engine, trace = question.engine, question.trace
    number = cast("Callable[[], float]", question.number)

    def work(progress: jobs.Progress) -> Several:
        return (
            finite_differences.slope_times_input(engine, trace, number),
            finite_differences.integrated_slopes(engine, trace, number, progress=progress),
        )

    passes = 2 * trace.num_tokens * (finite_differences.POINTS + 1)
    return jobs.result(
        "matters_slopes",
        question.about,
        work,
        button="Measure what each token contributes",
        cost=f"This teaching head has no gradients here, so slopes are measured instead: {passes} "
        "passes.",
        unit="slopes",
    )


def sentences(question: Question, found: Scores) -> tuple[str, str]:
    """What the bars show and the token that contributes most."""
    name = next((one for one in TRUSTED if one in found.by_name), next(iter(found.by_name)))
    values = found.by_name[name]
    special = question.trace.special
    token = int(np.where(special, -1, np.abs(values)).argmax())
    label = f"“{question.trace.labels[token]}”"
    largest = [np.abs(one).argmax() for one in found.by_name.values()]
    cut = " Special tokens are grey, and cut where they are larger." * bool(special[largest].any())
    if name == "attention received":
        counts = f"Of the words, {label} receives the most attention."
    else:
        moves = "lowers" if values[token] < 0 else "raises"
        counts = f"Of the words, {label} contributes most by {name}, and {moves} it."
    return (
        f"Which tokens the {question.what} depends on, by {len(found.by_name)} methods."
        if question.what.startswith("similarity")
        else f"Which tokens {question.what} depends on, by {len(found.by_name)} methods.",
        f"{counts}{cut} {found.said}",
    )
