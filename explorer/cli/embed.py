"""``python -m explorer embed``: vectors of a whole file of sentences, in bounded memory.

    python -m explorer embed sentences.txt -o vectors.npz --pairs 20

Pooled by the recipe of the model's publisher where there is one, else by the mean, or as asked.

Beside the model, memory holds one batch (at most 8,192 tokens, padding included) and what is
kept: 4 bytes x hidden width for each sentence and way of pooling, and its token ids.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.catalog import BUNDLED_ID
from explorer.data import uploads
from explorer.errors import InputError
from explorer.measures.sentence_vectors import POOLINGS, Pooling
from explorer.measures.similarity import unit_rows
from explorer.tables.base import to_csv
from explorer.tables.sentences import nearest

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.engine.batch import SentenceVectors

MOST_SENTENCES, MOST_BYTES = 1_000_000, 1_000_000_000


def add_embed(commands: Any) -> None:
    """``embed``: sentences of a file to vectors in an NPZ file."""
    about = "write a vector for each sentence of a TXT or CSV file into an NPZ file"
    parser = commands.add_parser("embed", help=about, description=about)
    parser.add_argument("file", type=Path, help="TXT with one sentence a line, or CSV")
    parser.add_argument("--column", help="the column of sentences: its name, or its number from 1")
    parser.add_argument("--encoding", help="such as utf-8, cp1251 or shift_jis; else found out")
    parser.add_argument("--separator", help="such as , or ; or tab, or none: one sentence a line")
    parser.add_argument("--header", action=argparse.BooleanOptionalAction, help="whether the "
                        "first row names the columns; else found out")  # fmt: skip
    parser.add_argument("--model", default=BUNDLED_ID, help="an id or a folder")
    parser.add_argument("--pooling", choices=POOLINGS, action="append", help="may be repeated; "
                        "without it the publisher's recipe, else the mean")  # fmt: skip
    parser.add_argument("--prompt", help="the name of one of the publisher's prompts, or none")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--normalize", action="store_true", help="scale every vector to length 1")
    parser.add_argument("--pairs", type=int, default=0, help="also write so many nearest pairs")
    parser.add_argument("-o", "--output", type=Path, default=Path("vectors.npz"))
    parser.set_defaults(run=embed)


def embed(chosen: argparse.Namespace) -> None:
    """Read, embed, write, and say what was done. Raises ExplorerError."""
    import explorer
    from explorer.engine import batch, sentence_files  # torch: a wrong file name is said first

    given = _read(chosen)
    if not chosen.output.parent.is_dir():
        raise InputError(
            f"There is no folder “{chosen.output.parent}”: make it, or write elsewhere."
        )
    engine = explorer.load(chosen.model)
    for notice in sentence_files.notices(engine.folder):
        sys.stderr.write(f"{notice}\n")
    started = time.perf_counter()
    found = batch.embed(
        engine,
        given.texts,
        kinds=_kinds(chosen, engine),
        batch_size=max(1, chosen.batch_size),
        prompt="" if chosen.prompt == "none" else chosen.prompt,
        progress=_tell,
    )
    seconds = time.perf_counter() - started
    _write(chosen, found, given.texts)
    count = len(given.texts)
    sys.stderr.write("\n")
    sys.stdout.write(
        f"{count:,} sentences in {seconds:.1f} s ({count / max(seconds, 1e-9):,.0f} a second), "
        f"{_how(found)}: {chosen.output}\n"
    )


def _kinds(chosen: argparse.Namespace, engine: Engine) -> tuple[Pooling, ...]:
    """The ways of pooling that were asked for; else the publisher's, which may be refused."""
    from explorer.engine import recipe

    if chosen.pooling:
        return tuple(dict.fromkeys(chosen.pooling))
    return ("mean",) if recipe.of(engine) is None and not chosen.prompt else ("recipe",)


def _how(found: SentenceVectors) -> str:
    """How the vectors were pooled, and how many sentences were cut, in words."""
    said = []
    for kind in found.vectors:
        tokens, cut = found.read(kind)  # (N,), (N,)
        name = kind if kind != "recipe" else f"its publisher's recipe: {found.recipe}"
        count = int((cut > 0).sum())
        lost = f" ({count:,} cut at {int(tokens.max()):,} tokens)" if count else " (none cut)"
        said.append(f"pooled by {name}{lost}")
    return "; ".join(said)


def _read(chosen: argparse.Namespace) -> uploads.Sentences:
    if not chosen.file.is_file():
        raise InputError(f"There is no file “{chosen.file}”: give a TXT or CSV file of sentences.")
    given = uploads.from_upload(
        chosen.file.name,
        chosen.file.read_bytes(),
        most=MOST_SENTENCES,
        choices=_choices(chosen),
        most_bytes=MOST_BYTES,
    )
    for line in _account(given):
        sys.stderr.write(f"{line}\n")
    return given


def _choices(chosen: argparse.Namespace) -> uploads.Choices:
    return uploads.Choices(
        encoding=chosen.encoding,
        separator={"tab": "\t", "\\t": "\t"}.get(chosen.separator, chosen.separator),
        header=chosen.header,
        column=chosen.column,
    )


def _account(given: uploads.Sentences) -> Iterator[str]:
    """How the file was read and what of it is no sentence, a line each."""
    if given.report is not None:
        yield given.report.summary(len(given.texts) + given.beyond)
        yield from given.report.remarks
    if given.empty:
        yield given.skipped()
    if given.beyond:
        yield f"The first {len(given.texts):,} sentences are read, {given.beyond:,} more are not."


def _tell(done: int, total: int) -> None:
    """The progress on one line of the terminal."""
    sys.stderr.write(f"\r{done:,} of {total:,} sentences")
    sys.stderr.flush()


def _write(chosen: argparse.Namespace, found: SentenceVectors, texts: tuple[str, ...]) -> None:
    """The NPZ, and the CSV of nearest pairs beside it when asked for."""
    arrays = {
        name.replace(" ", "_"): unit_rows(rows) if chosen.normalize else rows
        for name, rows in found.vectors.items()
    }
    with chosen.output.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays, tokens=found.tokens, cut=found.cut)
    if chosen.pairs > 0:
        first = next(iter(found.vectors.values()))
        table = nearest(first, texts, top=chosen.pairs)
        chosen.output.with_suffix(".pairs.csv").write_bytes(to_csv(table, index=False))
