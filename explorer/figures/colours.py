"""Colours that can be read: contrast after WCAG 2, and a colour made dark or light enough."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from explorer.figures.base import Look

READABLE = 4.5  # contrast of text with its ground, at least (WCAG 2, AA)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2)."""
    parts = np.array([int(colour.lstrip("#")[i : i + 2], 16) for i in (0, 2, 4)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def readable(colour: str, look: Look) -> str:
    """The colour, mixed with as much ink as text of it needs on the paper (4.5 to 1)."""
    for share in np.linspace(0, 1, 11):
        tried = mixed(colour, look.ink, share)
        if contrast(tried, look.paper) >= READABLE:
            return tried
    return look.ink


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share (0 to 1) of another one in it, as "#rrggbb"."""
    start, end = (
        np.array([int(one.lstrip("#")[i : i + 2], 16) for i in (0, 2, 4)])
        for one in (colour, other)
    )
    return "#" + "".join(f"{round(part):02x}" for part in start + share * (end - start))


def signed(look: Look) -> tuple[str, str]:
    """The colours of what raises a number and of what lowers it, for bars and lines."""
    step = 1 if look.name == "dark" else 2
    return look.diverging[-1 - step], look.diverging[step]


def flat_steps(colours: Sequence[str]) -> list[list[float | str]]:
    """A colour scale of flat steps, one for each kind from 0 on."""
    count = len(colours)
    return [[(i + edge) / count, colour] for i, colour in enumerate(colours) for edge in (0.0, 1.0)]
