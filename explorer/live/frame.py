"""What both forms of the live page are made of: the template, its scripts and its style."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from explorer.data.palette import PALETTE
from explorer.views.module import function_source, joined

_COLOURS = ("paper", "surface", "ink", "muted", "line", "button", "accent")
_SOURCE = "const source = () => `(${liveEngineModule.toString()})().serve(self);`;\n"


@cache
def _module(name: str, first: tuple[str, ...], constants: str) -> str:
    """Files of this room's folder js as one function that returns what the first ones export."""
    given = ", ".join(["source" if constants else "", *(f"...${one}" for one in first)])
    result = f"return {{ {given.removeprefix(', ')} }};\n"
    return f"function {name}() {{\n{constants}{joined('live', first)}{result}}}\n"


def template() -> list[str]:
    """The page in pieces: HTML, the name of what stands there, HTML, and so on."""
    return re.split(r"@@(\w+)@@", _text("page.html"))


def opening() -> str:
    """The script that draws the first picture, before the model is there."""
    return (
        f'"use strict";\n{function_source()}{_module("livePageModule", ("live",), "")}'
        "const live = livePageModule().open(document, attentionViewModule().mountPage);\n"
    )


def engine_script() -> str:
    """The script that computes: it runs in the page, and prints itself for the Worker."""
    module = _module("liveEngineModule", ("partner", "service"), _SOURCE)
    model = 'JSON.parse(document.getElementById("model").textContent)'
    return f'"use strict";\n{module}live.start({model}, liveEngineModule());\n'


def colours() -> str:
    """The palette as CSS variables, light and dark as the reader's device asks."""
    light, dark = (
        "".join(f"--{name}: {PALETTE[theme][name]}; " for name in _COLOURS)
        for theme in ("light", "dark")
    )
    categories = "".join(
        f"--category-{number}: {colour}; " for number, colour in enumerate(PALETTE["categories"])
    )
    return (
        f":root {{ color-scheme: light dark; {light}{categories}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"
    )


def style() -> str:
    """The page's style, its colours from the palette."""
    return colours() + _text("style.css")


def as_json(given: Any) -> str:
    """JSON in which no "<" can end or hide the script element."""
    return json.dumps(given, separators=(",", ":")).replace("<", "\\u003c")


def _text(name: str) -> str:
    return files("explorer.live").joinpath(name).read_text("utf-8")
