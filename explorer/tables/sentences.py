"""The table twins of the pictures of sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from explorer.measures.sentence_vectors import Pair, nearest_pairs
from explorer.tables.base import matrix

if TYPE_CHECKING:
    from explorer.measures.projection import Projected


def sentence_matrix(
    values: np.ndarray, sentences: Sequence[str], order: np.ndarray
) -> pd.DataFrame:
    """Cosines of sentences in the order of the picture."""
    names = [sentences[int(i)] for i in order]
    return matrix(values[np.ix_(order, order)], names, names)


def nearest(vectors: np.ndarray, sentences: Sequence[str], *, top: int = 20) -> pd.DataFrame:
    """The most similar pairs of sentences, best first."""
    return pairs(nearest_pairs(vectors, top=top), sentences)


def pairs(found: Sequence[Pair], sentences: Sequence[str]) -> pd.DataFrame:
    """Pairs of sentences with their cosine; sentences count from 1."""
    return pd.DataFrame(
        [
            (one.cosine, one.first + 1, sentences[one.first], one.second + 1, sentences[one.second])
            for one in found
        ],
        columns=["cosine", "first", "first sentence", "second", "second sentence"],
    )


def pooling_panels(values: dict[str, np.ndarray], sentences: Sequence[str]) -> pd.DataFrame:
    """One row a pair of sentences, one column a way of pooling."""
    first, second = np.triu_indices(len(sentences), 1)
    frame = pd.DataFrame(
        {
            "first": first + 1,
            "second": second + 1,
            "first sentence": [sentences[int(i)] for i in first],
            "second sentence": [sentences[int(i)] for i in second],
        }
    )
    return frame.assign(**{name: matrix[first, second] for name, matrix in values.items()})


def sentence_map(projected: Projected, sentences: Sequence[str]) -> pd.DataFrame:
    """One row a sentence with its place on the map."""
    frame = pd.DataFrame(
        projected.points, columns=[f"{projected.method} 1", f"{projected.method} 2"]
    )
    frame.insert(0, "sentence", list(sentences))
    return frame
