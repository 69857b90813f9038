"""A sheet as a PDF of A4 pages, set by fpdf2 in the type that matplotlib ships.

The same sheet gives the same bytes: the date in the file is fixed.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from explorer.export.fonts import shipped_file
from explorer.lessons.paper import Blank, Block, Drawing, Heading, Options, Paper, Table, Text

_FACE = "DejaVu"
_WIDTH = 170  # mm of text on A4
_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_SIZES = {"plain": 10.5, "read": 13, "strong": 11, "small": 9}
_BOXES = ("☐", "☑")


class _Sheet(FPDF):
    """A4 with the foot on every page."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.set_margins(20, 18)
        self.set_auto_page_break(True, 20)
        self.set_creation_date(_DATE)
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FACE, style, shipped_file(name))

    def footer(self) -> None:
        """The foot and the page's number."""
        self.set_y(-14)
        self.set_font(_FACE, "", 8)
        self.set_text_color(80)
        self.cell(_WIDTH - 15, 5, self.foot)
        self.cell(15, 5, str(self.page_no()), align="R")
        self.set_text_color(0)

    def paragraph(self, text: str, size: float, style: str = "", indent: float = 0) -> None:
        """Text that wraps, from the left margin."""
        self.set_font(_FACE, style, size)
        self.set_x(self.l_margin + indent)
        self.multi_cell(_WIDTH - indent, size * 0.5, text, align="L",
                        new_x=XPos.LMARGIN, new_y=YPos.NEXT)  # fmt: skip
        self.ln(1)


def written(paper: Paper) -> bytes:
    """The sheet as PDF, its text selectable."""
    sheet = _Sheet(paper.foot)
    sheet.set_title(paper.title)
    sheet.set_lang("en")
    sheet.add_page()
    sheet.paragraph(paper.title, 17, "B")
    if paper.named:
        sheet.ln(1)
        sheet.paragraph("Name: ______________________________      Date: ______________", 10.5)
    for block in paper.blocks:
        _block(sheet, block)
    return bytes(sheet.output())


def _block(sheet: _Sheet, block: Block) -> None:
    match block:
        case Heading():
            _heading(sheet, block)
        case Text():
            indent = 5 if block.kind == "read" else 0
            style = "B" if block.kind == "strong" else ""
            sheet.paragraph(block.text, _SIZES[block.kind], style, indent)
        case Options():
            _options(sheet, block)
        case Blank():
            _lines(sheet, block.lines)
        case Drawing():
            _drawing(sheet, block)
        case Table():
            _table(sheet, block)


def _heading(sheet: _Sheet, heading: Heading) -> None:
    if heading.apart:
        sheet.add_page()
    sheet.ln(3)
    _room(sheet, 40)
    sheet.paragraph(heading.text, 13, "B")


def _lines(sheet: _Sheet, count: int) -> None:
    for _ in range(count):
        _room(sheet, 10)
        sheet.ln(8)
        sheet.line(sheet.l_margin, sheet.y, sheet.l_margin + _WIDTH, sheet.y)
    sheet.ln(3)


def _options(sheet: _Sheet, block: Options) -> None:
    """Boxes in a row where they are short; one a line where they are sentences."""
    boxes = [f"{_BOXES[one == block.right]} {one}" for one in block.options]
    if max(map(len, block.options)) <= 24:
        sheet.paragraph("      ".join(boxes), 10.5, "", 5)
        return
    for one, box in zip(block.options, boxes, strict=True):
        sheet.paragraph(box, 10.5, "B" if one == block.right else "", 5)


def _room(sheet: _Sheet, height: float) -> None:
    """A new page where less than this many mm are left."""
    if sheet.y + height > sheet.page_break_trigger:
        sheet.add_page()


def _drawing(sheet: _Sheet, drawing: Drawing) -> None:
    from PIL import Image

    png = drawing.draw("png")
    with Image.open(io.BytesIO(png)) as image:
        wide, high = image.size
    width = min(150.0, 110.0 * wide / high)
    height = width * high / wide
    _room(sheet, height + 4)
    sheet.image(io.BytesIO(png), x=sheet.l_margin, w=width, alt_text=drawing.alt)
    sheet.set_y(sheet.y + 2)


def _table(sheet: _Sheet, table: Table) -> None:
    sheet.set_font(_FACE, "", 9.5)
    with sheet.table(text_align="LEFT", line_height=5.2) as drawn:
        for cells in (table.headings, *table.rows):
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    sheet.ln(2)
