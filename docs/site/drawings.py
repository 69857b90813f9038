"""Pictures as files of the site: SVG in both themes, PNG for print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from explorer.export import Options
from explorer.export.save import to_bytes
from explorer.live.folder import named
from explorer.pictures import Picture

POINT = 4 / 3  # pixels of a screen
_FONT = re.compile(r"'DejaVu Sans( Mono)?'(?=[;\"])")
_SIZE = re.compile(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Drawn:
    """A picture as SVG on light and on dark ground, in files named after their content."""

    light: str
    dark: str
    files: dict[str, bytes]

    def told(self, alt: str) -> dict[str, Any]:
        """What the template of a drawing names."""
        found = _SIZE.search(self.files[self.light].decode())
        if found is None:
            raise ValueError(f"{self.light} does not say how large it is.")
        width, height = (round(float(one) * POINT) for one in found.groups())
        names = {"light": self.light, "dark": self.dark}
        return {**names, "width": width, "height": height, "alt": alt}


def themes(picture: Picture, stem: str, *, title: bool = True, size: str = "page") -> Drawn:
    """The picture in both themes. Raises ExportError."""
    files = {}
    for theme in ("light", "dark"):
        options = Options(size, look=theme, title=title)
        content = with_common_fonts(to_bytes(picture, "svg", options))
        files[named(f"{stem}-{theme}.svg", content)] = content
    light, dark = files
    return Drawn(light, dark, files)


def png(picture: Picture) -> dict[str, bytes]:
    """The picture for print: its file's name, and its content. Raises ExportError."""
    content = to_bytes(picture, "png", Options("page", dpi=150))
    return {named(f"{picture.name}.png", content): content}


def with_common_fonts(svg: bytes) -> bytes:
    """The same where DejaVu is not installed: fonts drawn after the same design, then any."""

    def widened(found: re.Match[str]) -> str:
        others = "Menlo, Consolas, monospace" if found[1] else "Verdana, sans-serif"
        return f"{found[0]}, {others}"

    return _FONT.sub(widened, svg.decode()).encode()
