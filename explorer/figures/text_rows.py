"""Running text in rows: words with their places, spans marked, labels behind them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.figures.base import short
from explorer.figures.token_chips import GAP, ROW, TALL
from explorer.text import is_mark, is_right_to_left

LETTER, FULL = 0.64, 1.08  # width of a letter, and of a Chinese one, in units of its type
EDGE, SPACE = 4.0, 7.0  # pixels: inside a mark's ends, and between words
SMALLER = 2  # pixels that a label's type is smaller by
LABEL_CHARACTERS, LABEL_ROOM = 16, 130.0  # of a label, and pixels that a word leaves to it
_CJK = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
"""Scripts without spaces, whose lines may end behind any letter."""


@dataclass(frozen=True)
class Mark:
    """A labelled span of a text, in characters; ``about`` is its tooltip."""

    start: int
    end: int
    label: str
    about: str = ""


@dataclass(frozen=True)
class Passage:
    """A text and the spans that are marked in it, under a heading of its own if it has one."""

    text: str
    marks: tuple[Mark, ...] = ()
    heading: str = ""


@dataclass(frozen=True)
class _Piece:
    """A word, or a part of one: what stays on one line."""

    text: str
    mark: Mark | None
    spaced: bool  # a space stands before it
    first: bool  # of its mark
    last: bool  # of its mark: the label follows
    breaks: bool  # the writer began a new line


@dataclass(frozen=True)
class Word:
    """Something written: its ends and its row's top, in pixels from the upper left corner."""

    text: str
    left: float
    right: float
    top: float
    kind: str  # text, first, first from the right, label, heading
    mark: Mark | None = None


def stretches(text: str, marks: Iterable[Mark]) -> list[tuple[int, int, Mark | None]]:
    """A text as stretches with a mark and without one, in order, each with its first and last end.

    Marks that overlap an earlier one are left out, so that no character is drawn twice.
    """
    found: list[tuple[int, int, Mark | None]] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < at or mark.end <= mark.start:
            continue
        found += [(at, mark.start, None), (mark.start, mark.end, mark)]
        at = mark.end
    return [one for one in [*found, (at, len(text), None)] if one[0] < one[1]]


def lay(passage: Passage, width: float, top: float, size: int) -> tuple[list[Word], float]:
    """The words of a passage in rows, from ``top``; and where the next one may begin."""
    words: list[Word] = []
    if passage.heading:
        words.append(Word(passage.heading, 0.0, width, top, "heading"))
        top += TALL
    left = 0.0
    for piece in _pieces(passage, int((width - LABEL_ROOM) / (LETTER * size))):
        placed = _set(piece, left, size)
        if left and (piece.breaks or placed[-1].right + EDGE > width):
            top += ROW
            placed = _set(piece, 0.0, size)
        words += [replace(word, top=top) for word in placed]
        left = placed[-1].right + (EDGE if piece.mark and piece.last else 0.0)
    return _ordered(words, width, passage.text), top + ROW + GAP


def _set(piece: _Piece, left: float, size: int) -> list[Word]:
    """A piece and the label behind it, in a row that is filled up to ``left``."""
    at = left + (SPACE if piece.spaced and left else 0.0)
    at += EDGE if piece.mark and (piece.first or not left) else 0.0
    kind = "text" if left else "first"
    words = [Word(piece.text, at, at + _long(piece.text, size), 0.0, kind, piece.mark)]
    if piece.mark and piece.last:
        label, at = short(piece.mark.label, LABEL_CHARACTERS), words[0].right + GAP
        words.append(Word(label, at, at + _long(label, size - SMALLER), 0.0, "label", piece.mark))
    return words


def _ordered(words: list[Word], width: float, text: str) -> list[Word]:
    """Words laid from the left as their script is read.

    Those of the other direction stand in their own order within a line; a text from right to left
    begins on the right.
    """
    from_right = is_right_to_left(text.split())
    runs: list[list[Word]] = []
    for word in words:
        before = runs[-1][-1] if runs else None
        if before and before.top == word.top and _way(before) == _way(word):
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        against = _way(run[0]) == ("L" if from_right else "R")
        found += _turned(run, run[0].left + run[-1].right) if against else run
    return _turned(found, width) if from_right else found


def _way(word: Word) -> str:
    """The direction of a word, L or R; nothing where it has none."""
    if word.kind == "heading":
        return ""
    ways = [unicodedata.bidirectional(char) for char in word.text]
    return "R" if "R" in ways or "AL" in ways else "L" if "L" in ways else ""


def _turned(words: list[Word], ends: float) -> list[Word]:
    """Words mirrored between two ends, whose sum is given. Headings and flush sides stay right."""
    flush = {"first": "first from the right"}
    return [
        word if word.kind == "heading" else replace(
            word, left=ends - word.right, right=ends - word.left,
            kind=flush.get(word.kind, word.kind))
        for word in words
    ]  # fmt: skip


def _pieces(passage: Passage, most: int) -> list[_Piece]:
    """The words of a text, cut where a mark begins or ends, and at ``most`` characters."""
    word = re.compile(f"[{_CJK}]|[^\\s{_CJK}]{{1,{most}}}")
    found: list[_Piece] = []
    at = 0
    for start, end, mark in stretches(passage.text, passage.marks):
        inside = list(word.finditer(passage.text, start, end))
        for one in inside:
            blank = passage.text[at : one.start()]
            found.append(
                _Piece(
                    one.group(),
                    mark,
                    bool(blank),
                    one is inside[0] and mark is not None,
                    one is inside[-1],
                    "\n" in blank,
                )
            )
            at = one.end()
    return found


def _long(text: str, size: float) -> float:
    """Pixels that a text takes, about."""
    wide = sum(
        0.0 if is_mark(char) else FULL if unicodedata.east_asian_width(char) in "WF" else LETTER
        for char in text
    )
    return wide * size
