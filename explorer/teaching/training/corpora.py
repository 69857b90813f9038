"""From the data folder to examples: what each task is trained on and what it is measured on.

Every choice is fixed by a seed, so that the same folder always gives the same examples.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from explorer.errors import ExplorerError

UPOS = tuple(
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
)
ENTITIES = ("O", *(f"{place}-{kind}" for kind in ("PER", "ORG", "LOC", "MISC") for place in "BI"))
RELATIONS = ("contradiction", "neutral", "entailment")
SENTIMENTS = ("negative", "positive")

_SENTENCE_END = re.compile(r"""(?:(?<=[.!?])|(?<=[.!?]["'”’)]))\s+(?=["'“‘(]*[A-Z])""")


@dataclass(frozen=True)
class Tagged:
    """A sentence as words and their tags. ``partial``: O may also stand for a MISC entity."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    partial: bool = False


@dataclass(frozen=True)
class Labelled:
    """One or two texts and the number of their label."""

    text: str
    label: int
    pair: str = ""


@dataclass(frozen=True)
class Question:
    """A question, a passage, and where its answers stand (first character, last + 1)."""

    question: str
    passage: str
    answers: tuple[tuple[int, int], ...]


def tagged(data: Path, names: Iterable[str], column: str) -> list[Tagged]:
    """Tagged sentences of several sets; words without a visible character are left out."""
    found = []
    for name in names:
        for row in rows(data, name):
            kept = [
                (word, tag) for word, tag in zip(row["t"], row[column], strict=True) if word.strip()
            ]
            if kept:
                words, tags = zip(*kept, strict=True)
                found.append(Tagged(words, tags, partial="uner" in name))
    return found


def sentiments(data: Path, names: Iterable[str]) -> list[Labelled]:
    """Sentences that are negative (0) or positive (1); neutral and mixed ones are left out."""
    return [
        Labelled(row["s"], row["y"])
        for name in names
        for row in rows(data, f"sentiment/{name}")
        if row["y"] < 2 and any(char.isalnum() for char in row["s"])
    ]


def entailments(data: Path, name: str) -> list[Labelled]:
    """Premise and hypothesis with the number of their relation in RELATIONS."""
    return [
        Labelled(row["p"].strip(), RELATIONS.index(row["y"]), row["h"].strip())
        for row in rows(data, f"nli/{name}")
    ]


def sentences(text: str) -> list[str]:
    """A paragraph cut into sentences at . ! ? before a capital letter."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def documents(data: Path, *, held_out: bool, skip: Sequence[str] = ("tatoeba",)) -> list[list[str]]:
    """The prose as documents of paragraphs; every tenth document of a source is held out."""
    seen: defaultdict[str, int] = defaultdict(int)
    found = []
    for row in rows(data, "prose/docs"):
        source = row["src"]
        if source in skip:
            continue
        seen[source] += 1
        if (source == "gum_heldout" or seen[source] % 10 == 0) == held_out:
            found.append([_plain(paragraph) for paragraph in row["pars"]])
    return found


def _plain(text: str) -> str:
    """Without the link marks of Markdown and the escapes before brackets."""
    text = re.sub(r"!?\[(?:\[([^\]]*)\]|([^\]]*))\]\([^)]*\)", r"\1\2", text)
    return re.sub(r"\s+", " ", text.replace("\\", "").replace("*", "").replace("_", " ")).strip()


@dataclass(frozen=True)
class Order:
    """Sentences, and pairs of their numbers: (first, second, 0 = follows, 1 = random, origin).

    ``origin`` is 0 for a true neighbour, 1 for a sentence of another document, 2 for one of the
    same document that stands elsewhere.
    """

    sentences: list[str]
    pairs: list[tuple[int, int, int, int]]


def sentence_order(data: Path, *, held_out: bool, windows: int, seed: int = 7) -> Order:
    """Neighbouring sentences, and for each a wrong one of each kind.

    A window is up to 12 sentences of one document; of a pair both lie in windows.
    """
    rng = random.Random(seed)
    documents_ = documents(data, held_out=held_out, skip=("tatoeba", "xquad"))
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    for paragraphs in rng.sample(documents_, min(windows, len(documents_))):
        whole = [s for paragraph in paragraphs for s in sentences(paragraph) if _readable(s)]
        if len(whole) < 6:
            continue
        begin = rng.randrange(max(1, len(whole) - 12))
        spans.append((len(texts), len(texts) + len(whole[begin : begin + 12])))
        texts += whole[begin : begin + 12]
    return Order(texts, [pair for span in spans for pair in _pairs(span, len(texts), rng)])


def _readable(sentence: str) -> bool:
    return 4 <= len(sentence.split()) <= 50


def _pairs(
    span: tuple[int, int], total: int, rng: random.Random
) -> list[tuple[int, int, int, int]]:
    begin, end = span
    found = []
    for first, second in pairwise(range(begin, end)):
        other = rng.choice([*range(begin), *range(end, total)][:: max(1, total // 500)])
        elsewhere = [n for n in range(begin, end) if not -1 <= n - first <= 3]
        found += [(first, second, 0, 0), (first, other, 1, 1)]
        if elsewhere:
            found.append((first, rng.choice(elsewhere), 1, 2))
    return found


def plain_questions(data: Path, name: str) -> list[Question]:
    """Questions with their own passages (XQuAD, QED)."""
    found = []
    for row in rows(data, f"qa/{name}"):
        spans = tuple((start, start + len(text)) for start, text in row["a"] if text)
        if spans:
            found.append(Question(row["q"], row["c"], spans))
    return found


def sentence_questions(data: Path, *, parts: int = 2, seed: int = 7) -> list[list[Question]]:
    """The questions of QAMR, whose passages are single sentences, in longer passages.

    A passage is 1 to 6 sentences that stand together, most of them of one article, so that more
    than one is about what the question asks. Each of ``parts`` has its share of the questions.
    """
    questions = rows(data, "qa/qamr_dev") + rows(data, "qa/qamr_test")
    rng = random.Random(seed)
    return [_in_passages(questions[part::parts], rng) for part in range(parts)]


def _by_article(questions: list[dict[str, Any]], rng: random.Random) -> list[str]:
    """All sentences, those of one article one after the other, in random order."""
    articles: defaultdict[str, list[str]] = defaultdict(list)
    for sentence, name in {row["c"]: row["id"] for row in questions}.items():
        articles[name.rsplit(":", 2)[0]].append(sentence)
    order = list(articles.values())
    rng.shuffle(order)
    for article in order:
        rng.shuffle(article)
    return [sentence for article in order for sentence in article]


def _in_passages(questions: list[dict[str, Any]], rng: random.Random) -> list[Question]:
    by_sentence: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in questions:
        by_sentence[row["c"]].append(row)
    order = _by_article(questions, rng)
    found, begin = [], 0
    while begin < len(order):
        group = order[begin : begin + rng.randint(1, 6)]
        begin += len(group)
        passage, start = " ".join(group), 0
        for sentence in group:
            for row in by_sentence[sentence]:
                spans = tuple((start + at, start + at + len(text)) for at, text in row["a"] if text)
                if spans:
                    found.append(Question(row["q"], passage, spans))
            start += len(sentence) + 1
    return found


def prose_chunks(data: Path, encoder: Any, *, held_out: bool, most_tokens: int = 72) -> list[str]:
    """Texts of some sentences each, at most ``most_tokens`` tokens long, in random order."""
    skip = ("tatoeba", "xquad", "docred") if held_out else ("xquad",)
    paragraphs = [p for document in documents(data, held_out=held_out, skip=skip) for p in document]
    random.Random(7).shuffle(paragraphs)
    found: list[str] = []
    for paragraph in paragraphs:
        found += _chunks(sentences(paragraph), encoder, most_tokens - 2)
    random.Random(8).shuffle(found)
    return found


def _chunks(parts: list[str], encoder: Any, most: int) -> list[str]:
    found, text, size = [], "", 0
    for part in parts:
        length = len(encoder.backend.encode(part, add_special_tokens=False))
        if text and size + length > most:
            found.append(text)
            text, size = "", 0
        text, size = f"{text} {part}".strip(), size + length
    return [*found, text] if size > 3 else found


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """All lines of ``data/name.jsonl.gz``. Raises ExplorerError when there is no such file."""
    return list(_lines(data / f"{name}.jsonl.gz"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise ExplorerError(
            f"There is no file {path.parent.name}/{path.name} in the data folder: give the folder "
            "that holds upos, ner, sentiment, qa, nli and prose with --data."
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
