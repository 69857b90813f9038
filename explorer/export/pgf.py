"""PGF for LaTeX without LaTeX: matplotlib's writer, with widths measured here and text escaped."""

from __future__ import annotations

import io
from typing import Any

from explorer.errors import ExportError
from explorer.export.settings import drawing_settings

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
TENTHS = 720  # of a point in an inch
HEAD = """\
%% Made by BERT Explorer. In a LaTeX document: \\usepackage{pgf}, then \\input{this file}.
%% Text is set in the document's own font; scripts other than Latin need XeLaTeX or LuaLaTeX.
"""


def escaped(text: str) -> str:
    r"""Text as LaTeX prints it as typed.

    >>> escaped(r"50% of $x_1$ \frac{a}")
    '50\\% of \\$x\\_1\\$ \\textbackslash{}frac\\{a\\}'
    """
    return "".join(ESCAPES.get(character, character) for character in " ".join(text.split()))


def to_pgf(figure: Any) -> bytes:
    """A Figure as PGF. Raises ExportError where it holds an image, which PGF cannot carry."""
    from matplotlib.backends import backend_pgf

    class Renderer(backend_pgf.RendererPgf):
        """Measures text itself: no LaTeX needs to be installed here."""

        def draw_text(self, gc: Any, x: float, y: float, s: str, *given: Any, **named: Any) -> None:
            super().draw_text(gc, x, y, escaped(s), *given, **named)

        def get_text_width_height_descent(
            self, s: str, prop: Any, ismath: Any
        ) -> tuple[float, float, float]:
            width, height, descent = (side * figure.dpi / TENTHS for side in _measured(s, prop))
            return width, height, descent

        def draw_image(self, *given: Any, **named: Any) -> None:
            raise ExportError(
                "PGF cannot hold as many cells as this picture has: choose PDF for LaTeX, which "
                "\\includegraphics reads."
            )

    with drawing_settings():
        content = io.StringIO()
        content.write(HEAD)
        _begin(content, figure)
        figure.draw(Renderer(figure, content))
        _end(content)
    return content.getvalue().encode()


def _measured(text: str, prop: Any) -> tuple[float, float, float]:
    """Width, height and descent of a text, in tenths of a point."""
    from explorer.export.sheet import renderer

    return renderer().get_text_width_height_descent(text, prop, ismath=False)


def _begin(content: io.StringIO, figure: Any) -> None:
    width, height = figure.get_size_inches()
    corner = rf"{{\pgfpointorigin}}{{\pgfqpoint{{{width:f}in}}{{{height:f}in}}}}"
    content.write(
        "\\begingroup%\n\\makeatletter%\n\\begin{pgfpicture}%\n"
        f"\\pgfpathrectangle{corner}%\n\\pgfusepath{{use as bounding box, clip}}%\n"
    )


def _end(content: io.StringIO) -> None:
    content.write("\\end{pgfpicture}%\n\\makeatother%\n\\endgroup%\n")
