"""What the tags of the page of one body with many heads mean."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.data.tag_words import ENTITIES, PARTS
from explorer.prediction import Prediction
from explorer.tasks import tag


def tags_explained(found: Sequence[Prediction]) -> str:
    """The tags in the picture in words, in the order of their first use; "" where none is known."""
    labels = [span.label for one in found for span in tag.word_tags(one)]
    kinds = dict.fromkeys(tag.kind(label) for label in labels)
    known = PARTS | ENTITIES
    said = [f"{kind}: {known[kind]}" for kind in kinds if kind in known]
    if any(label.startswith("B-") for label in labels):
        said.append("B- begins a name and I- goes on with it")
    return "; ".join(said) + "." if said else ""
