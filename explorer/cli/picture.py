"""``python -m explorer picture``: one picture of a text as a file, without a browser.

    python -m explorer picture attention_heatmap "The cat sat." --layer 0 --head 3 -o head.pdf
    python -m explorer picture similarity_heatmap "A bank." "A shore." --state 4 -o both.png
    python -m explorer picture --list
    python -m explorer picture attention_heatmap --list

The texts follow the picture's name; layers, heads, tokens and states are counted from 0. The
suffix of each -o names its format: pdf, svg, png, pgf, pptx, html, csv, npz or py.
"""

from __future__ import annotations

import argparse
import inspect
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer import figures
from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Request, Studio, made_from
from explorer.cli.options import meant, options
from explorer.cli.recipes import Option
from explorer.cli.recipes_many import RECIPES
from explorer.errors import InputError
from explorer.export.options import FORMATS, LOOKS, SIZES, Options, known_format, part_of
from explorer.export.save import save
from explorer.pictures import excerpts

if TYPE_CHECKING:
    from explorer.pictures import Picture

_DRAWN = tuple(f".{format}" for format in FORMATS if format not in ("csv", "npz", "py"))


def add_picture(commands: Any) -> None:
    """``picture``: one picture of a text as a file."""
    about = "write one picture of a text as PDF, SVG, PNG, PPTX, HTML or another file"
    parser = commands.add_parser("picture", help=about, description=__doc__, allow_abbrev=False,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("name", nargs="?", help="such as attention_heatmap; --list names all")
    parser.add_argument("texts", nargs="*", metavar="text", help="as many as the picture takes")
    parser.add_argument("--list", action="store_true", help="name all pictures, or one's options")
    parser.add_argument("--pair", help="a second text, read together with the first")
    parser.add_argument("--model", default=BUNDLED_ID, help="an id or a folder")
    parser.add_argument("-o", "--output", action="append", help="a file; may be repeated "
                        "(NAME.pdf)")  # fmt: skip
    _add_export(parser)
    group = parser.add_argument_group("options of single pictures")
    for name, several in sorted(_all_options().items()):
        _add(group, name, several)
    parser.set_defaults(run=picture)


def _add_export(parser: argparse.ArgumentParser) -> None:
    """What may be chosen of every file; names as in ``Options``."""
    parser.add_argument("--size", default="column", help=f"{', '.join(SIZES)} (column)")
    parser.add_argument("--dpi", type=int, default=300, help="dots per inch of a PNG (300)")
    parser.add_argument("--look", default="print", help=f"{', '.join(LOOKS)} (print)")
    for part, place, default in (("title", "above", True), ("caption", "below", False)):
        parser.add_argument(f"--{part}", action=argparse.BooleanOptionalAction, default=default,
                            help=f"the {part} {place} the picture")  # fmt: skip
        parser.add_argument(f"--{part}-text", metavar="TEXT", help=f"a {part} of your own")
    parser.add_argument("--unit", default="tokens", help="words instead of tokens, in pictures by "
                        "token")  # fmt: skip
    parser.add_argument("--part", metavar="0:40", help="some of the tokens or words, counted "
                        "from 0")  # fmt: skip


def _all_options() -> dict[str, list[Option]]:
    """Every option of every picture, by name."""
    found: dict[str, list[Option]] = {}
    for picture_name in RECIPES:
        for name, option in options(picture_name).items():
            found.setdefault(name, []).append(option)
    return found


def _add(group: Any, name: str, several: Sequence[Option]) -> None:
    said = " / ".join(dict.fromkeys(meant(option) for option in several))
    flag, dest = f"--{name.replace('_', '-')}", f"option_{name}"
    if several[0].kind == "yes or no":
        group.add_argument(flag, dest=dest, action=argparse.BooleanOptionalAction)
    else:
        group.add_argument(flag, dest=dest, action="append", metavar="VALUE", help=said)


def picture(chosen: argparse.Namespace) -> None:
    """Make the picture, write its files and print their names. Raises ExplorerError."""
    if chosen.list:
        sys.stdout.write("\n".join(_listed(chosen.name)) + "\n")
        return
    if not chosen.name:
        raise InputError("Name a picture, such as attention_heatmap: --list names them all.")
    given = {
        name.removeprefix("option_"): value
        for name, value in vars(chosen).items()
        if name.startswith("option_") and value is not None
    }
    asked = Request(chosen.name, tuple(chosen.texts), chosen.pair, chosen.model, given)
    wanted = _wanted(chosen)
    files = [Path(name) for name in chosen.output or [f"{chosen.name}.pdf"]]
    for file in files:
        known_format(file.suffix)  # said before a model is loaded
    check_unit(chosen.name, wanted)
    made = Studio().picture(asked)
    for line in written(made, files, wanted):
        sys.stderr.write(f"{line}\n")
    for file in files:
        sys.stdout.write(f"{file}\n")


def _wanted(chosen: argparse.Namespace) -> Options:
    """What was asked of the files. Raises ExportError."""
    said = {
        part: getattr(chosen, part) if (own := getattr(chosen, f"{part}_text")) is None else own
        for part in ("title", "caption")
    }
    return Options(
        chosen.size, chosen.dpi, chosen.look, **said, unit=chosen.unit, part=part_of(chosen.part)
    )


def check_unit(name: str, wanted: Options) -> None:
    """Say before a model is loaded that a picture has no words or parts. Raises ExportError."""
    if (wanted.unit, wanted.part) != ("tokens", None):
        excerpts.check(name, wanted.unit)


def written(made: Picture, files: Sequence[Path], wanted: Options) -> list[str]:
    """Write the files. Returns what the reader should know of them. Raises ExportError."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        drawn = next((file.name for file in files if file.suffix in _DRAWN), "")
        for file in files:
            save(made, file, wanted, file=drawn)  # the script beside a picture saves that one
    from explorer.export.sheet import MissingGlyph

    said = [str(one.message) for one in told if issubclass(one.category, MissingGlyph)]
    return list(dict.fromkeys(said))


def _listed(name: str | None) -> Iterator[str]:
    """All pictures with a line each, or the options of one."""
    if name is None:
        for each in sorted(RECIPES):
            yield f"{each}: {about(each)}"
        return
    if name not in RECIPES:
        raise InputError(f"There is no picture “{name}”: --list alone names them all.")
    yield f"{name}: {about(name)}"
    yield f"made from {made_from(name)}"
    for option in options(name).values():
        default = "needed" if option.needed else f"default {option.default}"
        yield f"  --{option.name.replace('_', '-')}: {meant(option)} ({default})"


def about(name: str) -> str:
    """The first sentence of what the figure says of itself."""
    said = " ".join((inspect.getdoc(getattr(figures, name)) or "").replace("`", "").split())
    return said.partition(". ")[0].rstrip(".")
