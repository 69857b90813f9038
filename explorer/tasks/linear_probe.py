"""Body and head: frozen vectors of the body, and a small head trained on the reader's sentences.

The head is a logistic regression; the body never learns anything here. Home of scikit-learn for
the tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from explorer.engine import Engine
from explorer.engine.batch import has_pooler
from explorer.engine.devices import on_cpu
from explorer.errors import InputError
from explorer.measures.sentence_vectors import pool
from explorer.one_line import OneLine
from explorer.tasks.scores import softmax
from explorer.text import TextInput
from explorer.trace import Trace

Pooling = Literal["first token", "mean", "pooler", "no body"]
"""What makes one vector of a text: a way of pooling, or the counts of its tokens."""

MOST_SENTENCES = 200


@dataclass(frozen=True)
class Labelled:
    """One training sentence."""

    text: str
    label: str


def parse(typed: str) -> tuple[Labelled, ...]:
    """Lines of "label | sentence". Raises InputError for lines without a label, and too many."""
    lines = [(n, line.strip()) for n, line in enumerate(typed.splitlines(), start=1)]
    found = []
    for n, line in lines:
        label, bar, text = line.partition("|")
        if line and not (bar and label.strip() and text.strip()):
            raise InputError(f"Line {n} is not 'label | sentence': write a label, |, a sentence.")
        if line:
            found.append(Labelled(text.strip(), label.strip()))
    if len(found) > MOST_SENTENCES:
        raise InputError(
            f"There are {len(found)} sentences, and at most {MOST_SENTENCES} are read here: leave "
            "some out."
        )
    check(found)
    return tuple(found)


def check(items: Sequence[Labelled]) -> None:
    """Refuse what no head can learn from. Raises InputError."""
    counts = Counter(item.label for item in items)
    if len(items) < 2:
        raise InputError("One sentence is not enough to learn from: give at least two a label.")
    if len(counts) < 2:
        raise InputError(
            f"All sentences have the label “{items[0].label[:40]}”: a head learns to tell labels "
            "apart, so give sentences of a second one."
        )
    rare = next((label for label, count in counts.items() if count < 2), None)
    if rare is not None:
        raise InputError(
            f"The label “{rare[:40]}” has one sentence only, so it cannot be tried on one that it "
            "has not seen: give at least two for each label."
        )


def poolings(engine: Engine) -> tuple[Pooling, ...]:
    """The ways of pooling that this body has; a pooler with random weights is not one of them."""
    pooler: tuple[Pooling, ...] = ("pooler",) if has_pooler(engine) else ()
    return ("first token", "mean", *pooler, "no body")


def traces(engine: Engine, items: Sequence[Labelled]) -> tuple[Trace, ...]:
    """One forward pass for each sentence."""
    return tuple(engine.run(TextInput(item.text)) for item in items)


def vectors(engine: Engine, runs: Sequence[Trace], pooling: Pooling) -> np.ndarray:
    """One vector for each sentence. Returns (N, D), or (N, V) counts for "no body"."""
    if pooling == "no body":
        return _counts(runs)
    if pooling == "pooler":
        return pooled(engine, vectors(engine, runs, "first token"))
    return np.stack([pool(run.hidden[-1], pooling) for run in runs])  # (N, D)


def pooled(engine: Engine, first: np.ndarray) -> np.ndarray:
    """What the body's pooler makes of [CLS] states. Takes and returns (N, D)."""
    import torch

    with torch.inference_mode():
        rows = torch.tensor(first, dtype=engine.model.dtype, device=engine.device)
        return on_cpu(engine.body.pooler(rows[:, None]))


def _counts(runs: Sequence[Trace]) -> np.ndarray:
    """How often each token stands in each sentence. Returns (N, tokens that occur)."""
    known = sorted({int(i) for run in runs for i in run.ids[~run.special]})
    columns = {token: place for place, token in enumerate(known)}
    table = np.zeros((len(runs), max(len(known), 1)), np.float32)
    for row, run in enumerate(runs):
        for token in run.ids[~run.special]:
            table[row, columns[int(token)]] += 1
    return table


@dataclass(frozen=True, eq=False, repr=False)
class Head(OneLine):
    """A trained head: logits = x weights^T + bias."""

    classes: tuple[str, ...]
    weights: np.ndarray  # (C, D)
    bias: np.ndarray  # (C,)

    def logits(self, x: np.ndarray) -> np.ndarray:
        """Takes (N, D), returns (N, C)."""
        return x @ self.weights.T + self.bias

    @property
    def parameters(self) -> int:
        """Numbers that were learned."""
        return self.weights.size + self.bias.size


@dataclass(frozen=True, eq=False)
class Trial:
    """A head and how well it does on sentences that it was not trained on."""

    head: Head
    guesses: tuple[str, ...]  # for each sentence, by a head that had not seen it
    truth: tuple[str, ...]
    folds: int
    seen: float  # accuracy on its own training sentences

    @property
    def accuracy(self) -> float:
        """Cross-validated accuracy: share of unseen sentences labelled correctly."""
        return float(np.mean([a == b for a, b in zip(self.guesses, self.truth, strict=True)]))

    @property
    def baseline(self) -> float:
        """Accuracy of always giving the most frequent label."""
        return max(Counter(self.truth).values()) / len(self.truth)

    def confusion(self) -> np.ndarray:
        """How often each true label (rows) was given each label (columns). Returns (C, C)."""
        place = {name: i for i, name in enumerate(self.head.classes)}
        table = np.zeros((len(place), len(place)), int)
        for true, guess in zip(self.truth, self.guesses, strict=True):
            table[place[true], place[guess]] += 1
        return table


def train(x: np.ndarray, labels: Sequence[str], *, strength: float = 1.0, seed: int = 0) -> Head:
    """Logistic regression on frozen vectors (N, D).

    ``strength`` is C, the inverse of the regularisation: lower is simpler.
    """
    model = LogisticRegression(C=strength, max_iter=2000, random_state=seed).fit(x, list(labels))
    weights = np.asarray(model.coef_, np.float64)  # (C, D), or (1, D) for two classes
    bias = np.asarray(model.intercept_, np.float64)
    if len(weights) == 1:  # one logit z for two classes: softmax of (-z/2, z/2) says the same
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Head(tuple(str(name) for name in model.classes_), weights, bias)


def trial(x: np.ndarray, labels: Sequence[str], *, strength: float = 1.0, seed: int = 0) -> Trial:
    """Train on everything for use, and on all folds but one for an honest accuracy."""
    folds = min(5, *Counter(labels).values())
    guesses = np.empty(len(labels), object)
    truth = np.array(labels, object)
    for train_on, try_on in StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, truth):
        fold = train(x[train_on], truth[train_on].tolist(), strength=strength, seed=seed)
        guesses[try_on] = [fold.classes[i] for i in fold.logits(x[try_on]).argmax(axis=1)]
    head = train(x, labels, strength=strength, seed=seed)
    own = [head.classes[i] for i in head.logits(x).argmax(axis=1)]
    seen = float(np.mean([a == b for a, b in zip(own, labels, strict=True)]))
    return Trial(head, tuple(map(str, guesses)), tuple(labels), folds, seen)


@dataclass(frozen=True, eq=False, repr=False)
class Decision(OneLine):
    """Why the head chose its label over the runner-up: shares that add up to the margin."""

    chosen: str
    instead_of: str
    probabilities: np.ndarray  # (C,)
    bias: float
    dimensions: np.ndarray  # (D,) weight difference x vector: adds up to margin - bias
    tokens: np.ndarray  # (T,) the same by token, for "mean" only; else empty

    @property
    def margin(self) -> float:
        """Logit of the chosen label minus that of the runner-up."""
        return self.bias + float(self.dimensions.sum())


def decide(engine: Engine, head: Head, run: Trace, pooling: Pooling) -> Decision:
    """The head's label for one text, and what each part adds to its margin.

    Mean pooling is linear, so each token's share of the margin is exact: w · h_t / T.
    """
    x = vectors(engine, [run], pooling)[0]  # (D,)
    logits = head.logits(x[None])[0]  # (C,)
    first, second = np.argsort(-logits)[:2]
    weight = head.weights[first] - head.weights[second]  # (D,)
    by_token = run.hidden[-1] @ weight / run.num_tokens if pooling == "mean" else np.zeros(0)
    return Decision(
        chosen=head.classes[first],
        instead_of=head.classes[second],
        probabilities=softmax(logits),
        bias=float(head.bias[first] - head.bias[second]),
        dimensions=weight * x,
        tokens=by_token,
    )
