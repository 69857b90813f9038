"""Sentences with named links between their words: CoNLL-U files, or links that a reader types.

Plain Python: no torch, no numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice

from explorer.errors import InputError

MOST_SENTENCES = 500
"""More than these take minutes on a small machine; the first ones are read."""


@dataclass(frozen=True)
class Arc:
    """One link: the dependent word, its head, and what they are to each other; words from 0."""

    dependent: int
    head: int
    relation: str


@dataclass(frozen=True)
class Sentence:
    """Words already split, and the links between them."""

    words: tuple[str, ...]
    arcs: tuple[Arc, ...]


@cache
def sample() -> tuple[Sentence, ...]:
    """The forty sentences that come with the project."""
    file = resources.files("explorer") / "data" / "relations" / "sample.conllu"
    return from_conllu(file.read_text("utf-8"))


def from_conllu(text: str, *, most: int | None = MOST_SENTENCES) -> tuple[Sentence, ...]:
    """Sentences of a CoNLL-U file (universaldependencies.org/format.html), at most 500.

    Takes words, heads and relations; the arc to the root is no link between words. Lines of
    multiword tokens (1-2) and of empty nodes (1.1) are skipped. Raises InputError with the number
    of the line that cannot be read.
    """
    found = [_sentence(block) for block in islice(_blocks(text), most)]
    if not found:
        raise InputError(
            "There is no sentence in this file: a CoNLL-U file has one word a line, with ten "
            "columns separated by tabs."
        )
    return tuple(found)


def _blocks(text: str) -> Iterator[list[tuple[int, str]]]:
    """The lines of each sentence with their numbers; comments left out."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            if block:
                yield block
            block = []
        elif not line.startswith("#"):
            block.append((number, line))
    if block:
        yield block


def _sentence(block: list[tuple[int, str]]) -> Sentence:
    rows = []
    for number, line in block:
        columns = line.split("\t")
        if len(columns) != 10:
            raise InputError(
                f"Line {number} has {len(columns)} columns and CoNLL-U has ten, separated by tabs: "
                "fix the line or upload another file."
            )
        if columns[0].isdigit():
            rows.append((number, columns))
    words = tuple(columns[1] for _, columns in rows)
    return Sentence(words, tuple(_arcs(rows)))


def _arcs(rows: list[tuple[int, list[str]]]) -> Iterator[Arc]:
    places = {columns[0]: place for place, (_, columns) in enumerate(rows)}
    for place, (number, columns) in enumerate(rows):
        head, relation = columns[6], columns[7]
        if not columns[1].strip():
            raise InputError(f"Line {number} has no word: fill in its second column.")
        if head in {"0", "_"}:
            continue
        if head not in places or places[head] == place:
            raise InputError(
                f"Line {number} names word “{head[:20]}” as its head, which this sentence does not "
                "have: fix the line."
            )
        yield Arc(place, places[head], relation)


def from_typed(text: str) -> tuple[Sentence, ...]:
    """Sentences and links that a reader typed; words are separated by spaces.

    A line without ">" is a sentence; a line "word > word : name" below it is a link from the word
    that should look to the one looked at, so the first is the dependent here. A word that stands
    several times is told apart by its count: the#2. Raises InputError naming the line.

    >>> from_typed("cats sleep" + chr(10) + "cats > sleep : subject")[0].arcs
    (Arc(dependent=0, head=1, relation='subject'),)
    """
    found: list[tuple[tuple[str, ...], list[Arc]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if " > " not in line:
            found.append((tuple(line.split()), []))
        elif not found:
            raise InputError(f"Line {number} is a link, but no sentence stands above it.")
        else:
            found[-1][1].append(_link(line, found[-1][0], number))
    if not any(arcs for _, arcs in found):
        raise InputError(
            "No link is typed yet: write a sentence, and below it 'word > word : name'."
        )
    return tuple(Sentence(words, tuple(arcs)) for words, arcs in found[:MOST_SENTENCES])


def _link(line: str, words: tuple[str, ...], number: int) -> Arc:
    pair, _, name = line.partition(" : ")
    start, _, end = pair.partition(" > ")
    return Arc(
        _place(start.strip(), words, number),
        _place(end.strip(), words, number),
        name.strip() or "link",
    )


def _place(word: str, words: tuple[str, ...], number: int) -> int:
    """Where a typed word stands: "the" or "the#2"."""
    name, mark, count = word.rpartition("#")
    wanted, nth = (name, int(count)) if mark and name and count.isdigit() else (word, 1)
    places = [place for place, other in enumerate(words) if other.lower() == wanted.lower()]
    if not 1 <= nth <= len(places):
        raise InputError(
            f"Line {number} names the word “{word[:30]}”, which does not stand in the sentence "
            "above it: write it as it stands there."
        )
    return places[nth - 1]
