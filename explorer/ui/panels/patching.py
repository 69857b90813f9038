"""Pieces of the patching bench: two texts, one word apart, and what carries the difference."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.errors import InputError
from explorer.figures.base import state_name
from explorer.figures.differences import pair_names
from explorer.figures.patching import part_names
from explorer.measures.comparison import Alignment
from explorer.measures.recovered_effect import Patching
from explorer.text import TextInput, percent
from explorer.ui import choices, jobs, layer_head, shell
from explorer.ui.calls import Made
from explorer.ui.panels import patching_targets
from explorer.ui.panels.patching_targets import LABEL, MEASURED, SIMILARITY, WORD, Setup

AT_ONCE_TOKENS = 40
SLIGHT = 0.1
"""A head that moves the number by less than this share of it has no effect worth following."""
"""Texts up to this length are patched without asking: a second or two."""
CLEAR = 0.25
"""A share of the effect that a sentence calls an effect."""

_PAIRS = (
    (
        "are or is: one noun's number",
        "The keys to the old cabinet [MASK] on the table.",
        "The key to the old cabinet [MASK] on the table.",
        WORD,
        "At which layer the number of the noun goes over to the blank, and by which head.",
    ),
    (
        "she or he: the name decides",
        "Mary was late because [MASK] missed the bus.",
        "John was late because [MASK] missed the bus.",
        WORD,
        "Whether the name or the blank holds what decides between “she” and “he”.",
    ),
    (
        "a review: great and awful",
        "The acting was great and the story kept me awake.",
        "The acting was awful and the story kept me awake.",
        LABEL,
        "How far into the layers the opinion stays at its own word.",
    ),
    (
        "bank: river and street",
        "They fished from the bank of the river.",
        "They fished from the bank of the street.",
        SIMILARITY,
        "When the last word's meaning reaches the other tokens, whose mean is compared.",
    ),
)
EXAMPLES = {
    title: {"text": first, "pair": second, "patch_what": measured, "look_for": look_for}
    for title, first, second, measured, look_for in _PAIRS
}
EXAMPLES["bank: river and street"]["patch_third"] = "The water was deep."
OPENING = {name: next(iter(EXAMPLES.values()))[name] for name in ("text", "pair")}

CAUTION = (
    "Recovered effects overlap, so they do not sum to 100 %. A small one does not show that a "
    "piece is unused, for another may stand in for it, and one pair of texts is one case."
)
FORMULA = r"""
$r = \dfrac{m(\text{patched}) - m(\text{corrupted})}{m(\text{clean}) - m(\text{corrupted})}$, where
$m$ is the measured number. 1 means that one piece of the clean run brings all of the effect back, 0
none; it may be below 0 or above 1. All layers behind the copied piece run anew.

- **State**: one token's hidden state, (states, tokens).
- **Head**: one head's output at all tokens, $A^h V^h$ before $W_O$, (layers, heads). **attention**:
  all heads of the layer at once. **MLP**: what the feed-forward adds, at all tokens.
- **Path of one head**: the corrupted run is the clean text with one head's output set to 0; each
  later state is restored in turn. Where it brings the number back, the head's effect passes
  through. States up to the head's layer are the same in both runs.

Copying all tokens of a state gives the clean number, except for a teaching head: it reads the
states of all layers, so a late state cannot bring back what it reads from earlier ones.

Sources: causal mediation analysis (Vig et al., 2020), causal tracing (Meng et al., 2022; there the
corrupted run has noise in place of another word), practice (Heimersheim and Nanda, 2024).
"""


def ask() -> Setup:
    """The two texts and what is measured on them. Raises ExplorerError."""
    measured = shell.controls().selectbox(
        "Measure", MEASURED, key="patch_what", bind="query-params", width=200
    )
    given = choices.source()
    known = {first: second for _, first, second, *_ in _PAIRS}
    other = given.pair
    if other is None:
        other = shell.controls().text_input(
            "Corrupted text", known.get(given.text, ""), width=380, key="patch_other",
            bind="query-params", max_chars=2000,
            placeholder="The same sentence with one word changed",
        )  # fmt: skip
    if not other.strip():
        raise InputError("There is no corrupted text yet: type the same sentence with one word "
                         "changed, or choose an example.")  # fmt: skip
    alone = TextInput(given.text, special_tokens=given.special_tokens)
    clean = given if given.words else alone
    second = TextInput(other, special_tokens=given.special_tokens)
    return patching_targets.setup(str(measured), clean, second)


def boards(bench: Setup) -> Patching:
    """Every state, head and MLP, patched. The page ends here until a long text was asked for."""
    from explorer.engine.patching import require_length  # torch takes seconds

    require_length(bench.clean)
    count = (bench.clean.num_layers + 1) * bench.clean.num_tokens
    found = jobs.result(
        "patch_boards",
        bench.about,
        bench.patch,
        button="Patch every state",
        cost=f"{count:,} states, each copied in a run of its own.",
        unit="copies",
        at_once=bench.clean.num_tokens <= AT_ONCE_TOKENS,
    )
    if found is None:
        st.stop()
    return found


def sentences(bench: Setup, found: Patching) -> tuple[str, str, str]:
    """What one changed word does, where the effect sits, and which head carries most of it."""
    names = pair_names(bench.clean, bench.corrupt, bench.pairs)
    changed = [names[place] for place in np.flatnonzero(~bench.pairs.same)]
    listed = ", ".join(f"“{name}”" for name in changed[:2]) + ", …" * (len(changed) > 2)
    return (
        f"{listed}: {bench.what} goes from {found.clean:.2f} to {found.corrupt:.2f}.",
        _moves(bench, found.recovered_states),
        _best_part(found),
    )


def _moves(bench: Setup, values: np.ndarray) -> str:
    """At which token the effect sits, and behind which layer at another one, or at none."""
    best, top = values.argmax(axis=1), values.max(axis=1)  # (L+1,) each
    states = range(1, len(best))
    later = next((n for n in states if best[n] != best[0] and top[n] >= CLEAR), None)
    faded = next((n for n in states if (top[n:] < CLEAR).all()), None)
    last = (later or faded or len(best)) - 1
    names = [state_name(n, first_index=choices.first_index()) for n in range(len(best))]
    where = "in the embeddings" if last == 0 else names[last]
    said = f"Copied back {where}, the state of “{bench.clean.labels[best[last]]}” alone recovers "
    said += percent(top[last])
    if later is not None:
        token = bench.clean.labels[best[later]]
        return f"{said}; {names[later]}, that of “{token}” recovers {percent(top[later])}."
    if faded is not None:
        most = percent(max(float(top[faded:].max()), 0.0))
        return f"{said}; from {names[faded]} on none recovers over {most}: it was read before."
    return f"{said}: the effect stays at this word."


def _best_part(found: Patching) -> str:
    """The head, or where there is none the MLP, that brings back most."""
    first_index = choices.first_index()
    if not found.heads.shape[1]:
        return "The heads of this model cannot be exchanged one by one."
    heads = found.recovered_parts[:, : found.heads.shape[1]]
    layer, head = np.unravel_index(heads.argmax(), heads.shape)
    name = part_names(found.parts, first_index)[int(head)]
    return (
        f"Of the {heads.size} heads, layer {layer + first_index}, {name} alone recovers most: "
        f"{percent(heads[layer, head])}."
    )


def pick_head(bench: Setup, found: Patching) -> tuple[int, int]:
    """The head that is set to zero; the one that brings back most until the reader chose one."""
    heads = found.recovered_parts[:, : found.heads.shape[1]]
    layer, head = np.unravel_index(heads.argmax(), heads.shape)
    choices.open_at(int(layer), int(head))
    with st.container(horizontal=True):
        layer_head.draw(bench.clean)
    last = bench.clean.num_layers - 1, bench.clean.num_heads - 1
    return min(choices.layer(), last[0]), min(choices.head(), last[1])


def path(bench: Setup, at: tuple[int, int]) -> Patching:
    """Every state behind a head that is zero, restored."""
    return jobs.cached_job(
        "patch_path",
        (*bench.about, at),
        lambda progress: bench.path(at, progress),
        "Following the head's effect",
        "states",
    )


def path_sentences(bench: Setup, found: Patching, at: tuple[int, int]) -> tuple[str, str]:
    """What a head does to the number, and which token carries it on."""
    values, first_index = found.recovered_states, choices.first_index()
    behind = at[0] + 1
    token = int(values[behind].argmax())
    name = f"Layer {at[0] + first_index}, head {at[1] + first_index}"
    shows = (
        f"{name} set to zero in the clean text: {bench.what} goes from {found.clean:.2f} to "
        f"{found.corrupt:.2f}."
    )
    if abs(found.clean - found.corrupt) < SLIGHT * max(abs(found.clean), 1.0):
        return shows, "That is next to nothing, so the shares below are shares of next to nothing."
    return (
        shows,
        f"Right behind it, the state of “{bench.clean.labels[token]}” alone recovers most, "
        f"{percent(values[behind, token])}.",
    )


def path_title(bench: Setup, at: tuple[int, int]) -> str:
    """What the board of a head's path shows."""
    first_index = choices.first_index()
    where = f"layer {at[0] + first_index}, head {at[1] + first_index}"
    return f"Restored behind {where}: {bench.title}"


def itself(bench: Setup) -> Alignment:
    """The clean text's tokens, each paired with itself."""
    places = np.arange(bench.clean.num_tokens)
    return Alignment(places, places, np.ones(len(places), bool))


def made(bench: Setup, values: str, *, at: tuple[int, int] | None = None) -> Made:
    """The calls behind a board; ``at`` is the head of a path."""
    patch, path_of = bench.calls
    found = patch if at is None else path_of.format(at=at)
    if values == "recovered_parts":
        parts = {"parts": "found.parts", "values": "found.recovered_parts"}
        return {**bench.made, "found": found, **parts}
    paired = "recovered_effect.token_pairs(clean, corrupt)"
    pairs = paired if at is None else "comparison.align(clean, clean)"
    return {**bench.made, "pairs": pairs, "values": f"{found}.{values}"}
