"""``live``: the bundled model and its attention view as one HTML file that computes by itself."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from explorer import live
from explorer.live.page import START


def add_live(commands: Any) -> None:
    """``live``: the attention view with the model inside, as one HTML file."""
    about = (
        "write one HTML file with the bundled model inside, whose attention is redrawn as one types"
    )
    parser = commands.add_parser("live", help=about, description=about)
    parser.add_argument("text", nargs="?", default=START, help="what it opens on")
    parser.add_argument("--pair", help="a second text")
    parser.add_argument(
        "-o",
        "--output",
        default="live.html",
        help="a file (live.html), or a folder for a web host where it ends in “/” or is one",
    )
    parser.set_defaults(run=write)


def write(chosen: argparse.Namespace) -> None:
    """Write the file, or the folder, and print its name. Raises ExplorerError."""
    made, output = live.page(chosen.text, chosen.pair), Path(chosen.output).expanduser()
    if output.is_dir() or chosen.output.endswith("/"):
        path = made.save_folder(output)
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    else:
        path = made.save(output)
        size = path.stat().st_size
    print(f"{path} ({size / 1e6:.1f} MB)")
