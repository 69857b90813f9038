"""``python -m docs.site``: the static site for any web host, into build/site.

python -m docs.site                     # all of it
python -m docs.site -o FOLDER --only lessons    # the live page and the lessons
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from docs.site import build, gallery
from docs.site.layout import Layout
from explorer.cli.making import Studio
from explorer.errors import ExplorerError
from explorer.lessons import lessons

OUTPUT = Path("build") / "site"
ROOMS = ("gallery", "lessons", "api")


def main() -> None:
    """Build it, say how long each room took, and how large it is."""
    parser = argparse.ArgumentParser(prog="python -m docs.site", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    parser.add_argument(
        "--only", nargs="*", choices=ROOMS, default=ROOMS, help="rooms beside the live page"
    )
    chosen = parser.parse_args()
    began = time.monotonic()

    def tell(room: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:5.0f} s  {room}\n")
        sys.stdout.flush()

    plan = build.Plan(
        sections=gallery.sections() if "gallery" in chosen.only else (),
        lessons=tuple(lessons().values()) if "lessons" in chosen.only else (),
        reference=_reference if "api" in chosen.only else None,
    )
    try:
        folder = build.site(chosen.output, plan, Studio(), tell)
    except ExplorerError as problem:
        sys.exit(str(problem))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    tell("written")
    sys.stdout.write(f"{folder / 'index.html'}  ({size / 1e6:.0f} MB)\n")


def _reference(layout: Layout) -> build.Files:
    from docs.site import reference  # pdoc is for makers

    return reference.files(layout)


if __name__ == "__main__":
    main()
