"""The live page for a web host: a small page, and its model in files that may be cached for ever.

A file's name holds the sha256 of its content, and the page names it too: the browser refuses what
was cut off or changed. The page asks its own host alone.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib import resources

from explorer.live.about import about
from explorer.live.frame import as_json, engine_script, opening, style, template
from explorer.live.model import LiveModel, kernel
from explorer.views import module

PIECE_BYTES = 2 << 20
"""Bytes of a part in one file: the progress line moves with each."""


def files(
    page: Mapping[str, str], model: LiveModel, *, head: str = "", top: str = ""
) -> dict[str, bytes]:
    """The page's files by their paths: index.html, scripts, style, kernel and the model's parts.

    ``page`` is what stands in its places wherever the model lies; ``head`` and ``top`` are HTML
    for the end of its head and the beginning of its body.
    """
    sheet, icon = style().encode(), _icon()
    scripts = dict(map(_with_name, ("opening.js", "engine.js"), (opening(), engine_script())))
    parts = _parts(model)
    told = {name: [[path, integrity(file)] for path, file in part] for name, part in parts.items()}
    filled = {
        **page,
        "policy": _policy(),
        "head": f'<link rel="icon" href="{named("icon.svg", icon)}">\n{head}',
        "top": top,
        "style": f'<link rel="stylesheet" href="{named("style.css", sheet)}">',
        "about": about(model, hosted=True),
        **{path.partition(".")[0]: f'<script src="{path}"></script>' for path in scripts},
        "parts": "",
    }
    filled["model"] = as_json({**json.loads(filled["model"]), "files": told})
    html = "".join(filled[one] if i % 2 else one for i, one in enumerate(template()))
    beside = {path: file for part in parts.values() for path, file in part}
    small = {named("style.css", sheet): sheet, named("icon.svg", icon): icon, **scripts}
    return {"index.html": html.encode(), **small, **beside}


def named(name: str, content: bytes) -> str:
    """A file's name with its sha256: "style.css" becomes "style.SHA256.css"."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()}.{ending}"


def integrity(content: bytes) -> str:
    """The sha256 as pages name it (Subresource Integrity)."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"


def _with_name(name: str, text: str) -> tuple[str, bytes]:
    content = text.encode()
    return named(name, content), content


def _icon() -> bytes:
    return resources.files("explorer.data").joinpath("icon.svg").read_bytes()


def _parts(model: LiveModel) -> dict[str, list[tuple[str, bytes]]]:
    """The files of each part in order, the kernel first, as paths and contents."""
    found = {"kernel": [(f"parts/{named('kernel.wasm', kernel())}", kernel())]}
    for part in model.parts:
        pieces = [
            part.content[first : first + PIECE_BYTES]
            for first in range(0, len(part.content), PIECE_BYTES)
        ]
        found[part.name] = [
            (f"parts/{named(f'{part.name}-{number}.bin', piece)}", piece)
            for number, piece in enumerate(pieces)
        ]
    return found


def _policy() -> str:
    """Its own host alone. The Worker's code comes from the page, and has the page's policy."""
    own_style = integrity(module.style().encode())
    return (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "
        f"style-src 'self' '{own_style}'; img-src 'self' data: blob:; connect-src 'self'; "
        "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'"
    )
