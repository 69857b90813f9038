"""Writes README's tables: pages, bounds of the caches, heads from their cards, speed from results.

Run it with ``python benchmarks/readme.py`` after the other benchmarks.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from explorer.teaching import artifacts  # noqa: E402
from explorer.teaching.decoder import build as decoder  # noqa: E402
from explorer.teaching.model_folder import read_card  # noqa: E402
from explorer.teaching.small_body import build as small  # noqa: E402
from explorer.teaching.training.model_cards import NAMES, as_table  # noqa: E402
from explorer.teaching.writer import build as writer  # noqa: E402
from explorer.ui import cache  # noqa: E402
from explorer.ui.kept import Kept  # noqa: E402
from explorer.ui.registry import EVERY, about  # noqa: E402

README = ROOT / "README.md"
RESULTS = ROOT / "benchmarks" / "results"


def pages() -> str:
    """One row a page."""
    rows = [f"| {info.section} | {info.title} | {about(info)} |" for info in EVERY[1:]]
    return "\n".join(["| | page | what it shows |", "|---|---|---|", *rows])


def heads() -> str:
    """The figures of the teaching heads, and what each was trained on."""
    cards = [artifacts.card(task) for task in artifacts.available()]
    sources = [f"- {NAMES[card.task]}: {card.sources}." for card in cards]
    return "\n".join([as_table(cards), "Trained on:", "", *sources])


def models() -> str:
    """The figures of the small models that were trained from scratch."""
    made = (writer, small, decoder)
    return "\n\n".join(_of_model(build.TITLE, read_card(build.FOLDER)) for build in made)


def _of_model(title: str, made: artifacts.Card) -> str:
    """One model's figures; of all heads the one that leads in each score."""
    figures = [
        *_few(made.figures).items(),
        *((f"{k}, shipped sample", v) for k, v in made.sample.items()),
    ]
    rows = [
        f"| {name} | {value:,.{0 if value == int(value) > 1 else 3}f} |" for name, value in figures
    ]
    head = f"| {title}, {made.parameters:,} parameters, {made.bytes / 1e6:.2f} MB | value |"
    return "\n".join([head, "|---|---|", *rows])


def _few(figures: dict[str, float]) -> dict[str, float]:
    """Without the heads that do not lead: every head's scores stand on the card."""
    leaders: dict[str, list[str]] = {}
    for name in figures:
        score, _, where = name.partition(", layer ")
        if where and "cross" not in score:
            leaders.setdefault(score, []).append(name)
    dropped = {
        name
        for names in leaders.values()
        for name in sorted(names, key=figures.__getitem__, reverse=True)[1:]
    }
    return {name: value for name, value in figures.items() if name not in dropped}


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
    """Which model types agree with plain transformers; the long tables are folded away."""
    text = (RESULTS / "architectures.md").read_text("utf-8").partition("\n\n")[2].strip()
    one, _, two = text.partition("\n\n## Encoder-decoders\n\n")
    return "\n\n".join([_folded(one, "Each model type"), _folded(two, "Each encoder-decoder")])


def _folded(text: str, summary: str) -> str:
    """A text with its table folded away behind a line."""
    about, _, table = text.partition("\n\n|")
    return f"{about}\n\n<details><summary>{summary}</summary>\n\n|{table}\n\n</details>"


def main() -> None:
    text = README.read_text("utf-8")
    for name, table in (
        ("pages", pages()),
        ("caches", caches()),
        ("architectures", architectures()),
        ("heads", heads()),
        ("models", models()),
        ("speed", speed()),
    ):
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = block.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
