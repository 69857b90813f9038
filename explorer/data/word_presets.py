"""Sentences worth comparing one word in: the project's own, and published pairs with their number.

No torch: presets for the page "Word in context".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from explorer.data.published import published


@dataclass(frozen=True)
class ContextPreset:
    """Sentences, the word to follow in them (or one for each), and what there is to see."""

    title: str
    sentences: tuple[str, ...]
    words: tuple[str, ...]
    look_for: str
    published: float | None = None  # cosine printed for bert-base-uncased, last state


OWN: tuple[ContextPreset, ...] = (
    ContextPreset(
        "Python, the language and the snake",
        (
            "She wrote the program in python in one afternoon.",
            "Beginners often learn python before any other language.",
            "This python script reads the file and prints every line.",
            "He taught a course on python and data analysis.",
            "The code is written in python and runs on any server.",
            "Most of our software was ported from java to python last year.",
            "The python in the zoo swallowed a whole rabbit.",
            "A python warms its eggs by shivering.",
            "Hunters caught a huge python in the swamp.",
            "The python coiled around its prey and squeezed.",
            "A hungry python can wait for weeks without food.",
            "Rangers measured a python of five metres in the forest.",
        ),
        ("python",),
        "Six times the language, six times the snake: from which layer on do they part?",
    ),
    ContextPreset(
        "Bank, money and river",
        (
            "She deposited the cheque at the bank.",
            "The bank refused to lend them any money.",
            "They fished from the bank of the river.",
        ),
        ("bank",),
        "The static vector is the same three times; the layers pull the senses apart.",
    ),
    ContextPreset(
        "What 'it' is: full or empty",
        (
            "I poured water from the bottle into the cup until it was full.",
            "I poured water from the bottle into the cup until it was empty.",
        ),
        ("it",),
        "One later word changes what 'it' stands for: see where its two vectors part.",
    ),
)


@cache
def presets() -> tuple[ContextPreset, ...]:
    """All presets: the project's own, then the published pairs."""
    return OWN + _published()


def _published() -> tuple[ContextPreset, ...]:
    """Published pairs, followed by the words that stand at the published positions.

    Position 6 of the first sentence was printed for 'Python' and is 'is' in truth.
    """
    known = published()["word_in_context"]
    at = {
        ("The coolest programming language is Python", 6): "is",
        ("Python can be aggressive sometimes during hunting", 1): "Python",
        ("my snake is not poisonous and very friendly", 2): "snake",
        ("Programming is very difficult for beginner", 1): "Programming",
    }
    return tuple(
        ContextPreset(
            f"Published: “{at[a]}” and “{at[b]}” ({pair['cosine']:.2f})",
            (a[0], b[0]),
            (at[a], at[b]),
            known["note"] if "is" in (at[a], at[b]) else "Published with bert-base-uncased.",
            pair["cosine"],
        )
        for pair in known["pairs"]
        for a, b in [(tuple(pair["a"]), tuple(pair["b"]))]
    )
