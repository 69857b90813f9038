"""What the tags of the page of one body with many heads mean."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.prediction import Prediction
from explorer.tasks import tag

PARTS = {
    "ADJ": "adjective", "ADP": "preposition", "ADV": "adverb", "AUX": "auxiliary verb",
    "CCONJ": "conjunction such as “and”", "DET": "determiner such as “the”",
    "INTJ": "interjection", "NOUN": "noun", "NUM": "number", "PART": "particle such as “not”",
    "PRON": "pronoun", "PROPN": "proper noun", "PUNCT": "punctuation",
    "SCONJ": "conjunction such as “because”", "SYM": "symbol", "VERB": "verb",
    "X": "anything else",
}  # fmt: skip
"""Universal parts of speech (Universal Dependencies, de Marneffe et al., 2021)."""
ENTITIES = {
    "PER": "person",
    "ORG": "organisation",
    "LOC": "place",
    "MISC": "name of another kind",
}
"""Kinds of names (CoNLL-2003, Tjong Kim Sang and De Meulder)."""


def tags_explained(found: Sequence[Prediction]) -> str:
    """The tags in the picture in words, in the order of their first use; "" where none is known."""
    labels = [span.label for one in found for span in tag.word_tags(one)]
    kinds = dict.fromkeys(tag.kind(label) for label in labels)
    known = PARTS | ENTITIES
    said = [f"{kind}: {known[kind]}" for kind in kinds if kind in known]
    if any(label.startswith("B-") for label in labels):
        said.append("B- begins a name and I- goes on with it")
    return "; ".join(said) + "." if said else ""
