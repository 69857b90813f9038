"""Where the sentences come from: typed, pasted, a preset, or a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.data import uploads
from explorer.data.published import published
from explorer.data.uploads import Sentences
from explorer.ui import show

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
    with right:
        column = _column(file.name, file.getvalue())
    return uploads.from_upload(file.name, file.getvalue(), most=MOST_SENTENCES, column=column)


def _text(start: str) -> str:
    fits = len(str(st.session_state.get("se_text", start))) <= LINK_CHARACTERS
    return st.text_area(
        "Sentences, one a line",
        start,
        key="se_text",
        height=200,
        bind="query-params" if fits else None,
    )


def _column(name: str, data: bytes) -> str | None:
    """Which column of a CSV holds the sentences; None leaves the finding to its name."""
    if not name.lower().endswith((".csv", ".tsv")):
        return None
    names = uploads.columns(data)
    if len(names) < 2:
        return None
    guess = next(
        (i for i, n in enumerate(names) if n.strip().lower() in uploads.TEXT_COLUMNS), None
    )
    return st.selectbox(
        "Column with the sentences", names, index=guess, placeholder="Choose a column"
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
        show.note(f"{given.empty:,} empty lines were skipped.")


def preset_of(given: Sentences) -> Preset | None:
    """The preset whose sentences these are, if they are unchanged."""
    return next((one for one in presets() if one.sentences == given.texts), None)
