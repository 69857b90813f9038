"""Start with `streamlit run app.py`: the launcher and its security headers (router: ui/main.py)."""

import os
from pathlib import Path

# Before numpy and torch are loaded: threads that wait busily, and a second crowd of them in numpy,
# take the cores from the page that is being drawn.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class SecurityHeaders:
    """Adds HEADERS to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


# In the checkout the package stands beside this file; installed, this file is in explorer/_app/.
HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "explorer" if (HERE / "explorer").is_dir() else HERE.parent
app = st.App(PACKAGE / "ui" / "main.py", middleware=[Middleware(SecurityHeaders)])
