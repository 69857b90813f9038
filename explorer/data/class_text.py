"""The text that “Watch it learn” opens on: short sentences in which a pronoun follows from a name.

Written for this project; in the public domain (CC0).
"""

from __future__ import annotations

_NAMES = {
    "her she": ("Anna", "Lucy", "Emma", "Mary"),
    "his he": ("Ben", "Tom", "Paul", "Max"),
}
_DONE = ("lost", "found", "washed", "sold", "painted")
_THINGS = ("key", "hat", "book", "ball", "bike", "cup", "coat")
_FELT = ("tired", "hungry", "late", "happy", "cold")


def _sentences() -> list[str]:
    """Eight names, each with seven sentences about things and three about feelings."""
    people = [(name, *words.split()) for words, names in _NAMES.items() for name in names]
    found = []
    for turn in range(10):
        for place, (name, own, who) in enumerate(sorted(people)):
            number = 3 * place + turn
            if turn % 3 == 2:
                found.append(f"{name} said that {who} was {_FELT[number % len(_FELT)]}.")
            else:
                done, thing = _DONE[number % len(_DONE)], _THINGS[number % len(_THINGS)]
                found.append(f"{name} {done} {own} {thing}.")
    return found


START = "\n".join(_sentences())
