"""The sheet that a picture is drawn on: its size, its type, its ink, and how wide a text is."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from explorer.export import fonts
from explorer.export.looks import Colour, look_of, rgba
from explorer.export.options import LEAST_TYPE, Options

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorer.figures.base import Look

POINTS = 72.0  # an inch
SAFE = 0.8  # of what would fit if all labels were as long as they are: a part has others
LINE = 1.25  # a line's height, in units of its type


class MissingGlyph(UserWarning):
    """No font on this machine has a character: its name was written instead."""


@dataclass
class Sheet:
    """One exported figure while it is made. All lengths are in points."""

    options: Options
    figure: Figure
    extent: Mapping[str, int] = field(default_factory=dict)  # of the whole picture; see instead
    unknown: dict[str, None] = field(default_factory=dict)  # characters without a glyph

    @property
    def look(self) -> Look:
        """The colours."""
        return look_of(self.options.look)

    @property
    def width(self) -> float:
        """Of the whole sheet."""
        return self.options.box.width * POINTS

    @property
    def pad(self) -> float:
        """What stays free around everything, and between things."""
        return 0.6 * self.options.box.type

    @cached_property
    def scale(self) -> float:
        """Points of print for a pixel of the screen, so that type is as large as it must be."""
        return self.options.box.type / self.look.font_size

    def size(self, pixels: float) -> float:
        """Type of so many pixels on the screen, in points; never under 7."""
        return max(LEAST_TYPE, pixels * self.scale)

    @property
    def small(self) -> float:
        """The type of labels."""
        return self.size(self.look.font_size - 2)

    def colour(self, colour: str | None, *, opacity: float = 1.0) -> Colour:
        """A plotly colour in this look; ink where none is given."""
        return rgba(colour or self.look.ink, self.look, opacity=opacity)

    def ink(self, font: dict[str, Any]) -> Any:
        """The colour of a text beside the marks, or one for each; light greys could not be read."""
        return self.look.ink if self.look.name == "grey" else font.get("color") or self.look.ink

    def measure(self, text: str, size: float, *, mono: bool = False) -> float:
        """How wide a text is."""
        base = fonts.MONO if mono else fonts.SANS
        return _width(fonts.drawable(text, base), size, base)

    def write(
        self,
        on: Any,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        mono: bool = False,
        **look: Any,
    ) -> Any:
        """Put a text on the figure or on axes: as typed, never as mathematics. ``z`` is depth."""
        base = fonts.MONO if mono else fonts.SANS
        look.setdefault("color", self.colour(None))
        at = (x, y, look.pop("z")) if "z" in look else (x, y)
        return on.text(*at, self.said(text, base), fontsize=size, parse_math=False,
                       family=self.families(text, base), **look)  # fmt: skip

    def instead(self, share: float) -> str:
        """What to choose where only so large a share of a picture fits, as the end of a sentence.

        >>> Sheet(Options(), None, {"tokens": 60, "words": 40}).instead(0.5)
        'choose the unit “words” (40 instead of 60), a part such as 0:24 or a larger size'
        """
        if not self.extent:
            return "choose a larger size or a shorter text"
        first, end = self.options.part or (0, self.extent[self.options.unit])
        end = min(end, self.extent[self.options.unit])
        ways = [f"a part such as {first}:{first + max(1, int(SAFE * share * (end - first)))}"]
        words, tokens = self.extent.get("words", 0), self.extent["tokens"]
        if self.options.unit == "tokens" and 0 < words < tokens:
            ways.insert(0, f"the unit “words” ({words} instead of {tokens})")
        return f"choose {', '.join(ways)} or a larger size"

    @staticmethod
    def families(text: str, base: str = fonts.SANS) -> list[str]:
        """The fonts that a text needs."""
        return list(fonts.families(fonts.drawable(text, base), base))

    def said(self, text: str, base: str = fonts.SANS) -> str:
        """The text as it can be drawn; characters without a glyph are remembered."""
        self.unknown |= dict.fromkeys(fonts.missing(text, base))
        return fonts.drawable(text, base)

    def report(self) -> None:
        """Warn once of all characters that no font has."""
        if self.unknown:
            named = ", ".join(f"{one} (U+{ord(one):04X})" for one in self.unknown)
            warnings.warn(
                f"No font here has {named}: the name stands in the picture instead; installing a "
                "Noto font for it helps.",
                MissingGlyph,
                stacklevel=4,
            )


@cache
def renderer() -> Any:
    """What measures text: in tenths of a point."""
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(8, 8, 10 * POINTS)  # ten dots a point: hinting rounds less


@lru_cache(8192)
def _width(text: str, size: float, base: str) -> float:
    from matplotlib.font_manager import FontProperties

    if not text:
        return 0.0
    font = FontProperties(family=list(fonts.families(text, base)), size=size)
    return renderer().get_text_width_height_descent(text, font, ismath=False)[0] / 10
