"""The view's JavaScript files, style and page template joined into one module. No build step.

All of it becomes the body of one function, ``attentionViewModule``: a function can print its own
source, so that the view's Save button writes a file that contains the view.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

_ORDER = (
    "store weights state axis scene theme line_raster renderers dom text table exports search "
    "controls lines grid neuron captions canvas input view mount"
).split()
_NAMED = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_WHOLE = re.compile(r'^import \* as (\w+) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


@cache
def function_source() -> str:
    """The JavaScript function ``attentionViewModule``, safe inside a script element."""
    constants = (
        f"const style = {_literal(_text('style.css'))};\n"
        f"const page = {_literal(page_template())};\n"
        "const code = () => attentionViewModule.toString();\n"
    )
    body = "".join(_scope(name) for name in _ORDER)
    result = "return { ...$mount.connect({ style, page, code }), ...$view, ...$exports };\n"
    return f"function attentionViewModule() {{\n{constants}{body}{result}}}\n"


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
    return _text("page.html")


def _scope(name: str) -> str:
    """One file as a scope of its own: imports become constants, exports what the scope returns."""
    source = _text(f"js/{name}.js")
    exported = ", ".join(found for _, found in _EXPORT.findall(source))
    source = _NAMED.sub(r"const \1 = $\2;", source)
    source = _WHOLE.sub(r"const \1 = $\2;", source)
    source = _EXPORT.sub(r"\1", source)
    return f"const ${name} = (() => {{\n{source}return {{ {exported} }};\n}})();\n"


def _literal(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


def _text(name: str) -> str:
    return files("explorer.views").joinpath(name).read_text("utf-8")
