"""The tables behind the pictures of tagged tokens and words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.prediction import Prediction
from explorer.tables.base import matrix
from explorer.tasks import tag
from explorer.tasks.tag import Strategy


def tag_probabilities(prediction: Prediction) -> pd.DataFrame:
    """Every label's probability for every token; rows sum to 1."""
    return _tags(prediction, tag.token_probabilities(prediction))


def tag_logits(prediction: Prediction) -> pd.DataFrame:
    """Every label's logit for every token, before the softmax."""
    return _tags(prediction, prediction.logits)


def _tags(prediction: Prediction, values: np.ndarray) -> pd.DataFrame:
    frame = matrix(values, prediction.trace.labels, prediction.labels)
    return frame.set_axis(list(prediction.labels), axis="columns")


def labelled_text(prediction: Prediction, *, strategy: Strategy = "first") -> pd.DataFrame:
    """Every span with its label, its score, and its characters in its own text."""
    rows = [
        (
            prediction.trace.side_text(span.side)[span.start : span.end],
            span.label,
            span.score,
            "AB"[span.side],
            span.start,
            span.end,
        )
        for span in tag.labelled(prediction, strategy)
    ]
    return pd.DataFrame(rows, columns=["span", "label", "score", "text", "start", "end"])


def strategies(prediction: Prediction) -> pd.DataFrame:
    """Entities by every strategy, one under the other."""
    texts = (prediction.trace.input.text, prediction.trace.input.pair or "")
    rows = [
        (
            name,
            texts[span.side][span.start : span.end],
            span.label,
            span.score,
            span.start,
            span.end,
        )
        for name in tag.STRATEGIES
        for span in tag.spans(prediction, name)
    ]
    return pd.DataFrame(rows, columns=["strategy", "text", "label", "score", "start", "end"])


def word_tags(prediction: Prediction) -> pd.DataFrame:
    """One label a word."""
    texts = (prediction.trace.input.text, prediction.trace.input.pair or "")
    rows = [
        (texts[span.side][span.start : span.end], span.label, span.score)
        for span in tag.word_tags(prediction)
    ]
    return pd.DataFrame(rows, columns=["word", "label", "probability"])
