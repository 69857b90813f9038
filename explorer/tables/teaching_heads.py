"""The numbers behind the pictures of one body with many heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from explorer.figures.teaching_heads import NAMES
from explorer.prediction import Prediction
from explorer.tables.base import states
from explorer.tasks import tag
from explorer.tasks.scores import softmax


def many_heads_words(predictions: Sequence[Prediction]) -> pd.DataFrame:
    """One row a word: what each tagging head says, and how sure it is."""
    texts = (predictions[0].trace.input.text, predictions[0].trace.input.pair or "")
    columns: dict[str, list[object]] = {
        "word": [texts[span.side][span.start : span.end] for span in tag.word_tags(predictions[0])]
    }
    for prediction in predictions:
        spans, name = tag.word_tags(prediction), NAMES[prediction.task]
        columns[name] = [span.label for span in spans]
        columns[f"probability, {name}"] = [span.score for span in spans]
    return pd.DataFrame(columns)


def many_heads_texts(predictions: Sequence[Prediction]) -> pd.DataFrame:
    """One row a label of the heads that judge a whole text or a pair."""
    rows = [
        (NAMES[prediction.task], label, float(logit), float(share))
        for prediction in predictions
        for label, logit, share in zip(
            prediction.labels, prediction.logits, softmax(prediction.logits), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["head", "label", "logit", "probability"])


def layer_mixes(mixes: Mapping[str, np.ndarray], *, first_index: int = 0) -> pd.DataFrame:
    """One row a head, one column a hidden state of the body; rows sum to 1."""
    frame = pd.DataFrame.from_dict(dict(mixes), orient="index")
    frame.index = [NAMES.get(task, task) for task in mixes]
    return frame.set_axis(states(frame.shape[1], first_index), axis="columns")


def head_sizes(sizes: Mapping[str, int]) -> pd.DataFrame:
    """One row for the body and each head: how many numbers it has learnt."""
    frame = pd.DataFrame({"part": list(sizes), "learned numbers": list(sizes.values())})
    frame["share of the body"] = frame["learned numbers"] / frame["learned numbers"].iloc[0]
    return frame
