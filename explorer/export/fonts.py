"""Fonts of exported text: matplotlib's own, with Noto behind them for the scripts they lack."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

SANS, MONO = "DejaVu Sans", "DejaVu Sans Mono"
"""The fonts that matplotlib ships: the same file on every machine."""

# Noto in the order of how often a script is met; any other Noto Sans comes after these.
FIRST = (
    *(f"Noto Sans {script}" for script in ("Arabic", "Hebrew", "Devanagari", "CJK SC", "CJK JP")),
    *(f"Noto Sans {script}" for script in ("CJK KR", "Thai", "Bengali", "Tamil", "Symbols")),
    "Noto Sans Symbols2",
)
_LEFT_OUT = {0xFE0E, 0xFE0F, 0x20E3}  # how an emoji is drawn, which is never in colour here
_JOINER = "\u200d"


@cache
def _installed() -> dict[str, str]:
    """Name and file of each Noto Sans that is installed, the usual scripts first."""
    from matplotlib.font_manager import fontManager

    found = {
        entry.name: entry.fname
        for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.name, entry.fname))
        if entry.name.startswith(("Noto Sans", "Noto Emoji")) and entry.style == "normal"
        and entry.weight in (400, "normal", "regular")
    }  # fmt: skip
    order = [*(name for name in FIRST if name in found), *sorted(set(found) - set(FIRST))]
    return {name: found[name] for name in order}


def shipped_file(name: str) -> str:
    """Where a font file that matplotlib ships lies, such as "DejaVuSans.ttf"."""
    import matplotlib as mpl

    return f"{mpl.get_data_path()}/fonts/ttf/{name}"


@cache
def _characters(name: str) -> frozenset[int]:
    """The characters that a font has."""
    from matplotlib.font_manager import findfont, get_font

    path = _installed().get(name) or findfont(name, fallback_to_default=False)
    return frozenset(get_font(path).get_charmap())


@lru_cache(8192)
def font_of(character: str, base: str) -> str | None:
    """The first font that has a character: the base itself, then Noto; None where none has it."""
    for name in (base, SANS, *_installed()):
        if ord(character) in _characters(name):
            return name
    return None


@lru_cache(8192)
def families(text: str, base: str) -> tuple[str, ...]:
    """The fonts that a text needs, the base first."""
    needed = (font_of(character, base) for character in text if not _passed_over(character))
    return tuple(dict.fromkeys([base, *(name for name in needed if name)]))


def _passed_over(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) in ("Cf", "Zs")


@lru_cache(8192)
def drawable(text: str, base: str) -> str:
    """The text with the name of each character that no font here has, never an empty box.

    >>> drawable("a\\U000f0000", "DejaVu Sans")
    'a[U+F0000]'
    """
    shown = []
    for character in text:
        if ord(character) in _LEFT_OUT or (character == _JOINER and shown[-1:] == ["]"]):
            continue
        if character == "\n":
            shown.append(character)
        elif unicodedata.category(character) == "Cc":
            shown.append("\ufffd")
        elif _passed_over(character) or font_of(character, base):
            shown.append(character)
        else:
            shown += ["[", name_of(character), "]"]
    return "".join(shown)


def missing(text: str, base: str) -> list[str]:
    """The characters of a text that no font here has."""
    return [
        character
        for character in dict.fromkeys(text)
        if ord(character) not in _LEFT_OUT
        and unicodedata.category(character) != "Cc"
        and not _passed_over(character)
        and font_of(character, base) is None
    ]


def name_of(character: str) -> str:
    """A character's name in Unicode, or its number.

    >>> name_of("\\U0001f9e8")
    'firecracker'
    """
    name = unicodedata.name(character, "")
    return name.lower() or f"U+{ord(character):04X}"
