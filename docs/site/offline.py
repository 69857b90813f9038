"""What makes the site an app that opens without a network: its service worker and its manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from docs.site.layout import FOLDER, ICON, MANIFEST, WORKER, shared
from explorer.data.palette import PALETTE
from explorer.live.folder import integrity

_LATER = re.compile(r"^api/|\.(svg|png|csv|bin|wasm)$")
"""Kept when they are opened, not at the first visit: many, or large."""
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def files(site: Mapping[str, bytes]) -> dict[str, bytes]:
    """Paths and contents; ``site`` is everything else, which the worker will know by its sha256."""
    manifest = _manifest()
    known = {path: integrity(content) for path, content in [*site.items(), (MANIFEST, manifest)]}
    first = [path for path in known if not _LATER.search(path)] + [shared()[ICON][0]]
    told = json.dumps({"files": known, "first": first}, separators=(",", ":"))
    source = _EXPORT.sub("", (FOLDER / "js" / "keeper.js").read_text("utf-8"))
    return {WORKER: f'"use strict";\n{source}\nserve(self, {told});\n'.encode(), MANIFEST: manifest}


def _manifest() -> bytes:
    """What a browser asks that puts the site on a home screen. Its addresses are relative."""
    light = PALETTE["light"]
    return json.dumps(
        {
            "name": "BERT Explorer",
            "short_name": "BERT",
            "start_url": "./",
            "scope": "./",
            "display": "standalone",
            "background_color": light["paper"],
            "theme_color": light["button"],
            "icons": [{"src": shared()[ICON][0], "sizes": "any", "type": "image/svg+xml"}],
        }
    ).encode()
