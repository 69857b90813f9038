"""Command line: python -m explorer.teaching train TASK --data DIR, or evaluate [--data DIR]."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from explorer.errors import ExplorerError
from explorer.teaching import artifacts
from explorer.teaching.training.model_cards import as_table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(1)  # sums of several threads come in any order: figures would wobble
    try:
        (_train if options.command == "train" else _evaluate)(options)
    except ExplorerError as error:
        _say(str(error))
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explorer.teaching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train one head and write its file and card")
    train.add_argument("task")
    train.add_argument("--data", type=Path, required=True, help="folder with upos, ner, ...")
    train.add_argument("--cache", type=Path, help="folder for the body's states, to be used again")
    train.add_argument("--unmeasured", action="store_true", help="skip the held-out figures")
    evaluate = commands.add_parser("evaluate", help="measure the shipped heads")
    evaluate.add_argument("tasks", nargs="*", help="all heads unless named")
    evaluate.add_argument("--data", type=Path, help="folder with the held-out sets: takes minutes")
    evaluate.add_argument("--write", action="store_true", help="write the figures on the cards")
    for command in (train, evaluate):
        command.add_argument(
            "--out", type=Path, default=artifacts.FOLDER, help="folder of the heads"
        )
    return parser


def _train(options: argparse.Namespace) -> None:
    from explorer.engine import load
    from explorer.teaching.training import build

    engine = load()
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    weights = build.train(options.task, engine, options.data, cache=options.cache, report=_say)
    build.write(options.task, weights, options.out)
    data = None if options.unmeasured else options.data
    card = build.measured(options.task, engine, data, options.out)
    build.write_card(card, options.out)
    _print(card)


def _evaluate(options: argparse.Namespace) -> None:
    from explorer.engine import load
    from explorer.teaching.training import build

    engine = load()
    for task in options.tasks or artifacts.available(options.out):
        card = build.measured(task, engine, options.data, options.out)
        if options.write:
            build.write_card(card, options.out)
        _print(card)
    if options.write:
        cards = [artifacts.card(task, options.out) for task in artifacts.available(options.out)]
        (options.out / "figures.md").write_text(as_table(cards), "utf-8")


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
