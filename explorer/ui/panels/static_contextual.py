"""Pieces of the page "Static and contextual": before and after, specials, nearest vocabulary."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from explorer.figures.base import state_name
from explorer.measures import static_contextual
from explorer.measures.word_in_context import static_vectors
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import baseline_sample, cache, choices, npz_download, show, word_picker

FORMULA = r"""
The **static** vector of a token is its row in the word-embedding table: the same in every
sentence. The **contextual** vector is its hidden state. Their cosine says how much of the first is
left in the second.

**Nearest neighbours** are the rows $e_v$ of the whole table with the largest
$\cos(x, e_v)$. Hidden states lie in another region than the table does; to take away what all of
them share, the mean hidden state of the sample is subtracted from the contextual vector and the
mean row from the table. Even so this is a rough lens: nothing trained later layers to stay in the
space of the table.

**Special tokens** change the others in two ways: each token attends to them, and leaving out the
first one moves every other token to another position, hence to another position embedding.
"""


def kept_sentences(trace: Trace) -> tuple[str, str]:
    """Which token has kept most and which least of its static vector."""
    last = static_contextual.static_retention(trace)[-1]  # (T,)
    typed = np.flatnonzero(~trace.special)
    if not typed.size:
        return ("This text has special tokens only.", "")
    lettered = [place for place in typed if any(map(str.isalnum, trace.labels[place]))]
    typed = np.array(lettered or typed)  # punctuation only where there is nothing else
    most, least = typed[last[typed].argmax()], typed[last[typed].argmin()]
    return (
        "How much of each token's word embedding is left in its hidden state, state by state.",
        f"After the last layer “{trace.labels[most]}” has kept most of it (cosine "
        f"{last[most]:.2f}) and “{trace.labels[least]}” least ({last[least]:.2f}).",
    )


def both_ways(trace: Trace) -> tuple[Trace, Trace]:
    """The same text with special tokens and without. Raises ExplorerError."""
    model, source = choices.model_in_use(), trace.input
    made = [
        cache.get_trace(
            model, TextInput(source.text, source.pair, source.words, special_tokens=specials)
        )
        for specials in (True, False)
    ]
    return made[0], made[1]


def effect_sentences(with_specials: Trace, without: Trace) -> tuple[str, str]:
    """Which token minds most that the special tokens are gone."""
    values, places = static_contextual.special_tokens_effect(with_specials, without)
    added = ", ".join(dict.fromkeys(np.array(with_specials.labels)[with_specials.special]))
    if not added or not values.size:
        return ("This model's tokenizer adds no special tokens, so nothing can be left out.", "")
    state_number, token = divmod(int(values.argmin()), values.shape[1])
    where = state_name(state_number, first_index=choices.first_index())
    return (
        f"How leaving out {added} changes the other tokens' vectors: 1 means not at all.",
        f"“{with_specials.labels[places[token]]}” changes most: its two vectors have a cosine of "
        f"{values[state_number, token]:.2f} ({where}).",
    )


def neighbours(trace: Trace, hidden_state: int) -> None:
    """Nearest entries of the whole vocabulary to one token, static and contextual."""
    from explorer.engine import vocabulary  # torch takes seconds

    chosen = word_picker.pick_one("Word", word_picker.choices(trace), "sc_word", 1)
    top = st.slider("Neighbours", 5, 50, 10, key="sc_top", bind="query-params")
    centred = st.toggle("Subtract the mean vector", True, key="sc_centred",
                        bind="query-params")  # fmt: skip
    engine, tokens = cache.get_engine(choices.model_in_use()), list(chosen.tokens)
    static = static_vectors(trace)[tokens].mean(axis=0)  # (E,)
    contextual = trace.hidden[hidden_state, tokens].mean(axis=0)  # (D,)
    count, width = vocabulary.size(engine)
    where = state_name(hidden_state, first_index=choices.first_index())
    show.sentences(
        f"The entries of the vocabulary of {count:,} nearest to “{chosen.text}”: on the left to "
        f"its word embedding, on the right to its hidden state ({where}) in your text."
    )
    left, right = st.columns(2)
    with left:
        show.note("static word embedding")
        found = cache.remembered(vocabulary.neighbours, engine, static[None], top=top)[0]
        _table(found, "sc_static")
    with right:
        show.note(f"contextual: {where}")
        if width != len(contextual):
            show.notice(
                f"The word embeddings have {width} numbers and the hidden states "
                f"{len(contextual)}: they cannot be compared."
            )
            return
        centre = baseline_sample.current().baseline.mean[hidden_state] if centred else None
        found = cache.remembered(
            vocabulary.neighbours, engine, contextual[None], top=top, centre=centre
        )[0]
        _table(found, "sc_contextual")
    if len(tokens) > 1:
        show.note(f"“{chosen.text}” has {len(tokens)} pieces; the mean of their vectors is used.")


def _table(found: list, key: str) -> None:
    data = pd.DataFrame([(one.label, one.cosine, one.id) for one in found],
                        columns=["token", "cosine", "id"])  # fmt: skip
    show.frame(data, key)
    show.download(lambda: data, key)


def download(trace: Trace) -> None:
    """Static and contextual vectors of the text as NPZ."""
    npz_download.download(
        lambda: {
            "static": static_vectors(trace),
            "hidden": trace.hidden,
            "tokens": list(trace.tokens),
        },
        "static_and_contextual",
    )
