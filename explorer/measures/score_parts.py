"""Why a head looked there: every attention score split into the query's parts x the key's parts.

A score is linear in the query and linear in the key, so when both vectors are sums, the score is a
sum over pairs: q k / sqrt(d) = sum_ab q_a k_b / sqrt(d) (Vaswani et al., 2017, equation 1). In
layer 0 the parts are the rows of the embedding tables; deeper they are what each token of the text
contributed to the two vectors (DecompX, Modarressi et al., 2023). Plain numpy.

T tokens, Q queries, K keys, S sources, P kinds of sources, D hidden width, d head width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer import memory
from explorer.errors import InputError, NotCaptured
from explorer.measures.block import Block
from explorer.measures.contributions import Progress, require_blocks, token_contributions
from explorer.measures.words import piece_matrix, unit_labels, unit_numbers
from explorer.one_line import OneLine
from explorer.trace import BLOCKED, CapturedLayer, LayerNorm, Projection, RMSNorm, Step, Trace

BIAS, BIASES = "bias", "biases"
KINDS = ("itself", "others", "special", BIASES)
"""What the sources of a deeper layer's vector are: its own token, the other tokens of words, the
special tokens, and the biases of the layers below with that of query or key."""
OFF = 0.05
"""Share of the largest score beyond which a sum is another formula, and not rounding."""


@dataclass(frozen=True, eq=False, repr=False)
class ScoreParts(OneLine):
    """One head's scores q k / sqrt(d), before mask and softmax, as sums of parts.

    ``sources`` are the finest parts: the embedding tables and "bias" in layer 0, where they are
    the kinds, too; each token of the text and "biases" deeper. The query vectors already hold the
    factor 1 / sqrt(d).
    """

    layer: int
    head: int
    names: tuple[str, ...]  # P
    values: np.ndarray  # (P, P, Q, K): kind of the query's part, kind of the key's
    sources: tuple[str, ...]  # S
    query: np.ndarray  # (Q, S, d)
    key: np.ndarray  # (K, S, d)
    seen: np.ndarray  # (Q, K) bool: False where the mask forbids a token to look
    residual: float  # largest difference between a sum of parts and the model's own score

    def scores(self) -> np.ndarray:
        """The sum of all parts: the model's scores. Returns (Q, K)."""
        return self.values.sum(axis=(0, 1))

    def pair(self, query: int, key: int) -> np.ndarray:
        """The score of one query token with one key token, by sources of both. Returns (S, S)."""
        return self.query[query] @ self.key[key].T

    def shares(self) -> np.ndarray:
        """The share of the scores' variance that each pair of kinds explains. Returns (P, P).

        cov(part, score) / var(score), both less their mean over each query's keys, since a softmax
        sees only differences within its row. Shares sum to 1 and may be negative; they are 0 where
        every row's scores are all the same.
        """
        centred = self._centred(self.scores())  # (Q, K)
        total = float((centred * centred).sum())
        if total <= 1e-9 * max(1.0, float(np.abs(self.scores()).max()) ** 2):
            return np.zeros(self.values.shape[:2], np.float32)
        return np.einsum("abqk,qk->ab", self.values, centred, optimize=True) / total

    def _centred(self, scores: np.ndarray) -> np.ndarray:
        """Scores less their mean over the keys that the query may see; 0 at the others."""
        mean = (scores * self.seen).sum(axis=-1) / np.maximum(self.seen.sum(axis=-1), 1)
        return (scores - mean[..., None]) * self.seen


def score_parts(
    trace: Trace,
    blocks: Sequence[Block],
    layer: int,
    head: int,
    *,
    progress: Progress | None = None,
) -> ScoreParts:
    """One head's scores, split by what the query's and what the key's vector are made of.

    Layer 0: word x word, word x position, ... and bias, the embedding's LayerNorm split with its
    deviation frozen. Deeper: source token x source token, with the biases as the last source;
    ``values`` holds them by kind (KINDS), and ``pair(i, j)`` one pair of tokens in full: all pairs
    at once would be T^4 numbers. ``blocks`` are the weights of the trace's layers
    (``explorer.engine.blocks.blocks(engine)``). ``progress`` as in ``token_contributions``.

    Memory: 4 P^2 T^2 bytes for the kinds and 8 T S d for the sources; deeper layers take what
    ``token_contributions`` takes for a moment, about 12 T (T + 1) D.

    Raises InputError for a layer or head that there is not, for numbers that are not finite, and
    for more memory than EXPLORER_RUN_MB allows; NotCaptured where the model makes its scores, or
    its embeddings, in another way.
    """
    require_blocks(trace, blocks)
    captured = _captured(trace, layer, head)
    layer, head = layer % trace.num_layers, head % trace.num_heads
    to_query, to_key = _projections(blocks[layer])
    sources, parts = _sources(trace, blocks, layer, progress)
    if blocks[layer].norm_first:
        parts = _stepped(parts, blocks[layer].attention_norm)
    query = _of_head(parts, to_query, head, trace.num_heads) * np.float32(captured.scale)
    key = _of_head(parts, to_key, head, trace.num_heads)
    names, kinds = (KINDS, _kinds(trace)) if layer else (sources, None)
    values = _products(query, key, kinds)
    seen = np.broadcast_to(captured.mask[0] > BLOCKED / 2, values.shape[2:])
    residual = _residual(values, captured)
    return ScoreParts(layer, head, names, values, sources, query, key, seen, residual)


def word_pair(
    trace: Trace, parts: ScoreParts, query: int, key: int
) -> tuple[tuple[str, ...], np.ndarray]:
    """One pair's score by whole words instead of pieces: names, and (W+1, W+1), biases last.

    In layer 0, where the sources are no tokens, the pair as it is.
    """
    values = parts.pair(query, key)  # (S, S)
    if parts.layer == 0:
        return parts.sources, values
    numbers = unit_numbers(trace)  # (T,)
    numbers = np.append(numbers, numbers.max() + 1)  # (S,)
    pieces = piece_matrix(numbers, np.arange(numbers.max() + 1))  # (W+1, S)
    return (*unit_labels(trace), BIASES), pieces @ values @ pieces.T


def _captured(trace: Trace, layer: int, head: int) -> CapturedLayer:
    """The head alone, its numbers checked."""
    for name, number, count in (("layer", layer, trace.num_layers),
                                ("head", head, trace.num_heads)):  # fmt: skip
        if not -count <= number < count:
            raise InputError(f"The model has no {name} {number}: it has 0 to {count - 1}.")
    captured = trace.captured(layer).of_head(head)
    count = trace.num_tokens
    memory.require(4 * len(KINDS) ** 2 * count**2, f"The parts of {count:,} x {count:,} scores")
    if not (np.isfinite(captured.query).all() and np.isfinite(captured.key).all()):
        raise InputError("This run has queries or keys that are no numbers: no score can be split.")
    return captured


def _projections(block: Block) -> tuple[Projection, Projection]:
    """What makes the layer's queries and keys. Raises NotCaptured where its scores need more."""
    if block.query is None or block.key is None:
        raise NotCaptured(
            "This model's attention scores are not just products of a query and a key, so they "
            "cannot be split: choose a model such as BERT, RoBERTa or DistilBERT."
        )
    return block.query, block.key


def _sources(
    trace: Trace, blocks: Sequence[Block], layer: int, progress: Progress | None
) -> tuple[tuple[str, ...], np.ndarray]:
    """What a layer's input is made of: names of the sources, and (T, S, D)."""
    if layer > 0:
        parts = token_contributions(trace, blocks, layer, progress=progress)
        return (*trace.labels, BIASES), parts
    embedding = trace.embedding
    total = embedding.total()  # raises where it is no sum
    parts = np.stack([*(part.vectors for part in embedding.parts), np.zeros_like(total)], axis=1)
    for step in embedding.steps:
        parts = _stepped(parts, step)
    return (*(part.name for part in embedding.parts), BIAS), parts


def _stepped(parts: np.ndarray, step: Step) -> np.ndarray:
    """A step of the embedding on each part; what it adds belongs to the last. (T, P, E) -> D.

    A norm's deviation is that of the sum: frozen, the step is linear.
    """
    if isinstance(step, Projection):
        made = parts @ step.weight.T
    elif isinstance(step, LayerNorm):
        spread = np.sqrt(parts.sum(axis=1).var(axis=-1) + step.epsilon)  # (T,)
        made = (parts - parts.mean(axis=-1, keepdims=True)) * step.weight / spread[:, None, None]
    elif isinstance(step, RMSNorm):
        size = np.sqrt((parts.sum(axis=1) ** 2).mean(axis=-1) + step.epsilon)  # (T,)
        return parts * step.weight / size[:, None, None]
    else:
        made = parts * step.weight
    made[:, -1] += step.bias
    return made


def _of_head(parts: np.ndarray, projection: Projection, head: int, heads: int) -> np.ndarray:
    """One head's slice of a projection; its bias belongs to the last source. (T, S, D) -> d."""
    width = len(projection.weight) // heads
    rows = slice(head * width, (head + 1) * width)
    made = parts @ projection.weight[rows].T
    made[:, -1] += projection.bias[rows]
    return made


def _kinds(trace: Trace) -> np.ndarray:
    """Which sources are of each of KINDS, seen from every token. Returns (T, S, P) of 0 and 1."""
    count = trace.num_tokens
    found = np.zeros((count, count + 1, len(KINDS)), np.float32)
    found[:, :-1, 1] = ~trace.special
    found[:, :-1, 2] = trace.special
    found[:, -1, 3] = 1
    places = np.arange(count)
    found[places, places] = np.eye(1, len(KINDS), dtype=np.float32)
    return found


def _products(query: np.ndarray, key: np.ndarray, kinds: np.ndarray | None) -> np.ndarray:
    """Products of every two kinds. (Q, S, d), (K, S, d), (T, S, P) -> (P, P, Q, K)."""
    if kinds is not None:
        by_kind = kinds.swapaxes(1, 2)  # (T, P, S)
        query, key = by_kind @ query, by_kind @ key  # (T, P, d)
    return np.einsum("qad,kbd->abqk", query, key, optimize=True)


def _residual(values: np.ndarray, captured: CapturedLayer) -> float:
    """How far the sums are from the model's own scores. Raises NotCaptured where they are others'.

    The mask is left out: it says where a token may look, not why it looks there.
    """
    own = captured.query[0] @ captured.key[0].T * np.float32(captured.scale)  # (Q, K)
    found = float(np.abs(values.sum(axis=(0, 1)) - own).max())
    if not found <= OFF * max(1.0, float(np.abs(own).max())):
        raise NotCaptured(
            "This model does more to its embeddings, queries or keys than is known here, so its "
            "scores cannot be split: choose a model such as BERT, RoBERTa or DistilBERT."
        )
    return found
