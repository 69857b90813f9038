"""The glossary: field terms in one or two plain sentences, for tips and for a list of terms."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Term:
    """A term, what it means, and the page that shows it best."""

    name: str
    also: tuple[str, ...]  # other spellings, plurals among them
    says: str
    see: str  # script of a page: "attention_view.py"


@cache
def glossary() -> tuple[Term, ...]:
    """All terms, from the text to the prediction."""
    found = json.loads(files("explorer.data").joinpath("glossary.json").read_text("utf-8"))
    return tuple(
        Term(name, tuple(entry["also"]), entry["says"], entry["see"])
        for name, entry in found["terms"].items()
    )


@cache
def _by_name() -> dict[str, Term]:
    return {name.lower(): term for term in glossary() for name in (term.name, *term.also)}


def term(name: str) -> Term:
    """A term by its name or another spelling, capitals ignored. Raises KeyError.

    >>> term("Hidden states").name
    'hidden state'
    """
    return _by_name()[name.lower()]


def tip(name: str) -> str:
    """What a term means, in one or two sentences. Raises KeyError.

    >>> tip("[MASK]")
    'The special token that hides a word which the model is to guess.'
    """
    return term(name).says


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    return re.compile(rf"(?<![\w\[])({'|'.join(map(re.escape, names))})(?![\w\]])", re.IGNORECASE)


def terms_in(text: str) -> tuple[Term, ...]:
    """The terms that a text uses outside quotation marks, each once, in its order.

    >>> [term.name for term in terms_in("The queries meet the keys of “token”.")]
    ['query', 'key']
    """
    own = re.sub(r"“[^”]*”", "", text)
    return tuple(dict.fromkeys(term(found) for found in _pattern().findall(own)))
