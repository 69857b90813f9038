"""Words that a model has no token for: the sentence that tells the reader so."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.measures.words import tokens_by_word
from explorer.text import TokenizedText, agreed, counted, shorten

MOST_NAMED = 3
_LETTERS = 30  # of each word that is named


def unknown_words(text: TokenizedText, unknown_id: int | None) -> tuple[str, ...]:
    """A sentence on the words that are read as the unknown token; nothing where there are none.

    ``unknown_id`` is that token's number, None where the model has none. A word is named as it
    was typed, at most ``MOST_NAMED`` of them and each once; where the tokenizer gives no character
    positions, they are counted only. An unknown token that was typed itself is no unknown word.
    """
    token, named, nameless = "", [], 0
    for places in tokens_by_word(text.word).values():
        hit = [place for place in places if text.ids[place] == unknown_id]
        hit = [place for place in hit if not _is_typed(text, place)]
        if not hit:
            continue
        token = text.tokens[hit[0]]
        if _typed(text, hit):
            named.append(_typed(text, places))
        else:
            nameless += 1
    named = list(dict.fromkeys(named))
    count = len(named) + nameless
    if not count:
        return ()
    said = ", ".join(f"“{shorten(name, _LETTERS)}”" for name in named[:MOST_NAMED])
    rest = count - len(named[:MOST_NAMED])
    more = f" and {rest:,} more" if named and rest else ""
    are = agreed(count, "is", "are")
    return (
        f"{counted(count, 'word')} {are} not in this model's vocabulary and {are} read as {token}"
        f"{': ' if named else ''}{said}{more}.",
    )


def _typed(text: TokenizedText, places: Sequence[int]) -> str:
    """The characters from the first to the last of these tokens; empty where nobody knows."""
    spans = text.offsets[list(places)]  # (P, 2)
    if (spans < 0).any():
        return ""
    return text.side_text(int(text.side[places[0]]))[spans.min() : spans.max()].strip()


def _is_typed(text: TokenizedText, place: int) -> bool:
    """Whether the reader typed the unknown token itself."""
    token, typed = text.tokens[place], _typed(text, [place])
    return typed == token if typed else token in f"{text.input.text} {text.input.pair or ''}"
