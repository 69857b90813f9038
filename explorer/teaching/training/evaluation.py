"""Measuring the shipped heads as readers meet them: one text after the other through ``run``."""

from __future__ import annotations

import json
import random
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from explorer.prediction import Prediction, Predictor
from explorer.teaching.decode import best_span, span_f1
from explorer.teaching.training import corpora
from explorer.teaching.training.corpora import Labelled, Question, Tagged
from explorer.text import TextInput

SAMPLE = Path(__file__).parents[1] / "sample"

Figures = dict[str, float]


def held_out(head: Predictor, data: Path) -> Figures:
    """The head's figures on the held-out sets of the data folder, by name. Takes minutes."""
    return _HELD_OUT[head.task](head, data)


def on_sample(head: Predictor, folder: Path = SAMPLE) -> Figures:
    """The head's figures on the small sample that is shipped. Takes seconds."""
    lines = (folder / f"{head.task}.jsonl").read_text("utf-8").splitlines()
    return _SAMPLE[head.task](head, [json.loads(line) for line in lines])


# --- tags -----------------------------------------------------------------------------------------


def word_tags(head: Predictor, words: Sequence[str]) -> list[str]:
    """The head's tag of each word: that of its first token; O for words without a token."""
    prediction = head.run(TextInput.from_words(words))
    best = prediction.logits.argmax(axis=1)  # (T,)
    owner = prediction.trace.word
    tags = [head.labels[0]] * len(words)
    for token in reversed(range(len(owner))):
        if owner[token] >= 0:
            tags[owner[token]] = head.labels[best[token]]
    return tags


def tag_accuracy(head: Predictor, sentences: Iterable[Tagged]) -> float:
    """Share of words whose tag is right."""
    right = [
        found == gold
        for item in sentences
        for found, gold in zip(word_tags(head, item.words), item.tags, strict=True)
    ]
    return float(np.mean(right))


def entity_f1(head: Predictor, sentences: Sequence[Tagged], *, without: str = "-") -> float:
    """F1 of whole entities; kinds that the set does not mark are left out."""
    found = [word_tags(head, item.words) for item in sentences]
    found = [["O" if tag.endswith(without) else tag for tag in tags] for tags in found]
    return span_f1(found, [item.tags for item in sentences])


# --- labels ---------------------------------------------------------------------------------------


def accuracy(head: Predictor, items: Sequence[Labelled]) -> float:
    """Share of texts, or pairs, whose likeliest label is the right one."""
    return float(np.mean([_label(head, item) == item.label for item in items]))


def _label(head: Predictor, item: Labelled) -> int:
    return int(head.run(TextInput(item.text, item.pair or None)).logits.argmax())


# --- answers --------------------------------------------------------------------------------------


def exact_and_f1(head: Predictor, items: Sequence[Question]) -> tuple[float, float]:
    """SQuAD's two measures: equal after normalisation, and F1 of words (Rajpurkar et al., 2016)."""
    scores = [_answer_scores(answer_text(head, item), item) for item in items]
    exact, f1 = np.mean(scores, axis=0)
    return float(exact), float(f1)


def answer_text(head: Predictor, item: Question) -> str:
    """The passage's span with the largest sum of start and end logits."""
    prediction = head.run(TextInput(item.question, item.passage))
    trace = prediction.trace
    inside = np.flatnonzero((trace.side == 1) & ~trace.special)
    begin, end = best_span(prediction.logits[inside])
    return item.passage[trace.offsets[inside[begin], 0] : trace.offsets[inside[end], 1]]


def _answer_scores(answer: str, item: Question) -> tuple[float, float]:
    words = _plain(answer)
    gold = [_plain(item.passage[begin:end]) for begin, end in item.answers]
    return float(words in gold), max(_word_f1(words, right) for right in gold)


def _plain(text: str) -> list[str]:
    """Lower case, without punctuation and articles, as words."""
    text = "".join(char for char in text.lower() if char not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def _word_f1(words: list[str], right: list[str]) -> float:
    both = sum((Counter(words) & Counter(right)).values())
    return 2 * both / max(1, len(words) + len(right))


# --- masked words ---------------------------------------------------------------------------------


def top_words(head: Predictor, items: Iterable[tuple[TextInput, list[str]]]) -> Figures:
    """Share of masked tokens whose word is the first guess, and among the first five."""
    ranks = np.array([rank for source, words in items for rank in _ranks(head.run(source), words)])
    return {"top 1": float(np.mean(ranks < 1)), "top 5": float(np.mean(ranks < 5))}


def _ranks(prediction: Prediction, words: Sequence[str]) -> list[int]:
    """How many words the head holds likelier than the right one, for each masked token."""
    columns = {label: column for column, label in enumerate(prediction.labels)}
    both = zip(prediction.logits, words, strict=True)
    return [int((row > row[columns[word]]).sum()) for row, word in both]


def masked_texts(
    texts: Iterable[str], encoder: Any, *, share: float = 0.15, seed: int = 1
) -> list[tuple[TextInput, list[str]]]:
    """Texts with a share of their tokens masked, and what stood there."""
    rng = random.Random(seed)
    found = []
    for text in texts:
        labels = encoder.encode(TextInput(text), 128).labels
        inside = range(1, len(labels) - 1)
        hidden = sorted(rng.sample(inside, max(1, round(share * len(inside)))))
        found.append((TextInput(text, masked=tuple(hidden)), [labels[place] for place in hidden]))
    return found


# --- which sets -----------------------------------------------------------------------------------


def _part_of_speech(head: Predictor, data: Path) -> Figures:
    return {
        f"accuracy, {name}": tag_accuracy(head, corpora.tagged(data, [file], "p"))
        for name, file in (("EWT test", "upos/ewt_test"), ("GUM test", "upos/gum_test"))
    }


def _entities(head: Predictor, data: Path) -> Figures:
    def f1(name: str, without: str = "-") -> float:
        sentences = corpora.tagged(data, [f"ner/{name}"], "y")
        return entity_f1(head, sentences, without=without)

    return {
        "F1, WikiGold second half": f1("wikigold_test"),
        "F1, UNER EWT test": f1("uner_ewt_test", "MISC"),
        "F1, WNUT17 test": f1("wnut17_test"),
    }


def _classify(head: Predictor, data: Path) -> Figures:
    reviews = corpora.sentiments(data, ["uci_imdb", "uci_amazon_cells", "uci_yelp"])
    return {
        "accuracy, UCI review sentences": accuracy(head, reviews),
        "accuracy, GoEmotions test": accuracy(head, corpora.sentiments(data, ["goemotions_test"])),
    }


def _entail(head: Predictor, data: Path) -> Figures:
    return {"accuracy, SNLI test": accuracy(head, corpora.entailments(data, "snli_test"))}


def _next_sentence(head: Predictor, data: Path) -> Figures:
    order = corpora.sentence_order(data, held_out=True, windows=150)
    right: dict[int, list[bool]] = {0: [], 1: [], 2: []}
    for first, second, label, origin in order.pairs:
        item = Labelled(order.sentences[first], label, order.sentences[second])
        right[origin].append(_label(head, item) == label)
    shares = {origin: float(np.mean(marks)) for origin, marks in right.items()}
    return {
        "accuracy, against another document": (shares[0] + shares[1]) / 2,
        "accuracy, against the same document": (shares[0] + shares[2]) / 2,
    }


def _answer(head: Predictor, data: Path) -> Figures:
    exact, f1 = exact_and_f1(head, corpora.plain_questions(data, "xquad_en"))
    return {"exact, XQuAD English": exact, "F1, XQuAD English": f1}


def _fill_mask(head: Predictor, data: Path) -> Figures:
    encoder = head.engine.encoder
    texts = corpora.prose_chunks(data, encoder, held_out=True)[:600]
    found = top_words(head, masked_texts(texts, encoder))
    prompts = on_sample(head)
    return {
        **{f"{name}, held-out prose": value for name, value in found.items()},
        **{f"{name}, 30 everyday prompts": value for name, value in prompts.items()},
    }


_HELD_OUT: dict[str, Callable[[Predictor, Path], Figures]] = {
    "part-of-speech": _part_of_speech,
    "entities": _entities,
    "classify": _classify,
    "entail": _entail,
    "next-sentence": _next_sentence,
    "answer": _answer,
    "fill-mask": _fill_mask,
}


def _tagged_rows(rows: Iterable[dict[str, Any]]) -> list[Tagged]:
    return [Tagged(tuple(row["words"]), tuple(row["tags"])) for row in rows]


def _sample_labels(
    rows: Iterable[dict[str, Any]], columns: str, names: Sequence[str]
) -> list[Labelled]:
    first, second = f"{columns} ".split(" ")[:2]
    return [Labelled(row[first], names.index(row["label"]), row.get(second, "")) for row in rows]


def _sample_answer(head: Predictor, rows: list[dict[str, Any]]) -> Figures:
    items = [
        Question(
            row["question"], row["context"], ((row["start"], row["start"] + len(row["answer"])),)
        )
        for row in rows
    ]
    exact, f1 = exact_and_f1(head, items)
    return {"exact": exact, "F1": f1}


def _sample_masks(head: Predictor, rows: list[dict[str, Any]]) -> Figures:
    return top_words(head, [(TextInput(row["text"]), [row["word"]]) for row in rows])


def _labels(columns: str, names: Sequence[str]) -> Callable[[Predictor, Any], Figures]:
    return lambda head, rows: {"accuracy": accuracy(head, _sample_labels(rows, columns, names))}


_SAMPLE: dict[str, Callable[[Predictor, Any], Figures]] = {
    "part-of-speech": lambda head, rows: {"accuracy": tag_accuracy(head, _tagged_rows(rows))},
    "entities": lambda head, rows: {"F1": entity_f1(head, _tagged_rows(rows))},
    "classify": _labels("text", corpora.SENTIMENTS),
    "entail": _labels("premise hypothesis", corpora.RELATIONS),
    "next-sentence": _labels("first second", ("follows", "elsewhere")),
    "answer": _sample_answer,
    "fill-mask": _sample_masks,
}
