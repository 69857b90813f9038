"""Pieces of the page on which readers train a head of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer import catalog, pictures
from explorer.ui import cache, calls, choices, show, widgets
from explorer.ui.forward_slots import forward_slot

if TYPE_CHECKING:  # scikit-learn and torch take seconds to import: the page appears first
    from explorer.tasks.linear_probe import Pooling, Trial

START = """good | I loved every minute of this film
good | What a warm and funny story
good | She was delighted with the present
good | The waiter was quick, friendly and kind
good | A wonderful sunny day by the sea
good | The new teacher is patient and clever
good | This phone works better than I had hoped
good | Our team played brilliantly and won
good | The bread here is fresh and delicious
good | He made me laugh and feel at home
bad | I was bored and left before the end
bad | The plot makes no sense at all
bad | They sent me the wrong size, again
bad | Our room was dirty, loud and cold
bad | The train was late and terribly crowded
bad | He shouted at us and never apologised
bad | The screen broke after two days
bad | The soup tasted awful and the meat was burnt
bad | A dull lecture that taught me nothing
bad | The queue was endless and the staff were rude"""

FORMULA = r"""
The body turns each sentence into one vector $x$ and never changes. The head is a logistic
regression, $p(c) = \mathrm{softmax}(W x + b)_c$, trained on your sentences with an L2 penalty of
$1 / (2 C)$. A vector can be read off in three ways: the last state of the first token, the mean of
all tokens, or the pooler's $\tanh(W h + b)$, where the body has one.

Accuracy comes from stratified cross-validation: every sentence is labelled by a head that was
trained on the others. On so few sentences it is coarse; the training sentences themselves are no
test at all, which is what the second bar shows.

With the mean, the decision is a sum over tokens: token $t$ adds $w \cdot h_t / T$ to the margin,
where $w$ is the difference of the two labels' weights. But $h_t$ already knows its whole sentence,
so a token's share is not the word's own doing.
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
    typed = st.text_area(
        "Training sentences, one 'label | sentence' a line", START, height=230, key="own_sentences",
        max_chars=40_000, persist_state="session",
    )  # fmt: skip
    strength = st.select_slider(
        "Inverse regularisation C (lower = simpler)", [0.01, 0.1, 1.0, 10.0, 100.0], value=1.0,
        key="own_strength", bind="query-params",
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
    return (
        f"Small heads trained on your {len(bare.truth)} sentences, on frozen vectors of "
        f"{choices.model_in_use()}: only the head learns.",
        f"On sentences that it has not seen, a head on “{best}” is right in "
        f"{body[best].accuracy:.0%} of the cases; one that only counts tokens, without any body, "
        f"in {bare.accuracy:.0%}; always the most frequent label in {bare.baseline:.0%}.",
    )


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
        show.note("A head without a body knows only tokens of the training sentences.")
        return
    trace = choices.current_trace()
    engine = cache.get_engine(choices.model_in_use())
    found = lab.decide(engine, trial.head, trace, pooling)
    shares = dict(zip(trial.head.classes, found.probabilities, strict=True))
    show.sentences(
        f"The head learned {trial.head.parameters:,} numbers and calls your text “{found.chosen}” "
        f"with {shares[found.chosen]:.1%}, {found.margin:.3f} ahead of “{found.instead_of}”."
    )
    options = {"look": choices.look(), "made": calls.decided(made, pooling)}
    if found.tokens.size:
        show.picture(pictures.decision_by_token(trace, found, **options), "own_tokens")
    show.picture(pictures.decision_by_dimension(trace, found, **options), "own_dimensions")
