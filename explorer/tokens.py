"""Tokens made readable: labels for pieces, and the steps by which a tokenizer makes them.

Plain Python and numpy: no torch, no plotting.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

Style = Literal["wordpiece", "byte-level", "metaspace", "plain"]


def readable(token: str, style: Style) -> str:
    """A token as a person would write it, never empty.

    WordPiece keeps its ##; byte-level pieces ("ĠcafÃ©") are decoded to text; the leading "▁" of
    SentencePiece goes. Whatever has no shape of its own is named: ⏎, ␣, ⟨U+200B⟩, ⟨E2 80⟩.
    """
    text = token
    if style == "byte-level":
        text = _from_bytes(token)
    elif style == "metaspace":
        text = token.replace("▁", " ")
    if style != "wordpiece" and text.strip(" "):
        text = text.strip(" ")
    return "".join(_visible(char) for char in text) or "⟨empty⟩"


def _visible(char: str) -> str:
    if char == "\n":
        return "⏎"
    if char == "\t":
        return "⇥"
    if char == " ":
        return "␣"
    # Control, format, surrogate, private and unassigned characters cannot be seen, and some
    # (bidirectional overrides) turn round whatever stands beside them.
    if unicodedata.category(char)[0] == "C":
        return f"⟨U+{ord(char):04X}⟩"
    return char


@cache
def _byte_of() -> dict[str, int]:
    """The character that stands for each byte in byte-level BPE (Radford et al., 2019).

    Printable Latin-1 characters stand for themselves, the other bytes for U+0100 upwards.
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = (byte for byte in range(256) if byte not in printable)
    table = {chr(byte): byte for byte in printable}
    table.update({chr(0x100 + number): byte for number, byte in enumerate(others)})
    return table


def _from_bytes(token: str) -> str:
    """Text of a byte-level piece; one that holds part of a character shows its bytes."""
    table = _byte_of()
    if any(char not in table for char in token):  # an added token such as <s>
        return token
    data = bytes(table[char] for char in token)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "⟨" + data.hex(" ").upper() + "⟩"


@dataclass(frozen=True)
class MatchStep:
    """One try of WordPiece's longest match: the candidate, and whether the vocabulary has it."""

    candidate: str
    known: bool


def wordpiece_steps(word: str, vocabulary: Collection[str], *, limit: int = 100) -> list[MatchStep]:
    """Each candidate that WordPiece's greedy longest match tries for one word, in order.

    From the left, the longest piece in the vocabulary wins; pieces inside a word carry ##. When
    no piece fits, or the word is longer than ``limit`` characters, the whole word becomes [UNK]
    (Wu et al., 2016; Devlin et al., 2019).
    """
    if len(word) > limit:
        return [MatchStep(word, known=False)]
    steps: list[MatchStep] = []
    start = 0
    while start < len(word):
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            candidate = prefix + word[start:end]
            steps.append(MatchStep(candidate, candidate in vocabulary))
            if steps[-1].known:
                start = end
                break
        else:
            return steps
    return steps
