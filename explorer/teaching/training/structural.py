"""A structural probe for each state of the body, trained on trees made by hand.

Hewitt and Manning (2019), section 3.1: the L1 distance between the squared distances of projected
states and the numbers of links in the tree, divided by the square of the sentence's length. Beside
it stands the same probe trained on trees that only a word's form decides, as a control task
(Hewitt and Liang, 2019): what it finds there, it has learned by heart.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from explorer.data.treebank import Arc, Sentence
from explorer.engine import Engine
from explorer.measures import syntax
from explorer.measures.words import word_states
from explorer.text import TextInput
from explorer.trace import TokenStates

FIRST = 0
"""Of the three words that a word may be linked to in the control task, the first."""


@dataclass(frozen=True)
class ProbeRecipe:
    """How a probe is trained; written into its card."""

    rank: int = 32
    epochs: int = 15
    rate: float = 3e-3
    batch: int = 20  # sentences
    longest: int = 40  # words of a sentence
    seed: int = 7


@dataclass(frozen=True, eq=False)
class Example:
    """A sentence without its punctuation: the states of its words and their places in the tree."""

    states: np.ndarray  # (L+1, W, D)
    distances: np.ndarray  # (W, W) links between two words
    links: frozenset[syntax.Link]


def control(sentence: Sentence) -> Sentence:
    """The same words linked to the first, the previous or the last one, as their form decides."""
    places = syntax.spoken(sentence.words)
    arcs = []
    for before, place in pairwise(places):
        heads = (places[0], before, places[-1])
        way = _behaviour(sentence.words[place]) if place < places[-1] else FIRST
        arcs.append(Arc(place, heads[way], "control"))
    return Sentence(sentence.words, tuple(arcs))


def _behaviour(word: str) -> int:
    return zlib.crc32(word.lower().encode()) % 3


def examples(engine: Engine, sentences: Sequence[Sentence], longest: int) -> Iterator[Example]:
    """Sentences of 2 to ``longest`` words with the body's states, read with their punctuation.

    Punctuation has no place in the tree. Sentences that the model cut, or whose links do not
    connect all words, are left out.
    """
    kept = [one for one in sentences if 2 <= len(syntax.spoken(one.words)) <= longest]
    texts = [TextInput.from_words(one.words) for one in kept]
    for sentence, read in zip(kept, engine.run_many(texts, keep="hidden"), strict=True):
        assert isinstance(read, TokenStates)
        states = word_states(read)
        tree = syntax.without_punctuation(sentence)
        distances = syntax.tree_distances(tree)
        if states.shape[1] == len(sentence.words) and np.isfinite(distances).all():
            spoken = syntax.spoken(sentence.words)
            yield Example(states[:, spoken], distances, syntax.gold_links(tree))


def train(given: Sequence[Example], state: int, recipe: ProbeRecipe) -> np.ndarray:
    """The map B of one state, (D, R) float32. One thread and one seed: the same bytes again."""
    states, goal, mask = _padded(given, state)
    generator = torch.Generator().manual_seed(recipe.seed)
    scale = float(states[mask[:, 0] > 0].std())  # one rate suits all states and bodies
    start = torch.randn(states.shape[-1], recipe.rank, generator=generator)
    probe = torch.nn.Parameter(0.05 * start)
    optimizer = torch.optim.Adam([probe], lr=recipe.rate)
    steps = recipe.epochs * -(-len(given) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / (steps + 1))
    for _ in range(recipe.epochs):
        for batch in torch.randperm(len(given), generator=generator).split(recipe.batch):
            seen = states[batch] / scale @ probe  # (B, W, R)
            found = ((seen[:, :, None] - seen[:, None]) ** 2).sum(-1)  # (B, W, W)
            apart = (found - goal[batch]).abs() * mask[batch]
            loss = (apart.sum((1, 2)) / mask[batch].sum((1, 2))).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return probe.detach().numpy() / np.float32(scale)


def _padded(given: Sequence[Example], state: int) -> tuple[torch.Tensor, ...]:
    """States (N, W, D), links between words and which pairs there are, (N, W, W) each."""
    longest = max(len(one.distances) for one in given)
    states = torch.zeros(len(given), longest, given[0].states.shape[-1])
    goal = torch.zeros(len(given), longest, longest)
    mask = torch.zeros_like(goal)
    for row, one in enumerate(given):
        count = len(one.distances)
        states[row, :count] = torch.from_numpy(one.states[state])
        goal[row, :count, :count] = torch.from_numpy(one.distances)
        mask[row, :count, :count] = 1
    return states, goal, mask


def score(given: Sequence[Example], state: int, probe: np.ndarray) -> float:
    """UUAS over all sentences: links found of links made by hand, 0 to 1."""
    right = count = 0
    for one in given:
        found = syntax.spanning_tree(syntax.squared_distances(one.states[state], probe))
        right += len(found & one.links)
        count += len(one.links)
    return right / count if count else float("nan")


def neighbour_score(given: Sequence[Example]) -> float:
    """UUAS of the tree that links each word to the next."""
    links = [(syntax.neighbours(range(len(one.distances))), one.links) for one in given]
    return sum(len(a & b) for a, b in links) / sum(len(gold) for _, gold in links)
