"""Small heads on the frozen bundled body, one for each task, trained in the open.

    head = explorer.teaching.load("part-of-speech")
    prediction = head.run(TextInput("The cat sat."))
    python -m explorer.teaching evaluate

Importing this package is light: torch is loaded with the first head.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from explorer.teaching.artifacts import Card, available, card, weights

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.teaching.heads import TeachingHead

__all__ = ["Card", "available", "card", "load", "weights"]


def load(task: str, engine: Engine | None = None) -> TeachingHead:
    """The shipped head of a task on the bundled body.

    ``engine`` is the bundled model's, where the caller has loaded it: the app passes the one in its
    cache. Without it the body is loaded on first use, shared by all heads loaded this way, and
    kept until the process ends. Raises CheckpointError when no head is shipped for the task or its
    file is not the shipped one.

    >>> from explorer.tasks import tag
    >>> from explorer.text import TextInput
    >>> prediction = load("part-of-speech").run(TextInput("The cat sat."))
    >>> [span.label for span in tag.spans(prediction, "first")]
    ['DET', 'NOUN', 'VERB', 'PUNCT']
    """
    from explorer.teaching.heads import KINDS

    known = card(task)
    return KINDS[known.kind](engine or _body(), known, weights(task))


@cache
def _body() -> Engine:
    """The bundled body for callers that bring no engine (91 MB)."""
    from explorer.engine import load as load_engine

    return load_engine()
