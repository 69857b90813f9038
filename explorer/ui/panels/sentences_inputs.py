"""Where the sentences come from: typed, pasted, a preset, or a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.data import uploads
from explorer.data.published import published
from explorer.data.uploads import Sentences
from explorer.text import agreed
from explorer.ui import shell, show, upload, widgets
from explorer.ui.panels import sentences_file

MOST_SENTENCES = 2000


@dataclass(frozen=True, eq=False)
class Preset:
    """Sentences with the cosines that were published for them."""

    title: str
    sentences: tuple[str, ...]
    look_for: str
    checkpoint: str
    cosine: np.ndarray  # (N, N)


def presets() -> list[Preset]:
    """The published ten, and the three of the bundled model's publishers."""
    known = published()
    return [
        Preset(title, tuple(known[key]["sentences"]), look_for, known[key]["checkpoint"],
               np.array(known[key]["cosine"]))
        for title, key, look_for in (
            ("Ten published sentences", "ten_sentences",
             "Five pairs about one thing each: do they stand together?"),
            ("Three sentences of the bundled model's publishers", "bundled",
             "The weather twice and a stadium once, with the publishers' own numbers."),
        )
    ]  # fmt: skip


def sentences() -> Sentences:
    """The reader's sentences: from the file when there is one, else as typed. Raises InputError."""
    with shell.controls().popover("Sentences", icon=":material/edit:", key="se_box"):
        text = widgets.long_text(
            "Sentences, one a line",
            "\n".join(presets()[0].sentences),
            "se_text",
            height=300,
            width=640,
        )
        file = upload.file("or a CSV or TXT file", ["csv", "tsv", "txt"], "se_file")
    if file is None:
        return uploads.from_lines(text, most=MOST_SENTENCES)
    return sentences_file.sentences(file, most=MOST_SENTENCES)


def left_out(given: Sentences) -> None:
    """What was given and is not shown."""
    if given.beyond:
        show.notice(
            f"Only the first {len(given.texts):,} sentences are read; {given.beyond:,} "
            f"{agreed(given.beyond, 'is', 'are')} left out. "
            "The command line reads them all: python -m explorer embed."
        )
    if given.empty:
        show.note(given.skipped())


def preset_of(given: Sentences) -> Preset | None:
    """The preset whose sentences these are, if they are unchanged."""
    return next((one for one in presets() if one.sentences == given.texts), None)
