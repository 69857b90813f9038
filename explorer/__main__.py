"""The command line, ``bert-explorer`` or ``python -m explorer``: alone it starts the app.

    bert-explorer --port 8600
    bert-explorer export "The cat sat." -o cat.html
    bert-explorer picture attention_heatmap "The cat sat." --layer 0 --head 3 -o head.pdf

A command is a function that adds its parser and names what it runs; list it in COMMANDS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import explorer
from explorer.cli.embed import add_embed
from explorer.cli.export import add_export
from explorer.cli.live import add_live
from explorer.cli.picture import add_picture
from explorer.cli.pictures import add_pictures
from explorer.cli.serve import add_serve
from explorer.cli.start import add_start
from explorer.errors import ExplorerError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or the app. Returns the exit status: 0, or 1 with a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="bert-explorer", description=explorer.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    version = f"bert-explorer {explorer.__version__}"
    parser.add_argument("--version", action="version", version=version)
    add_start(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    chosen = parser.parse_args(arguments)
    try:
        chosen.run(chosen)
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


COMMANDS = (add_export, add_live, add_picture, add_pictures, add_embed, add_serve)

if __name__ == "__main__":
    sys.exit(main())
