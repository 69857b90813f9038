"""``export``: the attention view of a text as one HTML file."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import explorer
from explorer.catalog import BUNDLED_ID
from explorer.views import attention_view

if TYPE_CHECKING:
    from explorer.views.payload import Source


def add_export(commands: Any) -> None:
    """``export``: the attention view of a text as one HTML file."""
    about = "write the attention view of a text as one HTML file that opens without a network"
    parser = commands.add_parser("export", help=about, description=about)
    parser.add_argument("text")
    parser.add_argument("--pair", help="a second text")
    parser.add_argument("--target", help="the decoder's text, for an encoder-decoder model")
    parser.add_argument("--model", default=BUNDLED_ID, help="an id or a folder")
    parser.add_argument("--layer", type=int, default=0, help="counted from 0")
    parser.add_argument("--head", type=int, action="append", help="from 0; may be repeated")
    parser.add_argument("--lens", choices=("lines", "grid", "neuron"), default="lines")
    parser.add_argument("-o", "--output", default="attention.html")
    parser.set_defaults(run=export)


def export(chosen: argparse.Namespace) -> None:
    """Write the file and print its name. Raises ExplorerError."""
    view = attention_view(_source(chosen), layer=chosen.layer, heads=chosen.head, lens=chosen.lens)
    path = view.save(chosen.output)
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")


def _source(chosen: argparse.Namespace) -> Source:
    if chosen.target is not None:
        return explorer.load_seq2seq(chosen.model).run(chosen.text, chosen.target)
    return explorer.load(chosen.model).run(chosen.text, chosen.pair)
