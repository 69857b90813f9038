"""How long a prediction page takes from a new text of 32 tokens to its last picture, warm.

python benchmarks/predictions.py       # writes benchmarks/results/predictions.md
"""

from __future__ import annotations

import os
import random
import statistics
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

import explorer
from explorer.predictors.loading import shipped

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "benchmarks" / "results" / "predictions.md"
TOKENS, ROUNDS = 32, 9
WORDS = "the cat sat on a mat while two dogs ran by the old river bank in London".split()
PAGES = {
    "inside_pipeline": ("classify", {}),
    "fill_mask": ("fill-mask", {}),
    "next_sentence": ("next-sentence", {"pair": "It was very old ."}),
    "classify": ("classify", {}),
    "tag": ("entities", {}),
    "answer": ("answer", {"answer_question": "Where did the dogs run?"}),
}


def text(draw: random.Random) -> str:
    """A text of 32 tokens, special ones included."""
    return " ".join(draw.choices(WORDS, k=TOKENS - 2))


def seconds(page: str, link: dict[str, str], draw: random.Random) -> tuple[float, float]:
    """Median time, and processor time, of a run of the whole page after the text was changed."""
    app = AppTest.from_file(str(ROOT / "explorer/ui/main.py"), default_timeout=120)
    app.query_params.update({"text": text(draw), **link})
    app.run()
    app.switch_page(str(ROOT / f"pages/{page}.py")).run()
    taken, worked = [], []
    for _ in range(ROUNDS):
        box = app.text_area(key="text").set_value(text(draw))
        started, work = time.perf_counter(), time.process_time()
        box.run()
        taken.append(time.perf_counter() - started)
        worked.append(time.process_time() - work)
        assert not app.exception and not app.warning, (page, app.warning, app.exception)
    return statistics.median(taken), statistics.median(worked)


def main() -> None:
    draw = random.Random(0)
    explorer.load()
    heads = shipped()
    rows = [
        "| {} | {:.2f} | {:.2f} |".format(page, *seconds(page, link, draw))
        for page, (task, link) in PAGES.items()
        if task in heads
    ]
    report = "\n".join(
        [
            f"**Prediction pages**, bundled body with its teaching heads, {TOKENS} tokens: seconds "
            f"from a new text to the last picture, medians of {ROUNDS}, {os.cpu_count()} cores.",
            "",
            "| page | seconds | processor seconds |",
            "|---|---|---|",
            *rows,
        ]
    )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(report + "\n", "utf-8")
    print(report)


if __name__ == "__main__":
    main()
