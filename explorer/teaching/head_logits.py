"""A teaching head's logits as torch functions of its body's output, so that they have gradients.

For the heads that leave the body as it is: a label of one text, a tag of a word, a label of two
texts of which the first stays as it was read. B texts as long as the Trace, T tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explorer.engine.attribution import Target
from explorer.teaching.heads import TeachingHead
from explorer.teaching.nets import standardised
from explorer.teaching.word_shapes import word_of_tokens, word_shapes
from explorer.trace import Trace

Logits = Callable[[Any], Tensor]
"""From transformers' output of a batch to logits (B, labels)."""


def label_logits(head: TeachingHead) -> Logits:
    """The labels' logits of one text."""

    def logits(output: Any) -> Tensor:
        states = _states(output)
        return head.net(states, _all_of(states))

    return logits


def tag_logits(head: TeachingHead, trace: Trace, word: int) -> Logits:
    """A word's scores of every tag, before the scores of neighbouring tags are added.

    ``word`` counts as ``word_of_tokens`` does. Masked words keep the shape of their letters.
    """
    owner, words = word_of_tokens(trace)
    kept, place = np.unique(owner[owner >= 0], return_inverse=True)
    mean = np.zeros((len(kept), trace.num_tokens), np.float32)  # (W, T)
    mean[place, np.flatnonzero(owner >= 0)] = 1
    mean /= mean.sum(axis=1, keepdims=True)
    shapes = torch.from_numpy(word_shapes([words[number] for number in kept]))  # (W, 7)
    row = int(np.flatnonzero(kept == word)[0])

    def logits(output: Any) -> Tensor:
        states = torch.einsum("wt,btld->bwld", torch.from_numpy(mean), _states(output))
        return head.net(states, shapes.expand(len(states), -1, -1), _all_of(states))[:, row]

    return logits


def second_text_logits(head: TeachingHead, first: Trace) -> Logits:
    """The labels' logits of two texts, by the second one; ``first`` was read on its own."""
    fixed = standardised(torch.tensor(first.hidden.swapaxes(0, 1)[None]))  # (1, T1, L+1, D)

    def logits(output: Any) -> Tensor:
        states = _states(output)
        one = fixed.expand(len(states), -1, -1, -1)
        return head.net(one, states, _all_of(one), _all_of(states))

    return logits


def difference(logits: Logits, column: int, over: int) -> Target:
    """One label's logit minus another's."""

    def target(output: Any) -> Tensor:
        found = logits(output)
        return found[:, column] - found[:, over]

    return target


def first_over_second(logits: Logits, output: Any) -> tuple[int, int]:
    """The likeliest label of a text and the next one, by its output."""
    with torch.inference_mode():
        order = logits(output)[0].argsort(descending=True, stable=True)
    return int(order[0]), int(order[1])


def _states(output: Any) -> Tensor:
    """Standardised states of every token. Returns (B, T, L+1, D)."""
    return standardised(torch.stack(tuple(output.hidden_states), dim=2).float())


def _all_of(states: Tensor) -> Tensor:
    """The mask of texts without padding, (B, N)."""
    return torch.ones(states.shape[:2], dtype=torch.bool)
