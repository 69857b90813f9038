"""The heads that leave the body as it is, as torch modules: the same ones are trained and shipped.

Names of parameters are the names of the tensors in the shipped files. Shape letters: B texts,
T tokens, W words, L layers, D hidden width, C width of the head's own vectors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN = 1e4
"""Subtracted from a score that must not count."""

Net = TypeVar("Net", bound=nn.Module)


def with_tensors(make: Callable[[], Net], tensors: Mapping[str, np.ndarray]) -> Net:
    """The net that ``make`` builds with the tensors of a file as its parameters, ready to run.

    It is built without memory of its own, so no time goes into random weights and the random
    numbers of the running program stay as they are.
    """
    with torch.device("meta"):
        net = make()
    net.load_state_dict({k: torch.from_numpy(v) for k, v in tensors.items()}, assign=True)
    return net.eval().requires_grad_(False)


def gelu(x: Tensor) -> Tensor:
    """GELU by its tanh formula (Hendrycks and Gimpel, 2016)."""
    return F.gelu(x, approximate="tanh")


def standardised(states: Tensor) -> Tensor:
    """Each vector of (..., D) with mean 0 and standard deviation 1.

    Layers differ in scale; without this the mix weights would say how large a layer's numbers
    are, not how useful it is.
    """
    centred = states - states.mean(-1, keepdim=True)
    return centred / (centred.std(-1, keepdim=True, correction=0) + 1e-5)


def neighbours(x: Tensor) -> Tensor:
    """Each row with the one before and after it, (B, W, C) to (B, W, 3C); zeros beyond the ends."""
    return torch.cat([F.pad(x, (0, 0, 1, 0))[:, :-1], x, F.pad(x, (0, 0, 0, 1))[:, 1:]], -1)


class Mix(nn.Module):
    """A weighted sum of the body's states (Tenney et al., 2019); readers see the weights."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.mix = nn.Parameter(torch.zeros(layers + 1))

    def weights(self) -> Tensor:
        """How much of each state goes into the mix; they sum to 1. Returns (L+1,)."""
        return torch.softmax(self.mix, 0)

    def mixed(self, states: Tensor) -> Tensor:
        """Weighted sum of standardised states, standardised again: (..., L+1, D) to (..., D)."""
        return standardised(torch.matmul(self.weights(), states.float()))


class Tagger(Mix):
    """Mix, two residual windows of three words, and scores of tags chained as in a CRF.

    Lafferty et al. (2001): the probability of a whole sequence of tags is the softmax of the sum
    of its scores and transitions.
    """

    def __init__(self, layers: int, width: int, tags: int, *, inner: int, shapes: int) -> None:
        super().__init__(layers)
        self.enter = nn.Linear(width + shapes, inner)
        self.window1, self.window2 = nn.Linear(3 * inner, inner), nn.Linear(3 * inner, inner)
        self.norm1, self.norm2 = nn.LayerNorm(inner), nn.LayerNorm(inner)
        self.leave = nn.Linear(inner, tags)
        self.chain = nn.Parameter(torch.zeros(tags, tags))  # from, to
        self.start = nn.Parameter(torch.zeros(tags))
        self.drop = nn.Dropout(0.3)

    def forward(self, states: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """(B, W, L+1, D), (B, W, 7) and (B, W) to scores (B, W, tags)."""
        keep = mask[..., None].float()
        x = torch.cat([self.drop(self.mixed(states)), shapes], -1)
        x = gelu(self.enter(x)) * keep
        for window, norm in ((self.window1, self.norm1), (self.window2, self.norm2)):
            x = norm(x + gelu(window(neighbours(self.drop(x))))) * keep
        return self.leave(self.drop(x))

    def loss(self, scores: Tensor, allowed: Tensor, mask: Tensor) -> Tensor:
        """Negative log probability of the allowed tags (B, W, tags), a mean over words."""
        wrong = scores - HIDDEN * (~allowed).float()
        return (self._total(scores, mask) - self._total(wrong, mask)).sum() / mask.sum()

    def _total(self, scores: Tensor, mask: Tensor) -> Tensor:
        """Log of the sum over all sequences of tags. Returns (B,)."""
        total = self.start + scores[:, 0]  # (B, tags)
        for step in range(1, scores.shape[1]):
            after = torch.logsumexp(total[:, :, None] + self.chain, 1) + scores[:, step]
            total = torch.where(mask[:, step, None], after, total)
        return torch.logsumexp(total, 1)


class Classifier(Mix):
    """Mix, then a mean over tokens beside four learned weighted means, then two layers."""

    def __init__(self, layers: int, width: int, labels: int, *, inner: int, looks: int = 4) -> None:
        super().__init__(layers)
        self.enter = nn.Linear(width, inner)
        self.look = nn.Linear(inner, looks)
        self.join = nn.Linear(inner * (looks + 1), inner)
        self.leave = nn.Linear(inner, labels)
        self.drop = nn.Dropout(0.3)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """(B, T, L+1, D) and (B, T) to (B, labels)."""
        x = gelu(self.enter(self.drop(self.mixed(states))))  # (B, T, C)
        weights = (self.look(x) - HIDDEN * (~mask)[..., None].float()).softmax(1)  # (B, T, looks)
        means = [torch.einsum("btk,btc->bkc", weights, x).flatten(1)]
        keep = mask[..., None].float()
        means.append((x * keep).sum(1) / keep.sum(1))
        return self.leave(self.drop(gelu(self.join(self.drop(torch.cat(means, 1))))))


def cross(query: Tensor, key: Tensor, mask: Tensor) -> Tensor:
    """Attention weights (B, Q, K) of one text's rows over the other's; mask is (B, K)."""
    scores = query @ key.transpose(1, 2) / math.sqrt(query.shape[-1])
    return (scores - HIDDEN * (~mask)[:, None].float()).softmax(-1)


class Comparer(Mix):
    """Two texts read separately: align their tokens, compare, pool (Parikh et al., 2016).

    To that it adds the cosine of the two mean vectors in every state of the body.
    """

    def __init__(self, layers: int, width: int, labels: int, *, inner: int) -> None:
        super().__init__(layers)
        self.enter = nn.Linear(width, inner)
        self.find = nn.Linear(inner, inner)
        self.compare = nn.Linear(4 * inner, inner)
        self.whole = nn.Linear(width, inner)
        self.join = nn.Linear(8 * inner + layers + 1, inner)
        self.leave = nn.Linear(inner, labels)
        self.drop = nn.Dropout(0.3)

    def forward(self, first: Tensor, second: Tensor, mask1: Tensor, mask2: Tensor) -> Tensor:
        """(B, T1, L+1, D) and (B, T2, L+1, D) with their masks to (B, labels)."""
        a, b = self.mixed(first), self.mixed(second)
        x, y = (gelu(self.enter(self.drop(side))) for side in (a, b))
        pooled = self._pooled(x, y, mask1, mask2) + self._pooled(y, x, mask2, mask1)
        u, v = self._mean(first, mask1), self._mean(second, mask2)  # (B, L+1, D)
        cosines = F.cosine_similarity(u, v, dim=-1)  # (B, L+1)
        p, q = self.whole(self.drop(u[:, -1])), self.whole(self.drop(v[:, -1]))
        features = [*pooled, p, q, (p - q).abs(), p * q, 4 * cosines]
        return self.leave(self.drop(gelu(self.join(self.drop(torch.cat(features, 1))))))

    def _pooled(self, x: Tensor, y: Tensor, mask_x: Tensor, mask_y: Tensor) -> list[Tensor]:
        """Mean and maximum over the rows of x, each compared with its match in y."""
        match = cross(self.find(x), self.find(y), mask_y) @ y
        both = torch.cat([x, match, (x - match).abs(), x * match], -1)
        z = gelu(self.compare(self.drop(both)))
        keep = mask_x[..., None].float()
        mean = (z * keep).sum(1) / keep.sum(1)
        return [mean, (z - HIDDEN * (1 - keep)).amax(1)]

    @staticmethod
    def _mean(states: Tensor, mask: Tensor) -> Tensor:
        keep = mask[..., None, None].float()
        return (states.float() * keep).sum(1) / keep.sum(1)
