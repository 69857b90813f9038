"""What of a text did not fit into a model: a sentence, and the text as far as it was read."""

from __future__ import annotations

from explorer.text import TokenizedText, agreed, shorten
from explorer.ui import show


def note(text: TokenizedText, most: int) -> None:
    """Say what a model that reads ``most`` tokens did not read, in the reader's own words."""
    note_dropped(text.dropped, most, _unread(text))


def note_dropped(dropped: tuple[str, ...], most: int, unread: str = "") -> None:
    """The same for tokens alone; ``unread`` is the text that they come from, where it is known."""
    if not dropped:
        return
    first = shorten(unread, 50) or " ".join(dropped[:8])
    show.notice(
        f"This model reads at most {most} tokens: the last {len(dropped):,} "
        f"{agreed(len(dropped), 'was', 'were')} cut off, from “{first}” on."
    )


def as_read(text: TokenizedText) -> str:
    """The first text up to the last character that the model read."""
    return text.input.text[: _end(text)]


def _unread(text: TokenizedText) -> str:
    """What was cut off; empty where two texts were, or words that were split before."""
    if text.has_pair or text.input.words is not None:
        return ""
    return text.input.text[_end(text) :].strip()


def _end(text: TokenizedText) -> int:
    """The character behind the last one that was read; all of them if nothing was cut."""
    ends = text.offsets[(text.side == 0) & ~text.special, 1]
    known = text.dropped and text.has_offsets and len(ends)
    return int(ends.max()) if known else len(text.input.text)
