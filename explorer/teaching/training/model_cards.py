"""What a head's card says to people: its figures, its data, and what it is bad at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from explorer.teaching.artifacts import Card

NAMES = {
    "part-of-speech": "Part of speech",
    "entities": "Named entities",
    "classify": "Sentiment",
    "next-sentence": "Next sentence",
    "entail": "Entailment",
    "answer": "Question answering",
    "fill-mask": "Masked words",
}

WHAT = {
    "part-of-speech": "Gives every word one of the 17 tags of Universal Dependencies.",
    "entities": "Finds persons, organisations, places and other names (BIO tags).",
    "classify": "Says whether a text is positive or negative.",
    "next-sentence": "Says whether the second text follows the first.",
    "entail": "Says whether the first text entails the second, contradicts it, or neither.",
    "answer": "Finds the span of a passage that answers a question.",
    "fill-mask": "Guesses the words under [MASK].",
}

CAVEATS = {
    "part-of-speech": "Words outside any sentence, headlines, and old or invented words; the "
    "difference between AUX and VERB, and between PROPN and NOUN in texts without capital letters. "
    "Only English.",
    "entities": "The body sees no capital letters; the head is told of them, and in texts without "
    "any it misses many names. Works of art, products and other MISC names, and names cut off in "
    "tweets. Only English.",
    "classify": "There is no neutral label: plain statements get one of the two at random. Irony, "
    "comparisons, and texts of several sentences that do not agree. Only English.",
    "next-sentence": "It mostly judges whether two sentences share a topic; two sentences of one "
    "text in the wrong order look right to it. The body was never shown pairs: a plain cosine of "
    "the two sentences, with the best of all thresholds, reaches 0.90 and 0.61 on the same pairs.",
    "entail": "Trained on 9,842 pairs about photographs (SNLI); other subjects, numbers, negation "
    "and long texts are beyond it, and so is most of zero-shot classification. The "
    "body itself was trained on a collection that includes SNLI and MultiNLI, so its figure is not "
    "that of a body that never saw such pairs.",
    "answer": "It always points somewhere, also when the passage does not answer the question. "
    "Reasoning over several sentences, and questions in other words than the passage's.",
    "fill-mask": "The body was trained to compare sentences and has not seen [MASK] for long; rare "
    "words, facts about the world, and several masks in a row are beyond it.",
}

HEADLINE = {
    "part-of-speech": ("accuracy", "accuracy, EWT test", "EWT test"),
    "entities": ("F1", "F1, WikiGold second half", "WikiGold"),
    "classify": ("accuracy", "accuracy, UCI review sentences", "UCI review sentences"),
    "next-sentence": (
        "accuracy",
        "accuracy, against another document",
        "sentences of other documents",
    ),
    "entail": ("accuracy", "accuracy, SNLI test", "SNLI test"),
    "answer": ("F1", "F1, XQuAD English", "XQuAD"),
    "fill-mask": ("first guess right", "top 1, held-out prose", "held-out prose"),
}


def note(task: str, figures: Mapping[str, float], *, own_pass: bool) -> str:
    """The line beside a prediction: what the head is, and one figure of it."""
    name, key, where = HEADLINE[task]
    body = "a body with low-rank updates" if own_pass else "a frozen body"
    measured = f", {name} {figures[key]:.2f} on {where}" if key in figures else ""
    return f"teaching head on {body}{measured}"


def as_markdown(card: Card) -> str:
    """The card as a markdown page."""
    rows = [f"| {name} | {value:.3f} |" for name, value in card.figures.items()]
    rows += [f"| {name}, the shipped sample | {value:.3f} |" for name, value in card.sample.items()]
    recipe = ", ".join(f"{name} {value}" for name, value in card.recipe.items())
    return "\n".join(
        [
            f"# {NAMES[card.task]}: a teaching head",
            "",
            f"{WHAT[card.task]} A {card.kind} of {card.parameters:,} numbers ({card.bytes:,} "
            "bytes, float16) on the bundled all-MiniLM-L6-v2.",
            "",
            "| held-out figure | value |",
            "|---|---|",
            *rows,
            "",
            f"- **Data:** {card.sources}.",
            f"- **Recipe:** `python -m explorer.teaching train {card.task} --data DIR`; AdamW, "
            f"{recipe}.",
            f"- **Bad at:** {card.weak}",
            "- **Licence:** the weights are given under the project's licence (MIT); the data are "
            "not part of the project and keep their own.",
            f"- **sha256:** `{card.sha256}`",
            "",
        ]
    )


PUBLISHED = {
    "entities": "92.4 (F1, CoNLL-2003 test)",
    "classify": "93.5 (SST-2 test)",
    "next-sentence": "97 to 98 (its own pre-training data)",
    "entail": "84.6 (MNLI matched)",
    "answer": "80.8 / 88.5 (exact / F1, SQuAD 1.1 dev)",
}
"""What bert-base reaches when all of it is fine-tuned, on test sets of its own (Devlin et al.,
2019); for next sentence, what it reached in pre-training."""


def as_table(cards: Iterable[Card]) -> str:
    """The figures of all heads as one markdown table, bert-base's published ones beside them."""
    rows = [
        f"| {NAMES[card.task]} | {'; '.join(f'{k}: {v:.3f}' for k, v in card.figures.items())} "
        f"| {card.bytes / 1e6:.2f} MB | {PUBLISHED.get(card.task, '')} |"
        for card in cards
    ]
    head = "| head | held-out figures | size | bert-base fine-tuned, in % |"
    return "\n".join([head, "|---|---|---|---|", *rows]) + "\n"
