"""Inside a pipeline: what goes in and comes out of each stage, from the text to the label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.prediction import Prediction


@dataclass(frozen=True)
class Stage:
    """One stage of the way: its name, what it gives and in which shape."""

    name: str
    gives: str
    shape: str
    numbers: int  # how many numbers come out


def stages(prediction: Prediction) -> tuple[Stage, ...]:
    """The stages of one run, in order, with the shapes of its real tensors (batch of one)."""
    trace = prediction.trace
    tokens, width = trace.num_tokens, trace.hidden.shape[-1]
    characters = len(trace.input.text) + len(trace.input.pair or "")
    way = [
        Stage("text", f"{characters} characters", "-", 0),
        Stage("tokenizer", "ids, attention mask, segment ids", f"3 x (1, {tokens})", 3 * tokens),
        Stage("embedding", "one vector a token", _shape(1, tokens, width), trace.hidden[0].size),
        Stage(
            f"body, {trace.num_layers} layers",
            "one vector a token, in context",
            _shape(1, tokens, width),
            trace.hidden[-1].size,
        ),
    ]
    way += [
        Stage(f"head: {step.name}", step.kind, _shape(1, *step.output.shape), step.output.size)
        for step in prediction.steps
    ]
    logits = prediction.logits
    way.append(Stage("logits", "one number a label", _shape(1, *logits.shape), logits.size))
    if not prediction.regression:
        last = "sigmoid" if prediction.independent else "softmax"
        way.append(Stage(last, "one probability a label", _shape(1, *logits.shape), logits.size))
    return tuple(way)


def mask(prediction: Prediction) -> np.ndarray:
    """The attention mask of a single text: all ones. Returns (T,)."""
    return np.ones(prediction.trace.num_tokens, np.int64)


def _shape(*sides: int) -> str:
    return "(" + ", ".join(str(side) for side in sides) + ")"
