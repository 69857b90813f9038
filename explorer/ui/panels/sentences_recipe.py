"""Pieces of the page "Sentences": the recipe of the model's publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from explorer.errors import CheckpointError
from explorer.measures.sentence_vectors import Pooling
from explorer.ui import cache, choices, shell, show

if TYPE_CHECKING:
    from explorer.engine.batch import SentenceVectors
    from explorer.engine.recipe import Recipe

_PROMPT, _NONE = "se_prompt", "no prompt"


def followed() -> Recipe | None:
    """The publisher's recipe; None where there is none, or where it cannot be followed."""
    try:
        return _recipe()
    except CheckpointError:
        return None


def _recipe() -> Recipe | None:
    from explorer.engine import recipe  # torch takes seconds

    return recipe.of(cache.get_engine(choices.model_in_use()))


def notice() -> None:
    """Why the publisher's recipe cannot be followed, where that is so."""
    try:
        _recipe()
    except CheckpointError as error:
        show.notice(str(error))


def pick_prompt() -> None:
    """Which of the publisher's prompts stands before every sentence, where there are any."""
    recipe = followed()
    if recipe is None or not recipe.prompts:
        return
    names = [_NONE, *recipe.prompts]
    if st.session_state.get(_PROMPT, _NONE) not in names:
        del st.session_state[_PROMPT]
    start = next((name for name, text in recipe.prompts.items() if text == recipe.prompt), _NONE)
    shell.controls().selectbox(
        "Prompt before every sentence",
        names,
        index=names.index(start),
        format_func=show.plain,
        key=_PROMPT,
        bind="query-params",
        width=210,
        help="The publisher's prompts; used only with the publisher's recipe.",
    )


def prompt() -> str | None:
    """The name of the chosen prompt, "" for none; None leaves it to the publisher."""
    recipe, chosen = followed(), st.session_state.get(_PROMPT)
    if recipe is None or chosen not in {_NONE, *recipe.prompts}:
        return None
    return "" if chosen == _NONE else str(chosen)


def said(found: SentenceVectors, pooling: Pooling) -> None:
    """How the publisher's recipe pools, where it is chosen."""
    if pooling == "recipe":
        show.note(f"Pooled by its publisher's recipe: {found.recipe}.")
