"""The clouds of a map of senses: an oval around each group, its name, and labels that fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.figures.base import CATEGORIES, Look, short
from explorer.figures.colours import readable
from explorer.figures.labels import LETTER, TALL, Window
from explorer.measures.senses import SenseMap

GROUPS = (0, 3)  # their colours: blue and vermilion, which no colour blindness mixes up
NAME = (130.0, 20.0)  # pixels of a group's name


def cloud(points: np.ndarray, group: int, window: Window) -> dict[str, Any]:
    """A pale oval around a group."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = np.maximum(0.22 * (high - low), 26 * window.unit)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return {"type": "circle", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "layer": "below",
            "fillcolor": CATEGORIES[GROUPS[group]], "opacity": 0.1,
            "line": {"width": 0}}  # fmt: skip


def cloud_names(
    points: np.ndarray, seen: SenseMap, labels: Any, window: Window, look: Look
) -> list[dict[str, object]]:
    """The name of each group above its cloud, or below it, off the points' ``labels``."""
    drawn = [place for place, text in enumerate(labels.text or ()) if text]
    taken = window.pixels(np.column_stack([labels.x, labels.y])[drawn])  # (n, 2)
    halves = np.array([(len(labels.text[place]) * LETTER, TALL) for place in drawn]).reshape(-1, 2)
    halves = halves * labels.textfont.size / 2
    half, named = np.array(NAME) / 2, []
    for group in range(2):
        members = points[seen.groups == group]
        if not len(members):
            continue
        tries = _above_and_below(cloud(members, group, window), window)  # (C, 2)
        meets = np.abs(tries[:, None] - taken) < halves + half  # (C, n, 2)
        at = tries[int(meets.all(axis=2).sum(axis=1).argmin())]
        taken, halves = np.vstack([taken, at]), np.vstack([halves, half])
        x, y = window.data(at)
        ink = readable(CATEGORIES[GROUPS[group]], look)
        text = f"group {group + 1}: {len(members)} place{'s' * (len(members) > 1)}"
        font = {"size": look.font_size, "color": ink}
        named.append({"x": x, "y": y, "text": text, "showarrow": False, "font": font})
    return named


def _above_and_below(oval: dict[str, Any], window: Window) -> np.ndarray:
    """Middles of a name by its cloud in pixels, the nearest above it first. (C, 2)."""
    corners = np.array([[oval["x0"], oval["y0"]], [oval["x1"], oval["y1"]]], float)
    (left, low), (right, high) = window.pixels(corners)
    high_up = [high + (step + 0.5) * NAME[1] for step in range(4)]
    low_down = [low - (step + 0.5) * NAME[1] for step in range(4)]
    tries = np.array([((left + right) / 2, y) for y in (*high_up, *low_down)])
    half = np.array(NAME) / 2
    return np.clip(tries, half, np.array([window.width, window.height]) - half)


def around(near: str, word: str, limit: int) -> str:
    """A word between its neighbours in at most so many characters; the word itself is kept.

    >>> around("The python in the zoo…", "python", 15)
    'The python in…'
    >>> around("…measured a python of five…", "python", 9)
    '…python…'
    """
    parts = near.strip("…").split()
    at = [place for place, part in enumerate(parts) if word.casefold() in part.casefold()]
    at.sort(key=lambda place: len(parts[place]))  # "it" before "with"
    if len(near) <= limit or not at:
        return short(near, limit)
    first, last = at[0], at[0] + 1

    def said(start: int, end: int) -> str:
        cut = start > 0 or near.startswith("…"), end < len(parts) or near.endswith("…")
        return "…" * cut[0] + " ".join(parts[start:end]) + "…" * cut[1]

    for _ in parts:  # a word on each side in turn, while there is room
        for before, after in ((1, 0), (0, 1)):
            start, end = max(first - before, 0), min(last + after, len(parts))
            if len(said(start, end)) <= limit:
                first, last = start, end
    whole = said(first, last)
    return whole if len(whole) <= limit else short(parts[first], limit)
