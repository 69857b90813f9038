"""Pieces of the page that compares two runs: two texts, masked and unmasked, or two models."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from explorer import catalog
from explorer.errors import InputError
from explorer.examples import EXAMPLES as GALLERY
from explorer.figures.differences import pair_names
from explorer.figures.head_boards import Board
from explorer.measures import words
from explorer.measures.comparison import Alignment, align
from explorer.measures.telling_change import between_different_words, largest, telling_change
from explorer.text import TextInput, agreed, counted, percent
from explorer.trace import Trace
from explorer.ui import cache, choices, layer_head, models, notices, shell, show, widgets

TEXTS, MASKED, MODELS = "Two texts", "Masked and unmasked", "Two models"
KINDS = (TEXTS, MASKED, MODELS)
_GALLERY = {one.title: (one.text, one.pair, one.look_for) for one in GALLERY}
_PAIRS = (
    (
        "it: tired and wide",
        GALLERY[0].text,
        GALLERY[1].text,
        "Where “it” looks when one word at the end changes.",
    ),
    ("python: snake and language", *_GALLERY["One word, two senses"]),
    ("who bit whom", *_GALLERY["Who bit whom?"]),
    (
        "bank: cheque and river",
        "She deposited the cheque at the bank.",
        "They fished from the bank of the river.",
        "The vector of “bank”: the layer from which the two go apart.",
    ),
    ("it: cup or bottle (where it fails)", *_GALLERY["Where it fails"]),
)
EXAMPLES = {
    title: {"text": first, "pair": second, "runs_kind": TEXTS, "look_for": look_for}
    for title, first, second, look_for in _PAIRS
}
OPENING = {name: EXAMPLES["it: tired and wide"][name] for name in ("text", "pair")}

FORMULA = r"""
Tokens are paired by the longest common stretches; a stretch put in the place of an equally long
one is paired token by token, other tokens stay unpaired. Two models with different tokenizers are
paired by what their tokens say.

- **Difference of a head**: $A^{(2)}_{ij} - A^{(1)}_{ij}$ for paired tokens, -1 to 1,
  (pairs, pairs). Weights to unpaired tokens are not in the picture, so rows need not sum to 0.
- **Change of a head**: total variation, $\frac12 \sum_j |A^{(2)}_{ij} - A^{(1)}_{ij}|$ with all
  unpaired tokens as one, mean over the paired tokens; 0 to 1, (layers, heads).
- **Change of a vector**: $1 - \cos$ of the paired tokens' hidden states, (states, pairs).

This project's own measures, but for the alignment (Ratcliff and Obershelp, 1988). A head that
changes most need not be the one that makes the difference for the output: see "What matters".
"""


_SHIPPED = {
    catalog.BUNDLED_ID: catalog.SMALL_BERT_ID,
    catalog.SMALL_BERT_ID: catalog.BUNDLED_ID,
}
"""The second model to begin with: what ships with this one, and reads the same tokens."""


@dataclass(frozen=True)
class Runs:
    """Two Traces, their tokens paired, and what tells them apart in words."""

    first: Trace
    second: Trace
    pairs: Alignment
    said: str


def runs() -> Runs:
    """The two runs that the reader wants compared. Raises ExplorerError."""
    with shell.controls():
        kind = widgets.either("Compare", KINDS, "runs_kind")
    given = choices.source()
    alone = given if given.words else TextInput(given.text, special_tokens=given.special_tokens)
    first = cache.get_trace(choices.model_in_use(), alone)
    second, said = {TEXTS: _other_text, MASKED: _masked, MODELS: _other_model}[kind](first, given)
    return Runs(first, second, align(first, second), said)


def _other_text(first: Trace, given: TextInput) -> tuple[Trace, str]:
    other = given.pair
    if other is None:
        known = {first: second for _, first, second, _ in _PAIRS}
        other = shell.controls().text_input(
            "Compare with", known.get(given.text, ""), width=420, key="runs_other", max_chars=5000,
            bind="query-params", placeholder="The same sentence with one word changed",
        )  # fmt: skip
    if not other.strip():
        raise InputError("There is no second text yet: type one, or choose an example.")
    read = TextInput(other, special_tokens=given.special_tokens)
    second = cache.get_trace(choices.model_in_use(), read)
    notices.draw(second.notices)
    return second, "the second text"


def _masked(first: Trace, given: TextInput) -> tuple[Trace, str]:
    mask = cache.get_engine(choices.model_in_use()).tokenizer.mask_token
    if mask is None:
        raise InputError(f"{first.spec.label} has no mask token: compare two texts instead.")
    first.need_offsets()
    found = words.words(first)
    if not found:
        raise InputError("Only special tokens are here, so no word can be masked: type a word.")
    if st.session_state.get("runs_masked", 0) not in range(len(found)):
        del st.session_state["runs_masked"]
    place = shell.controls().selectbox(
        "Masked word", range(len(found)), index=len(found) // 2, width=200, key="runs_masked",
        bind="query-params",
        format_func=lambda i: f"{i} {found[i].text}",
    )  # fmt: skip
    tokens = found[place].tokens
    start, end = int(first.offsets[tokens[0], 0]), int(first.offsets[tokens[-1], 1])
    masked = f"{given.text[:start]}{mask}{given.text[end:]}"
    second = replace(first.input, text=masked, words=None)
    said = f"the text with “{found[place].text}” masked"
    return cache.get_trace(choices.model_in_use(), second), said


def _other_model(first: Trace, _given: TextInput) -> tuple[Trace, str]:
    ids = [spec.id for spec in catalog.choices() if spec.id != choices.model_in_use()]
    near = _SHIPPED.get(choices.model_in_use(), "")
    model_id = shell.controls().selectbox(
        "Second model", ids, index=ids.index(near) if near in ids else None, width=240,
        key="runs_model", accept_new_options=True, bind="query-params",
        placeholder="Choose one, or type a hub id",
        help="A model before and after fine-tuning, or two sizes of one family.",
    )  # fmt: skip
    if not model_id:
        raise InputError("No second model is chosen yet: choose one from the list.")
    spec = catalog.find(model_id)
    absent = spec.source == "hub" and not cache.loaded(model_id)
    if absent and not models.may_fetch(spec, lambda bar: cache.get_engine(model_id, bar)):
        st.stop()
    with st.spinner(f"Loading {show.plain(model_id)}", show_time=True):
        cache.get_engine(model_id)
    return cache.get_trace(model_id, first.input), f"the same text in {spec.label}"


def pick_head(found: Runs) -> None:
    """The sliders; they begin at the head whose attention between two words changed most."""
    if found.first.num_layers == found.second.num_layers:
        moved = telling_change(found.first, found.second, found.pairs)
        choices.open_at(moved.layer, moved.head)
    with shell.controls():
        layer_head.draw(found.first)


def heads(found: Runs) -> tuple[tuple[int, int], tuple[int, int], str]:
    """The chosen head of the first run, the same one of the second, and its name.

    Where a model is smaller, its last layer or head.
    """
    layer, head = at = _within(found.first, choices.layer(), choices.head())
    first_index = choices.first_index()
    where = f"layer {layer + first_index}, head {head + first_index}"
    return at, _within(found.second, layer, head), where


def _within(run: Trace, layer: int, head: int) -> tuple[int, int]:
    return min(layer, run.num_layers - 1), min(head, run.num_heads - 1)


def sentences(found: Runs, change: np.ndarray, where: str) -> tuple[str, str]:
    """What the map shows, and its largest cells in words: between words, and of all."""
    labels = pair_names(found.first, found.second, found.pairs)
    link = largest(change, between_different_words(found.first, found.pairs))
    darkest = largest(change, np.ones_like(change, bool))
    unpaired = found.first.num_tokens + found.second.num_tokens - 2 * len(found.pairs)
    have, are = agreed(unpaired, "has", "have"), agreed(unpaired, "is", "are")
    left_out = f" {counted(unpaired, 'token')} {have} no partner and {are} left out."
    left_out *= bool(unpaired)
    shows = (
        f"What changes in {where} from your text to {found.said}{_replaced(labels)}: orange is "
        f"more, blue is less.{left_out}{_unchanged(found)}"
    )
    if darkest is None:
        return shows, "Nothing changes in this head."
    cell = f"The darkest cell: {_moved(labels, darkest)}"
    if link is None:
        return shows, f"{cell}."
    said = f"The largest change between two words that are not neighbours: {_moved(labels, link)}"
    same = link[:2] == darkest[:2]
    return shows, f"{said}; no cell is darker." if same else f"{said}. {cell}."


def _unchanged(found: Runs) -> str:
    """Why most of the map is empty where both runs read left to right."""
    first, second, pairs = found.first, found.second, found.pairs
    if not first.causal or first.spec.id != second.spec.id:
        return ""
    moved = np.flatnonzero(~pairs.same | (pairs.first != pairs.second))
    if not len(moved):
        return ""
    label = pair_names(first, second, pairs)[int(moved[0])]
    return (
        f" This model reads from left to right, so no row before “{label}” can change: the map is "
        "empty there."
    )


def _replaced(labels: list[str]) -> str:
    """The tokens that another one stands for, in brackets; the first three of them."""
    found = [label for label in labels if " → " in label]
    more = ", …" if len(found) > 3 else ""
    return f" ({', '.join(found[:3])}{more})" if found else ""


def _moved(labels: list[str], cell: tuple[int, int, float]) -> str:
    query, key, change = cell
    return (
        f"“{labels[query]}” gives “{labels[key]}” {100 * abs(change):.0f} percentage points "
        f"{'more' if change > 0 else 'less'} of its attention"
    )


def same(found: Runs) -> bool:
    """Whether both runs are one and the same."""
    return found.first is found.second


def board(values: np.ndarray) -> Board:
    """Title and range of the board of changes."""
    return Board("Heads by change", "share of attention that moved", 0.0, _top(values), share=True)


def _top(values: np.ndarray) -> float:
    return max(float(values.max()), 1e-6)


def board_sentences(found: Runs, values: np.ndarray) -> tuple[str, str]:
    """What the board shows and its largest cell in words."""
    set_up = max(run.spec.set_up_layers for run in (found.first, found.second))
    trained = "trained " * bool(set_up)  # no page opens on heads that were set up by hand
    layer, head = np.unravel_index(values.argmax(), values.shape)
    first_index = choices.first_index()
    return (
        "How much of its attention each head moved, mean over the paired tokens.",
        f"All weights taken together, layer {layer + first_index}, head {head + first_index} moved "
        f"most: {percent(values[layer, head])}. The sliders begin at the {trained}head whose "
        "attention between two words changed most. Click a square to open that head with the "
        "first text.",
    )


def vector_sentences(found: Runs, values: np.ndarray) -> tuple[str, str]:
    """What the picture of vectors shows and its largest cell in words."""
    typed = np.flatnonzero(~found.first.special[found.pairs.first] & found.pairs.same)
    shows = "How far each token's vector moved, from the embedding (top) to the last layer."
    if not len(typed):
        return shows, "The two runs share no word."
    token = typed[int(values[-1, typed].argmax())]
    label = found.first.labels[found.pairs.first[token]]
    return shows, (
        f"Of the words in both runs, “{label}” changes most: its cosine after the last layer is "
        f"{1 - values[-1, token]:.2f}."
    )
