"""Matplotlib's settings while something is drawn or written: ours, whatever else is set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import Any

_LOCK = RLock()  # settings are one for the whole process, and a server draws in many threads

SETTINGS: dict[Any, Any] = {
    "text.parse_math": False,  # what a reader typed is never a formula
    "text.usetex": False,
    "axes.unicode_minus": True,
    "pdf.fonttype": 42,  # TrueType: text stays text
    "pgf.rcfonts": False,  # the document's own fonts
    "svg.fonttype": "none",
    "svg.hashsalt": "explorer",  # the same ids every time
    "path.simplify": False,
    "hatch.linewidth": 0.6,
}


@contextmanager
def drawing_settings() -> Iterator[None]:
    """Draw with the house's settings, one thread at a time."""
    import matplotlib

    with _LOCK, matplotlib.rc_context(), remembered_fonts():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


@contextmanager
def remembered_fonts() -> Iterator[None]:
    """Look for the fonts of a text once, not at each of a matrix's numbers: a tenth of the time."""
    from matplotlib.font_manager import fontManager

    name = "_find_fonts_by_props"
    find = getattr(fontManager, name, None)
    if find is None or name in vars(fontManager):  # not there any more, or remembered already
        yield
        return
    setattr(fontManager, name, lru_cache(1024)(find))  # by properties, which hash by value
    try:
        yield
    finally:
        delattr(fontManager, name)


@contextmanager
def plain_fonts() -> Iterator[None]:
    """Embed fonts without their tables for shaping, which takes half the time.

    A file holds glyphs that are chosen and placed already, so nobody reads these tables there.
    """
    from fontTools.subset import Options

    name = "_drop_tables_default"
    given = getattr(Options, name, [])
    setattr(Options, name, [*given, "GSUB", "GPOS", "GDEF"])
    try:
        yield
    finally:
        setattr(Options, name, given)
