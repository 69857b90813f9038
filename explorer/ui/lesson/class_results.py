"""What a class answered: as bars, as one line, and as a table for a file."""

from __future__ import annotations

from html import escape

import pandas as pd

from explorer.data.palette import CATEGORIES
from explorer.lessons.distribution import Bar
from explorer.lessons.rooms import Tally
from explorer.tables.base import to_csv
from explorer.text import counted, percent

_CLASS, _MODEL = 0, 3  # blue and vermilion


def as_html(found: list[Bar]) -> str:
    """Bars with their labels and counts, as HTML."""
    most = max((bar.count for bar in found), default=0) or 1
    return f'<ul class="tally">{"".join(_row(bar, 100 * bar.count / most) for bar in found)}</ul>'


def _row(bar: Bar, width: float) -> str:
    marked, said = (' class="model"', " (the model)") if bar.is_model else ("", "")
    colour = CATEGORIES[_MODEL if bar.is_model else _CLASS]
    return (
        f"<li{marked}><span>{escape(bar.label)}{said}</span>"
        f'<i style="width: {width:.0f}%; background: {colour}"></i><b>{bar.count}</b></li>'
    )


def as_line(found: list[Bar], who: str = "The class") -> str:
    """The same in one line, most answers first: "The class, 12 answers: animal: 75 %"."""
    count = sum(bar.count for bar in found)
    given = sorted((bar for bar in found if bar.count), key=lambda bar: -bar.count)
    shares = ", ".join(f"{bar.label}: {percent(bar.count / count)}" for bar in given)
    return f"{who}, {counted(count, 'answer')}: {shares}."


def as_csv(tallies: tuple[Tally, ...]) -> bytes:
    """Counts of every question that was asked: question, answer, how many."""
    rows = [
        (tally.asked.key, tally.asked.ask, tally.asked.named(value), count)
        for tally in tallies
        for value, count in sorted(tally.counts.items())
    ]
    return to_csv(pd.DataFrame(rows, columns=["step", "question", "answer", "count"]), index=False)
