"""What the server adds to each answer: security headers, and the app's own styles and script.

Both stand in the page's head, so that they hold before the first element is drawn: a style that
came later would move everything.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.errors import InputError
from explorer.settings import require_numbers
from explorer.ui import registry, shell

# The browser may talk to this server and to nobody else. Inline scripts are allowed because the
# BertViz frame and exported views are single files; connect-src binds them just the same.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",  # the address holds the reader's sentence
    "X-Content-Type-Options": "nosniff",
}
_SITE = re.compile(r"https?://[\w.*-]+(:\d+)?", re.ASCII)
_HERE = Path(__file__).parent
_SCRIPTS = ("server_place.js", "history.js", "patience.js", "chart_keys.js", "lesson_keys.js")
_PARTS = tuple(
    "BidiComponent Button ButtonGroup Checkbox DataFrame DownloadButton Html Metric PlotlyChart "
    "Selectbox Slider TextArea TextInput katex rehype-katex".split()
)
"""Parts of Streamlit's own page that it loads one by one when they are first drawn."""
_UNWANTED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


def content_security_policy() -> str:
    """The policy, with the sites that may frame the app: EXPLORER_FRAMED_BY. Raises InputError."""
    sites = os.environ.get("EXPLORER_FRAMED_BY", "").replace(",", " ").split()
    for site in sites:
        if not _SITE.fullmatch(site):
            raise InputError(
                f"EXPLORER_FRAMED_BY has “{site[:40]}”: name sites as https://name, without a "
                "path, with blanks between them."
            )
    ours = "frame-ancestors 'self'"
    return CONTENT_SECURITY_POLICY.replace(ours, " ".join([ours, *sites]))


def require_settings() -> None:
    """End here where the environment sets what cannot be: who starts the app is told, once."""
    try:
        require_numbers()
        content_security_policy()
    except InputError as error:
        raise SystemExit(str(error)) from None


class SecurityHeaders:
    """Adds HEADERS to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = HEADERS | {"Content-Security-Policy": content_security_policy()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class OwnHead:
    """Puts the app's styles and script into the head of the page that the browser loads."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Unpacked and whole, or there would be nothing to change.
        kept = [h for h in scope["headers"] if not (_asks_page(scope) and h[0] in _UNWANTED)]
        await self.app({**scope, "headers": kept}, receive, _Page(send).send)


class _Page:
    """One answer on its way: held back and changed if it is the page, else handed on."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Take a message of the answer."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()

    async def _finish(self) -> None:
        assert self._start is not None
        body = self._body
        if b"</head>" in body:  # an answer to HEAD has no body
            body = body.replace(b"</head>", head() + b"</head>", 1)
            headers = MutableHeaders(scope=self._start)
            headers["content-length"] = str(len(body))
            del headers["etag"], headers["last-modified"]  # those of the page without our head
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _asks_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    plain = "content-encoding" not in headers
    return plain and headers.get("content-type", "").startswith("text/html")


@cache
def head() -> bytes:
    """The styles and the script, as they stand in the page."""
    style = (_HERE / "shell.css").read_text("utf-8") + shell.kept_places()
    script = "".join((_HERE / "js" / name).read_text("utf-8") for name in _SCRIPTS)
    pages = json.dumps([info.url_path for info in registry.EVERY])
    script = script.replace("/* PAGES */ []", pages)
    return f"<style>{style}</style><script>{script}</script>{_early()}".encode()


def _early() -> str:
    """Links that fetch at once what every page draws with, else it comes late and moves things."""
    files = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("*.js")
    names = sorted(file.name for file in files if file.name.partition(".")[0] in _PARTS)
    return "".join(
        f'<link rel="modulepreload" fetchpriority="low" href="./static/js/{name}">'
        for name in names
    )
