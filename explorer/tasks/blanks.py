"""Blanks: how the mask tokens of a text are read, and what has to be said about them.

A blank is a token hidden behind the model's mask token: typed by the reader, or chosen by position.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.errors import InputError
from explorer.prediction import Prediction
from explorer.text import TextInput, TokenizedText

if TYPE_CHECKING:
    from explorer.engine.encode import Encoder

_SPELLINGS = re.compile(r"\[mask\]|<mask>", re.IGNORECASE)
"""How models write their mask token: BERT and most others, and RoBERTa with its kin."""


def mask_token(encoder: Encoder) -> str | None:
    """The mask token as the vocabulary has it, such as [MASK]; None where there is none."""
    known = encoder.special_tokens.items()
    return next((token for token, number in known if number == encoder.mask_id), None)


def own_spelling(source: TextInput, encoder: Encoder) -> tuple[TextInput, tuple[str, ...]]:
    """The text with any model's mask token written as this model's, and what to say about it.

    The text is left alone where tokens are masked by position, which count the tokens as they are;
    what looks like a mask token there is said to be plain characters.
    """
    own = mask_token(encoder)
    foreign: dict[str, None] = {}

    def written(found: re.Match[str]) -> str:
        if found.group() != own:
            foreign[found.group()] = None
        return own or found.group()

    def respelled(text: str) -> str:
        return _SPELLINGS.sub(written, text)

    if own is None:
        return source, ()
    spelled = replace(
        source,
        text=respelled(source.text),
        pair=source.pair and respelled(source.pair),
        words=source.words and tuple(map(respelled, source.words)),
    )
    if not foreign:
        return source, ()
    names = " and ".join(f"“{name}”" for name in foreign)
    if source.masked:
        said = f"{names} is read as typed characters, since other tokens are chosen by position: "
        return source, (f"{said}write {own} for a blank of this model.",)
    return spelled, (f"{names} is read as {own}, the mask token of this model.",)


def masked_positions(text: TokenizedText, encoder: Encoder) -> np.ndarray:
    """Where the blanks are, (M,) int. Raises InputError where there is none, or none is read."""
    found = np.flatnonzero(text.ids == encoder.mask_id)
    if not len(found):
        raise InputError(
            beyond(text, encoder) or "No token is masked: choose a token to hide, or write [MASK]."
        )
    return found


def beyond(text: TokenizedText, encoder: Encoder) -> str:
    """A sentence about blanks that were cut off with the end of the text; empty if none were."""
    own = mask_token(encoder)
    count = sum(token.strip() == own for token in text.dropped)  # some take the space with them
    if not count:
        return ""
    lies = "1 blank lies" if count == 1 else f"{count} blanks lie"
    return (
        f"{lies} beyond the {text.num_tokens} tokens that this model reads and cannot be filled: "
        "shorten the text before it."
    )


def remarked(prediction: Prediction, said: tuple[str, ...], encoder: Encoder) -> Prediction:
    """A prediction for blanks with all that has to be said about how they were read."""
    trace = prediction.trace
    more = (beyond(trace, encoder), _inside_words(trace, encoder))
    return replace(prediction, remarks=(*said, *filter(None, more)))


def _inside_words(text: TokenizedText, encoder: Encoder) -> str:
    """A sentence about a typed blank that touches a word where the model reads it apart."""
    typed = set(np.flatnonzero(text.ids == encoder.mask_id).tolist()) - set(text.input.masked)
    typed -= set(np.flatnonzero(text.offsets[:, 0] < 0).tolist())  # no characters are known
    for position in sorted(typed):
        before, after = _touching(text, position, encoder)
        if before or after:
            parts = [f"“{before}”"] * bool(before) + ["the blank"] + [f"“{after}”"] * bool(after)
            several = ", ".join(parts[:-1]) + f" and {parts[-1]}"
            return (
                f"A blank stands inside a word, and the model reads {several} as separate words: "
                "to hide a piece of a word, write the word whole and choose the piece."
            )
    return ""


def _touching(text: TokenizedText, position: int, encoder: Encoder) -> tuple[str, str]:
    """The letters right before and after a typed blank that are read as words of their own."""
    whole = text.side_text(int(text.side[position]))
    start, end = (int(edge) for edge in text.offsets[position])
    before = re.search(r"\w+\Z", whole[:start])
    after = re.match(r"\w+", whole[end:])
    following = text.tokens[position + 1] if position + 1 < text.num_tokens else ""
    pieces = encoder.style == "wordpiece"
    return (
        before.group() if pieces and before and _one_word(before.group()[-1], encoder) else "",
        after.group()
        if after and (pieces or following.startswith("▁")) and _one_word(after.group()[0], encoder)
        else "",
    )


def _one_word(letter: str, encoder: Encoder) -> bool:
    """Whether this letter beside another makes one word; a Chinese character never does."""
    return len(encoder.pretokenized(encoder.normalized(f"{letter}x"))) == 1
