"""Pieces of the page on which readers train a head of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog, pictures
from explorer.data.labelled_sentences import START
from explorer.text import percent
from explorer.ui import cache, calls, choices, shell, show, widgets
from explorer.ui.forward_slots import forward_slot

if TYPE_CHECKING:  # scikit-learn and torch take seconds to import: the page appears first
    from explorer.tasks.linear_probe import Pooling, Trial

FORMULA = r"""
The body turns each sentence into one vector $x$ and never changes. The head is a logistic
regression, $p(c) = \mathrm{softmax}(W x + b)_c$, trained on your sentences with an L2 penalty of
$1 / (2 C)$. A vector can be read off in three ways: the last state of the first token, the mean of
all tokens, or the pooler's $\tanh(W h + b)$, where the body has one.

Accuracy comes from stratified cross-validation: every sentence is labelled by a head that was
trained on the others. With so few sentences it is a rough estimate. Accuracy on the training
sentences themselves, the second bar, says nothing about new ones.

With the mean, the decision is a sum over tokens: token $t$ adds $w \cdot h_t / T$ to the margin,
where $w$ is the difference of the two labels' weights. But $h_t$ already depends on the whole
sentence, so a token's share is not due to that word alone.
"""


def _trials(model_id: str, typed: str, strength: float) -> dict[Pooling, Trial]:
    """A head on each way of pooling, with its honest accuracy. Raises InputError."""
    from explorer.tasks import linear_probe as lab

    items = lab.parse(typed)
    engine = cache.get_engine(model_id)
    runs = lab.traces(engine, items)
    labels = [item.label for item in items]
    with forward_slot():  # training is as much work as a pass
        return {
            pooling: lab.trial(lab.vectors(engine, runs, pooling), labels, strength=strength)
            for pooling in lab.poolings(engine)
        }


def train() -> tuple[dict[Pooling, Trial], calls.Made]:
    """Heads trained on the reader's sentences, and the calls that train them."""
    with shell.controls():
        strength = st.select_slider(
            "Inverse regularisation C (lower = simpler)", [0.01, 0.1, 1.0, 10.0, 100.0], value=1.0,
            key="own_strength", bind="query-params", width=290,
        )  # fmt: skip
        with st.popover("Training sentences", icon=":material/edit:", key="own_box", width=220):
            typed = widgets.long_text(
                "Training sentences, one 'label | sentence' a line", START, "own_sentences",
                height=300, width=640,
            )  # fmt: skip
    key = (choices.model_in_use(), typed, float(strength))
    made = calls.probes(catalog.find(key[0]), typed, key[2])
    with st.spinner("Reading the sentences and training heads"):
        return cache.TRIALS.get(key, lambda: _trials(*key)), made


def sentences(trials: dict[Pooling, Trial]) -> tuple[str, str]:
    """What the bars show, and what they say about the body."""
    body = {name: trial for name, trial in trials.items() if name != "no body"}
    best = max(body, key=lambda name: body[name].accuracy)
    bare = trials["no body"]
    count = len(bare.truth)
    whose = f"your {count} sentences" if changed() else f"the {count} sample sentences"
    return (
        f"Small heads trained on {whose} and the frozen vectors of "
        f"{choices.model_in_use()}: only the head learns.",
        f"On unseen sentences a head on “{best}” is right {percent(body[best].accuracy)} of the "
        f"time; a head that only counts tokens, without a body, {percent(bare.accuracy)}; always "
        f"guessing the most frequent label, {percent(bare.baseline)}.",
    )


def changed() -> bool:
    """Whether the reader has put sentences of their own in place of the sample's."""
    return str(st.session_state.get("own_sentences", START)).strip() != START.strip()


def results(trials: dict[Pooling, Trial], made: calls.Made) -> None:
    """Accuracy of all heads, and the confusions of one."""
    named = {str(name): trial for name, trial in trials.items()}
    show.picture(
        pictures.probe_accuracy(named, choices.model_in_use(), look=choices.look(), made=made),
        "own_accuracy",
    )


def pick(trials: dict[Pooling, Trial]) -> Pooling:
    """Which head to look into."""
    names = list(trials)
    best = max(
        range(len(names)),
        key=lambda i: (names[i] != "no body", trials[names[i]].accuracy, names[i] == "mean"),
    )
    return names[widgets.one_of("Look into the head on", names, "own_head", start=best)]


def confusion(trial: Trial, pooling: Pooling, made: calls.Made) -> None:
    """Which labels are mixed up."""
    one: calls.Made = {**made, "trial": f"trials[{pooling!r}]"}
    show.picture(
        pictures.probe_confusion(trial, choices.model_in_use(), look=choices.look(), made=one),
        "own_confusion",
    )


def decision(trial: Trial, pooling: Pooling, made: calls.Made) -> None:
    """What the head says of the text above, and why."""
    from explorer.tasks import linear_probe as lab

    widgets.heading("Its decision on your text")
    if pooling == "no body":
        show.note("A head without a body knows only the tokens of the training sentences.")
        return
    trace = choices.current_trace()
    engine = cache.get_engine(choices.model_in_use())
    found = lab.decide(engine, trial.head, trace, pooling)
    shares = dict(zip(trial.head.classes, found.probabilities, strict=True))
    show.sentences(
        f"The head learned {trial.head.parameters:,} numbers and labels your text "
        f"“{found.chosen}” with {percent(shares[found.chosen], 1)}; its logit is "
        f"{found.margin:.3f} above that of “{found.instead_of}”."
    )
    options = {"look": choices.look(), "made": calls.decided(made, pooling)}
    if found.tokens.size:
        show.picture(pictures.decision_by_token(trace, found, **options), "own_tokens")
    show.picture(pictures.decision_by_dimension(trace, found, **options), "own_dimensions")
