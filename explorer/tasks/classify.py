"""Classify: labels of a text with their probabilities, and any labels at all by entailment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.errors import InputError
from explorer.one_line import OneLine
from explorer.prediction import Prediction, Predictor
from explorer.tasks.scores import cross_entropy, mean_loss, sigmoid, softmax
from explorer.text import TextInput

MOST_LABELS = 50
"""Zero-shot reads the whole text again for each label."""

TEMPLATE = "This example is {}."


@dataclass(frozen=True)
class Score:
    """One label with its logit and probability."""

    label: str
    logit: float
    probability: float


def probabilities(prediction: Prediction, temperature: float = 1.0) -> np.ndarray:
    """Softmax of the logits; sigmoid where labels are independent of one another. Returns (C,).

    Raises InputError for a regression head: its logits are the numbers themselves.
    """
    refuse_regression(prediction)
    if prediction.independent:
        return sigmoid(prediction.logits / temperature)
    return softmax(prediction.logits, temperature)


def refuse_regression(prediction: Prediction) -> None:
    """Refuse to make probabilities of what is none. Raises InputError."""
    if prediction.regression:
        raise InputError(
            f"“{prediction.trace.spec.label}” predicts numbers (a regression), so there are no "
            "probabilities of labels: read its numbers as they are."
        )


def ranking(prediction: Prediction, temperature: float = 1.0) -> tuple[Score, ...]:
    """All labels, likeliest first."""
    shares = probabilities(prediction, temperature)
    order = np.argsort(-prediction.logits, kind="stable")
    return tuple(
        Score(prediction.labels[i], float(prediction.logits[i]), float(shares[i])) for i in order
    )


@dataclass(frozen=True, eq=False, repr=False)
class Loss(OneLine):
    """What training would lower: texts with their true labels, and the loss of each."""

    texts: tuple[str, ...]
    truth: tuple[int, ...]  # B labels
    logits: np.ndarray  # (B, C)
    labels: tuple[str, ...]  # C names

    def each(self) -> np.ndarray:
        """Cross-entropy of each text. Returns (B,)."""
        pairs = zip(self.logits, self.truth, strict=True)
        return np.array([cross_entropy(row, label) for row, label in pairs])

    @property
    def mean(self) -> float:
        """Mean over the texts: the loss that transformers returns."""
        return mean_loss(self.logits, list(self.truth))


def labelled(typed: str, labels: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Lines of "label | text"; a label is a name or a number. Raises InputError."""
    names = {name.lower(): place for place, name in enumerate(labels)}
    names |= {str(place): place for place in range(len(labels))}
    found = []
    for number, line in enumerate(typed.splitlines(), start=1):
        label, bar, text = (part.strip() for part in line.partition("|"))
        if line.strip() and not (bar and text):
            raise InputError(f"Line {number} is not 'label | text': write a label, |, a text.")
        if line.strip() and label.lower() not in names:
            raise InputError(
                f"Line {number} has the label “{label[:40]}”, which this head does not know: use "
                f"one of {', '.join(labels[:10])}, or its number."
            )
        if line.strip():
            found.append((text, names[label.lower()]))
    if not 0 < len(found) <= MOST_LABELS:
        raise InputError(f"Give between 1 and {MOST_LABELS} lines of 'label | text'.")
    return tuple(found)


def loss(predictor: Predictor, items: tuple[tuple[str, int], ...]) -> Loss:
    """Run each text and compare with its label. One forward pass a text. Raises InputError."""
    runs = [predictor.run(TextInput(text)) for text, _ in items]
    for run in runs[:1]:
        refuse_regression(run)
    return Loss(
        tuple(text for text, _ in items),
        tuple(label for _, label in items),
        np.stack([run.logits for run in runs]),
        predictor.labels,
    )


@dataclass(frozen=True, eq=False, repr=False)
class ZeroShot(OneLine):
    """A text judged for labels that the model was never trained on, as premise and hypothesis."""

    labels: tuple[str, ...]
    hypotheses: tuple[str, ...]
    logits: np.ndarray  # (N labels, C) of each premise-hypothesis pair
    columns: tuple[str, ...]  # C names, such as entailment, neutral, contradiction
    model: str = ""  # id of the checkpoint that judged
    dropped: tuple[str, ...] = ()  # tokens cut off the text or its first hypothesis

    def scores(self, *, several: bool = False) -> np.ndarray:
        """How well each label fits (Yin et al., 2019). Returns (N,).

        Single label: softmax of the entailment logits over the candidates; the scores sum to 1.
        Several: entailment against contradiction for each label alone. A single candidate is
        always judged alone, since alone it would get 1 whatever the text.
        """
        entail, against = entailment_columns(self.columns)
        if several or len(self.labels) == 1:
            return softmax(self.logits[:, [entail, against]])[:, 0]
        return softmax(self.logits[:, entail])


def entailment_columns(labels: tuple[str, ...]) -> tuple[int, int]:
    """Where "entailment" and "contradiction" stand among the labels. Raises InputError."""
    lower = [label.lower() for label in labels]
    entail = next((i for i, name in enumerate(lower) if name.startswith("entail")), None)
    if entail is None:
        raise InputError(
            "This head does not tell entailment apart: choose a checkpoint trained on natural "
            "language inference."
        )
    against = next((i for i, name in enumerate(lower) if name.startswith("contra")), None)
    if against is None:
        against = next(i for i in range(len(labels)) if i != entail)
    return entail, against


def candidate_labels(typed: str) -> tuple[str, ...]:
    """Labels separated by commas or line ends, each once. Raises InputError for none or many."""
    parts = (part.strip() for line in typed.splitlines() for part in line.split(","))
    labels = tuple(dict.fromkeys(part for part in parts if part))
    if not labels:
        raise InputError("There are no candidate labels yet: type some, separated by commas.")
    if len(labels) > MOST_LABELS:
        raise InputError(
            f"There are {len(labels)} candidate labels; the text is read once for each, so at most "
            f"{MOST_LABELS} are taken: leave some out."
        )
    return labels


def hypothesis(template: str, label: str) -> str:
    """The template with the label in place of {}. Raises InputError when there is no {}."""
    if "{}" not in template:
        raise InputError("The hypothesis has no place for the label: write {} where it belongs.")
    return template.replace("{}", label)


def zero_shot(
    predictor: Predictor, text: str, labels: tuple[str, ...], template: str = TEMPLATE
) -> ZeroShot:
    """Judge a text for each label: is "This example is <label>." entailed by it?

    One forward pass a label. Raises InputError.
    """
    hypotheses = tuple(hypothesis(template, label) for label in labels)
    premise = TextInput(text)
    runs = [predictor.run(replace(premise, pair=claim)) for claim in hypotheses]
    logits = np.stack([run.logits for run in runs])  # (N, C)
    entailment_columns(predictor.labels)
    first = runs[0].trace
    return ZeroShot(
        labels, hypotheses, logits, predictor.labels, model=first.spec.id, dropped=first.dropped
    )
