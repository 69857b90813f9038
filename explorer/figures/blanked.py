"""The text below a picture's title, with hidden tokens as the model read them."""

from __future__ import annotations

from explorer.text import TokenizedText


def blanked(text: TokenizedText, side: int = 0) -> str:
    """The first (0) or second (1) text as typed, the mask token in place of each hidden token.

    A hidden token whose characters are unknown stays as it was typed.
    """
    whole = text.side_text(side)
    for place in sorted(text.input.masked, reverse=True):
        start, end = (int(edge) for edge in text.offsets[place])
        if text.side[place] == side and start >= 0:
            whole = f"{whole[:start]}{text.labels[place]}{whole[end:]}"
    return whole
