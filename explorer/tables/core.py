"""The table twins of the pictures of tokens, attention, similarity and embeddings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer import attention as measures
from explorer import embeddings, similarity
from explorer.similarity import cosine_matrix
from explorer.tables.base import matrix, numbered
from explorer.trace import Trace


def tokens(trace: Trace) -> pd.DataFrame:
    """One row a token: piece, id, word, segment, characters it covers, special or not."""
    return pd.DataFrame(
        {
            "token": trace.tokens,
            "shown as": trace.labels,
            "id": trace.ids,
            "word": trace.word,
            "segment": trace.segment,
            "text": ["B" if side else "A" for side in trace.side],
            "start": trace.offsets[:, 0],
            "end": trace.offsets[:, 1],
            "special": trace.special,
            "attention mask": np.ones(trace.num_tokens, int),
        }
    )


def attention(trace: Trace, layer: int, head: int) -> pd.DataFrame:
    """Attention weights of one head, query in rows, key in columns."""
    return _square(measures.head_attention(trace, layer, head), trace)


def layer_mean(trace: Trace, layer: int) -> pd.DataFrame:
    """Attention of one layer averaged over its heads, query in rows, key in columns."""
    return _square(measures.layer_mean(trace, layer), trace)


def head_mean(trace: Trace, head: int) -> pd.DataFrame:
    """Attention of one head number averaged over the layers, query in rows, key in columns."""
    return _square(measures.head_mean(trace, head), trace)


def overall_mean(trace: Trace) -> pd.DataFrame:
    """Attention averaged over all heads of all layers, query in rows, key in columns."""
    return _square(measures.overall_mean(trace), trace)


def head_grid(trace: Trace, layer: int) -> pd.DataFrame:
    """All heads of one layer as one long table: one row a (head, query)."""
    weights = trace.attention(layer)  # (H, Q, K)
    frame = pd.DataFrame(
        weights.reshape(-1, weights.shape[-1]), columns=numbered(trace.labels)
    )  # (H * Q, K)
    frame.insert(0, "query", numbered(trace.labels) * len(weights))
    frame.insert(0, "head", np.repeat(np.arange(len(weights)), weights.shape[1]))
    return frame


def token_similarity(
    trace: Trace, state: int, other: Trace | None = None, *, specials: bool = True
) -> pd.DataFrame:
    """Cosines of hidden states, tokens of the first text in rows."""
    columns = trace if other is None else other
    return matrix(
        similarity.token_similarity(trace, state, other, specials=specials),
        [trace.labels[i] for i in similarity.token_indices(trace, specials=specials)],
        [columns.labels[i] for i in similarity.token_indices(columns, specials=specials)],
    )


def embedding_sum(trace: Trace, token: int) -> pd.DataFrame:
    """One token's vectors from table rows to first hidden state: one row a dimension."""
    stages = embeddings.stages(trace, token)
    return pd.DataFrame({name: pd.Series(vector) for name, vector in stages.items()})


def embedding_geometry(trace: Trace, token: int) -> pd.DataFrame:
    """Length of each of one token's vectors and its cosine with the sum."""
    stages = embeddings.stages(trace, token)
    total = stages.get("sum", next(iter(stages.values())))
    return pd.DataFrame(
        {
            "norm": {name: float(np.linalg.norm(vector)) for name, vector in stages.items()},
            "cosine with the sum": {
                name: float(cosine_matrix(vector[None], total[None])[0, 0])
                for name, vector in stages.items()
                if len(vector) == len(total)
            },
        }
    ).loc[list(stages)]


def embedding_shares(trace: Trace) -> pd.DataFrame:
    """Share of each part in each token's sum, one row a token; rows add up to 1."""
    names = [part.name for part in trace.embedding.parts]
    return pd.DataFrame(
        embeddings.part_shares(trace).T, index=numbered(trace.labels), columns=names
    )


def _square(weights: np.ndarray, trace: Trace) -> pd.DataFrame:
    return matrix(weights, trace.labels, trace.labels)
