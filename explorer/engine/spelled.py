"""A TokenizedText from token ids: what a model wrote, or random tokens, was never typed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.engine.encode import Encoder
from explorer.measures.tokens import readable
from explorer.text import TextInput, TokenizedText

_OPENS = ("Ġ", "▁")  # what begins a piece that begins a word, in two styles of pieces


def extended(text: TokenizedText, ids: Sequence[int], encoder: Encoder) -> TokenizedText:
    """The text with more tokens at its end, read as they are and not as their text would be.

    New tokens have no characters (offsets -1); each belongs to the word before it unless it
    begins one. Takes K ids; T tokens become T + K.
    """
    tokens = [encoder.backend.id_to_token(number) or f"⟨{number}⟩" for number in ids]
    marks = set(encoder.special_tokens.values())
    special = np.array([number in marks for number in ids], bool)
    whole = np.concatenate([text.ids, np.array(ids, np.int64)])
    added = encoder.decode(np.array(ids, np.int64))
    return TokenizedText(
        input=TextInput(text.input.text + added, special_tokens=text.input.special_tokens),
        tokens=(*text.tokens, *tokens),
        labels=(*text.labels, *(readable(token, encoder.style) for token in tokens)),
        ids=whole,
        side=np.concatenate([text.side, np.full(len(ids), text.side.max(initial=0))]),
        special=np.concatenate([text.special, special]),
        word=np.concatenate([text.word, _words(text, tokens, special)]),
        offsets=np.concatenate([text.offsets, np.full((len(ids), 2), -1)]),
        dropped=text.dropped,
        notices=text.notices,
    )


def _words(text: TokenizedText, tokens: Sequence[str], special: np.ndarray) -> np.ndarray:
    """The word of each new token: one more where it opens one, -1 for special tokens. (K,)"""
    opens = np.array([token.startswith(_OPENS) for token in tokens], bool) & ~special
    last = max(int(text.word.max(initial=-1)), 0)
    return np.where(special, -1, last + np.cumsum(opens))
