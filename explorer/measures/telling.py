"""What a page opens on: the head, the word and the layer that show most, chosen by stated rules.

Plain numpy. Attention is taken between units (words, and special tokens alone): the sum over the
pieces of a key, the mean over those of a query. W units, T tokens, R tokens that are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.measures.words import between_words, tokens_by_word, unit_numbers, words, written
from explorer.one_line import OneLine
from explorer.text import folded
from explorer.trace import CapturedLayer, Trace

PRONOUNS = frozenset(
    "he her hers herself him himself his it its itself she their theirs them themselves "
    "they".split()
)
"""English pronouns that stand for somebody or something else in the text."""

FUNCTION_WORDS = PRONOUNS | frozenset(
    "a about after all also am an and any are aren as at be because been before being both but by "
    "can could couldn d did didn do does doesn doing don down each for from had hadn has hasn "
    "have haven having here how i if in into is isn just like ll m may me might more most must my "
    "no nor not now of off on only or other our out over own re s same shall should shouldn so "
    "some such t than that the then there these this those through to too under until up us ve "
    "very was wasn we were weren what when where which while who whom whose why will with won "
    "would wouldn you your".split()
)
"""English words, and what a tokenizer leaves of "didn't", that carry grammar rather than content.
In other languages every word counts as a content word."""

LEAST_WEIGHT = 0.25
"""A weaker link is chosen only where the text has none as strong, of any kind."""

MOST_TOKENS = 128
"""Tokens at the beginning of a text between which a link is sought: about what a screen shows."""


@dataclass(frozen=True)
class TellingLink:
    """A head and the two words that it links; layer, head and positions counted from 0."""

    layer: int
    head: int
    query: int  # first token of the word that attends
    key: int  # first token of the word attended to
    query_word: str
    key_word: str
    weight: float  # attention from word to word, 0 to 1


def telling_link(trace: Trace) -> TellingLink | None:
    """The head that most clearly links two words of the text. None where there is but one word.

    Clear is a weight w that is large and the query's own: w (1 - m), where m is the mean of the
    weights that the other words give to the same key in the same head, so that a word at which
    every word looks does not easily win. What is returned is the clearest link of the first of
    these kinds in which that has a weight of at least ``LEAST_WEIGHT``:

    1. a pronoun that looks back at a content word (``PRONOUNS``, ``FUNCTION_WORDS``),
    2. two content words,
    3. any two words,
    4. neighbours,
    5. any two tokens but special ones,
    6. any two tokens.

    The words of 1 to 3 are different and not neighbours (punctuation between them does not count).
    Of a long text the first ``MOST_TOKENS`` tokens are looked at; heads that were set up before
    the training (``ModelSpec.set_up_layers``) are left out.
    """
    text = _Units.of(trace)
    if (~text.special).sum() < 2:
        return None
    found = [link for link in _clearest(trace, text) if link is not None]
    strong = [link for link in found if link.weight >= LEAST_WEIGHT]
    return (strong or found or [None])[0]


def telling_token(trace: Trace) -> int:
    """The token for a page that opens on one word, as a position.

    The first piece of the longest content word that is cut into pieces, else the query of
    ``telling_link``, else the first token that is not special, else 0.
    """
    cut = [word for word in words(trace) if len(word.tokens) > 1]
    content = [word for word in cut if folded(word.text) not in FUNCTION_WORDS]
    if content:
        return max(content, key=lambda word: len(word.text)).tokens[0]
    link = telling_link(trace)
    return int((~trace.special).argmax()) if link is None else link.query


def telling_layer(trace: Trace) -> int:
    """The layer of ``telling_link``; the middle one where there is no link."""
    link = telling_link(trace)
    return trace.num_layers // 2 if link is None else link.layer


@dataclass(frozen=True, eq=False, repr=False)
class _Units(OneLine):
    """The units at the beginning of a text, as far as the rules ask about them."""

    numbers: np.ndarray  # (R,) int: the unit of each token that is looked at
    first: np.ndarray  # (W,) int: first token of each unit
    texts: tuple[str, ...]  # W, as typed
    special: np.ndarray  # (W,) bool
    is_word: np.ndarray  # (W,) bool: it holds a letter or a digit
    names: np.ndarray  # (W,) str: lower case

    @classmethod
    def of(cls, trace: Trace) -> _Units:
        """The units of the first tokens; a word that the limit would cut in two is left out."""
        numbers = unit_numbers(trace)  # (T,)
        if len(numbers) > MOST_TOKENS:
            numbers = numbers[: max(1, int((numbers < numbers[MOST_TOKENS]).argmin()))]
        places = list(tokens_by_word(numbers).values())
        first = np.array([tokens[0] for tokens in places])  # (W,)
        special = trace.special[first]
        texts = tuple(
            trace.labels[tokens[0]] if alone else written(trace, tokens)
            for tokens, alone in zip(places, special, strict=True)
        )
        is_word = ~special & np.array([is_word_text(text) for text in texts])
        return cls(numbers, first, texts, special, is_word, np.array([*map(folded, texts)]))

    def kinds(self) -> tuple[np.ndarray, ...]:
        """Which links are of each kind, best kind first, query in rows. Returns 6 of (W, W)."""
        word, typed = self.is_word, ~self.special  # (W,)
        pronoun = word & np.isin(self.names, list(PRONOUNS))
        content = word & ~np.isin(self.names, list(FUNCTION_WORDS))
        reading = np.cumsum(word)
        back = reading[:, None] - reading[None, :]  # (W, W) how many words before the query
        different = self.names[:, None] != self.names[None, :]
        apart = different & (np.abs(back) > 1)
        others = ~np.eye(len(self.first), dtype=bool)
        return (
            np.outer(pronoun, content) & apart & (back > 0),
            np.outer(content, content) & apart,
            np.outer(word, word) & apart,
            np.outer(word, word) & different,
            np.outer(typed, typed) & others,
            others,
        )

    def link(self, at: tuple[int, int, int, int], weight: float) -> TellingLink:
        """The link at (layer, head, query unit, key unit)."""
        layer, head, query, key = at
        places = int(self.first[query]), int(self.first[key])
        return TellingLink(layer, head, *places, self.texts[query], self.texts[key], weight)


def is_word_text(text: str) -> bool:
    """Whether a text holds a letter or a digit and is no special token that was typed: [MASK]."""
    typed = len(text) > 2 and text[0] + text[-1] in ("[]", "<>")
    return not typed and any(map(str.isalnum, text))


def _clearest(trace: Trace, text: _Units) -> list[TellingLink | None]:
    """The clearest link of each kind over all heads; None where a kind has no weight at all."""
    kinds = text.kinds()
    best: list[TellingLink | None] = [None] * len(kinds)
    scores = np.full(len(kinds), -np.inf)
    for layer in range(trace.spec.set_up_layers, trace.num_layers):
        weights = _between_units(trace, layer, text.numbers)  # (H, W, W)
        clear = weights * (1 - _of_other_words(weights, text.is_word))  # (H, W, W)
        for number, kind in enumerate(kinds):
            allowed = np.where(kind & (weights > 0), clear, -np.inf)
            head, query, key = np.unravel_index(allowed.argmax(), allowed.shape)
            if allowed[head, query, key] > scores[number]:
                scores[number] = allowed[head, query, key]
                at = (layer, int(head), int(query), int(key))
                best[number] = text.link(at, float(weights[head, query, key]))
    return best


def _between_units(trace: Trace, layer: int, numbers: np.ndarray) -> np.ndarray:
    """Attention between the units of the first R tokens of one layer. Returns (H, W, W)."""
    count = len(numbers)
    whole = trace.layers[layer]
    if count == trace.num_tokens or not isinstance(whole, CapturedLayer):
        weights = trace.attention(layer)
    else:  # of a long text only the rows that are wanted
        rows = slice(None) if whole.mask.shape[-2] == 1 else slice(count)
        given = None if whole.given is None else whole.given[:, :count]
        weights = CapturedLayer(
            whole.query[:, :count], whole.key, whole.value, whole.scale, whole.mask[:, rows], given
        ).attention()
    units = np.arange(numbers.max() + 1)
    return between_words(weights[:, :count, :count], numbers, units)


def _of_other_words(weights: np.ndarray, is_word: np.ndarray) -> np.ndarray:
    """Mean weight that the words but query and key themselves give to each key. (H, W, W)."""
    asked = is_word.astype(weights.dtype)  # (W,)
    own = weights * asked[:, None]
    total = own.sum(axis=1, keepdims=True) - own  # (H, W, W)
    itself = np.einsum("hkk->hk", own)[:, None, :]  # (H, 1, W)
    apart = 1 - np.eye(len(asked), dtype=weights.dtype)
    number = asked.sum() - asked[:, None] - asked[None, :]  # (W, W)
    return (total - itself * apart) / np.maximum(number, 1)
