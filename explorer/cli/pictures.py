"""``python -m explorer pictures``: all pictures of a paper in one go, from a TOML file.

    model = "all-MiniLM-L6-v2"      # what stands here counts for every picture below:
    size = "column"                 # model, size, dpi, look, title, caption, unit, part
    captions = "captions.txt"       # optional: all captions, and all papers as BibTeX
    bibtex = "figures.bib"

    [texts]                         # names for texts that are used more than once
    cat = "The cat sat."

    [[picture]]
    picture = "attention_heatmap"   # its name: python -m explorer picture --list
    of = "cat"                      # the name of a text, or text = "..."; of = [..] for several
    layer = 0                       # the picture's own options
    head = 3
    file = ["head.pdf", "head.png"] # one file, or several in different formats

Files stand in the folder of the TOML file, or in folders inside it, which are made.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.catalog import BUNDLED_ID
from explorer.cli.making import Request, Studio
from explorer.cli.picture import check_unit, written
from explorer.data import references
from explorer.errors import ExplorerError, InputError
from explorer.export.credits import Credits, credits
from explorer.export.options import Options, known_format
from explorer.export.save import inside
from explorer.text import shorten

if TYPE_CHECKING:
    from explorer.pictures import Picture

MOST_BYTES, MOST_PICTURES = 1_000_000, 500
SHARED = ("model", "size", "dpi", "look", "title", "caption", "unit", "part")
BESIDE = ("captions", "bibtex")
_BAR = 24  # characters


@dataclass(frozen=True)
class Job:
    """One picture of the file: what it is made from, and the files that it becomes."""

    asked: Request
    options: Options
    files: tuple[Path, ...]

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.files[0].name


def add_pictures(commands: Any) -> None:
    """``pictures``: all pictures that a TOML file lists."""
    about = "write all pictures that a TOML file lists"
    parser = commands.add_parser("pictures", help=about, description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("file", type=Path, help="a TOML file")
    parser.set_defaults(run=pictures)


def pictures(chosen: argparse.Namespace) -> None:
    """Check everything, then make every picture and say what was written. Raises ExplorerError."""
    given = _read(chosen.file)
    folder = chosen.file.parent
    jobs = plan(given, folder)
    beside = {part: _inside(folder, given[part], part) for part in BESIDE if part in given}
    _refuse_over([file for job in jobs for file in job.files], beside, chosen.file)
    studio, words, remarks = Studio(), [], []
    for done, job in enumerate(jobs):
        _tell(done, len(jobs), job.name)
        try:
            made = studio.picture(job.asked)
            remarks += [f"{job.name}: {line}" for line in _write(made, job)]
        except ExplorerError as error:
            sys.stderr.write("\n")
            raise InputError(f"{_label(done + 1, job.name)}: {error}") from error
        words.append((job.name, credits(made)))
    _tell(len(jobs), len(jobs), "")
    sys.stderr.write("\n" + "".join(f"{line}\n" for line in remarks))
    _write_beside(beside, words)
    files = [str(file) for job in jobs for file in job.files] + [*map(str, beside.values())]
    sys.stdout.write("\n".join(files) + "\n")


def _read(file: Path) -> dict[str, Any]:
    """What the TOML file says. Raises InputError."""
    if file.is_dir():
        raise InputError(f"“{file}” is a folder: give a TOML file that lists pictures.")
    if not file.is_file():
        raise InputError(f"There is no file “{file}”: give a TOML file that lists pictures.")
    content = file.read_bytes()
    if len(content) > MOST_BYTES:
        raise InputError(f"“{file.name}” is larger than {MOST_BYTES // 1000:,} kB: shorten it.")
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"“{file.name}” is not TOML: {error}.") from error


def plan(given: Mapping[str, Any], folder: Path) -> list[Job]:
    """Every picture of the file, checked before anything is made. Raises InputError."""
    unknown = set(given) - {*SHARED, *BESIDE, "texts", "picture"}
    if unknown:
        raise InputError(
            f"“{min(unknown)}” means nothing here: pictures stand under [[picture]], beside "
            f"{', '.join((*SHARED, *BESIDE))} and [texts]."
        )
    listed, texts = given.get("picture"), given.get("texts", {})
    if not isinstance(listed, list) or not listed:
        raise InputError("There is no picture in this file: begin each with [[picture]].")
    if len(listed) > MOST_PICTURES:
        raise InputError(f"There are {len(listed)} pictures, and at most {MOST_PICTURES} are made.")
    if not isinstance(texts, dict):
        raise InputError("[texts] is a table of names and texts.")
    shared = {part: given[part] for part in SHARED if part in given}
    jobs: list[Job] = []
    for place, entry in enumerate(listed, start=1):
        try:
            jobs.append(_job({**shared, **entry}, texts, folder))
            _refuse_twice(jobs)
        except (ExplorerError, TypeError) as error:
            said = error if isinstance(error, ExplorerError) else "this is no table of options."
            raise InputError(f"{_label(place, _called(entry))}: {said}") from error
    return jobs


def _job(entry: dict[str, Any], texts: Mapping[str, Any], folder: Path) -> Job:
    """One entry, checked. Raises ExplorerError."""
    name = _text(entry.pop("picture", None), "picture")
    files = _list(entry.pop("file", f"{name}.pdf"), "file")
    paths = tuple(_inside(folder, file, "file") for file in files)
    for path in paths:
        known_format(path.suffix)
    of = _list(entry.pop("of", []), "of")
    missing = [one for one in of if one not in texts]
    if missing:
        raise InputError(f"[texts] has no “{missing[0]}”.")
    used = [_text(texts[one], one) for one in of] + _list(entry.pop("text", []), "text")
    pair = entry.pop("pair", None)
    model = _text(entry.pop("model", BUNDLED_ID), "model")
    drawn = {part: entry.pop(part) for part in SHARED[1:] if part in entry}
    asked = Request(name, tuple(used), None if pair is None else _text(pair, "pair"), model, entry)
    options = Options(**drawn)
    check_unit(name, options)
    return Job(asked, options, paths)


def _refuse_twice(jobs: list[Job]) -> None:
    files = [file for job in jobs for file in job.files]
    again = next((file for file in files if files.count(file) > 1), None)
    if again is not None:
        raise InputError(f"two pictures are written to “{again.name}”: name them differently.")


def _refuse_over(files: list[Path], beside: Mapping[str, Path], listed: Path) -> None:
    """Refuse captions or papers that would stand in the place of something else."""
    taken = [listed, *files]
    for part, file in beside.items():
        if file in taken:
            raise InputError(f"{part} would be written over “{file.name}”: name another file.")
        taken.append(file)


def _inside(folder: Path, name: object, part: str) -> Path:
    """A file in the folder or below it, links followed. Raises ExportError or InputError."""
    path = inside(folder, _text(name, part))
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"“{name}” leads out of the folder: name a file inside it.")
    try:
        above = next((one for one in path.parents if one.exists()), folder)
        blocked, here = not above.is_dir(), path.is_dir()
    except OSError as error:  # longer than a name can be
        raise InputError(f"No file can be called “{shorten(str(name), 60)}”.") from error
    if blocked:
        raise InputError(f"“{above.name}” is a file: “{name}” cannot stand inside it.")
    if here:
        raise InputError(f"“{name}” is a folder: name a file.")
    return path


def _text(value: object, part: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f'“{part}” is a text: write {part} = "...".')
    return value


def _list(value: object, part: str) -> list[str]:
    """One text or several."""
    return [_text(one, part) for one in (value if isinstance(value, list) else [value])]


def _label(place: int, name: str) -> str:
    return f"Picture {place} ({name})" if name else f"Picture {place}"


def _called(entry: object) -> str:
    """The name of an entry that may hold anything."""
    if not isinstance(entry, dict):
        return ""
    file = entry.get("file", entry.get("picture", ""))
    first = file[0] if isinstance(file, list) and file else file
    return first if isinstance(first, str) else ""


def _write(made: Picture, job: Job) -> list[str]:
    for file in job.files:
        _make_folder(file)
    return written(made, job.files, job.options)


def _write_beside(beside: Mapping[str, Path], words: list[tuple[str, Credits]]) -> None:
    """Captions and papers of all pictures, where they were asked for."""
    said = "\n".join(f"{name}\n{one.caption}\nMade with {one.made_with}.\n" for name, one in words)
    papers = references.bibtex(key for _, one in words for key in one.papers)
    for part, text in (("captions", said), ("bibtex", papers)):
        if part in beside:
            _make_folder(beside[part])
            try:
                beside[part].write_bytes(text.encode("utf-8"))
            except OSError as error:
                raise _unwritten(beside[part], error) from error


def _make_folder(file: Path) -> None:
    """Make the folder that a file stands in. Raises InputError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(file.parent, error) from error


def _unwritten(path: Path, error: OSError) -> InputError:
    return InputError(f"“{path}” cannot be written: {(error.strerror or str(error)).lower()}.")


def _tell(done: int, total: int, name: str) -> None:
    """The progress on one line of the terminal."""
    filled = _BAR * done // total
    bar = "█" * filled + "░" * (_BAR - filled)
    sys.stderr.write(f"\r{bar} {done} of {total} {name[:40]:40}")
    sys.stderr.flush()
