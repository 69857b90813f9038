"""Tokens made readable: labels for pieces, and the steps by which a tokenizer makes them.

Plain Python and numpy: no torch, no plotting.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from explorer.trace import Trace

Style = Literal["wordpiece", "byte-level", "metaspace", "plain"]


def readable(token: str, style: Style) -> str:
    """A token as a person would write it, never empty.

    WordPiece keeps its ##; byte-level pieces ("ĠcafÃ©") are decoded to text; the leading "▁" of
    SentencePiece goes. Whatever has no shape of its own is named: ⏎, ␣, ⟨U+200B⟩, ⟨E2 80⟩.
    """
    text = token
    if style == "byte-level" and (data := _bytes(token)) is not None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:  # part of a character: its bytes
            return "⟨" + data.hex(" ").upper() + "⟩"
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


def _bytes(token: str) -> bytes | None:
    """The bytes of a byte-level piece; None for an added token such as <s>."""
    table = _byte_of()
    return bytes(table[char] for char in token) if all(char in table for char in token) else None


@dataclass(frozen=True)
class Splitting:
    """One way of cutting a text up: its pieces, and what is lost by it."""

    name: str
    pieces: tuple[str, ...]
    loses: str


def three_ways(trace: Trace) -> tuple[Splitting, Splitting, Splitting]:
    """The same text as words, as characters, and as the model's own pieces."""
    text = (
        trace.input.text if trace.input.pair is None else (f"{trace.input.text} {trace.input.pair}")
    )
    typed = tuple(
        token for token, special in zip(trace.tokens, trace.special, strict=True) if not special
    )
    return (
        Splitting(
            "Words",
            tuple(text.split()),
            "Every form is an entry of its own: 'walk' and 'walked' share nothing, and a word "
            "that was never seen has no entry at all.",
        ),
        Splitting(
            "Characters",
            tuple(char for char in text if not char.isspace()),
            "Nothing is unknown, but a letter means little by itself and the text gets several "
            "times longer: attention costs the square of the length.",
        ),
        Splitting(
            "The model's pieces",
            typed,
            "Frequent words stay whole and rare ones fall into known pieces; how a rare word is "
            "built, and in uncased models its capitals and accents, is lost.",
        ),
    )


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
