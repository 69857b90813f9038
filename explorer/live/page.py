"""page: an object that saves itself as one HTML file with the model inside."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.catalog import BUNDLED_ID, ModelSpec
from explorer.errors import InputError
from explorer.live import folder
from explorer.live.about import about, exactness, name, tables, told_of_head
from explorer.live.body import MOST_TOKENS
from explorer.live.frame import as_json, engine_script, opening, style, template
from explorer.live.model import LiveModel, kernel, live_model
from explorer.live.tree import write
from explorer.measures.telling import telling_link
from explorer.trace import Trace
from explorer.views import payload
from explorer.views.codec import unpack

if TYPE_CHECKING:
    from explorer.engine import Engine

START = "The animal didn't cross the street because it was too tired."
PIECE_BYTES = 3 << 18
"""Bytes of a part in one element: the browser reads one at a time and stays usable."""


@dataclass(frozen=True, eq=False, repr=False)
class LivePage:
    """The attention view of a trace, and the model that computes it anew for what is typed."""

    trace: Trace
    model: LiveModel

    def __repr__(self) -> str:
        """One line: what it opens on."""
        return f"LivePage({self.trace})"

    def html(self) -> str:
        """The whole page: about 51 MB with the bundled model."""
        return "".join(self.pieces())

    def pieces(self) -> Iterator[str]:
        """The page in pieces, so that it need not stand in memory twice."""
        filled = {
            **self.filled(),
            "policy": _POLICY,
            "head": "",
            "top": "",
            "style": f"<style>{style()}</style>",
            "about": about(self.model),
            "opening": f"<script>\n{opening()}</script>",
            "engine": f"<script>\n{engine_script()}</script>",
        }
        for place, piece in enumerate(template()):
            if place % 2 == 0:
                yield piece
            elif piece == "parts":
                yield from _elements(self.model)
            else:
                yield filled[piece]

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, which opens by double click. Returns its path."""
        target = Path(path).expanduser()
        if not target.parent.is_dir():
            raise InputError(
                f"There is no folder “{target.parent}” to save into: make it, or choose another."
            )
        try:
            with target.open("w", encoding="utf-8") as file:
                file.writelines(self.pieces())
        except OSError as error:
            raise InputError(
                f"“{target}” cannot be written ({error.strerror or error}): choose another place."
            ) from None
        return target

    def save_folder(self, path: str | Path, *, head: str = "", top: str = "") -> Path:
        """Write the page for a web host: index.html, and the model in files beside it.

        ``head`` and ``top`` are HTML that a site adds to each of its pages. What an older page
        left in the folder is removed, other files stay. Returns the folder's path.
        """
        return write(path, folder.files(self.filled(), self.model, head=head, top=top))

    def filled(self) -> dict[str, str]:
        """What stands in the places of the template wherever the model lies."""
        text = self.trace.input
        (part,) = payload.parts(self.trace)
        buffers = {
            payload.weights_name(part, layer): _uncompressed(payload.weights_buffer(part, layer))
            for layer in range(len(part.layers))
        }
        return {
            "text": html.escape(text.text),
            "pair": html.escape(text.pair or ""),
            "pair_hidden": "" if text.pair else "hidden",
            "meta": as_json(_meta(self.trace, self.model)),
            "buffers": "\n".join(_element("buffer", *item) for item in buffers.items()),
            "model": as_json(_told(self.model)),
        }


_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; worker-src blob:"
)


def page(
    text: str = START,
    pair: str | None = None,
    *,
    engine: Engine | None = None,
    model: str | ModelSpec | LiveModel = BUNDLED_ID,
) -> LivePage:
    """A page that opens on this text, or pair, and computes any other as it is typed.

    ``model`` is the bundled one, "teaching:small-bert" (a page of 10 MB, for phones), another BERT
    with heads of their width and their tokenizer, or what ``live_model`` made of it; ``engine`` is
    that model's, where the caller has it. Raises InputError for a text of more than 128 tokens and
    for one without words, CheckpointError for a model that the page cannot compute.

        live.page("The cat sat.").save("live.html")
    """
    carried = model if isinstance(model, LiveModel) else live_model(model)
    if engine is None:
        from explorer.engine import load  # torch takes seconds

        engine = load(carried.spec)
    elif engine.spec.id != carried.spec.id:
        raise InputError(
            f"This engine is of “{engine.spec.label}”, and the page carries “{carried.spec.label}”."
        )
    trace = engine.run(text, pair)
    require_short(trace)
    return LivePage(trace, carried)


def require_short(trace: Trace) -> None:
    """Raise InputError for a text that a live page does not read."""
    if trace.num_tokens > MOST_TOKENS:
        raise InputError(
            f"This text has {trace.num_tokens:,} tokens, and a live page reads at most "
            f"{MOST_TOKENS}: shorten it."
        )


def _meta(trace: Trace, model: LiveModel) -> dict[str, Any]:
    """What the view and the rooms are told: pictures say that the weights are rounded."""
    found = payload.describe(trace)
    found["model"]["label"] = f"{name(model.spec)}, weights rounded"
    rooms = {
        "tasks": model.heads,
        "sentences": model.spec.id == BUNDLED_ID,  # the others were not trained to compare them
        "tables": tables(model.spec),
    }
    return {**found, "start": _start(trace), "exact": exactness(model.spec), **rooms}


def _start(trace: Trace) -> dict[str, Any]:
    """The head that most clearly links two words of the text, with its word pinned."""
    link = telling_link(trace)
    if link is None:
        return {"layer": trace.spec.set_up_layers, "lens": "lines", "base": 0}
    pin = {"side": "query", "at": link.query}
    return {"layer": link.layer, "heads": [link.head], "pin": pin, "lens": "lines", "base": 0}


def _uncompressed(buffer: bytes) -> bytes:
    """A view's buffer as a browser reads it that cannot unpack: it gets the first picture."""
    return b"\x00" + unpack(buffer)


def _told(model: LiveModel) -> dict[str, Any]:
    """What the page must know of the parts before it reads them. Sizes in bytes."""
    return {
        "layout": model.layout,
        "lengths": {part.name: part.length for part in model.parts},
        "most": MOST_TOKENS,
        "sizes": {part.name: len(part.content) for part in model.parts},
        "heads": {task: told_of_head(task, model.spec) for task in model.heads},
    }


def _elements(model: LiveModel) -> Iterator[str]:
    yield f'<script type="text/plain" id="kernel">{b64encode(kernel()).decode()}</script>\n'
    for part in model.parts:
        for first in range(0, len(part.content), PIECE_BYTES):
            yield _element("part", part.name, part.content[first : first + PIECE_BYTES])
            yield "\n"


def _element(kind: str, name: str, content: bytes) -> str:
    """Bytes that a browser keeps as text until they are read."""
    text = b64encode(content).decode()
    return f'<script type="text/plain" data-{kind}="{name}">{text}</script>'
