"""The gallery of examples: texts worth looking at, each with a question and its answer.

Every number in an answer is the bundled model's (or its teaching heads'), and a test computes it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A text worth looking at: what there is to see, a question to answer first, and the answer."""

    title: str
    text: str
    pair: str = ""
    look_for: str = ""
    question: str = ""  # to be answered before looking
    answer: str = ""  # the reveal, with a number
    page: str = "attention_view.py"  # script of the page that shows it best
    at: tuple[int, int] | None = None  # layer and head of the answer, counted from 0


EXAMPLES: tuple[Example, ...] = (
    Example(
        "What does “it” mean?",
        "The animal didn't cross the street because it was too tired.",
        look_for="Follow the lines from “it”: in some heads they lead back to one word.",
        question="In the head that links pronouns to nouns, which word does “it” attend to?",
        answer="“animal”: it gets 68 % of the attention of “it”.",
        at=(3, 1),
    ),
    Example(
        "One word changed",
        "The animal didn't cross the street because it was too wide.",
        look_for="The sentence about the tired animal with one other word at its end: compare "
        "where “it” looks.",
        question="“tired” has become “wide”. Does the same head still send “it” to “animal”?",
        answer="Much less: “animal” gets 28 % instead of 68 %, and “street” gets 12 %.",
        at=(3, 1),
    ),
    Example(
        "A verb and its subject",
        "The keys to the cabinet are on the table.",
        look_for="“cabinet” stands next to “are”, but the verb agrees with “keys”.",
        question="Which noun does “are” attend to: the near one or the one that it agrees with?",
        answer="“keys” gets 79 %, “cabinet” only 3 %: the head follows grammar, not distance.",
        at=(3, 1),
    ),
    Example(
        "Across two sentences",
        "Anna lost her keys.",
        "She found them under the sofa.",
        look_for="Lines from a pronoun of the second text back to a noun of the first.",
        question="What does “them” attend to in the first sentence?",
        answer="“keys”: it gets 89 % of the attention of “them”.",
        at=(3, 1),
    ),
    Example(
        "One word, two senses",
        "The python swallowed the frog.",
        "I wrote the program in Python.",
        look_for="The vectors of “python” in the two sentences, layer by layer.",
        question="How far apart does the model move the two meanings of “python”?",
        answer="Their cosine falls from 0.96 in the embeddings to 0.57 after the last layer.",
        page="difference.py",
    ),
    Example(
        "Who bit whom?",
        "The dog bit the man.",
        "The man bit the dog.",
        look_for="The same words in another order: vectors hardly move, some heads do.",
        question="Do the mean vectors of the two sentences differ much?",
        answer="Hardly: their cosine is 0.98, yet one head moves 71 % of its attention.",
        page="difference.py",
        at=(5, 11),
    ),
    Example(
        "Word pieces",
        "Tokenization splits unbelievably uncommon words like hyperparameterization.",
        look_for="Rare words are split into pieces; ## marks a piece that continues a word.",
        question="Into how many pieces is “unbelievably” split?",
        answer="Into 5: un, ##bel, ##ie, ##va and ##bly.",
        page="tokens.py",
    ),
    Example(
        "Guess the blank",
        "The patient went to the [MASK] because she was ill.",
        look_for="The words that the model expects in the blank, and in which layer they appear.",
        question="Which word do you expect, and how sure is the model of it?",
        answer="“hospital” gets 45 %, “doctor” 8 %.",
        page="fill_mask.py",
    ),
    Example(
        "A name or a city?",
        "Paris Hilton flew from Paris to London.",
        look_for="One word with two labels: the context decides.",
        question="Which “Paris” is a person, which one a place?",
        answer="The first is a person and the second a place, each with 99 %.",
        page="tag.py",
    ),
    Example(
        "A negation",
        "The film was not good.",
        look_for="Whether one small word is enough to turn the label round.",
        question="“The film was good.” is 95 % positive. What does “not” change?",
        answer="Everything: with “not” the text is 90 % negative.",
        page="classify.py",
    ),
    Example(
        "Where it fails",
        "I poured water from the bottle into the cup until it was full.",
        "I poured water from the bottle into the cup until it was empty.",
        look_for="“it” is the cup in the first text and the bottle in the second. Does any head "
        "know?",
        question="Does the head that links pronouns to nouns tell cup and bottle apart?",
        answer="No: “it” attends to “bottle” both times, with 32 % and 37 %.",
        page="difference.py",
        at=(3, 1),
    ),
)
