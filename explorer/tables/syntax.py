"""The tables behind trees read off vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from explorer.figures.base import state_name
from explorer.measures.syntax import Tree

if TYPE_CHECKING:
    from explorer.teaching.syntax_probe import SyntaxProbe


def syntax_tree(tree: Tree, *, gold: Tree | None = None) -> pd.DataFrame:
    """One row a link: its two words, and which tree has it."""
    known = frozenset() if gold is None else gold.links
    rows = [
        (one, tree.words[one], other, tree.words[other], (one, other) in tree.links)
        + (() if gold is None else ((one, other) in known,))
        for one, other in sorted(tree.links | known)
    ]
    names = ["place", "word", "other place", "other word", "read off the vectors"]
    return pd.DataFrame(rows, columns=names + ([] if gold is None else ["by hand"]))


def syntax_by_state(probe: SyntaxProbe, *, first_index: int = 0) -> pd.DataFrame:
    """UUAS of each state on held-out sentences, on the control task, and on the shipped sample."""
    states = range(len(probe.found))
    return pd.DataFrame(
        {
            "state": [state_name(state, first_index=first_index) for state in states],
            "held out": probe.found,
            "control task": probe.control,
            "neighbours": probe.neighbours,
            "shipped sample": probe.sample,
        }
    )
