"""Where the sentences come from: typed, pasted, a preset, or a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.data import uploads
from explorer.data.published import published
from explorer.data.uploads import Sentences
from explorer.ui import show
from explorer.ui.panels import sentences_file

MOST_SENTENCES = 2000
LINK_CHARACTERS = 2000


@dataclass(frozen=True, eq=False)
class Preset:
    """Sentences with the cosines that were published for them."""

    title: str
    sentences: tuple[str, ...]
    checkpoint: str
    cosine: np.ndarray  # (N, N)


def presets() -> list[Preset]:
    """The published ten, and the three of the bundled model's publishers."""
    known = published()
    return [
        Preset(title, tuple(known[key]["sentences"]), known[key]["checkpoint"],
               np.array(known[key]["cosine"]))
        for title, key in (
            ("Ten published sentences", "ten_sentences"),
            ("Three sentences of the bundled model's publishers", "bundled"),
        )
    ]  # fmt: skip


def sentences() -> Sentences:
    """The reader's sentences: from the file when there is one, else as typed. Raises InputError."""
    known = presets()
    left, right = st.columns(2)
    with left:
        st.selectbox(
            "Presets",
            range(len(known)),
            index=None,
            format_func=lambda number: known[number].title,
            placeholder="Choose sentences with published numbers",
            key="se_preset",
            on_change=_take_preset,
        )
        text = _text("\n".join(known[0].sentences))
    with right:
        file = st.file_uploader(
            "or a CSV or TXT file", ["csv", "tsv", "txt"], key="se_file", max_upload_size=25
        )
    if file is None:
        return uploads.from_lines(text, most=MOST_SENTENCES)
    return sentences_file.sentences(file, most=MOST_SENTENCES)


def _text(start: str) -> str:
    fits = len(str(st.session_state.get("se_text", start))) <= LINK_CHARACTERS
    return st.text_area(
        "Sentences, one a line",
        start,
        key="se_text",
        height=200,
        bind="query-params" if fits else None,
    )


def _take_preset() -> None:
    number = st.session_state.get("se_preset")
    if number is not None:
        st.session_state.update(se_text="\n".join(presets()[number].sentences), se_preset=None)


def left_out(given: Sentences) -> None:
    """What was given and is not shown."""
    if given.beyond:
        show.notice(
            f"The first {len(given.texts):,} sentences are read, {given.beyond:,} more are not: "
            "the command line takes them all (python -m explorer embed)."
        )
    if given.empty:
        show.note(given.skipped())


def preset_of(given: Sentences) -> Preset | None:
    """The preset whose sentences these are, if they are unchanged."""
    return next((one for one in presets() if one.sentences == given.texts), None)
