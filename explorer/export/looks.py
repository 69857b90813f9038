"""The colours of an exported picture: the house's looks, one in greys, and plotly's spellings."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from explorer.data.palette import CATEGORIES
from explorer.figures.base import DARK, LIGHT, PRINT, Look
from explorer.figures.colours import luminance

GREYS = ("#1a1a1a", "#999999", "#5c5c5c", "#b5b5b5", "#3a3a3a", "#808080", "#a6a6a6", "#6b6b6b")
"""What stands for each of the categories in the grey look: neighbours differ most."""
_RGBA = re.compile(r"rgba?\(([^)]*)\)")
Colour = tuple[float, float, float, float]


def _ramp(darkest: int, count: int) -> tuple[str, ...]:
    """Greys from white to a darkest one (0 to 255), evenly spaced."""
    values = [round(255 + (darkest - 255) * i / (count - 1)) for i in range(count)]
    return tuple(f"#{value:02x}{value:02x}{value:02x}" for value in values)


_ON_PAPER = replace(PRINT, font_size=LIGHT.font_size)
GREY = replace(
    _ON_PAPER,
    name="grey",
    muted="#4d4d4d",
    accent="#000000",
    sequential=_ramp(16, 10),
    # A photocopy knows no hue: numbers with a sign run from white (lowest) to black (highest).
    diverging=_ramp(16, 11),
    tints=("#ececec", "#c0c0c0", "#dddddd", "#a6a6a6"),
)
_LOOKS = {
    "print": _ON_PAPER,
    "light": LIGHT,
    "dark": DARK,
    "grey": GREY,
    "transparent": replace(_ON_PAPER, name="transparent"),
}


def look_of(name: str) -> Look:
    """The look of the figure for an exported look. Its type is that of the screen, in pixels."""
    return _LOOKS[name]


def rgba(colour: str, look: Look, *, opacity: float = 1.0) -> Colour:
    """A colour as plotly spells it, as numbers from 0 to 1; without hue in the grey look.

    >>> rgba("#ff0000", LIGHT), rgba("rgba(0,0,0,0)", LIGHT)
    ((1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, 0.0))
    """
    red, green, blue, alpha = _parsed(_greyed(colour) if look.name == "grey" else colour)
    return red, green, blue, alpha * opacity


def _parsed(colour: str) -> Colour:
    found = _RGBA.fullmatch(colour.strip())
    if found:
        parts = [float(part) for part in found[1].split(",")]
        red, green, blue = (part / 255 for part in parts[:3])
        return red, green, blue, parts[3] if len(parts) == 4 else 1.0
    from matplotlib.colors import to_rgba

    red, green, blue, alpha = to_rgba(colour)
    return float(red), float(green), float(blue), float(alpha)


def _greyed(colour: str) -> str:
    """The grey that stands for a colour: its own for a category, else one as light as it is."""
    if colour in CATEGORIES:
        return GREYS[CATEGORIES.index(colour) % len(GREYS)]
    red, green, blue, alpha = _parsed(colour)
    spelled = "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
    light = luminance(spelled)
    grey = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    value = round(grey * 255)
    return f"rgba({value},{value},{value},{alpha})"


def cell_colours(
    values: np.ndarray, low: float, high: float, scale: list[list[float | str]], look: Look
) -> np.ndarray:
    """The colour of each cell of a heatmap, (rows, columns) -> (rows, columns, 4); gaps are clear.

    ``scale`` is plotly's: places from 0 to 1, each with its colour.
    """
    stops = np.array([float(place) for place, _ in scale])
    colours = np.array([rgba(str(colour), look) for _, colour in scale])  # (S, 4)
    span = high - low if high > low else 1.0
    known = np.isfinite(values)
    places = np.clip((np.where(known, values, low) - low) / span, 0.0, 1.0)
    found = np.stack([np.interp(places, stops, channel) for channel in colours.T], axis=-1)
    found[~known] = 0.0
    return found


def ink_over(cell: np.ndarray, look: Look) -> str:
    """Black or white, whichever can be read better on a cell's colour (4,)."""
    spelled = "#" + "".join(f"{round(float(part) * 255):02x}" for part in cell[:3])
    ground = spelled if cell[3] > 0.5 else look.paper
    return "#000000" if luminance(ground) > 0.18 else "#ffffff"
