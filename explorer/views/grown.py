"""A text as it grows: what was typed, and each token that was written, by its probability."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from explorer.data.palette import CATEGORIES
from explorer.text import percent, shorten

STYLE = """<style>
.grown { font-size: 17px; line-height: 1.75; white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: plaintext; max-height: 10em; overflow-y: auto; }
.grown .new { border-radius: 3px; padding: 1px 0; box-shadow: inset 0 -2px 0 FIRST; }
.grown .caret { color: FIRST; font-weight: 700; }
</style>""".replace("FIRST", CATEGORIES[0])
LONGEST = 400
"""Characters of the typed text that are shown: its end, behind which the model writes."""


def grown_text(typed: str, written: Sequence[str], probabilities: Sequence[float]) -> str:
    """HTML: the end of the typed text, and the written pieces behind it, their spaces kept."""
    # Isolated: a mark that turns the direction of what follows ends with the reader's own text.
    begin = f"…{typed[-LONGEST:]}" if len(typed) > LONGEST else typed
    pieces = "".join(
        f'<span class="new" style="background:{_shade(share)}" '
        f'title="{escape(percent(share, 1))}">{escape(shorten(piece, 40))}</span>'
        for piece, share in zip(written, probabilities, strict=True)
    )
    return (
        f'{STYLE}<div class="grown" role="region" tabindex="0" aria-label="The text so far">'
        f'<bdi>{escape(begin)}</bdi>{pieces}<span class="caret" aria-hidden="true">▏</span></div>'
    )


def _shade(share: float) -> str:
    red, green, blue = (int(CATEGORIES[0][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{0.45 * min(max(share, 0.0), 1.0):.3f})"
