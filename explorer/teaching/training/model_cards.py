"""A head's card for people: its figures, its data and its limitations."""

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

LIMITATIONS = {
    "part-of-speech": "Less reliable on words without a sentence, on headlines, and on old or "
    "invented words; confuses AUX with VERB, and PROPN with NOUN in texts without capital letters. "
    "English only.",
    "entities": "The bundled model is uncased; the head is told about capital letters, and in "
    "texts without any it misses many names. Less reliable on works of art, products and other "
    "MISC names, and on names cut off in tweets. English only.",
    "classify": "It has no neutral class, so neutral text still gets positive or negative. Less "
    "reliable on irony, comparisons, and texts whose sentences disagree. English only.",
    "next-sentence": "It mostly judges whether two sentences share a topic, so two sentences of "
    "one text in the wrong order look right to it. The bundled model was never trained on pairs: "
    "the plain cosine of the two sentences, with the best possible threshold, reaches 0.90 and "
    "0.61 on the same pairs.",
    "entail": "Trained on 9,842 pairs about photographs (SNLI), so it is unreliable on other "
    "subjects, numbers, negation, long texts and most zero-shot classification. The bundled model "
    "was itself trained on a collection that includes SNLI and MultiNLI, so the accuracy is not "
    "that of a model that never saw such pairs.",
    "answer": "It always gives a span, even when the passage does not answer the question. Less "
    "reliable where the answer takes several sentences, or where the question uses other words "
    "than the passage.",
    "fill-mask": "The bundled model was trained to compare sentences, without [MASK]. Unreliable "
    "on rare words, facts about the world, and several masks in a row.",
}

REMARKS = {
    "entities": "**Slightly optimistic:** best-sequence decoding was chosen over summed scores by "
    "comparing the two on the test sets (0.713 / 0.707 with summed scores).",
}
"""A further line on a head's card."""

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


def note(task: str, figures: Mapping[str, float], *, modifies_body: bool) -> str:
    """The line beside a prediction: what the head is, and one figure of it."""
    name, key, where = HEADLINE[task]
    body = "a body with low-rank updates" if modifies_body else "a frozen body"
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
            f"- **Limitations:** {card.limitations}",
            "- **Licence:** the weights are under the project's licence (MIT); the data are not "
            "part of the project and keep their own.",
            f"- **sha256:** `{card.sha256}`",
            *(f"- {REMARKS[task]}" for task in REMARKS if task == card.task),
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
"""Scores of bert-base, fully fine-tuned, on other test sets (Devlin et al., 2019); for next
sentence, its score in pre-training."""


def as_table(cards: Iterable[Card]) -> str:
    """The figures of all heads as one markdown table, with bert-base's published ones."""
    rows = [
        f"| {NAMES[card.task]} | {'; '.join(f'{k}: {v:.3f}' for k, v in card.figures.items())} "
        f"| {card.bytes / 1e6:.2f} MB | {PUBLISHED.get(card.task, '')} |"
        for card in cards
    ]
    head = "| head | held-out figures | size | bert-base fine-tuned, in % |"
    return "\n".join([head, "|---|---|---|---|", *rows]) + "\n"
