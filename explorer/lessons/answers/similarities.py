"""Answers about similarity: one word in two places, unrelated words, parts of a cosine."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from explorer.data.published import published
from explorer.errors import LessonError
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.measures import adjusted_similarity as adjusted
from explorer.measures import word_in_context as context
from explorer.measures.similarity import cosine
from explorer.measures.words import find_word, word_states, words
from explorer.text import folded
from explorer.trace import Trace

# ------------------------------------------------------------ one word in several sentences


def places_of(model: Model, view: View, word: str) -> list[context.Occurrence]:
    """Where a word stands in the texts of a view, one a line. Raises InputError."""
    traces = [model.trace(line.strip()) for line in view.text.split("\n") if line.strip()]
    return context.find_occurrences(traces, [word])


def static_pair(model: Model, view: View, *, word: str) -> Answer:
    """Cosine of the rows of a word of both texts in the table; at the input beside it."""
    tokens = [find_word(model.trace(text), word)[0].tokens for text in (view.text, view.pair)]
    traces = model.trace(view.text), model.trace(view.pair)
    a, b = (context.occurrence(trace, where) for trace, where in zip(traces, tokens, strict=True))
    entering = float(cosine(a.states[0], b.states[0]))
    facts = {"entering": f"{entering:.2f}", "id": str(int(traces[0].ids[tokens[0][0]]))}
    return Answer(float(cosine(a.static, b.static)), facts)


def context_pair(model: Model, view: View, *, word: str, state: int, a: int, b: int) -> Answer:
    """Cosine of a word in two of its places, counted from 0, at one hidden state."""
    values = context.cosines(places_of(model, view, word))  # (L+1, N, N)
    facts = {"first": f"{values[0, a, b]:.2f}", "cosine": f"{values[state, a, b]:.2f}"}
    return Answer(float(values[state, a, b]), facts)


def largest_step(model: Model, view: View, *, word: str) -> Answer:
    """The layer that lowers the cosine of a word's first two places most."""
    curve = context.cosines(places_of(model, view, word))[:, 0, 1]  # (L+1,)
    layer = int(np.diff(curve).argmin())
    facts = {"before": f"{curve[layer]:.2f}", "after": f"{curve[layer + 1]:.2f}"}
    return Answer(f"layer {layer}", {**facts, "Layer": f"Layer {layer}"})


# ------------------------------------------------------------ one word twice in a text


def word_twice(model: Model, view: View, *, state: int) -> Answer:
    """Cosine of the two places of a word that stands twice in the text: those least alike."""
    found = _twice(model.trace(view.text, view.pair), state)
    return Answer(float(found["cosine"]), found)


def word_twice_apart(model: Model, view: View, *, state: int, below: float) -> Answer:
    """Whether a word that stands twice in a text has vectors with a cosine below this."""
    found = _twice(model.trace(view.text, view.pair), state)
    return Answer(float(found["cosine"]) < below, found)


def _twice(trace: Trace, state: int) -> dict[str, str]:
    """The repeated word whose places are least alike, and their cosine. Raises LessonError."""
    places = defaultdict(list)
    for number, word in enumerate(words(trace)):
        if any(map(str.isalnum, word.text)):
            places[folded(word.text)].append(number)
    vectors = word_states(trace)[state]  # (W, D)
    pairs = {
        word: min(float(cosine(vectors[a], vectors[b])) for a in at for b in at if a < b)
        for word, at in places.items()
        if len(at) > 1
    }
    if not pairs:
        raise LessonError("No word stands twice in this text: use one two times.")
    word = min(pairs, key=lambda word: pairs[word])
    return {"word": word, "cosine": f"{pairs[word]:.2f}"}


# ------------------------------------------------------------ unrelated words


def unrelated(model: Model, view: View, *, state: int) -> Answer:
    """Mean cosine of two unrelated words of the sample at a state, published ones beside it."""
    found = float(model.baseline().cosine[state])
    theirs = published()["layer_curves"]["baseline"]
    facts = {
        "baseline": f"{found:.2f}",
        "theirs": f"{max(theirs):.2f}",
        "where": str(int(np.argmax(theirs))),
        "last": f"{model.baseline().cosine[-1]:.2f}",
    }
    return Answer(found, facts)


def above_unrelated(model: Model, view: View, *, first: str, second: str, state: int) -> Answer:
    """How far the cosine of a word of each text lies above that of unrelated words, at a state."""
    curve, known = _curve(model, view, first, second), model.baseline().cosine  # (L+1,) each
    facts = {
        "raw": f"{curve[state]:.2f}",
        "raw_before": f"{curve[state - 1]:.2f}",
        "baseline": f"{known[state]:.2f}",
        "baseline_before": f"{known[state - 1]:.2f}",
        "above": f"{curve[state] - known[state]:.2f}",
        "above_before": f"{curve[state - 1] - known[state - 1]:.2f}",
    }
    return Answer(float(curve[state] - known[state]), facts)


def dimensions_for_half(model: Model, view: View, *, first: str, second: str, state: int) -> Answer:
    """How many dimensions, the largest first, add up to half of a cosine of a word of each text."""
    a, b = (one[state] for one in _both(model, view, first, second))  # (D,) each
    whole = float(cosine(a, b))
    terms = adjusted.largest_contributions(a, b, top=len(a))
    sums = np.cumsum([term.value for term in terms])
    facts = {
        "cosine": f"{whole:.2f}",
        "dimension": str(terms[0].dimension),
        "part": f"{terms[0].value:.2f}",
        "width": str(len(a)),
    }
    return Answer(int(np.argmax(sums >= whole / 2)) + 1, facts)


def standardised(model: Model, view: View, *, first: str, second: str, state: int) -> Answer:
    """The cosine of a word of each text once every dimension is standardised over the sample."""
    a, b = (one[state][None] for one in _both(model, view, first, second))
    found = adjusted.compare(a, b, "z-scored cosine", state, model.baseline())
    return Answer(float(found[0, 0]), {"raw": f"{float(cosine(a[0], b[0])):.2f}"})


def alike_words(model: Model, view: View, *, above: float) -> Answer:
    """Whether two different words of a text are more alike than this after the last layer."""
    trace = model.trace(view.text, view.pair)
    names = [folded(word.text) for word in words(trace)]
    vectors = word_states(trace)[-1]  # (W, D)
    pairs = {
        (names[a], names[b]): float(cosine(vectors[a], vectors[b]))
        for a in range(len(names))
        for b in range(a + 1, len(names))
        if names[a] != names[b] and all(any(map(str.isalnum, names[i])) for i in (a, b))
    }
    if not pairs:
        raise LessonError("There are no two different words in this text: type some more.")
    best = max(pairs, key=lambda pair: pairs[pair])
    facts = {"one": best[0], "other": best[1], "cosine": f"{pairs[best]:.2f}"}
    return Answer(pairs[best] > above, facts)


def _both(model: Model, view: View, first: str, second: str) -> tuple[np.ndarray, np.ndarray]:
    """A word of the first text and one of the second, each read alone. Two of (L+1, D)."""
    traces = model.trace(view.text), model.trace(view.pair)
    found = [
        trace.hidden[:, list(find_word(trace, word)[0].tokens)].mean(axis=1)
        for trace, word in zip(traces, (first, second), strict=True)
    ]
    return found[0], found[1]


def _curve(model: Model, view: View, first: str, second: str) -> np.ndarray:
    return cosine(*_both(model, view, first, second))  # (L+1,)
