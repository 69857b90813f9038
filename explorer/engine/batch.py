"""Many sentences at once: batches of similar length, padded and masked, pooled to one vector each.

Sentences are sorted by length, so little is padded, and a batch holds at most BATCH_TOKENS tokens,
padding included: memory is bounded however many and however long the sentences are. What remains
of a batch is one vector a sentence and pooling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from explorer.engine import recipe as recipes
from explorer.engine.batch_reading import Reading, readings_of
from explorer.engine.devices import on_cpu
from explorer.engine.padding import padded, quietly, texts_a_pass
from explorer.engine.recipe import Recipe
from explorer.errors import CheckpointError, InputError
from explorer.measures.sentence_vectors import Pooling
from explorer.one_line import OneLine

if TYPE_CHECKING:
    from explorer.engine.run import Engine

BATCH_TOKENS = 8192
"""Tokens in one forward pass, padding included; BERT-base needs about 0.5 GB for them."""

Progress = Callable[[int, int], None]
"""Called with (sentences done, sentences in all) after each batch."""


@dataclass(frozen=True, eq=False, repr=False)
class SentenceVectors(OneLine):
    """One vector a sentence for each way of pooling, and what was read of each sentence."""

    vectors: dict[Pooling, np.ndarray]  # each (N, D), not normalised but by a recipe
    tokens: np.ndarray  # (N,) int: tokens read, special ones included
    cut: np.ndarray  # (N,) int: tokens beyond the model's limit, not read
    recipe: str = ""  # what the publisher's recipe does, where it was followed
    recipe_tokens: np.ndarray | None = None  # (N,) int: the same by the recipe, where its limit
    recipe_cut: np.ndarray | None = None  # (N,) int: or prompt made a difference

    def read(self, kind: Pooling) -> tuple[np.ndarray, np.ndarray]:
        """Tokens read and cut for one way of pooling, each (N,)."""
        if kind == "recipe" and self.recipe_tokens is not None and self.recipe_cut is not None:
            return self.recipe_tokens, self.recipe_cut
        return self.tokens, self.cut

    def __post_init__(self) -> None:
        """Make every array read-only: they are shared by caches."""
        for array in self._arrays():
            array.flags.writeable = False

    @property
    def nbytes(self) -> int:
        """Bytes held by the arrays; caches are bounded by this."""
        return sum(array.nbytes for array in self._arrays())

    def _arrays(self) -> tuple[np.ndarray, ...]:
        own = (self.recipe_tokens, self.recipe_cut)
        return (
            self.tokens, self.cut, *self.vectors.values(), *(a for a in own if a is not None)
        )  # fmt: skip


def poolings(engine: Engine) -> tuple[Pooling, ...]:
    """The ways of pooling that this model has, its publisher's recipe first.

    Not every checkpoint comes with a recipe, nor with a pooler.
    """
    recipe: tuple[Pooling, ...] = ("recipe",) if has_recipe(engine) else ()
    pooler: tuple[Pooling, ...] = ("pooler",) if has_pooler(engine) else ()
    return (*recipe, "mean", "first token", *pooler, "max")


def has_recipe(engine: Engine) -> bool:
    """Whether the publisher gives a recipe that can be followed; ``recipes.of`` says why not."""
    try:
        return recipes.of(engine) is not None
    except CheckpointError:
        return False


def has_pooler(engine: Engine) -> bool:
    """Whether the model has a pooler whose weights are in the checkpoint, not random numbers."""
    missing = any("pooler" in name for name in engine.model.missing_weights)
    return getattr(engine.body, "pooler", None) is not None and not missing


def embed(
    engine: Engine,
    sentences: Sequence[str],
    *,
    kinds: Sequence[Pooling] = ("mean",),
    state: int | None = None,
    batch_size: int = 32,
    masked: bool = True,
    prompt: str | None = None,
    progress: Progress | None = None,
) -> SentenceVectors:
    """Vectors of many sentences; batched and single runs agree to 1e-5.

    ``state`` is the hidden state that is pooled (None: the last). ``masked=False`` shows the
    classic mistake: nothing tells model and pooling what is padding, and all batches are padded
    to the longest sentence. ``prompt`` names one of the publisher's prompts for the recipe, ""
    takes none. Raises InputError for a line that holds nothing to read, CheckpointError for a
    recipe that cannot be followed.
    """
    _refuse_missing_pooler(engine, kinds)
    recipe = _recipe(engine, prompt) if "recipe" in kinds else None
    readings = readings_of(engine, sentences, tuple(kinds), recipe)
    total = len(sentences) * len(readings)
    found: dict[Pooling, np.ndarray] = {}
    for number, reading in enumerate(readings):
        done = number * len(sentences)
        for rows, vectors in _batches(engine, reading, batch_size, masked, state=state):
            for kind, values in vectors.items():  # (B, D)
                if kind not in found:
                    found[kind] = np.empty((len(sentences), values.shape[1]), np.float32)
                found[kind][rows] = values
            done += len(rows)
            if progress is not None:
                progress(done, total)
    ordered: dict[Pooling, np.ndarray] = {kind: found[kind] for kind in kinds}
    return _together(ordered, readings, "" if recipe is None else str(recipe))


def _refuse_missing_pooler(engine: Engine, kinds: Sequence[Pooling]) -> None:
    """Raise InputError where the pooler is asked for and the model has none."""
    if "pooler" in kinds and not has_pooler(engine):
        raise InputError(
            f"{engine.spec.label} comes without a pooler: choose the mean, the first token or the "
            "maximum."
        )


def _together(
    vectors: dict[Pooling, np.ndarray], readings: Sequence[Reading], recipe: str
) -> SentenceVectors:
    """The vectors and what was read for them; the recipe's own reading comes last."""
    first, last = readings[0], readings[-1]
    if first is last:
        return SentenceVectors(vectors, first.lengths, first.cut, recipe)
    return SentenceVectors(vectors, first.lengths, first.cut, recipe, last.lengths, last.cut)


def _recipe(engine: Engine, prompt: str | None) -> Recipe:
    """The publisher's recipe. Raises CheckpointError or InputError."""
    found = recipes.of(engine, prompt)
    if found is None:
        raise InputError(
            f"{engine.spec.label} comes without a publisher's recipe for sentences (modules.json): "
            "choose the mean, the first token or the maximum."
        )
    return found


def _batches(
    engine: Engine, reading: Reading, batch_size: int, masked: bool, *, state: int | None
) -> Iterator[tuple[list[int], dict[Pooling, np.ndarray]]]:
    """Numbers of the sentences of each batch, and their vectors (B, D) for each way of pooling."""
    lengths = reading.lengths
    pad_to = 0 if masked else int(lengths.max())
    size = texts_a_pass(engine, lengths, batch_size) if masked else batch_size
    for rows in in_batches(lengths, size, pad_to):
        batch = padded(engine, [reading.ids[i] for i in rows], pad_to)
        yield rows, _forward(engine, batch, reading, state, masked)


def in_batches(lengths: np.ndarray, batch_size: int, pad_to: int = 0) -> Iterator[list[int]]:
    """Numbers of sentences that go together, longest first: the largest batch fails at once."""
    order = np.argsort(-lengths, kind="stable").tolist()
    start = 0
    while start < len(order):
        longest = max(int(lengths[order[start]]), pad_to, 1)
        end = start + max(1, min(batch_size, BATCH_TOKENS // longest))
        yield order[start:end]
        start = end


def _forward(
    engine: Engine,
    batch: dict[str, torch.Tensor],
    reading: Reading,
    state: int | None,
    masked: bool,
) -> dict[Pooling, np.ndarray]:
    """One forward pass of one batch, pooled. Values are (B, D)."""
    real = batch["attention_mask"]  # (B, T)
    if not masked:
        real = torch.ones_like(real)
        batch = {name: tensor for name, tensor in batch.items() if name != "attention_mask"}
    with torch.inference_mode():
        output = engine.body(**batch, output_hidden_states=state is not None, **quietly(engine))
        states = output.last_hidden_state if state is None else output.hidden_states[state]
        found: dict[Pooling, torch.Tensor] = {
            kind: _pooled(states, real, kind, output) for kind in reading.kinds if kind != "recipe"
        }
        if reading.recipe is not None:
            found["recipe"] = reading.recipe.vectors(states, real, reading.prompt)
        return {kind: on_cpu(vectors) for kind, vectors in found.items()}


def _pooled(states: torch.Tensor, real: torch.Tensor, kind: Pooling, output: Any) -> torch.Tensor:
    """(B, T, D) and the real tokens (B, T) -> (B, D)."""
    if kind == "pooler":
        return output.pooler_output
    if kind == "first token":
        return states[:, 0].clone()
    weights = real[:, :, None].to(states.dtype)  # (B, T, 1)
    if kind == "max":
        return states.masked_fill(weights == 0, -torch.inf).amax(dim=1)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)
