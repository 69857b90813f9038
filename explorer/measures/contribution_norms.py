"""DecompX between tokens: the length of what each token contributed to each token's state.

Modarressi, Fayyaz, Aghazadeh, Yaghoobzadeh and Pilehvar, 2023 (ACL). Plain numpy.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.measures.attention_parts import shares
from explorer.measures.block import Block
from explorer.measures.decomposition import Progress, token_contributions
from explorer.trace import Trace


def contribution_shares(
    trace: Trace, blocks: Sequence[Block], layer: int, *, progress: Progress | None = None
) -> np.ndarray:
    """Length of token j's contribution to token i after a layer; rows sum to 1. (T, T).

    ``||x_(i <- j)||`` of the exact split of the hidden state ``layer + 1``; the biases, which
    belong to no token, are left out. Memory and errors are those of ``token_contributions``.
    """
    parts = token_contributions(trace, blocks, layer + 1, progress=progress)
    return shares(np.linalg.norm(parts[:, :-1], axis=-1))
