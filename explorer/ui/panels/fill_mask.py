"""Pieces of the page that fills in blanks."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer import catalog, pictures
from explorer.catalog import ModelSpec
from explorer.errors import InputError
from explorer.figures.fill_mask import lens_names
from explorer.prediction import MaskPredictor, Prediction, Predictor
from explorer.tasks import blanks, fill_mask
from explorer.tasks.fill_mask import Candidate, Lens
from explorer.text import TextInput, percent
from explorer.ui import cache, calls, choices, shell, show, widgets

EXAMPLES = {
    "A patient": {
        "text": "The patient went to the [MASK] because she was ill.",
        "look_for": "“patient” and “ill” leave few places to go to: the first bar towers over the "
        "others.",
    },
    "A verb in the past": {
        "text": "Yesterday the children [MASK] to school.",
        "look_for": "“Yesterday” asks for the past: is any of the first words in the present?",
    },
    "A week": {
        "text": "A week has seven [MASK].",
        "look_for": "Counting words and “week” decide: what would be in second place?",
    },
    "Two blanks": {
        "text": "The [MASK] barked at the [MASK] all night.",
        "look_for": "Each blank is guessed alone: the model never sees its other guess.",
    },
    "A capital (where it fails)": {
        "text": "The capital of France is [MASK].",
        "look_for": "Facts need a larger model: the right city is not in first place.",
    },
    "In the lake (where it fails)": {
        "text": "If you don’t know how to swim, you will [MASK] in this lake.",
        "look_for": "The word that you expect comes from knowing what happens, not from grammar.",
    },
}
"""Where it fails: the bundled teaching head; larger models may do better."""
OPENING = EXAMPLES["A patient"]
MOST_TARGETS = 10
_BUNDLED_TOP = "top 1, the bundled body with its fill-mask head"  # as cards call it
HIDDEN = "_fill_hidden"
"""What was hidden when the page was last drawn."""

FORMULA = r"""
The head turns the state $h$ of a masked token into one logit for each word of the vocabulary
(dense, activation, LayerNorm, then the word embeddings again as weights) and softmax into
probabilities (Devlin et al., 2019, section 3.1).

A word of several pieces is judged by the chain rule, from left to right:
$p(ab) = p(a)\,p(b \mid a)$. The piece to be judged and those after it are masked, those before
it are in place. Words with different numbers of pieces are therefore not quite comparable.

The logit lens (nostalgebraist, 2020) runs the state of every layer through the same head. The head
was trained on the last state only (the teaching head: on a mix of all), so an early row shows how
much of the answer the head can already read there, not what the layer "believes".
"""


def masked_source(predictor: Predictor, source: TextInput) -> TextInput:
    """The text with the tokens hidden that the reader has clicked. Raises InputError."""
    encoder = predictor.engine.encoder
    spelled, said = blanks.own_spelling(source, encoder)
    for remark in said:
        show.notice(remark)
    encoded = encoder.encode(spelled, predictor.engine.spec.max_tokens)
    typed = [int(i) for i in (encoded.ids == encoder.mask_id).nonzero()[0]]
    places = [i for i in range(len(encoded.ids)) if not encoded.special[i] and i not in typed]
    beyond = blanks.beyond(encoded, encoder)
    start = [] if typed or beyond else _longest(encoded.labels, places)
    chosen = _clicked(encoded.labels, places, start)
    if not chosen and not typed:
        raise InputError(
            beyond or "No token is masked yet: click one above, or write [MASK] in the text."
        )
    fill_mask.check_masks((*chosen, *typed))
    _look_at_new(chosen, typed)
    return replace(spelled, masked=chosen)


def _clicked(labels: tuple[str, ...], places: list[int], start: list[int]) -> tuple[int, ...]:
    """Positions of the tokens that are switched on; those that a new text has lost go."""
    names = {f"{place} {labels[place]}": place for place in places}
    key = "fill_masked"
    if key in st.session_state:
        kept = [name for name in st.session_state[key] or [] if name in names]
        if kept != st.session_state[key]:
            st.session_state[key] = kept or [n for n, place in names.items() if place in start]
    clicked = st.pills(
        "Click a token to hide it",
        list(names),
        selection_mode="multi",
        default=[name for name, place in names.items() if place in start],
        format_func=show.plain,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        help="Click a token to hide it.",
    )
    return tuple(sorted(names[name] for name in clicked))


def _look_at_new(chosen: tuple[int, ...], typed: list[int]) -> None:
    """Turn to the blank that the last click has made; a page that was just opened stays."""
    seen = st.session_state.get(HIDDEN)
    if seen is not None and (new := [place for place in chosen if place not in seen]):
        st.session_state["fill_row"] = sorted((*chosen, *typed)).index(new[-1])
    st.session_state[HIDDEN] = chosen


def _longest(labels: tuple[str, ...], places: list[int]) -> list[int]:
    """The longest token: something to begin with."""
    return [max(places, key=lambda place: len(labels[place]))] if places else []


def pick_blank(prediction: Prediction) -> int:
    """Which blank to look at, when there are several."""
    if len(prediction.positions) == 1:
        return 0
    labels = prediction.trace.labels
    names = [
        f"{i}: {' '.join(labels[max(i - 2, 0) : i])} ▁ {' '.join(labels[i + 1 : i + 3])}"
        for i in map(int, prediction.positions)
    ]
    return widgets.one_of("Blank", names, "fill_row")


def sentences(prediction: Prediction, row: int) -> tuple[str, str]:
    """What the bars show, and the two likeliest words."""
    first, second = fill_mask.best(prediction, row, k=2)
    return (
        f"Which words {prediction.trace.spec.label} expects in the blank at position "
        f"{prediction.positions[row]} of your text.",
        f"Of the {len(prediction.labels):,} words in its vocabulary, “{first.token}” "
        f"gets {percent(first.probability, 1)}, “{second.token}” {percent(second.probability, 1)}.",
    )


def record(spec: ModelSpec) -> tuple[str, ...]:
    """How often a teaching model's first word is right, by its card; nothing of other models."""
    if spec.source != "teaching":
        return ()
    from explorer.engine.teaching_models import MODELS  # torch is here by now
    from explorer.teaching.model_folder import read_card

    figures = read_card(MODELS / spec.id.removeprefix(catalog.TEACHING_PREFIX)).figures
    own, bundled = figures.get("top 1"), figures.get(_BUNDLED_TOP)
    if own is None:
        return ()
    than = "" if bundled is None else f"; the bundled model finds it in {percent(bundled)}"
    return (
        "In texts that it had not seen, this small model's first word is the masked one in "
        f"{percent(own)} of cases{than}.",
    )


def top(prediction: Prediction, row: int) -> None:
    """The likeliest words."""
    count = shell.controls().slider(
        "How many words", 3, 30, 8, width=200, key="fill_k", bind="query-params"
    )
    show.picture(pictures.fill_mask_top(prediction, row, k=count, look=choices.look()), "fill_top")


def targets(predictor: Predictor, prediction: Prediction, row: int) -> None:
    """Words of the reader's own in the blank, also of several pieces."""
    widgets.heading("Your own words in this blank")
    typed = widgets.line(
        "Words, separated by commas", "fill_targets", hint="Also words of several pieces."
    )
    asked = list(dict.fromkeys(word.strip() for word in typed.split(",") if word.strip()))
    if not asked:
        return
    if len(asked) > MOST_TARGETS:
        raise InputError(f"There are {len(asked)} words; at most {MOST_TARGETS} are tried at once.")
    found = tuple(fill_mask.target(predictor, prediction, word, row) for word in asked)
    best = max(found, key=lambda target: target.probability)
    show.sentences(
        f"Of these, “{best.word}” fits best, with a probability of {_small(best.probability)}. "
        + (
            f"It has rank {best.worst_rank:,} in the vocabulary."
            if len(best.pieces) == 1
            else f"Of its {len(best.pieces)} pieces the least likely has rank {best.worst_rank:,}."
        )
    )
    show.picture(
        pictures.fill_mask_targets(
            found, prediction.trace, look=choices.look(), made=calls.targets(prediction, asked, row)
        ),
        "fill_words",
    )


def _small(share: float) -> str:
    """A share in percent that may be very small."""
    return percent(share, 2) if share >= 0.0001 else f"{100 * share:.1e} %"


def lens(predictor: Predictor, prediction: Prediction, row: int) -> None:
    """The prediction at every layer."""
    widgets.heading("Layer by layer")
    if not isinstance(predictor, MaskPredictor):
        show.note("This head reads all layers at once, so single layers cannot be read out.")
        return
    seen = cache.remembered(fill_mask.lens, predictor, prediction, row)
    first_index, trace = choices.first_index(), prediction.trace
    made = calls.of_prediction(prediction, lens=f"fill_mask.lens(predictor, prediction, {row})")
    show.sentences(*_lens_sentences(seen, fill_mask.best(prediction, row)[0]))
    show.picture(
        pictures.logit_lens(
            seen, trace, k=4, first_index=first_index, look=choices.look(), made=made
        ),
        "fill_lens",
    )
    tokens = [candidate.id for candidate in fill_mask.best(prediction, row, k=4)]
    show.picture(
        pictures.lens_curves(
            seen, tokens, trace, first_index=first_index, look=choices.look(), made=made
        ),
        "fill_curves",
    )


def _lens_sentences(seen: Lens, final: Candidate) -> tuple[str, str]:
    """Where the final answer first takes the lead."""
    ranks = seen.ranks(final.id)
    name = lens_names(seen, first_index=choices.first_index())[int((ranks == 1).argmax())]
    first = name if name.startswith("after") else f"in the {name}"
    shows = "What the same head predicts from the state after each layer."
    if seen.mixed:
        shows += " This head reads a mix of all states: the last row is its answer."
    return (
        shows,
        f"“{final.token}” first becomes the top prediction {first}; in the embeddings "
        f"it has rank {ranks[0]:,}.",
    )


def effect(predictor: Predictor, prediction: Prediction) -> None:
    """Masked and unmasked side by side."""
    widgets.heading("Masked and unmasked")
    if not prediction.trace.input.masked:
        show.note("Click a token instead of writing [MASK] to compare with the word in place.")
        return
    before = cache.remembered(fill_mask.unmasked, predictor, prediction)
    after, first_index, look = prediction.trace, choices.first_index(), choices.look()
    made = calls.before_and_after(prediction)
    hidden = ", ".join(f"“{before.labels[i]}”" for i in after.input.masked[:6])
    show.sentences(
        f"What changes when {hidden} is hidden: first every token's vector, then the attention.",
        "Only the hidden token's own embedding differs; every other change comes from attention.",
    )
    show.picture(
        pictures.mask_effect(before, after, first_index=first_index, look=look, made=made),
        "fill_effect",
    )
    show.picture(
        pictures.mask_attention(before, after, first_index=first_index, look=look, made=made),
        "fill_attention",
    )
