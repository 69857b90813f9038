"""Pieces of the page "Word in context": sentences, the word to follow, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from explorer import pictures
from explorer.data.word_presets import presets
from explorer.errors import InputError
from explorer.figures.base import state_name
from explorer.measures import senses
from explorer.measures.word_in_context import (
    Occurrence,
    cosines,
    occurrence_names,
    pairs,
    static_cosines,
)
from explorer.measures.words import words
from explorer.text import TextInput, counted, folded
from explorer.trace import Trace
from explorer.ui import cache, calls, choices, hidden_states, npz_download, shell, show, widgets

MOST_SENTENCES = 12
EXAMPLES = {
    preset.title: {"wc_text": "\n".join(preset.sentences), "wc_word": "; ".join(preset.words),
                   "wc_shared": None, "look_for": preset.look_for}
    for preset in presets()
}  # fmt: skip

FORMULA = r"""
The contextual vector of a word is the mean of its pieces' hidden states; two occurrences are
compared by $\cos(u, v) = u \cdot v / (\lVert u \rVert \lVert v \rVert)$ at each hidden state.

The static vector is the row of the word-embedding table, before position, segment and LayerNorm:
one row for one piece of vocabulary, in whatever sentence it stands. Its cosine with itself is 1,
so all that separates the curves was added by position and context.

A high cosine alone says little: compare it with the baseline, which is what two unrelated words
have in that state (Ethayarajh, 2019).
"""


def inputs() -> tuple[list[str], list[str]]:
    """The sentences and the wanted words (one for all, or one for each). Raises InputError."""
    first = presets()[0]
    with shell.controls():
        wanted = widgets.line(
            "Word to follow",
            "wc_word",
            first.words[0],
            hint="One for all sentences, or one for each, separated by semicolons.",
            width=200,
        )
        with st.popover("Sentences", icon=":material/edit:", key="wc_box"):
            text = widgets.long_text(
                "Sentences, one a line", "\n".join(first.sentences), "wc_text", height=300,
                width=640,
            )  # fmt: skip
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError("There is no sentence yet: write at least two, one per line.")
    if len(lines) > MOST_SENTENCES:
        raise InputError(
            f"There are {len(lines)} sentences, and at most {MOST_SENTENCES} can be told apart in "
            "one picture: take some out."
        )
    return lines, [part.strip() for part in wanted.split(";") if part.strip()] or [""]


def traces(lines: Sequence[str]) -> list[Trace]:
    """Each sentence alone through the model in use. Raises InputError."""
    model = choices.model_in_use()
    return [cache.get_trace(model, TextInput(line)) for line in lines]


def shared_words(read: Sequence[Trace]) -> None:
    """Words that stand in every sentence, to be clicked on instead of typed."""
    each = [{folded(word.text) for word in words(trace)} for trace in read]
    common = set.intersection(*each)
    found = list(dict.fromkeys(word for w in words(read[0]) if (word := folded(w.text)) in common))
    found = [text for text in found if any(map(str.isalnum, text))][:40]
    if len(read) > 1 and found:
        shell.more("wc_more").pills(
            "Words that stand in every sentence",
            found,
            format_func=show.plain,
            key="wc_shared",
            on_change=_take_word,
        )


def _take_word() -> None:
    chosen = st.session_state.get("wc_shared")
    if chosen:
        st.session_state["wc_word"] = chosen


def pick_state(trace: Trace, found: Sequence[Occurrence]) -> int:
    """The hidden state of map and matrix; it opens on the one at which the groups part best."""
    return hidden_states.pick_state(
        trace, "wc_state", cache.remembered(senses.telling_state, found)
    )


def draw_map(found: Sequence[Occurrence], hidden_state: int, made: calls.Made) -> None:
    """The occurrences as a map in two groups, with a sentence; nothing for fewer than four."""
    if len(found) < senses.LEAST:
        return
    seen = cache.remembered(senses.sense_map, found, hidden_state)
    where = state_name(hidden_state, first_index=choices.first_index())
    show.sentences(
        f"Each point is one “{found[0].word}”, {len(found)} vectors {where}. Two of one colour "
        f"have a cosine of {seen.within:.2f} on average, two of different colours "
        f"{seen.between:.2f}.",
        groups_sentence(found, hidden_state, seen.groups),
    )
    show.picture(
        pictures.context_map(
            found,
            seen,
            choices.model_in_use(),
            **choices.drawing(),
            made={**made, "seen": f"senses.sense_map(found, {hidden_state})"},
        ),
        "word_map",
    )


def groups_sentence(found: Sequence[Occurrence], hidden_state: int, groups: np.ndarray) -> str:
    """How many places are in each group, and the one most similar to the rest of its group."""
    values = cosines(found)[hidden_state]  # (N, N)
    said = []
    for group, colour in enumerate(("blue", "orange")):
        members = np.flatnonzero(groups == group)
        if len(members):
            inside = values[np.ix_(members, members)].mean(axis=1)
            typical = found[int(members[inside.argmax()])]
            places = counted(len(members), "place")
            said.append(
                f"Group {group + 1} ({colour}): {places}, such as “{_short(typical).rstrip('.')}”"
            )
    return ". ".join(said) + "."


def sentences(found: Sequence[Occurrence], baseline: np.ndarray) -> tuple[str, str]:
    """What the picture shows, and what to see in it, from the reader's own words."""
    values = cosines(found)  # (L+1, N, N)
    a, b = min(pairs(len(found)), key=lambda pair: values[-1][pair])
    curve = values[:, a, b]
    lowest = int(curve.argmin())
    first_index = choices.first_index()
    names = (
        f"“{found[a].word}” in “{_short(found[a])}” and “{found[b].word}” in “{_short(found[b])}”"
    )
    return (
        f"How similar the vectors of one word are in {len(found)} places, state by state; the "
        "static word embeddings of the pair below have a cosine of "
        f"{static_cosines(found)[a, b]:.2f}.",
        f"Furthest apart in the end are {names}: {curve[0]:.2f} in the embeddings, lowest "
        f"with {curve[lowest]:.2f} ({state_name(lowest, first_index=first_index)}), "
        f"{curve[-1]:.2f} at the end; "
        f"unrelated words have {baseline[-1]:.2f} there.",
    )


def published_note(
    lines: Sequence[str], wanted: Sequence[str], found: Sequence[Occurrence]
) -> None:
    """What there is to see in a preset, and its published number beside ours."""
    for preset in presets():
        if list(preset.sentences) != list(lines) or list(preset.words) != list(wanted):
            continue
        if preset.published is None:
            show.note(preset.look_for)
            return
        ours = float(cosines(found)[-1, 0, -1])
        model = choices.model_in_use()
        show.notice(
            f"Published for bert-base-uncased, last state: {preset.published:.2f}. Here, with "
            f"{model}: {ours:.4f}. {preset.look_for}"
        )
        return


def numbered(found: Sequence[Occurrence]) -> None:
    """Which number in the pictures is which occurrence."""
    show.note(" · ".join(occurrence_names(found)))


def download(found: Sequence[Occurrence]) -> None:
    """Vectors of all occurrences as NPZ."""
    npz_download.download(
        lambda: {
            "states": np.stack([one.states for one in found]),  # (N, L+1, D)
            "static": np.stack([one.static for one in found]),  # (N, E)
            "words": [one.word for one in found],
            "sentences": [one.sentence for one in found],
        },
        "word_in_context",
    )


def _short(one: Occurrence) -> str:
    return one.sentence if len(one.sentence) <= 40 else one.sentence[:39].rstrip() + "…"
