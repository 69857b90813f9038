"""The command line: ``python -m explorer export "The cat sat." -o cat.html``.

A command is a function that adds its parser and names what it runs; list it in COMMANDS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import explorer
from explorer.cli.embed import add_embed
from explorer.cli.export import add_export
from explorer.errors import ExplorerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0, or 1 with a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m explorer", description=explorer.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    chosen = parser.parse_args(arguments)
    try:
        chosen.run(chosen)
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


COMMANDS = (add_export, add_embed)

if __name__ == "__main__":
    sys.exit(main())
