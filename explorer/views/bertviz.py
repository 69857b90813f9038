"""BertViz 1.4.1's own head view as one HTML page that opens without a network. For short texts.

BertViz asks a content network for require.js, jQuery and d3; here the last two come out of
installed packages (XStatic-jQuery, mpld3) and two lines stand in for the first.
BertViz works on torch tensors, so torch is imported inside the function that draws.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from explorer.data.palette import PALETTE
from explorer.errors import ExplorerError, InputError
from explorer.trace import Trace

MOST_TOKENS = 64
"""BertViz makes one SVG line a weight: at 64 tokens and 12 x 12 heads about 50,000 of them."""

_MARKER = "PYTHON_PARAMS"
_SCRIPT = '<script type="text/javascript">\n'
_LIBRARIES = (("XStatic-jQuery", "jquery.min.js"), ("mpld3", "d3.v5.min.js"))
_REQUIRE = (
    "window.require={config(){}};\nwindow.requirejs=(names,run)=>run(window.jQuery,window.d3);"
)


def bertviz_html(
    trace: Trace, *, layer: int = 0, heads: Sequence[int] | None = None, dark: bool = False
) -> str:
    """BertViz's head view of a Trace as a complete HTML page; ``heads=None`` switches on all.

    A pair gets BertViz's sentence filter. Raises InputError above MOST_TOKENS tokens.
    """
    if trace.num_tokens > MOST_TOKENS:
        raise InputError(
            f"This text has {trace.num_tokens} tokens, and BertViz draws one line for each weight, "
            f"which stops a browser above about {MOST_TOKENS}: shorten the text, or use the "
            "explorer's own attention view."
        )
    template, page = _template(), _bertviz_page(trace, layer, heads)
    body, script = page.split(_SCRIPT, 1)
    body = body[body.index("</script>") + len("</script>") :]  # require.js from a content network
    data = _data(script.removesuffix("\n</script>\n"), template)
    # "<" as an escape: neither </script> nor <!-- in a token can end or hide the script.
    safe = json.dumps(json.loads(data), separators=(",", ":")).replace("<", "\\u003c")
    drawing = template.split(_MARKER, 1)[0] + safe + ";" + _after_data(template)
    scripts = "".join(f"<script>{code}</script>\n" for code in (*_libraries(), _REQUIRE, drawing))
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>BertViz head view'
        f"</title>\n<style>{_style(dark)}</style></head>\n<body>{body}{scripts}</body>\n</html>\n"
    )


def _bertviz_page(trace: Trace, layer: int, heads: Sequence[int] | None) -> str:
    """BertViz's own page for the Trace."""
    import torch
    from bertviz import head_view

    # Four decimals are more than an opacity can show, and a third of the bytes.
    weights = [
        torch.from_numpy(trace.attention(number).astype(np.float64).round(4))[None]  # (1, H, Q, K)
        for number in range(trace.num_layers)
    ]
    second = np.flatnonzero(trace.side == 1)
    page: Any = head_view(
        weights,
        list(trace.labels),
        sentence_b_start=int(second[0]) if second.size else None,
        prettify_tokens=False,  # the labels are readable already
        layer=layer,
        heads=None if heads is None else list(heads),
        html_action="return",
    )
    return page.data


def _template() -> str:
    return files("bertviz").joinpath("head_view.js").read_text("utf-8")


def _data(script: str, template: str) -> str:
    """The JSON that BertViz put into its template twice, once of them in a comment.

    Found by length, not by searching: a token may contain anything.
    """
    parts = template.split(_MARKER)
    filled = len(script) - sum(map(len, parts))
    length = filled // (len(parts) - 1)
    return script[len(parts[0]) : len(parts[0]) + length]


def _after_data(template: str) -> str:
    """The template behind the line that takes the data, without its comment."""
    rest = template.split(_MARKER, 1)[1]
    return rest[rest.index("\n") :]


@cache
def _libraries() -> tuple[str, ...]:
    """jQuery and d3, out of the installed packages that carry them. Raises ExplorerError."""
    return tuple(_library(package, name) for package, name in _LIBRARIES)


def _library(package: str, name: str) -> str:
    try:
        found = distribution(package)
    except PackageNotFoundError as error:
        raise ExplorerError(
            f"The package {package} is missing, and BertViz cannot draw without it: run "
            "'make setup', or 'pip install -r requirements.txt'."
        ) from error
    for file in found.files or ():
        if file.name == name:
            code = Path(str(file.locate())).read_text("utf-8")
            return code.replace("</script", "<\\/script")
    raise ExplorerError(f"The package {package} has no {name}: install the pinned version again.")


def _style(dark: bool) -> str:
    """BertViz draws black text on no background; both must follow the theme."""
    theme = "dark" if dark else "light"
    text, background, hover = (PALETTE[theme][name] for name in ("ink", "paper", "hover"))
    return (
        f":root{{color-scheme:{theme}}}"
        f"body{{margin:8px;color:{text};background:{background};overflow-x:auto}}"
        f"svg{{min-width:350px}}svg text{{fill:{text}}}svg rect.background{{fill:{hover}}}"
        f"select{{color:{text};background:{background};font:inherit}}"
    )
