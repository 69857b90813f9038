"""Answers about tokens: how many, which word is split, what the vocabulary cannot tell."""

from __future__ import annotations

import numpy as np

from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures.tokens import three_ways
from explorer.measures.words import Word, find_word, words
from explorer.trace import Trace


def token_count(model: Model, view: View) -> Answer:
    """How many tokens the model reads, special ones included."""
    trace = model.trace(view.text, view.pair)
    facts = {
        "tokens": str(trace.num_tokens),
        "words": str(len(three_ways(trace)[0].pieces)),
        "specials": str(int(trace.special.sum())),
    }
    return Answer(trace.num_tokens, facts)


def split_word(model: Model, view: View) -> Answer:
    """The word that becomes most pieces; the first of several."""
    trace = model.trace(view.text, view.pair)
    word = max(words(trace), key=lambda word: len(word.tokens))
    return Answer(word.text, {**_pieces(trace, word), "size": _size(model)})


def piece_count(model: Model, view: View, *, word: str) -> Answer:
    """Into how many pieces a word is split. Raises InputError where it does not stand."""
    trace = model.trace(view.text, view.pair)
    found = find_word(trace, word)[0]
    return Answer(len(found.tokens), _pieces(trace, found))


def special_count(model: Model, view: View) -> Answer:
    """How many tokens nobody typed."""
    trace = model.trace(view.text, view.pair)
    added = [label for label, special in zip(trace.labels, trace.special, strict=True) if special]
    return Answer(len(added), {"added": ", ".join(added), "tokens": str(trace.num_tokens)})


def id_count(model: Model, view: View) -> Answer:
    """How many different ids the typed tokens have."""
    trace = model.trace(view.text, view.pair)
    typed = trace.ids[~trace.special]  # (N,)
    first = int(np.flatnonzero(~trace.special)[0])
    facts = {"label": trace.labels[first], "id": str(int(typed[0]))}
    return Answer(len(np.unique(typed)), facts)


def splits_into(model: Model, view: View, *, pieces: int) -> Answer:
    """Whether some word of a text is split into at least so many pieces."""
    trace = model.trace(view.text, view.pair)
    word = max(words(trace), key=lambda word: len(word.tokens))
    return Answer(len(word.tokens) >= pieces, _pieces(trace, word))


def _pieces(trace: Trace, word: Word) -> dict[str, str]:
    labels = [trace.labels[token] for token in word.tokens]
    return {"word": word.text, "pieces": " + ".join(labels), "count": str(len(labels))}


def _size(model: Model) -> str:
    return f"{len(model.engine.encoder.vocabulary):,}"
