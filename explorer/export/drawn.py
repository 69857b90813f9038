"""Files that matplotlib draws: PDF, SVG, PNG and PGF, the same bytes every time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from explorer.errors import ExportError
from explorer.export.figure import to_matplotlib
from explorer.export.options import MOST_PIXELS
from explorer.export.settings import drawing_settings, plain_fonts

if TYPE_CHECKING:
    from explorer.export.options import Options
    from explorer.pictures.picture import Picture

CREATOR = "BERT Explorer"


def to_bytes(picture: Picture, format: str, options: Options) -> bytes:
    """The picture as a file of the format. Raises ExportError."""
    with drawing_settings():
        figure = to_matplotlib(picture, options)
        own = options.title if isinstance(options.title, str) else picture.caption
        return written(figure, format, options.dpi, own)


def written(figure: Any, format: str, dpi: int, title: str) -> bytes:
    """A Figure as a file: no dates, and text as text. Raises ExportError."""
    if format == "pgf":
        from explorer.export.pgf import to_pgf

        return to_pgf(figure)
    if format == "png":
        _whole_pixels(figure, dpi)
    content = io.BytesIO()
    with drawing_settings(), plain_fonts():
        figure.savefig(content, format=format, dpi=dpi if format == "png" else 72,
                       metadata=about(format, title),
                       facecolor=figure.get_facecolor(), edgecolor="none")  # fmt: skip
    return content.getvalue()


def about(format: str, title: str) -> dict[str, Any]:
    """What the file says of itself; nothing that changes from one time to the next."""
    if format == "png":
        return {"Title": title.encode("latin-1", "replace").decode("latin-1"), "Software": CREATOR}
    if format == "svg":
        return {"Title": title, "Creator": CREATOR, "Date": None}
    return {"Title": title, "Creator": CREATOR, "Producer": CREATOR, "CreationDate": None}


def _whole_pixels(figure: Any, dpi: int) -> None:
    """Make inches times dots a whole number, so that no rounding takes a pixel away."""
    width, height = (round(side * dpi) for side in figure.get_size_inches())
    if width * height > MOST_PIXELS:
        raise ExportError(
            f"{width:,} x {height:,} pixels are too many: choose a smaller size or fewer dots per "
            "inch."
        )
    figure.set_size_inches((width + 0.01) / dpi, (height + 0.01) / dpi)
