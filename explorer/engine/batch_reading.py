"""Sentences as ids, ready for batches: by the model's own limit, and by its publisher's recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from explorer.engine.recipe import Recipe
from explorer.errors import InputError
from explorer.measures.sentence_vectors import Pooling
from explorer.one_line import OneLine
from explorer.text import TextInput, TokenizedText

if TYPE_CHECKING:
    from explorer.engine.run import Engine

_TOKENIZE_AT_ONCE = 2000


@dataclass(frozen=True, eq=False, repr=False)
class Reading(OneLine):
    """Sentences as ids, and the ways of pooling that read them so."""

    kinds: tuple[Pooling, ...]
    ids: list[np.ndarray]  # N arrays of (T,) int
    cut: np.ndarray  # (N,) int
    recipe: Recipe | None = None
    prompt: int = 0  # leading tokens that the recipe does not pool

    @property
    def lengths(self) -> np.ndarray:
        """Tokens of each sentence. Returns (N,)."""
        return np.array([len(row) for row in self.ids], np.int64)


def readings_of(
    engine: Engine,
    sentences: Sequence[str],
    kinds: tuple[Pooling, ...],
    recipe: Recipe | None,
) -> list[Reading]:
    """The sentences as the ways of pooling read them: at most twice, by the model's limit first."""
    plain: tuple[Pooling, ...] = tuple(kind for kind in kinds if kind != "recipe")
    found = []
    if plain or recipe is None or recipe.prompt:  # a prompt would hide that a line is empty
        found.append(Reading(plain, *_tokenize(engine, sentences, engine.spec.max_tokens)))
    if recipe is None:
        return found
    texts = [recipe.text(sentence) for sentence in sentences]
    cut_left = engine.tokenizer.truncation_side == "left"
    ids, cut = _tokenize(engine, texts, recipe.max_tokens, cut_left=cut_left)
    skip = 0 if recipe.include_prompt else _prompt_tokens(engine, recipe)
    own = Reading(("recipe",), ids, cut, recipe, skip)
    if not plain:
        return [own]
    if all(map(np.array_equal, found[0].ids, ids)) and not skip:
        together: tuple[Pooling, ...] = (*plain, "recipe")
        return [replace(own, kinds=together)]
    return [*found, own]


def _prompt_tokens(engine: Engine, recipe: Recipe) -> int:
    """How many leading tokens the prompt takes, those before it included, as its publishers do."""
    if not recipe.prompt:
        return 0
    prompt = recipe.prompt.lower() if recipe.lower else recipe.prompt
    encoded = engine.encoder.encode(TextInput(prompt), recipe.max_tokens)
    return encoded.num_tokens - int(encoded.special[-1])


def _tokenize(
    engine: Engine, sentences: Sequence[str], limit: int, *, cut_left: bool = False
) -> tuple[list[np.ndarray], np.ndarray]:
    """Ids of every sentence, cut at a limit of tokens, and how many tokens each lost.

    ``cut_left`` keeps the end of a long one, as some publishers' tokenizers do.
    """
    ids: list[np.ndarray] = []
    cut = np.zeros(len(sentences), np.int64)
    least = engine.encoder.backend.num_special_tokens_to_add(False)
    for start in range(0, len(sentences), _TOKENIZE_AT_ONCE):
        texts = [TextInput(text).text for text in sentences[start : start + _TOKENIZE_AT_ONCE]]
        for text, encoding in zip(
            texts, engine.encoder.backend.encode_batch_fast(texts), strict=True
        ):
            if len(encoding) <= least:
                raise InputError(
                    f"Line {len(ids) + 1} holds nothing that the tokenizer can read: write a word "
                    "there, or drop the line."
                )
            row = encoding.ids
            if len(row) > limit:
                short = engine.encoder.encode(TextInput(text), limit)
                cut[len(ids)] = len(short.dropped)
                row = _end(row, short) if cut_left else short.ids
            ids.append(np.array(row, np.int32))
    return ids, cut


def _end(row: Sequence[int], short: TokenizedText) -> np.ndarray:
    """The ids of a long text with its end kept, between the special tokens of its cut form."""
    inner = np.flatnonzero(~short.special)
    first, last = int(inner[0]), int(inner[-1]) + 1
    stop = len(row) - (short.num_tokens - last)
    kept = row[stop - (last - first) : stop]
    return np.concatenate([short.ids[:first], kept, short.ids[last:]])
