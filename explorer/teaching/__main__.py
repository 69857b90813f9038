"""Command line: python -m explorer.teaching train NAME, evaluate, scoreboard, probe."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from explorer.data import scoreboard as scores
from explorer.errors import CheckpointError, ExplorerError
from explorer.teaching import artifacts, syntax_probe
from explorer.teaching.decoder import build as decoder
from explorer.teaching.decoder.recipe import DecoderRecipe
from explorer.teaching.model_folder import write_card
from explorer.teaching.small_body import build as small
from explorer.teaching.small_body.recipe import SmallBertRecipe
from explorer.teaching.training.model_cards import as_table
from explorer.teaching.training.recipes import CONFIGS
from explorer.teaching.writer import build as writer
from explorer.teaching.writer.recipe import WriterRecipe

MODELS = (decoder.NAME, small.NAME, writer.NAME)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)  # sums of several threads come in any order: figures would wobble
    try:
        _COMMANDS[options.command](options)
    except ExplorerError as error:
        _say(str(error))
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explorer.teaching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train one head or model; write files and card")
    names = f"{decoder.NAME}, {small.NAME}, or {writer.NAME}, which needs no data"
    train.add_argument("task", help=f"a head's task, {names}")
    train.add_argument("--data", type=Path, help="folder with upos, ner, ...")
    train.add_argument(
        "--cache", type=Path, help="folder for the body's states, or a model's checkpoints"
    )
    train.add_argument("--unmeasured", action="store_true", help="skip the held-out figures")
    evaluate = commands.add_parser("evaluate", help="measure what is shipped")
    evaluate.add_argument("tasks", nargs="*", help="all heads and models unless named")
    evaluate.add_argument("--data", type=Path, help="folder with the held-out sets: takes minutes")
    evaluate.add_argument("--write", action="store_true", help="write the figures on the cards")
    board = commands.add_parser("scoreboard", help="measure the methods of attribution")
    board.add_argument("--data", type=Path, required=True, help="folder with upos, sentiment, ...")
    board.add_argument("--sentences", type=int, default=500, help="of each task; an hour or two")
    board.add_argument("--seed", type=int, default=0)
    board.add_argument("--out", type=Path, default=scores.FILE, help="the table that is written")
    probe = commands.add_parser("probe", help="train the structural probe on two CoNLL-U files")
    probe.add_argument("--train", type=Path, required=True, help="trees to learn from")
    probe.add_argument("--test", type=Path, required=True, help="trees to measure on")
    probe.add_argument("--sources", required=True, help="what the files are, and their licence")
    probe.add_argument("--out", type=Path, default=syntax_probe.FOLDER)
    for command in (train, evaluate):
        command.add_argument(
            "--out",
            type=Path,
            help="folder of the heads, or of the model; the shipped one unless given",
        )
    return parser


def _train(options: argparse.Namespace) -> None:
    _require_known([options.task])
    if options.task == writer.NAME:
        folder = options.out or writer.FOLDER
        writer.make(folder, WriterRecipe(), _say)
        _measure_writer(folder, full=not options.unmeasured, write=True)
        return
    if options.data is None:
        raise CheckpointError("A head is trained on data: give --data DIR, the folder of the sets.")
    if options.task == small.NAME:
        _train_small(options)
    elif options.task == decoder.NAME:
        folder = options.out or decoder.FOLDER
        decoder.make(folder, options.data, DecoderRecipe(), _say)
        _measure_decoder(folder, None if options.unmeasured else options.data, write=True)
    else:
        _train_head(options)


def _train_small(options: argparse.Namespace) -> None:
    from explorer.engine import load

    folder, checkpoint = options.out or small.FOLDER, None
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
        checkpoint = options.cache / f"{small.NAME}.safetensors"
    small.make(folder, load(), options.data, SmallBertRecipe(), checkpoint=checkpoint, report=_say)
    _measure_small(folder, None if options.unmeasured else options.data, write=True)


def _measure_small(folder: Path, data: Path | None, *, write: bool) -> None:
    card = small.measured(folder, data)
    if write:
        write_card(small.LEAFLET, card, folder)
    _print(card)


def _train_head(options: argparse.Namespace) -> None:
    from explorer.engine import load
    from explorer.teaching.training import build

    engine = load()
    options.out = options.out or artifacts.FOLDER
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    weights = build.train(options.task, engine, options.data, cache=options.cache, report=_say)
    build.write(options.task, weights, options.out)
    data = None if options.unmeasured else options.data
    card = build.measured(options.task, engine, data, options.out)
    build.write_card(card, options.out)
    _print(card)


def _measure_writer(folder: Path, *, full: bool, write: bool) -> None:
    from explorer.engine.seq2seq import load_seq2seq

    card = writer.measured(load_seq2seq(folder), folder, full=full)
    if write:
        write_card(writer.LEAFLET, card, folder)
    _print(card)


def _measure_decoder(folder: Path, data: Path | None, *, write: bool) -> None:
    from explorer.engine.causal import load_causal

    card = decoder.measured(load_causal(folder), folder, data)
    if write:
        write_card(decoder.LEAFLET, card, folder)
    _print(card)


def _evaluate(options: argparse.Namespace) -> None:
    """The models that are named, or all where nothing is; heads as before."""
    _require_known(options.tasks)
    everything = not options.tasks and options.out is None
    if everything or writer.NAME in options.tasks:
        _measure_writer(options.out or writer.FOLDER, full=True, write=options.write)
    if everything or small.NAME in options.tasks:
        _measure_small(options.out or small.FOLDER, options.data, write=options.write)
    if everything or decoder.NAME in options.tasks:
        _measure_decoder(options.out or decoder.FOLDER, options.data, write=options.write)
    heads = [task for task in options.tasks if task not in MODELS]
    options.out = options.out or artifacts.FOLDER
    if heads or not options.tasks:
        _evaluate_heads(options, heads or artifacts.available(options.out))


def _require_known(names: Sequence[str]) -> None:
    known = [*CONFIGS, *MODELS]
    for name in names:
        if name not in known:
            raise CheckpointError(
                f"There is no teaching head or model called “{name}”: choose {', '.join(known)}."
            )


def _evaluate_heads(options: argparse.Namespace, heads: Sequence[str]) -> None:
    from explorer.engine import load
    from explorer.teaching.training import build

    engine = load()
    for task in heads:
        card = build.measured(task, engine, options.data, options.out)
        if options.write:
            build.write_card(card, options.out)
        _print(card)
    if options.write:
        cards = [artifacts.card(task, options.out) for task in artifacts.available(options.out)]
        (options.out / "figures.md").write_text(as_table(cards), "utf-8")


def _scoreboard(options: argparse.Namespace) -> None:
    from explorer.engine import load
    from explorer.teaching.training import scoreboard

    scoreboard.make(
        load(), options.data, options.out, sentences=options.sentences, seed=options.seed,
        report=_say,
    )  # fmt: skip


def _probe(options: argparse.Namespace) -> None:
    from explorer.engine import load
    from explorer.teaching.training import structural_card
    from explorer.teaching.training.structural import ProbeRecipe

    recipe = ProbeRecipe()
    data = structural_card.read(load(), options.train, options.test, recipe)
    structural_card.write(data, recipe, options.out, sources=options.sources, report=_say)


_COMMANDS = {"train": _train, "evaluate": _evaluate, "scoreboard": _scoreboard, "probe": _probe}


def _print(card: artifacts.Card) -> None:
    for name, value in card.figures.items():
        _say(f"{card.task:15} {name:45} {value:.3f}")
    for name, value in card.sample.items():
        _say(f"{card.task:15} {name + ', shipped sample':45} {value:.3f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
