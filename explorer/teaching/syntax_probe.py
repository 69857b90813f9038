"""The shipped structural probe of the bundled body: one map for each state, and its figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

from explorer.catalog import BUNDLED_ID
from explorer.data import treebank
from explorer.errors import CheckpointError, InputError
from explorer.measures import syntax
from explorer.measures.words import unit_labels, unit_numbers, word_states
from explorer.one_line import OneLine
from explorer.teaching.artifacts import sha256
from explorer.trace import Trace

FOLDER = Path(__file__).parent / "structural"


@dataclass(frozen=True, eq=False, repr=False)
class SyntaxProbe(OneLine):
    """A map B a state, (L+1, D, R) float32, and how well each finds trees made by hand.

    ``found``, ``control`` and ``sample`` are UUAS by state: on held-out sentences, on the control
    task, and on the forty sentences that ship here; ``neighbours`` is that of the tree that links
    each word to the next, on the held-out sentences.
    """

    maps: np.ndarray
    found: tuple[float, ...]
    control: tuple[float, ...]
    sample: tuple[float, ...]
    neighbours: float
    sample_neighbours: float
    trained_on: int  # sentences
    tested_on: int
    recipe: dict[str, Any]
    sources: str
    limitations: str

    @property
    def best(self) -> int:
        """The state whose trees agree best with those made by hand."""
        return int(np.argmax(self.found))


@cache
def load(folder: Path = FOLDER) -> SyntaxProbe:
    """The shipped probe. Raises CheckpointError unless its file is the shipped one."""
    card = json.loads((folder / "probe.json").read_text("utf-8"))
    path = folder / "probe.safetensors"
    if sha256(path) != card.pop("sha256"):
        raise CheckpointError(
            f"The file {path.name} of the structural probe is not the shipped one (its sha256 "
            "differs): install BERT Explorer again."
        )
    maps = load_file(path)["maps"].astype(np.float32)
    maps.flags.writeable = False
    tuples = {name: tuple(card.pop(name)) for name in ("found", "control", "sample")}
    return SyntaxProbe(maps, **tuples, **card)


def tree(trace: Trace, state: int, probe: SyntaxProbe | None = None) -> syntax.Tree:
    """The tree that the probe reads off a state of a text; words without punctuation.

    Raises InputError for a run of another model, for a pair, for fewer than two words, and for a
    state that there is not.
    """
    probe = probe or load()
    _require(trace, state)
    states = word_states(trace)[state]  # (W, D)
    numbers = unit_numbers(trace)
    labels = unit_labels(trace)
    words = [labels[number] for number in dict.fromkeys(numbers[trace.word >= 0].tolist())]
    spoken = syntax.spoken(words)
    if len(spoken) < 2:
        raise InputError("A tree needs two words or more: type a sentence.")
    distances = syntax.squared_distances(states[spoken], probe.maps[state])
    return syntax.Tree(tuple(words[place] for place in spoken), syntax.spanning_tree(distances))


def tree_by_hand(trace: Trace, found: syntax.Tree) -> syntax.Tree | None:
    """The tree of a sentence that ships here, where it was split into the same words."""
    for sentence in treebank.sample():
        if _letters(" ".join(sentence.words)) == _letters(trace.input.text):
            gold = syntax.by_hand(sentence)
            return gold if len(gold.words) == len(found.words) else None
    return None


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _require(trace: Trace, state: int) -> None:
    if trace.spec.id != BUNDLED_ID:
        raise InputError(
            f"The probe was trained on the states of {BUNDLED_ID} alone: choose that model."
        )
    if trace.has_pair:
        raise InputError("A tree is drawn for one sentence: remove the second text.")
    if not 0 <= state < len(trace.hidden):
        raise InputError(f"The model has no state {state}: it has 0 to {len(trace.hidden) - 1}.")
