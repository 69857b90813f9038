"""Pieces of the page that reads trees off vectors: the tree by hand, and what to see."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.figures.base import state_name
from explorer.measures.syntax import Tree
from explorer.teaching.syntax_probe import SyntaxProbe
from explorer.text import agreed, counted, percent
from explorer.ui import choices

OPENING = {"text": "The man who sells bread plays the piano."}
EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "A clause inside a clause": {
        "text": "The man who sells bread plays the piano.",
        "look_for": "“man” belongs to “plays”, four words on: does an arc reach that far?",
    },
    "A word far from its own": {
        "text": "The letters were written by an old teacher.",
        "look_for": "Which word are “letters” linked to: the nearest one, or “written”?",
    },
    "No tree by hand": {
        "text": "Yesterday my neighbour sold the car that she had bought last year.",
        "look_for": "Draw the tree yourself first. Where does the probe differ?",
    },
    "A sentence that misleads": {
        "text": "The horse raced past the barn fell.",
        "look_for": "“raced” is no main verb here: does any state know?",
    },
}

FORMULA = r"""
A **structural probe** (Hewitt and Manning, 2019) is one linear map $B$ for each hidden state. It is
trained so that the squared distance of two words, $\lVert B (h_i - h_j) \rVert^2$, is the number of
links between them in the sentence's dependency tree. The tree drawn is the minimum spanning tree of
these distances, punctuation left out; a word of several tokens is their mean.

**UUAS** is the share of the links of the tree made by hand that the drawn tree has.

**Control task** (Hewitt and Liang, 2019; here with trees): the same probe, trained on trees in
which each word's form alone decides whether the word is linked to the first, the previous or the
last word. What it finds there is learned by heart: only the gap between the two says something
about the model. **Each word linked to the next** needs no model at all.

{figures}
"""


def sentences(tree: Tree, state: int, gold: Tree | None, probe: SyntaxProbe) -> tuple[str, str]:
    """What is drawn and how far to believe it."""
    where = state_name(state, first_index=choices.first_index())
    one, other = max(tree.links, key=lambda link: link[1] - link[0])
    shows = (
        f"The dependency tree that a linear map reads off the vectors {where}. Its longest arc "
        f"links “{tree.words[one]}” and “{tree.words[other]}”."
    )
    held = (
        f"On {probe.tested_on} other sentences the probe finds {percent(probe.found[state])} of "
        f"the links here; linking each word to the next finds {percent(probe.neighbours)}."
    )
    if gold is None:
        return shows, held
    right = len(tree.links & gold.links)
    are = agreed(right, "is that", "are those")
    return (
        shows,
        f"{right} of {counted(len(gold.links), 'link')} {are} of the tree made by hand. {held}",
    )


def state_sentences(probe: SyntaxProbe) -> tuple[str, str]:
    """Which state knows most about syntax."""
    best = probe.best
    where = state_name(best, first_index=choices.first_index())
    last = state_name(len(probe.found) - 1, first_index=choices.first_index())
    return (
        f"The vectors {where} tell most about the tree: {percent(probe.found[best])} of the links.",
        f"On the control task such a map finds {percent(probe.control[best])}. At the end, "
        f"{last}, it finds {percent(probe.found[-1])} of the links: this model was trained to "
        "compare whole sentences.",
    )


def formula(probe: SyntaxProbe) -> str:
    """The formulas, with where the probe comes from."""
    rank = probe.recipe["rank"]
    return FORMULA.replace(
        "{figures}",
        f"Trained on {probe.trained_on:,} sentences, width {rank}; measured on {probe.tested_on}. "
        f"{probe.sources}. {probe.limitations}",
    )
