"""Title above and caption below a picture, in lines that fit the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.export.sheet import LINE, POINTS
from explorer.export.words import Line, lines, wrapped

if TYPE_CHECKING:
    from explorer.export.reading import Drawing
    from explorer.export.sheet import Sheet
    from explorer.pictures.picture import Picture


@dataclass(frozen=True)
class Block:
    """Lines of text, each with its size in points."""

    lines: tuple[tuple[str, float], ...] = ()

    def height(self, sheet: Sheet) -> float:
        """Points of all lines, with a gap after them."""
        return sum(LINE * size for _, size in self.lines) + (sheet.pad if self.lines else 0.0)


def title(drawing: Drawing, sheet: Sheet, shown_state: str = "") -> Block:
    """The title as on the screen; its first line alone where a caption says the rest."""
    if not sheet.options.title:
        return Block()
    own = sheet.options.title
    given = lines((drawing.layout.get("title") or {}).get("text"))
    if isinstance(own, str):
        given, shown_state = [Line(own)], ""
    elif sheet.options.caption:
        given = given[:1]
    size = sheet.size(sheet.look.font_size + 1)
    made = []
    for number, line in enumerate(given):
        text = f"{line.text}, {shown_state}" if shown_state and number == 0 else line.text
        made += _wrapped(text, max(size * line.size, sheet.small), sheet)
    return Block(tuple(made))


def caption(picture: Picture, sheet: Sheet) -> Block:
    """The whole caption, small, below the picture: the one that can be copied, or one's own."""
    own = sheet.options.caption
    if own is False:
        return Block()
    words = own if isinstance(own, str) else picture.words.caption
    return Block(tuple(_wrapped(words, sheet.small, sheet)))


def _wrapped(text: str, size: float, sheet: Sheet) -> list[tuple[str, float]]:
    room = sheet.width - 2 * sheet.pad
    return [(line, size) for line in wrapped(text, room, lambda part: sheet.measure(part, size))]


def shown_state(drawing: Drawing) -> str:
    """Which state of a film is drawn, as its slider says it."""
    for slider in drawing.layout.get("sliders") or ():
        return str(slider["steps"][slider.get("active", 0)]["label"])
    return ""


def draw(block: Block, top: float, sheet: Sheet) -> None:
    """Put the lines on the sheet, ``top`` points from its upper edge."""
    width, height = (side * POINTS for side in sheet.figure.get_size_inches())
    at = top
    for text, size in block.lines:
        at += LINE * size
        sheet.write(sheet.figure, sheet.pad / width, 1 - (at - 0.25 * size) / height, text,
                    size=size, va="baseline")  # fmt: skip
