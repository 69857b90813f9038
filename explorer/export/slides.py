"""Pictures as PowerPoint slides: a native title, the picture, and its words as notes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from explorer.export.archive import EPOCH, pack
from explorer.export.credits import Credits
from explorer.export.options import Options, Size
from explorer.text import shorten

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

WIDE, TALL, MARGIN = 40 / 3, 7.5, 0.5  # inches of a slide 16:9
TITLE = 1.0  # inches that the title takes
LONGEST = 255  # characters of a presentation's title among its properties
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE_ONLY = 5  # the layout of the default template that has a title and nothing else


@dataclass(frozen=True)
class Slide:
    """One picture on its slide."""

    png: bytes
    words: Credits
    note: str = ""


def write(picture: Picture, options: Options) -> bytes:
    """A picture as a presentation of one slide. Raises ExportError."""
    from explorer.export import drawn  # matplotlib takes its time

    words = picture.words.chosen(options)
    png = drawn.to_bytes(picture, "png", untitled(options))
    return slides(words.title, [Slide(png, words)])


class _OnSlide(Options):
    """A picture for the room below a slide's title, so that its type stays as large as it is."""

    @property
    def box(self) -> Size:
        """The room in inches."""
        return replace(super().box, width=WIDE - 2 * MARGIN, height=TALL - TITLE - MARGIN)


def untitled(options: Options) -> Options:
    """The same without words in the picture: the slide has a title and notes of its own."""
    kind = _OnSlide if options.size == "slide" else Options
    return kind(options.size, options.dpi, options.look, title=False, unit=options.unit,
                part=options.part)  # fmt: skip


def slides(title: str, pictures: Sequence[Slide]) -> bytes:
    """One slide a picture, in order; the same bytes every time."""
    import pptx
    from pptx.util import Inches

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Inches(WIDE), Inches(TALL)
    for one in pictures:
        _add(made, one)
    _sign(made.core_properties, title)
    written = io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as archive:
        return pack({name: archive.read(name) for name in archive.namelist()})


def _add(made: Any, shown: Slide) -> None:
    """A slide: title on top, the picture as large as fits below it, words in the notes."""
    from pptx.util import Inches, Pt

    slide = made.slides.add_slide(made.slide_layouts[_TITLE_ONLY])
    heading = slide.shapes.title
    heading.left, heading.top = Inches(MARGIN), Inches(0.25)
    heading.width, heading.height = Inches(WIDE - 2 * MARGIN), Inches(TITLE - 0.25)
    heading.text_frame.text = _plain(shown.words.title)
    heading.text_frame.word_wrap = True
    heading.text_frame.paragraphs[0].font.size = Pt(28)
    picture = slide.shapes.add_picture(io.BytesIO(shown.png), 0, 0)
    room = Inches(WIDE - 2 * MARGIN), Inches(TALL - TITLE - MARGIN)
    scale = min(room[0] / picture.width, room[1] / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left = int((Inches(WIDE) - picture.width) / 2)
    picture.top = int(Inches(TITLE) + (room[1] - picture.height) / 2)
    picture._element.nvPicPr.cNvPr.set("descr", _plain(shown.words.alt or shown.words.caption))
    slide.notes_slide.notes_text_frame.text = "\n".join(_notes(shown))


def _notes(shown: Slide) -> list[str]:
    words = shown.words
    said = [shown.note.strip(), words.caption, words.link]
    return [_plain(text) for text in said if text]


def _plain(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _UNFIT.sub("\ufffd", text)


def _sign(properties: Any, title: str) -> None:
    """Who and when: nobody's name and no clock, so that the file is the same every time."""
    properties.title = shorten(_plain(title), LONGEST)
    properties.author = "BERT Explorer"
    properties.last_modified_by, properties.revision = "BERT Explorer", 1
    properties.created = properties.modified = datetime(*EPOCH, tzinfo=UTC)
