"""Every public picture over one hand-made text: what the gallery shows and its test compares."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageChops
from support.figure_cases import picture
from support.traces import make_trace

from explorer.export.drawn import written
from explorer.pictures.picture import Picture

SHIFT = 1  # pixels that anything may move
NEAR = 40  # of 255 that a colour may differ: edges are smoothed differently
FEW = 4  # pixels that may differ by more


def made(name: str) -> Picture:
    """The picture of that name, of the example text in tests/support/traces.py."""
    return picture(name, make_trace())


def image(figure: Any, dpi: int) -> Image.Image:
    """A Figure as it is written, in pixels, with its ground."""
    with Image.open(io.BytesIO(written(figure, "png", dpi, ""))) as shown:
        return shown.convert("RGB")


def row(images: list[Image.Image], ground: str = "white") -> Image.Image:
    """Images of any height side by side."""
    size = sum(one.width for one in images), max(one.height for one in images)
    whole = Image.new("RGB", size, ground)
    at = 0
    for one in images:
        whole.paste(one, (at, 0))
        at += one.width
    return whole


def difference(expected: Image.Image, seen: Image.Image) -> np.ndarray:
    """Which pixels of either image have no like in the other, as near as SHIFT. (Y, X)

    A pixel fails whose colour lies, in any channel, more than NEAR outside of what the other image
    has around the same place. Both ways: what was lost fails as much as what was added.
    """
    tall, wide = (max(a, b) for a, b in zip(expected.size[::-1], seen.size[::-1], strict=True))
    first, second = (np.zeros((tall, wide, 3), np.int16) for _ in range(2))
    for pixels, one in ((first, expected), (second, seen)):
        pixels[: one.height, : one.width] = np.asarray(one, np.int16)
    return _outside(first, second) | _outside(second, first)


def _outside(pixels: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pixels (Y, X, 3) whose colour is not found around the same place of another image. (Y, X)"""
    tall, wide = pixels.shape[:2]
    padded = np.pad(other, ((SHIFT, SHIFT), (SHIFT, SHIFT), (0, 0)), mode="edge")
    steps = range(2 * SHIFT + 1)
    around = [padded[y : y + tall, x : x + wide] for y in steps for x in steps]
    low, high = np.minimum.reduce(around) - NEAR, np.maximum.reduce(around) + NEAR
    return ((pixels < low) | (pixels > high)).any(axis=-1)


def alike(expected: Image.Image, seen: Image.Image) -> bool:
    """Whether nobody would see a difference."""
    sizes = zip(expected.size, seen.size, strict=True)
    return all(abs(a - b) <= SHIFT for a, b in sizes) and difference(expected, seen).sum() <= FEW


def told(expected: Image.Image, seen: Image.Image) -> Image.Image:
    """Expected, seen, and the pixels that differ in red, side by side."""
    marks = Image.fromarray(np.where(difference(expected, seen), 255, 0).astype(np.uint8))
    pale = Image.blend(row([seen]), Image.new("RGB", seen.size, "white"), 0.7)
    pale = row([pale.crop((0, 0, *marks.size))])
    pale.paste("#d00000", mask=ImageChops.lighter(marks, marks))
    return row([expected, seen, pale])
