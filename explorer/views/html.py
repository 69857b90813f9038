"""attention_view: an object that shows itself in a notebook and saves itself as one file."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from explorer.errors import InputError
from explorer.views import payload
from explorer.views.module import function_source, lens_names, page_template
from explorer.views.payload import Part, Source

FILE_BYTES = 3_900_000
"""Size limit of a file, unless its weights alone exceed it; vectors fill the room that is left."""


class AttentionView:
    """Interactive attention of one Trace or Seq2SeqTrace: lines, grid and neuron lens.

    In a notebook it shows itself; ``save`` writes one HTML file that needs no network.
    """

    def __init__(self, source: Source, start: dict[str, Any]) -> None:
        """``attention_view`` is the usual way to make one."""
        self.source = source
        self.start = start
        self.parts = payload.parts(source)

    def __repr__(self) -> str:
        """One line: what it shows."""
        return f"AttentionView({self.source})"

    def html(self) -> str:
        """The whole page, a few hundred kilobytes for a sentence."""
        buffers = {
            payload.weights_name(part, layer): payload.weights_buffer(part, layer)
            for part in self.parts
            for layer in range(len(part.layers))
        }
        room = FILE_BYTES - len(function_source()) - _base64_length(buffers)
        left_out = self._add_vectors(buffers, room)
        meta = {**payload.describe(self.source, self.parts), "start": self.start}
        if left_out:
            meta["missing"] = True
        return _page(meta, buffers)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, which opens by double click. Returns its path."""
        target = Path(path).expanduser()
        if not target.parent.is_dir():
            raise InputError(
                f"There is no folder “{target.parent}” to save into: make it, or choose another."
            )
        target.write_text(self.html(), "utf-8")
        return target

    def _repr_html_(self) -> str:
        """A frame of its own: notebooks have styles and scripts that must not meet the view's."""
        return (
            '<iframe title="Attention view" style="width:100%;height:820px;border:0" '
            f'srcdoc="{html.escape(self.html())}"></iframe>'
        )

    def _add_vectors(self, buffers: dict[str, bytes], room: int) -> bool:
        """Add vectors, the chosen layer's first, while they fit. Returns whether some did not."""
        chosen = self.start.get("layer", 0)
        wanted = [
            (part, layer)
            for part in self.parts
            if part.has_vectors
            for layer in range(len(part.layers))
        ]
        wanted.sort(key=lambda pair: (pair[1] != chosen, pair[1]))
        for place, (part, layer) in enumerate(wanted):
            room -= payload.vectors_bytes(part) * 4 // 3
            if room < 0 and place >= len(self.parts):
                return True
            buffers[payload.vectors_name(part, layer)] = payload.vectors_buffer(part, layer)
        return False


def attention_view(
    source: Source,
    *,
    layer: int = 0,
    heads: Sequence[int] | None = None,
    lens: str = "lines",
    first_index: int = 0,
    pin: int | None = None,
) -> AttentionView:
    """An interactive view of a trace's attention.

    Starts at ``layer`` (from 0) with ``heads`` (from 0, all when None) in one of the lenses
    "lines", "grid" or "neuron"; ``first_index`` is what the first layer and head are called.
    ``pin`` is a token of the query side (from 0): its lines alone are shown, with their numbers.
    Raises InputError when one of them does not exist.

    >>> import explorer
    >>> trace = explorer.load().run("The cat sat.")
    >>> attention_view(trace, layer=2, heads=[0, 3]).html().startswith("<!doctype html>")
    True
    """
    parts = payload.parts(source)
    _check(parts[0], layer, heads, lens, first_index)
    start: dict[str, Any] = {"layer": layer, "lens": lens, "base": first_index}
    if heads is not None:
        start["heads"] = sorted({int(head) for head in heads})
    if pin is not None:
        start["pin"] = _pinned(parts[0], pin)
    return AttentionView(source, start)


def _check(
    part: Part, layer: int, heads: Sequence[int] | None, lens: str, first_index: int
) -> None:
    if not part.layers:
        raise InputError("This model returned no attention weights, so there is nothing to show.")
    if not 0 <= layer < len(part.layers):
        raise InputError(f"There is no layer {layer}: choose one from 0 to {len(part.layers) - 1}.")
    count = part.layers[0].heads
    if heads is not None and (not len(heads) or not all(0 <= head < count for head in heads)):
        raise InputError(f"Choose heads from 0 to {count - 1}, at least one.")
    if lens not in lens_names():
        raise InputError(f"There is no lens “{lens}”: choose one of {', '.join(lens_names())}.")
    if first_index not in (0, 1):
        raise InputError("Layers and heads are numbered from 0 or from 1.")


def _pinned(part: Part, pin: int) -> dict[str, Any]:
    if not 0 <= pin < part.queries:
        raise InputError(f"There is no token {pin}: choose one from 0 to {part.queries - 1}.")
    return {"side": "query", "at": int(pin)}


def _base64_length(buffers: dict[str, bytes]) -> int:
    return sum((len(buffer) + 2) // 3 * 4 for buffer in buffers.values())


def _page(meta: dict[str, Any], buffers: dict[str, bytes]) -> str:
    """The template filled in one pass: what is put in is never searched for places again."""
    text = json.dumps(meta, separators=(",", ":"))
    scripts = (
        f'<script type="text/plain" data-buffer="{name}">{b64encode(buffer).decode()}</script>'
        for name, buffer in buffers.items()
    )
    filled = {
        "title": "Attention view",
        "code": function_source(),
        # No "<": neither </script> nor <!-- in a token can end or hide the script element.
        "meta": text.replace("<", "\\u003c"),
        # An element each: the browser keeps one copy, and reads a layer when it is looked at.
        "buffers": "\n".join(scripts),
    }
    pieces = re.split(r"@@(\w+)@@", page_template())
    return "".join(filled[piece] if place % 2 else piece for place, piece in enumerate(pieces))
