"""Writes README's tables: pages, bounds of the caches, heads from their cards, speed from results.

Run it with ``python benchmarks/readme.py`` after the other benchmarks.
"""

from __future__ import annotations

import re
from pathlib import Path

from explorer.teaching import artifacts
from explorer.teaching.training.model_cards import NAMES, as_table
from explorer.ui import cache
from explorer.ui.kept import Kept
from explorer.ui.registry import PAGES, about

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
RESULTS = ROOT / "benchmarks" / "results"


def pages() -> str:
    """One row a page."""
    rows = [f"| {info.section} | {info.title} | {about(info)} |" for info in PAGES[1:]]
    return "\n".join(["| | page | what it shows |", "|---|---|---|", *rows])


def heads() -> str:
    """The figures of the teaching heads, and what each was trained on."""
    cards = [artifacts.card(task) for task in artifacts.available()]
    sources = [f"- {NAMES[card.task]}: {card.sources}." for card in cards]
    return "\n".join([as_table(cards), "Trained on:", "", *sources])


def caches() -> str:
    """The bounds of all that the app keeps in memory, and their sum."""
    kept = [one for one in vars(cache).values() if isinstance(one, Kept)]
    rows = [f"| {one.name} | {one.limit / cache.MB:,.0f} |" for one in kept]
    total = f"| **all together** | **{sum(one.limit for one in kept) / cache.MB:,.0f}** |"
    return "\n".join(["| kept | MB at most |", "|---|---:|", *rows, total])


def speed() -> str:
    """What each benchmark wrote about itself, one after the other."""
    files = [file for file in sorted(RESULTS.glob("*.md")) if file.stem != "architectures"]
    return "\n\n".join(file.read_text("utf-8").strip() for file in files)


def architectures() -> str:
    """Which model types agree with plain transformers; the long table is folded away."""
    text = (RESULTS / "architectures.md").read_text("utf-8").partition("\n\n")[2].strip()
    about, _, table = text.partition("\n\n|")
    summary = "<details><summary>Each model type</summary>"
    return f"{about}\n\n{summary}\n\n|{table}\n\n</details>"


def main() -> None:
    text = README.read_text("utf-8")
    for name, table in (
        ("pages", pages()),
        ("caches", caches()),
        ("architectures", architectures()),
        ("heads", heads()),
        ("speed", speed()),
    ):
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = block.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
