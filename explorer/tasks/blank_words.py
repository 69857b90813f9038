"""A word of the reader's in a blank: one piece of the vocabulary, or spelled into the text.

What is scored must be what was asked for: all other tokens stay as they are, or the word is
refused.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.errors import InputError
from explorer.measures.tokens import Style
from explorer.prediction import Prediction, Predictor
from explorer.text import TextInput
from explorer.trace import Trace

MOST_PIECES = 12  # of one word: each takes a forward pass

_MARKS: dict[Style, str] = {"wordpiece": "##", "byte-level": "Ġ", "metaspace": "▁", "plain": ""}


def named_piece(predictor: Predictor, prediction: Prediction, word: str) -> int | None:
    """The id of a piece that the reader has named as the vocabulary does, such as ##ing.

    "…ing" names the piece of a byte-level or SentencePiece vocabulary that goes on without a
    space, as the labels do. None for any other word. Raises InputError for an unknown piece.
    """
    encoder, typed = predictor.engine.encoder, word.strip()
    mark = _MARKS[encoder.style]
    if encoder.style != "wordpiece" and len(typed) > 1 and typed.startswith("…"):
        token = typed[1:]
    elif mark and len(typed) > len(mark) and typed.startswith(mark):
        token = typed
    else:
        return None
    for spelling in (token, encoder.normalized(token)):
        if spelling in encoder.vocabulary:
            return encoder.vocabulary[spelling]
    if typed in prediction.labels:
        return prediction.labels.index(typed)
    raise InputError(f"“{typed[:40]}” is no piece of this model's vocabulary: give another word.")


def piece_in_place(predictor: Predictor, prediction: Prediction, word: str, row: int) -> int:
    """The id of a word that is one piece there, where spelling it would change other tokens.

    Raises InputError when the vocabulary has no such piece.
    """
    encoder = predictor.engine.encoder
    mark = _mark(prediction, row, encoder.style)
    for spelling in (word.strip(), encoder.normalized(word.strip())):
        if mark + spelling in encoder.vocabulary:
            return encoder.vocabulary[mark + spelling]
    raise InputError(
        f"“{word.strip()[:40]}” cannot be put into this blank: its letters and those beside the "
        "blank would be cut into other pieces. Hide the whole word, or give one piece of the "
        "vocabulary."
    )


def filled_in(
    predictor: Predictor, prediction: Prediction, word: str, row: int = 0
) -> tuple[TextInput, tuple[int, ...]] | None:
    """The text with a word in one blank, the other blanks kept, and where the word's pieces lie.

    The result masks the word's own pieces too. None where other tokens than the blank would change,
    as inside a word. Raises InputError for a word that is empty, has blanks inside, or does not
    fit any more.
    """
    if len(word.split()) != 1:
        raise InputError("Give one word at a time, without spaces, to see how likely it is.")
    blank = int(prediction.positions[row])
    if prediction.trace.offsets[blank, 0] < 0:
        return None  # a tokenizer that gives no characters: nothing can be spelled into the text
    chosen = blank in prediction.trace.input.masked
    inside = chosen and _goes_on(prediction, row, predictor.engine.encoder.style)
    for space in ("",) if inside else ("", " "):  # a piece inside a word stays inside it
        found = _spelled(predictor, prediction, (space, word.strip(), space), row)
        if found is not None:
            return found
    return None


def _spelled(
    predictor: Predictor, prediction: Prediction, parts: tuple[str, str, str], row: int
) -> tuple[TextInput, tuple[int, ...]] | None:
    """The text with these parts in place of one blank; None where other tokens change by it."""
    trace, source = prediction.trace, prediction.trace.input
    blank = int(prediction.positions[row])
    changed, start = _with(trace, blank, parts)
    room, encode = predictor.engine.spec.max_tokens, predictor.engine.encoder.encode
    encoded = encode(changed, room)
    starts, ends = encoded.offsets.T
    inside = (starts < start + len(parts[1])) & (ends > start)
    own = inside & (encoded.side == trace.side[blank]) & ~encoded.special  # (T,) bool
    positions = tuple(np.flatnonzero(own).tolist())
    _check_pieces(parts[1][:40], len(positions), cut=bool(encoded.dropped))
    before = encode(replace(source, masked=()), room).ids
    if not np.array_equal(np.delete(before, blank), encoded.ids[~own]):
        return None
    shift = len(encoded.ids) - trace.num_tokens
    others = (p if p < blank else p + shift for p in map(int, prediction.positions) if p != blank)
    return replace(changed, masked=tuple(sorted({*others, *positions}))), positions


def _with(trace: Trace, blank: int, parts: tuple[str, str, str]) -> tuple[TextInput, int]:
    """The text with these parts in place of a token, and where the middle one begins."""
    source, side = trace.input, int(trace.side[blank])
    start, end = _span(trace, blank)
    old = (source.text, source.pair or "")[side]
    new = old[:start] + "".join(parts) + old[end:]
    first, second = (new, source.pair) if side == 0 else (source.text, new)
    changed = replace(source, text=first, pair=second, words=None, masked=())
    return changed, start + len(parts[0])


def _goes_on(prediction: Prediction, row: int, style: Style) -> bool:
    """Whether a blank goes on with the word before it: no space stands between."""
    trace, blank = prediction.trace, int(prediction.positions[row])
    if style == "wordpiece" and blank in trace.input.masked:
        return blank > 0 and bool(trace.word[blank] == trace.word[blank - 1])
    start, _ = _span(trace, blank)
    before = trace.side_text(int(trace.side[blank]))[:start]
    return before[-1:].isalnum() if style == "wordpiece" else bool(before[-1:].strip())


def _mark(prediction: Prediction, row: int, style: Style) -> str:
    """How the vocabulary marks a piece that stands in this blank: ##, Ġ, ▁ or nothing."""
    goes_on = _goes_on(prediction, row, style)
    if style == "byte-level" and _span(prediction.trace, int(prediction.positions[row]))[0] == 0:
        return ""  # no space before the first word
    return _MARKS[style] if goes_on == (style == "wordpiece") else ""


def _span(trace: Trace, position: int) -> tuple[int, int]:
    """Characters of a token, without the space that byte-level spans may begin with."""
    start, end = (int(edge) for edge in trace.offsets[position])
    text = trace.side_text(int(trace.side[position]))
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _check_pieces(word: str, count: int, *, cut: bool) -> None:
    """Refuse words of very many pieces and texts that grew too long. Raises InputError."""
    if count > MOST_PIECES:
        raise InputError(
            f"“{word}” falls into {count} pieces, and at most {MOST_PIECES} are tried: choose a "
            "shorter word."
        )
    if not count or cut:
        raise InputError(f"The text is too long to put “{word}” in: shorten it.")
