"""``live``: a model and its attention view as one HTML file that computes by itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from explorer import live
from explorer.catalog import BUNDLED_ID, SMALL_BERT_ID
from explorer.live.page import START


def add_live(commands: Any) -> None:
    """``live``: the attention view with the model inside, as one HTML file."""
    about = "write one HTML file with a model inside, whose attention is redrawn as one types"
    parser = commands.add_parser("live", help=about, description=about)
    parser.add_argument("text", nargs="?", default=START, help="what it opens on")
    parser.add_argument("--pair", help="a second text")
    parser.add_argument(
        "--model",
        default=BUNDLED_ID,
        help=f"{BUNDLED_ID} (51 MB), {SMALL_BERT_ID} (10 MB, for phones), or another BERT with "
        "their tokenizer and heads of 32 numbers",
    )
    parser.add_argument(
        "-o",
        "--output",
        default="live.html",
        help="a file (live.html), or a folder for a web host where it ends in “/” or is one",
    )
    parser.set_defaults(run=write)


def write(chosen: argparse.Namespace) -> None:
    """Write the file, or the folder, and print its name. Raises ExplorerError."""
    made = live.page(chosen.text, chosen.pair, model=chosen.model)
    output = Path(chosen.output).expanduser()
    if output.is_dir() or chosen.output.endswith("/"):
        path = made.save_folder(output)
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    else:
        path = made.save(output)
        size = path.stat().st_size
    print(f"{path} ({size / 1e6:.1f} MB)")
