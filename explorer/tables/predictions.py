"""The tables behind the pictures of predictions for a whole text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.prediction import Prediction
from explorer.tables.base import numbered
from explorer.tasks import classify
from explorer.tasks.classify import Loss, ZeroShot
from explorer.tasks.next_sentence import Verdict
from explorer.tasks.pipeline import stages as way
from explorer.trace import Trace


def stages(prediction: Prediction) -> pd.DataFrame:
    """The stages of a pipeline: what each gives and in which shape."""
    rows = [(s.name, s.gives, s.shape, s.numbers) for s in way(prediction)]
    return pd.DataFrame(rows, columns=["stage", "gives", "shape", "numbers"])


def model_inputs(prediction: Prediction) -> pd.DataFrame:
    """Ids, attention mask and segment ids of each token, as the model was given them."""
    trace = prediction.trace
    return pd.DataFrame(
        {
            "input_ids": trace.ids,
            "attention_mask": np.ones(trace.num_tokens, int),
            "token_type_ids": trace.segment,
        },
        index=numbered(trace.labels),
    )


def label_probabilities(prediction: Prediction, *, temperature: float = 1.0) -> pd.DataFrame:
    """Logit and probability of each label; of a regression head the numbers alone."""
    if prediction.regression:
        numbers = {"label": prediction.labels, "predicted number": prediction.logits}
        return pd.DataFrame({"id": range(len(prediction.labels)), **numbers})
    shares = classify.probabilities(prediction, temperature)
    return pd.DataFrame(
        {
            "id": range(len(prediction.labels)),
            "label": prediction.labels,
            "logit": prediction.logits,
            "probability": shares,
        }
    )


def label_logits(prediction: Prediction) -> pd.DataFrame:
    """Logit and probability of each label."""
    return label_probabilities(prediction)


def losses(found: Loss) -> pd.DataFrame:
    """Each text with its true label, its logits and its loss."""
    frame = pd.DataFrame({"text": found.texts, "label": [found.labels[i] for i in found.truth]})
    for place, name in enumerate(found.labels):
        frame[f"logit: {name}"] = found.logits[:, place]
    frame["loss"] = found.each()
    return frame


def head_steps(prediction: Prediction) -> pd.DataFrame:
    """The head's steps: kind, parameters, shape and the first numbers that came out."""
    rows = [
        (s.name, s.kind, s.parameters, str(s.output.shape),
         ", ".join(f"{value:.3f}" for value in s.output.ravel()[:5]))
        for s in prediction.steps
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["step", "kind", "parameters", "gives", "first numbers"])


def next_sentence(prediction: Prediction) -> pd.DataFrame:
    """Logits, probabilities and losses of one pair."""
    return verdicts({"as it is": Verdict(prediction.logits)})


def verdicts(named: dict[str, Verdict]) -> pd.DataFrame:
    """Logits, probabilities and losses of one or more verdicts on a pair."""
    rows = {
        name: [*v.logits, *v.probabilities, *v.losses] for name, v in named.items()
    }  # fmt: skip
    columns = ["logit 0", "logit 1", "p(0)", "p(1)", "loss if 0", "loss if 1"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def zero_shot(found: ZeroShot, *, several: bool = False) -> pd.DataFrame:
    """Each candidate label with its hypothesis, logits and score, best first."""
    frame = pd.DataFrame({"label": found.labels, "hypothesis": found.hypotheses})
    for place, name in enumerate(found.columns):
        frame[f"logit: {name}"] = found.logits[:, place]
    frame["score"] = found.scores(several=several)
    return frame.sort_values("score", ascending=False, ignore_index=True)


def state_strips(trace: Trace, state: int) -> pd.DataFrame:
    """The vectors of all tokens at one state, one row a token, one column a dimension."""
    return pd.DataFrame(trace.hidden[state], index=numbered(trace.labels))
