"""The view's JavaScript files, style and page template joined into one module. No build step.

All of it becomes the body of one function, ``attentionViewModule``: a function can print its own
source, so that the view's Save button writes a file that contains the view.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

from explorer.data.palette import PALETTE

_FIRST = ("mount", "lenses")
"""The files whose names the module hands out; the others are found by their imports."""

_FILE = r' from "(\.[\w./]+\.js)";$'
_NAMED = re.compile(r"^import (\{[^}]*\})" + _FILE, re.MULTILINE)
_WHOLE = re.compile(r"^import \* as (\w+)" + _FILE, re.MULTILINE)
_JSON = re.compile(r'^import (\w+) from "(\.[\w./]+\.json)" with .*;$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_FOR_TYPES = re.compile(r"^/\*\* @import .*\*/\n+", re.MULTILINE)
_LENSES = re.compile(r"^export const LENSES = \{ (.*) \};$", re.MULTILINE)

_VARIABLES = {  # of the view: Streamlit's, and what stands in for it outside the app
    "text": ("text-color", "ink"),
    "background": ("background-color", "paper"),
    "surface": ("secondary-background-color", "surface"),
    "border": ("border-color", "line"),
    "accent": ("primary-color", "button"),
}


@cache
def function_source() -> str:
    """The JavaScript function ``attentionViewModule``, safe inside a script element."""
    constants = (
        f"const style = {_literal(style())};\n"
        f"const page = {_literal(page_template())};\n"
        "const code = () => attentionViewModule.toString();\n"
    )
    body = joined("views", _FIRST)
    result = "return { ...$mount.connect({ style, page, code }), ...$lenses };\n"
    return f"function attentionViewModule() {{\n{constants}{body}{result}}}\n"


def style() -> str:
    """The text of the style element that a view puts into its page."""
    return _variables() + _text("style.css")


@cache
def module_source() -> str:
    """The same as an ES module, as Streamlit's components take it."""
    return (
        f"{function_source()}"
        "const attentionView = attentionViewModule();\n"
        "export default (component) => attentionView.streamlit(component);\n"
    )


def page_template() -> str:
    """The HTML page around a view, with @@title@@, @@code@@, @@meta@@, @@buffers@@ to fill in."""
    page = _text("page.html")
    for theme in ("light", "dark"):
        page = page.replace(f"@@{theme}@@", PALETTE[theme]["paper"])
    return page


@cache
def lens_names() -> tuple[str, ...]:
    """The lenses of the view, in the order of their tabs."""
    (found,) = _LENSES.findall(_text("js/lenses.js"))
    return tuple(found.split(", "))


def joined(room: str, first: Sequence[str]) -> str:
    """The files ``first`` of a room's folder js, and those that they import, each a scope.

    A scope is a constant named after its file, $mount, that holds what the file exports. Files of
    folders inside js and of another room may be imported too; no two may have one name.
    """
    order: list[str] = []

    def visit(place: str) -> None:
        if place in order:
            return
        source = _source(place)
        for _, other in (*_NAMED.findall(source), *_WHOLE.findall(source)):
            visit(_beside(place, other))
        order.append(place)

    for name in first:
        visit(f"{room}/js/{name}.js")
    return "".join(map(_scope, order))


def _scope(place: str) -> str:
    """One file as a scope of its own: imports become constants, exports what the scope returns."""
    source = _source(place)
    exported = ", ".join(found for _, found in _EXPORT.findall(source))
    for imported in (_NAMED, _WHOLE):
        source = imported.sub(lambda found: f"const {found[1]} = ${_stem(found[2])};", source)
    source = _JSON.sub(lambda found: _as_constant(found[1], _beside(place, found[2])), source)
    source = _EXPORT.sub(r"\1", source)
    return f"const ${_stem(place)} = (() => {{\n{source}return {{ {exported} }};\n}})();\n"


def _source(place: str) -> str:
    return _FOR_TYPES.sub("", files("explorer").joinpath(place).read_text("utf-8"))


def _beside(place: str, name: str) -> str:
    """A file that another imports, as a path inside the package."""
    return normpath(join(dirname(place), name))


def _stem(place: str) -> str:
    return PurePosixPath(place).stem


def _as_constant(name: str, place: str) -> str:
    """What a JSON file says, in place of the line that imports it."""
    content = files("explorer").joinpath(place).read_text("utf-8")
    return f"const {name} = {json.dumps(json.loads(content), separators=(',', ':'))};"


def _variables() -> str:
    """The view's colours as CSS variables: those of the app's theme, else of the palette."""
    light, dark = (
        "".join(
            f"--av-{name}: var(--st-{streamlit}, {PALETTE[theme][key]}); "
            for name, (streamlit, key) in _VARIABLES.items()
        )
        for theme in ("light", "dark")
    )
    printed = "".join(
        f"--av-{name}: {PALETTE['print'][key]}; " for name, (_, key) in _VARIABLES.items()
    )
    return (
        f".av {{ {light}}}\n"
        f"@media (prefers-color-scheme: dark) {{ .av {{ {dark}}} }}\n"
        f'.av[data-look="print"] {{ {printed}}}\n'
    )


def _literal(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


def _text(name: str) -> str:
    return files("explorer.views").joinpath(name).read_text("utf-8")
