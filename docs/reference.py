"""Writes the API reference from the docstrings into build/docs; fails when a name cannot be found.

The generator is pdoc: one package, no configuration, pages that open from disk.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from pathlib import Path

import pdoc

OUTPUT = Path("build") / "docs"
PUBLIC = "live pictures figures tables views".split()  # named in explorer.__all__: found from there
OTHERS = "engine measures data tasks predictors teaching".split()
LEFT_OUT = ("!explorer.teaching.training", "!explorer.teaching.__main__")


def main(output: Path = OUTPUT, templates: Path | None = None) -> None:
    """Import every room, put its lazy names in place where pdoc looks, and write the pages."""
    public, others = ([f"explorer.{room}" for room in rooms] for rooms in (PUBLIC, OTHERS))
    for module in map(import_module, ["explorer", *public, *others]):
        for name in getattr(module, "__all__", ()):
            vars(module)[name] = getattr(module, name)
    pdoc.render.configure(show_source=False, template_directory=templates)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*does not resolve")
        warnings.filterwarnings("ignore", message="Error parsing type annotation")  # types alone
        pdoc.pdoc("explorer", *others, *LEFT_OUT, output_directory=output)


if __name__ == "__main__":
    main()
    sys.stdout.write(f"{OUTPUT / 'index.html'}\n")
