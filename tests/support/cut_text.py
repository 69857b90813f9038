"""What a tokenizer says of its tokens, for tokens that a test writes down. No torch, no model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def cut(text: str, pair: str | None = None, *, pieces: int = 0) -> tuple[str, ...]:
    """[CLS] words [SEP] (words [SEP]); a word "play|ing" becomes the pieces "play" and "##ing".

    With `pieces`, every word is cut into pieces of that many letters.
    """
    tokens = ["[CLS]"]
    for part in [text] if pair is None else [text, pair]:
        for word in part.split(" "):
            step = pieces or len(word)
            found = word.split("|") if not pieces else []
            found = found or [word[at : at + step] for at in range(0, len(word), step)]
            tokens += [found[0], *(f"##{piece}" for piece in found[1:])]
        tokens.append("[SEP]")
    return tuple(tokens)


def columns(tokens: Sequence[str], second_from: int | None = None) -> dict[str, np.ndarray]:
    """The columns of a Trace, (T,) each, offsets (T, 2): equal tokens have equal ids."""
    special = np.array([token.startswith("[") and token.endswith("]") for token in tokens])
    begins = np.array([not token.startswith("##") for token in tokens]) & ~special
    order = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    side = _sides(tokens, second_from)
    return {
        "ids": np.array([order[token] for token in tokens]),
        "segment": side.copy(),
        "side": side,
        "special": special,
        "word": np.where(special, -1, np.cumsum(begins) - 1),
        "offsets": _offsets(tokens, special, side),
    }


def typed(tokens: Sequence[str], found: dict[str, np.ndarray]) -> tuple[str, str | None]:
    """The text and the second text that these tokens are cut from, words at single blanks."""
    texts = []
    for part in (0, 1):
        chosen = ~found["special"] & (found["side"] == part)  # (T,)
        words = " ".join(token for token, there in zip(tokens, chosen, strict=True) if there)
        texts.append(words.replace(" ##", ""))
    return texts[0] or "x", texts[1] or None


def _sides(tokens: Sequence[str], second_from: int | None) -> np.ndarray:
    """0 in the first text, 1 in the second: from that place on, or behind the first [SEP]. (T,)"""
    if second_from is None:
        second_from = tokens.index("[SEP]") + 1 if "[SEP]" in tokens else len(tokens)
    return (np.arange(len(tokens)) >= second_from).astype(np.int64)


def _offsets(tokens: Sequence[str], special: np.ndarray, side: np.ndarray) -> np.ndarray:
    spans, at, now = [], 0, 0
    for token, out, where in zip(tokens, special, side, strict=True):
        at, now = (0, where) if where != now else (at, now)
        if out:
            spans.append((0, 0))
            continue
        at += bool(at) and not token.startswith("##")
        spans.append((at, at + len(token.removeprefix("##"))))
        at = spans[-1][1]
    return np.array(spans)
