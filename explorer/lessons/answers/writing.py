"""Answers about what the teaching encoder-decoder writes, and where it looks while it does."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures.cross_attention import CLEAR, cross_weights, nameable_steps
from explorer.seq2seq import Generation
from explorer.text import percent

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def source_word(model: Model, view: View, *, step: int) -> Answer:
    """The word of the source that a step (from 1) looked at most: last layer, mean of its heads."""
    made = model.written(view.text)
    names, shares = _by_word(made)
    best = int(shares[step - 1].argmax())
    facts = {"share": percent(float(shares[step - 1, best])), "token": made.steps[step - 1].token}
    return Answer(names[best], {**facts, "text": made.text})


def source_order(model: Model, view: View) -> Answer:
    """Words of the source in the order in which steps look at them with more than half."""
    made = model.written(view.text)
    names, shares = _by_word(made)
    clear = nameable_steps(made) & (shares.max(axis=1) > CLEAR)  # (N,)
    looked = [names[place] for place in shares[clear].argmax(axis=1)]
    return Answer(", ".join(dict.fromkeys(looked)), {"text": made.text})


def not_yet_written(model: Model, view: View) -> Answer:
    """The largest percent of attention that any head of the decoder gives to a later token."""
    trace = model.written(view.text).trace
    weights = [layer.attention() for layer in trace.decoder]  # L of (H, T, T)
    most = max(float(np.triu(layer, 1).max()) for layer in weights)
    return Answer(100 * most, {"count": str(sum(map(len, weights)))})


def written_text(model: Model, view: View) -> Answer:
    """What is written for a text; the token that was least sure, and what came second there."""
    made = model.written(view.text)
    least = min(made.steps, key=lambda step: step.probability)
    second, its_share = next(one for one in least.likely if one[0] != least.token)
    facts = {"token": least.token, "share": percent(least.probability, 1), "second": second}
    return Answer(made.text, {**facts, "second_share": percent(its_share, 1)})


def no_such_day(model: Model, view: View) -> Answer:
    """Whether a date is written, for a text of the reader's, that no calendar has."""
    text = model.written(view.text).text
    if not _DATE.fullmatch(text):
        return Answer(False, {"text": text, "kind": "no date at all"})
    try:
        date.fromisoformat(text)
    except ValueError:
        return Answer(True, {"text": text, "kind": "a day that no calendar has"})
    return Answer(False, {"text": text, "kind": "a day that there is"})


def _by_word(made: Generation) -> tuple[list[str], np.ndarray]:
    """What stands between spaces in the source, and each step's weight on it, last layer: (N, W).

    The model's own words are smaller: each figure of a year is one.
    """
    source = made.trace.source
    weights = cross_weights(made, len(made.trace.cross) - 1) * ~source.special  # (N, S)
    found = list(re.finditer(r"\S+", source.side_text(0)))
    begins = source.offsets[:, 0]  # (S,)
    inside = [(begins >= word.start()) & (begins < word.end()) for word in found]  # W of (S,)
    return [word[0] for word in found], weights @ np.array(inside).T
