"""Answers about the vectors of one text: the three tables, and the hidden states that follow."""

from __future__ import annotations

import numpy as np

from explorer.errors import LessonError
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures import embedding_sum, static_contextual
from explorer.measures.similarity import cosine
from explorer.measures.words import find_word, words
from explorer.text import percent
from explorer.trace import Trace

FIRST_STATES = (
    "the word's row of the table",
    "the sum of the three rows",
    "LayerNorm of that sum",
    "the output of the first layer",
)
"""What the first hidden state could be; a card offers these."""
WAVES, NO_WAVES = "regular waves", "no regular waves"
WAVE_LIKE = 0.5  # cosine with the sine waves from which on a vector counts as one of them


def table_count(model: Model, view: View) -> Answer:
    """How many tables each token is looked up in."""
    parts = model.trace(view.text, view.pair).embedding.parts
    facts = {
        "tables": ", ".join(part.name for part in parts),
        "width": str(parts[0].vectors.shape[1]),
    }
    return Answer(len(parts), facts)


def largest_part(model: Model, view: View, *, token: int) -> Answer:
    """Which table's row makes up most of the sum of a token, counted from 0."""
    trace = model.trace(view.text, view.pair)
    shares = embedding_sum.part_shares(trace)[:, token]  # (P,)
    names = [part.name for part in trace.embedding.parts]
    facts = {name: percent(share) for name, share in zip(names, shares.tolist(), strict=True)}
    return Answer(names[int(shares.argmax())], facts)


def position_pattern(model: Model, view: View, *, token: int) -> Answer:
    """Whether a token's position vector is like the sine waves of Vaswani et al., 2017."""
    trace = model.trace(view.text, view.pair)
    row = next(p for p in trace.embedding.parts if p.name == "position").vectors[token]  # (D,)
    found = float(cosine(row, sine_waves(token, len(row))))
    facts = {"cosine": f"{found:.2f}", "rows": str(model.engine.spec.max_tokens)}
    return Answer(WAVES if abs(found) >= WAVE_LIKE else NO_WAVES, facts)


def sine_waves(position: int, width: int) -> np.ndarray:
    """The position vector of the original Transformer, section 3.5 of its paper. Returns (D,).

    >>> sine_waves(0, 4)
    array([0., 1., 0., 1.])
    """
    angles = position / 10_000 ** (np.arange(0, width, 2) / width)  # (D/2,)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).ravel()


def state_count(model: Model, view: View) -> Answer:
    """How many hidden states each token has."""
    trace = model.trace(view.text, view.pair)
    return Answer(len(trace.hidden), {"layers": str(trace.num_layers)})


def first_state_is(model: Model, view: View, *, token: int) -> Answer:
    """Which of FIRST_STATES hidden_states[0] is: the one that differs least from it."""
    trace = model.trace(view.text, view.pair)
    made = [
        static_contextual.static_rows(trace)[token],
        trace.embedding.total()[token],
        trace.embedding.output()[token],
        trace.hidden[1, token],
    ]
    off = [float(np.abs(one - trace.hidden[0, token]).max()) for one in made]
    return Answer(FIRST_STATES[int(np.argmin(off))], {"off": f"{min(off):.0e}"})


def state_read(model: Model, view: View, *, layer: int) -> Answer:
    """Which hidden state a layer reads: the one that it turns into its output."""
    from explorer.engine.blocks import blocks  # torch takes seconds

    trace = model.trace(view.text, view.pair)
    block, weights = blocks(model.engine)[layer], trace.attention(layer)
    off = [float(np.abs(block.rebuild(h, weights) - trace.hidden[layer + 1]).max())
           for h in trace.hidden]  # fmt: skip
    found = int(np.argmin(off))
    facts = {"state": str(found), "next": str(layer + 1), "off": f"{min(off):.0e}"}
    return Answer(_named(found), facts)


def _named(state: int) -> str:
    return "embeddings" if state == 0 else f"after layer {state - 1}"


def static_left(model: Model, view: View, *, word: str) -> Answer:
    """Cosine of a word's last hidden state with its row of the table."""
    trace = model.trace(view.text, view.pair)
    token = find_word(trace, word)[0].tokens[0]
    kept = static_contextual.static_retention(trace)[:, token]  # (L+1,)
    return Answer(float(kept[-1]), {"first": f"{kept[0]:.2f}", "last": f"{kept[-1]:.2f}"})


def keeps_least(model: Model, view: View) -> Answer:
    """The word whose last hidden state has least of its row of the table."""
    return _least(model.trace(view.text, view.pair))


def keeps_little(model: Model, view: View, *, below: float) -> Answer:
    """Whether some word of a text keeps less than this cosine with its row of the table."""
    found = _least(model.trace(view.text, view.pair))
    return Answer(float(found.facts["kept"]) < below, found.facts)


def _least(trace: Trace) -> Answer:
    """The word that keeps least; a word in pieces is the one of its pieces that keeps least."""
    last = static_contextual.static_retention(trace)[-1]  # (T,)
    lettered = [word for word in words(trace) if any(map(str.isalnum, word.text))]
    if not lettered:
        raise LessonError("There is no word in this text: type one.")
    kept = {word: float(last[list(word.tokens)].min()) for word in lettered}
    least = min(kept, key=lambda word: kept[word])
    return Answer(least.text, {"word": least.text, "kept": f"{kept[least]:.2f}"})
