"""Which row of a table names its columns, and which column holds the sentences. Plain Python.

The rule, as the app states it: a column with a known name (text, sentence, tweet, review, ...),
else the one whose cells are longest on average, web addresses left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

KNOWN = (
    "text", "texts", "sentence", "sentences", "tweet", "tweets", "review", "reviews", "content",
    "comment", "comments", "message", "body", "post", "utterance", "document", "passage",
    "paragraph", "abstract", "description", "headline", "title", "summary", "question", "answer",
    "response", "quote", "phrase", "premise", "hypothesis", "caption", "lyrics", "transcript",
    "statement", "feedback", "txt", "texto", "frase", "texte", "phrases", "testo", "satz", "sätze",
    "tekst", "текст", "предложение", "文本", "句子", "评论", "內容", "内容",
    "テキスト", "本文", "文", "텍스트", "문장",
)  # fmt: skip
"""Names by which a column of sentences is found, in this order, capital letters ignored."""

_OTHERS = frozenset(
    "id ids index idx no nr number label labels class category target score rating stars "
    "sentiment emotion date time year user author name source url link lang language split "
    "topic type count length likes retweets column".split()
)
_SAMPLE = 1000  # rows
_LONGEST_NAME = 40


def known_place(names: Sequence[str]) -> int | None:
    """Which of the names is known to be of sentences: "text", "Review_Text", "sentence1"."""
    plain = [re.sub(r"\d+$", "", name.strip().lower()) for name in names]
    last = [re.split(r"[_.\-:/]|(?<=[a-z])(?=[A-Z])", name.strip())[-1].lower() for name in names]
    for found in (plain, last):
        for name in KNOWN:
            if name in found:
                return found.index(name)
    return None


def is_header(cells: Sequence[str]) -> bool:
    """Whether these cells are column names for sure, since one of them is known."""
    short = all(len(cell.strip()) <= _LONGEST_NAME for cell in cells)
    return short and known_place(cells) is not None


def all_named(cells: Sequence[str]) -> bool:
    """Whether every cell is a usual name of a column, and one of them of sentences."""
    plain = [name.strip().lower() for name in cells]
    return is_header(cells) and all(name in _OTHERS or name in KNOWN for name in plain)


def looks_like_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a table's first row names its columns: known names, or names unlike what follows."""
    if is_header(first):
        return True
    names = [cell.strip() for cell in first]
    if len(names) < 2 or "" in names or len(set(names)) < len(names):
        return False
    if any(name.lower() in _OTHERS for name in names):
        return True
    again = any(
        name == cell.strip() for row in rest for name, cell in zip(names, row, strict=False)
    )
    wordy = all(re.fullmatch(r"[^\W\d][\w .\-/]{0,39}", name) for name in names)
    longest = longest_column(rest, len(names))
    return wordy and not again and 2 * len(names[longest]) < _mean_length(rest, longest)


def longest_column(rows: Sequence[Sequence[str]], width: int) -> int:
    """The column with the longest mean text; the first of equals."""
    return max(range(width), key=lambda place: (_mean_length(rows, place), -place), default=0)


def _mean_length(rows: Sequence[Sequence[str]], place: int) -> float:
    cells = [row[place].strip() for row in rows[:_SAMPLE] if place < len(row)]
    lengths = [0 if cell.startswith(("http://", "https://")) else len(cell) for cell in cells]
    return sum(lengths) / len(lengths) if lengths else 0.0
