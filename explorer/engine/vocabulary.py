"""The word-embedding table: which entries of the whole vocabulary lie nearest to a vector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.engine.run import Engine
from explorer.errors import InputError
from explorer.measures.tokens import readable


@dataclass(frozen=True)
class Neighbour:
    """An entry of the vocabulary and how near it is."""

    id: int
    token: str  # as the vocabulary has it
    label: str  # as a person would write it
    cosine: float


def size(engine: Engine) -> tuple[int, int]:
    """Entries of the vocabulary and numbers per entry, (V, E)."""
    vocabulary, width = _table(engine).shape
    return int(vocabulary), int(width)


def neighbours(
    engine: Engine,
    vectors: np.ndarray,
    *,
    top: int = 10,
    centre: np.ndarray | None = None,
) -> list[list[Neighbour]]:
    """The ``top`` entries of the whole vocabulary with the largest cosine to each of (N, E).

    With ``centre`` (E,), what all such vectors share, it is subtracted from them and the table's
    own mean from its rows: contextual vectors lie in another region than the table does.
    Raises InputError when the vectors do not have the table's width (factorised embeddings).
    """
    table = _table(engine)  # (V, E)
    if vectors.shape[-1] != table.shape[1]:
        raise InputError(
            f"The word embeddings of {engine.spec.label} have {table.shape[1]} numbers and its "
            f"hidden states {vectors.shape[-1]}: they cannot be compared."
        )
    with torch.inference_mode():
        rows = torch.tensor(vectors, dtype=torch.float32, device=table.device)  # (N, E)
        if centre is not None:
            rows = rows - torch.tensor(centre, dtype=torch.float32, device=table.device)
            table = table - table.mean(dim=0)
        rows = torch.nn.functional.normalize(rows, dim=-1)
        lengths = table.norm(dim=-1).clamp_min(1e-12)  # (V,)
        cosines = (rows @ table.T) / lengths  # (N, V)
        best = cosines.clamp(-1, 1).topk(min(top, len(table)), dim=-1)
    return [
        [_neighbour(engine, int(i), float(value)) for i, value in zip(ids, values, strict=True)]
        for ids, values in zip(best.indices, best.values, strict=True)
    ]


def _table(engine: Engine) -> torch.Tensor:
    module: Any = engine.body.get_input_embeddings()
    return module.weight.detach().float()


def _neighbour(engine: Engine, number: int, cosine: float) -> Neighbour:
    token = engine.encoder.backend.id_to_token(number) or f"⟨{number}⟩"
    return Neighbour(number, token, readable(token, engine.encoder.style), cosine)
