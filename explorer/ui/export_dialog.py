"""Export: the dialog behind the button beside each picture, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode
from zlib import crc32

import streamlit as st

from explorer.errors import ExportError
from explorer.export import FORMATS, LOOKS, SIZES, Options, script
from explorer.export.options import MOST_TEXT, UNITS
from explorer.pictures import Picture
from explorer.tables.base import names_rows
from explorer.text import counted, percent
from explorer.ui import collection_dialog, links, say
from explorer.ui.forward_slots import forward_slot

DPI = (72, 150, 300, 600)
MIME = {
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "pgf": "text/plain",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "html": "text/html",
    "csv": "text/csv",
    "npz": "application/octet-stream",
    "py": "text/x-python",
}
SCREEN = 96
"""CSS pixels in an inch: a preview of so many is as large as the print."""
WIDEST = 700
"""Pixels that the preview may take; a slide is shown smaller, and the dialog says so."""
NUMBERS = {"csv", "npz"}
"""Formats that are not drawn: neither size nor look nor words beside them."""
SELECT = 200
"""Pixels of a choice: two stand side by side."""
PREVIEWED = 50
"""Rows of a table in place of a preview."""


def button(make: Callable[[], Picture], key: str) -> None:
    """A button that opens the dialog for a picture; nothing is made before it is pressed."""
    if st.button("Export", key=f"{key}_export", icon=":material/ios_share:", type="tertiary"):
        show(make(), key)


def show(shown: Picture, key: str) -> None:
    """Open the dialog for this picture; files are named after its key."""
    _dialog(shown.linked(address()), key)


def address() -> str:
    """The address of the page with all that the picture rests on: it opens it in the app."""
    asked = urlencode(links.whole())
    url = str(st.context.url or "")
    return f"{url}?{asked}" if url and asked else url


@st.dialog("Export", width="large")
def _dialog(shown: Picture, key: str) -> None:
    left, right = st.columns([5, 3], gap="medium")
    with right:
        format, options = _drawing()
        options = _units(shown, options, key)
    try:
        shown = shown.excerpt(options.unit, options.part)
        with right:
            if format not in NUMBERS:
                options = _own_words(shown, options)
        with left:
            _preview(shown, format, options)
    except ExportError as error:
        with left:
            say.problem(str(error))
        return
    with right:
        _download(shown, format, options, key)
        # In the callback: closing the dialog at once must not lose the picture.
        st.button("Add to collection", icon=":material/library_add:", width="stretch",
                  on_click=collection_dialog.add, args=(shown, options))  # fmt: skip
    _words(shown, options, f"{key}.{'pdf' if format == 'py' else format}")


def _drawing() -> tuple[str, Options]:
    """Format, size and look: what the reader chose, here or for the picture before."""
    with st.container(horizontal=True):
        format = str(_pick("Format", FORMATS, "export_format", "pdf"))
        if format in NUMBERS:
            return format, Options()
        sizes = {name: one.label for name, one in SIZES.items()}
        size = str(_pick("Size", sizes, "export_size"))
        look = str(_pick("Look", LOOKS, "export_look"))
        dpi = 300
        if format == "png":
            dpi = int(_pick("Dots per inch", {str(n): str(n) for n in DPI}, "export_dpi", "300"))
    return format, Options(size, dpi, look)


def _pick(label: str, table: dict[str, str], key: str, start: str | None = None) -> str:
    names = list(table)
    return st.selectbox(
        label,
        names,
        index=names.index(start) if start else 0,
        format_func=lambda name: table[name],
        key=key,
        persist_state="session",
        width=SELECT,
    )


def _units(shown: Picture, options: Options, key: str) -> Options:
    """Words instead of tokens, and a part of them, where the picture can be drawn so."""
    if "words" in shown.extent and st.toggle(
        "Words instead of tokens", key="export_words", persist_state="session"
    ):
        options = replace(options, unit="words")
    last = shown.extent.get(options.unit, 1) - 1
    if last < 1:
        return options
    name = UNITS[options.unit]
    first, end = st.slider(
        f"{name}, from and to", 0, last, (0, last), key=f"export_{key}_{options.unit}_{last}"
    )
    return options if (first, end) == (0, last) else replace(options, part=(first, end + 1))


def _own_words(shown: Picture, options: Options) -> Options:
    """Title and caption on or off, and the reader's own text for them."""
    return replace(
        options,
        title=_text("title", "Title", shown.words.title, on=True),
        caption=_text("caption", "Caption below", shown.words.caption),
    )


def _text(name: str, label: str, given: str, *, on: bool = False) -> bool | str:
    """Whether a text is drawn; the reader's own words where they are not the given ones."""
    if not st.toggle(label, on, key=f"export_{name}", persist_state="session"):
        return False
    field = st.text_input if name == "title" else st.text_area
    own = field(
        f"Text of the {name}",
        given,
        max_chars=MOST_TEXT,
        key=f"export_{name}_{crc32(given.encode())}",  # another picture has words of its own
        label_visibility="collapsed",
        persist_state="session",
    )
    return own if own and own.strip() and own.split() != given.split() else True


def _preview(shown: Picture, format: str, options: Options) -> None:
    """The picture as large as it will be printed, or what the file holds. Raises ExportError."""
    if format in NUMBERS:
        table = shown.table
        st.dataframe(table.head(PREVIEWED), hide_index=not names_rows(table), width="stretch")
        say.note(f"{counted(len(table), 'row')} and {counted(len(table.columns), 'column')}.")
        return
    png = made(shown, "png", replace(options, dpi=2 * SCREEN))
    true = round(options.box.width * SCREEN)
    st.image(png, width=min(true, WIDEST), alt=shown.alt or shown.caption)
    part = percent(min(WIDEST / true, 1.0))
    say.note(f"Preview at {part} of its size: {options.box.width:.3g} inches wide.")


def made(shown: Picture, format: str, options: Options, key: str = "") -> bytes:
    """A file's bytes, drawn when it is this session's turn. Raises ExportError.

    A script saves a PDF that is named after the picture's key.
    """
    from explorer.export.save import to_bytes

    with forward_slot():
        return to_bytes(shown, format, options, file=f"{key}.pdf" if key else "")


def _download(shown: Picture, format: str, options: Options, key: str) -> None:
    st.download_button(
        f"Download {format.upper()}",
        data=partial(made, shown, format, options, key),
        file_name=f"{key}.{format}",
        mime=MIME[format],
        icon=":material/download:",
        type="primary",
        width="stretch",
        on_click="ignore",
    )


def _words(shown: Picture, options: Options, file: str) -> None:
    """Caption, code that saves this file, papers and link, each with a button that copies it."""
    words = shown.words.chosen(options)
    parts = {
        "Caption": (words.caption, None),
        "Code": (script.useful(words.code, file, options), "python"),
        "BibTeX": (words.bibtex, None),
        "Link": (words.link, None),
        "Made with": (words.made_with, None),
    }
    filled = {name: part for name, part in parts.items() if part[0]}
    for tab, (text, language) in zip(st.tabs(list(filled)), filled.values(), strict=True):
        with tab:
            st.code(text, language=language, wrap_lines=True)
