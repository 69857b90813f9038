"""Take this with you: the live page of the text on the screen, sent as one file.

It goes out through an address of its own, piece by piece: 51 MB for each of thirty readers would
otherwise stand in memory at once. The packed model is made once and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from explorer.catalog import BUNDLED_ID
from explorer.errors import ExplorerError
from explorer.text import TextInput

if TYPE_CHECKING:
    from explorer.trace import Trace

PATH = "/live.html"
MEGABYTES = 51
"""About what the file weighs; a test holds it against a real one."""


def button(trace: Trace) -> None:
    """A link that downloads the page, for a text of the bundled model that the page can read."""
    from explorer.live.body import MOST_TOKENS

    text = trace.input
    plain = text.words is None and text.special_tokens and not text.masked
    if trace.spec.id != BUNDLED_ID or trace.num_tokens > MOST_TOKENS or not plain:
        return
    asked = {"text": text.text, **({"pair": text.pair} if text.pair else {})}
    st.link_button(
        "Take this with you",
        f".{PATH}?{urlencode(asked)}",
        icon=":material/download:",
        type="tertiary",
        help=f"This view as one file of {MEGABYTES} MB with the model inside: it computes any text "
        "you type, without this app and without a network.",
    )


async def live_page(request: Request) -> Response:
    """The page as a download; 400 with one sentence where the text cannot be read."""
    asked = request.query_params
    try:
        pieces = await run_in_threadpool(_pieces, asked.get("text", ""), asked.get("pair"))
    except ExplorerError as problem:
        return PlainTextResponse(f"{problem}\n", 400)
    headers = {
        "Content-Disposition": 'attachment; filename="live.html"',
        "Cache-Control": "no-store",
    }
    # Not as text/html: the head of an HTML page of this server gets the app's own styles.
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


def _pieces(text: str, pair: str | None) -> Iterator[str]:
    """The file in pieces. Raises ExplorerError before the first of them."""
    from explorer import live
    from explorer.live.model import live_model
    from explorer.ui import cache, limits

    for part in (text, pair or ""):
        limits.require_short(part)
    trace = cache.get_trace(BUNDLED_ID, TextInput(text, pair))
    live.require_short(trace)
    return live.LivePage(trace, cache.LIVE_MODELS.get(BUNDLED_ID, live_model)).pieces()


ROUTES = (Route(PATH, live_page),)
