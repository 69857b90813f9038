"""A collection as it leaves: files in a ZIP, one page of HTML, a PDF, slides. The same bytes twice.

Everything is drawn from what the collection keeps; no model is loaded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from explorer.data import references
from explorer.errors import ExportError
from explorer.export import page, slides
from explorer.export.archive import pack
from explorer.export.collection import Collection, Entry
from explorer.export.drawn import about
from explorer.export.figure import to_matplotlib
from explorer.export.kept import Kept
from explorer.export.options import FORMATS
from explorer.export.save import to_bytes
from explorer.export.script import saving
from explorer.export.settings import drawing_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorer.pictures.picture import Picture

IN_ZIP = ("pdf", "svg", "png", "pgf")
"""Formats of the pictures in a ZIP."""


def to_zip(collection: Collection, format: str = "pdf") -> bytes:
    """Every picture as a file, with numbers, scripts, captions, BibTeX and versions beside them."""
    _check(collection)
    if format not in IN_ZIP:
        raise ExportError(f"The pictures in a ZIP are {', '.join(IN_ZIP[:-1])} or {IN_ZIP[-1]}.")
    files: dict[str, bytes] = {}
    for place, entry in enumerate(collection.entries, start=1):
        name = f"{place:02}-{entry.kept.name}"
        files[f"figures/{name}.{format}"] = to_bytes(as_picture(entry.kept), format, entry.options)
        files[f"numbers/{name}.csv"] = entry.kept.csv
        script = _script(entry, f"{name}.{format}")
        if script:
            files[f"scripts/{name}.py"] = script.encode("utf-8")
    files["captions.txt"] = "\n".join(_captions(collection)).encode("utf-8")
    papers = _bibtex(collection)
    return pack(files | ({"references.bib": papers.encode("utf-8")} if papers else {}))


def to_html(collection: Collection) -> bytes:
    """All pictures on one page that opens without a network. Raises ExportError."""
    _check(collection)
    return page.page(collection.title, [_shown(entry) for entry in collection.entries])


def to_pptx(collection: Collection) -> bytes:
    """One slide a picture: native title, notes with the caption and the link."""
    _check(collection)
    made = [
        slides.Slide(
            to_bytes(as_picture(entry.kept), "png", slides.untitled(entry.options)),
            entry.kept.words.chosen(entry.options),
            entry.note,
        )
        for entry in collection.entries
    ]
    return slides.slides(collection.title, made)


def to_pdf(collection: Collection) -> bytes:
    """A page a picture, with its caption and note below it; each page has its picture's size."""
    from matplotlib.backends.backend_pdf import PdfPages

    _check(collection)
    written = io.BytesIO()
    with drawing_settings(), PdfPages(written, metadata=about("pdf", collection.title)) as pages:
        for entry in collection.entries:
            figure = _page(entry)
            pages.savefig(figure, facecolor=figure.get_facecolor(), edgecolor="none")
    return written.getvalue()


def _page(entry: Entry) -> Figure:
    """A picture with all its words, or without where its size leaves no room for them."""
    kept, options = as_picture(entry.kept), entry.options
    words = entry.kept.words.chosen(options)
    rest = words.caption.removeprefix(words.title).lstrip(". ")  # the title stands on top
    try:
        said = replace(options, title=words.title, caption=f"{rest} {entry.note}")
        return to_matplotlib(kept, said)
    except ExportError:
        return to_matplotlib(kept, options)


def as_picture(kept: Kept) -> Picture:
    """What is kept, for the writers: it has all that they ask of a Picture."""
    return cast("Picture", kept)


def _check(collection: Collection) -> None:
    if not collection.entries:
        raise ExportError("The collection is empty: add a picture first.")


def _shown(entry: Entry) -> page.Shown:
    kept = entry.kept
    drawn_looks = tuple(
        to_bytes(as_picture(entry.kept), "svg", one).decode("utf-8")
        for one in page.looks(entry.options)
    )
    words = page.words_of(as_picture(kept), entry.options)
    return page.Shown(drawn_looks, words, kept.csv, kept.name, entry.note)


def _script(entry: Entry, file: str) -> str:
    """The script of a picture, where it has one."""
    try:
        return saving(entry.kept.code, file, entry.options)
    except ExportError:
        return ""


def _captions(collection: Collection) -> Iterator[str]:
    """Captions, notes, links and versions as plain text."""
    yield collection.title + "\n"
    for place, entry in enumerate(collection.entries, start=1):
        words = entry.kept.words.chosen(entry.options)
        yield f"{place:02}-{entry.kept.name}"
        said = (words.caption, entry.note.strip(), words.link, f"Made with {words.made_with}.")
        yield from (text for text in said if text)
        if not _script(entry, FORMATS["py"]):
            yield entry.kept.code.strip().removeprefix("# ")
        yield ""


def _bibtex(collection: Collection) -> str:
    return references.bibtex(key for entry in collection.entries for key in entry.kept.words.papers)
