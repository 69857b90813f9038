"""Which tokens make up one word of a text: the tokenizer's own words, mended where it has none."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.text import is_mark


def whole_words(
    numbers: Sequence[int | None], spans: Sequence[tuple[int, int]], text: str
) -> list[int | None]:
    """Running number of each token's word; None stays None. Spans are (start, end) characters.

    Words are the tokenizer's, with two exceptions. Where it takes a whole sentence for one (some
    Metaspace tokenizers), a space begins a new one. Where it splits at a combining mark (GPT-2's
    and RoBERTa's pattern does), the mark and the letters behind it stay with their word.

    >>> whole_words([0, 0, 0], [(0, 3), (3, 7), (7, 8)], "the cat.")
    [0, 1, 1]
    >>> whole_words([0, 1, 2], [(0, 4), (4, 5), (5, 6)], "cafe\u0301s")
    [0, 0, 0]
    """
    found: list[int | None] = []
    current, last, end, visible = -1, None, 0, False
    for number, (start, stop) in zip(numbers, spans, strict=True):
        if number is None:
            found.append(None)
            continue
        piece = text[start:stop]
        core = start + len(piece) - len(piece.lstrip())
        apart = _is_blank_between(text, end, core)
        begins = (apart and visible) if number == last else not (visible and _joins(text, core))
        begins = begins or current < 0
        current += begins
        visible = bool(piece.strip()) or (visible and not begins)
        found.append(current)
        last, end = number, max(stop, start)
    return found


def _is_blank_between(text: str, end: int, core: int) -> bool:
    return text[end:core].isspace() or (0 < end <= core and text[end - 1].isspace())


def _joins(text: str, core: int) -> bool:
    """Whether the character there goes on with the word before it, because of a mark."""
    if not 0 < core < len(text) or text[core - 1].isspace():
        return False
    return is_mark(text[core]) or (is_mark(text[core - 1]) and text[core].isalpha())
