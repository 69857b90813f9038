"""The layer film as numbers: where each token of one or two texts stands at each hidden state.

Plain numpy. explorer.measures.projection fits the one window through which all states are seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.one_line import OneLine
from explorer.text import percent
from explorer.trace import Trace


@dataclass(frozen=True, eq=False, repr=False)
class Film(OneLine):
    """What is shown: the tokens of one or two texts and where each stands at each state."""

    traces: Sequence[Trace]
    points: Sequence[np.ndarray]  # one a trace, (L+1, T, 2 or 3)
    explained: tuple[float, ...]  # share of the variance per axis; empty for t-SNE
    method: str

    @property
    def dimensions(self) -> int:
        """2 or 3."""
        return self.points[0].shape[2]

    @property
    def states(self) -> int:
        """L+1."""
        return len(self.points[0])

    @property
    def labels(self) -> list[str]:
        """Names of all tokens, text after text."""
        return [label for trace in self.traces for label in trace.labels]

    @property
    def groups(self) -> np.ndarray:
        """Which text each token belongs to: the number of its trace, or its side of a pair."""
        if len(self.traces) > 1:
            return np.repeat(np.arange(len(self.traces)), [t.num_tokens for t in self.traces])
        return self.traces[0].side

    @property
    def together(self) -> np.ndarray:
        """All points, text after text. Returns (L+1, T of all, k)."""
        return np.concatenate(self.points, axis=1)

    @property
    def description(self) -> str:
        """The method, and how much of the variance each axis keeps."""
        if not self.explained:
            return f"{self.method}, one fit for all states"
        kept, shares = percent(sum(self.explained)), " + ".join(map(percent, self.explained))
        return f"{self.method}, one fit, {kept} of the variance kept ({shares})"

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest coordinate of each axis over all states, with a margin. (k,) twice."""
        flat = self.together.reshape(-1, self.dimensions)
        low, high = flat.min(axis=0), flat.max(axis=0)
        margin = np.maximum((high - low) * 0.08, 1e-3)
        return low - margin, high + margin
