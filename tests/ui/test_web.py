"""What the server adds: headers on each answer, styles and script in the page's head."""

import asyncio
import runpy

import pytest
from support.app_server import ROOT

from explorer.errors import InputError
from explorer.ui import web

PAGE = b"<html><head><title>x</title></head><body></body></html>"


async def _answer(kind, body, *, parts=1, method="GET"):
    """What the browser gets from an app that answers with this."""
    seen = {}

    async def app(scope, receive, send):
        seen["asked"] = dict(scope["headers"])
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()),
                   (b"etag", b"1")]  # fmt: skip
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        step = max(-(-len(body) // parts), 1)
        for place in range(parts):
            part = body[place * step : (place + 1) * step]
            more = place < parts - 1
            await send({"type": "http.response.body", "body": part, "more_body": more})

    got = []

    async def send(message):
        got.append(message)

    asked = [(b"accept", b"text/html"), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": method, "headers": asked}
    await web.SecurityHeaders(web.OwnHead(app))(scope, None, send)
    headers = dict(got[0]["headers"])
    return headers, b"".join(m.get("body", b"") for m in got[1:]), seen["asked"]


@pytest.mark.parametrize("parts", [1, 3])
def test_a_page_gets_the_styles_before_anything_is_drawn(parts):
    headers, body, asked = asyncio.run(_answer(b"text/html; charset=utf-8", PAGE, parts=parts))
    assert body == PAGE.replace(b"</head>", web.head() + b"</head>")
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers and b"accept-encoding" not in asked
    assert b"connect-src 'self'" in headers[b"content-security-policy"]


def test_other_answers_pass_unchanged():
    headers, body, _ = asyncio.run(_answer(b"text/javascript", b"</head>"))
    assert body == b"</head>" and headers[b"etag"] == b"1"
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_an_answer_without_a_body_stays_one():
    headers, body, _ = asyncio.run(_answer(b"text/html", b"", method="HEAD"))
    assert body == b"" and headers[b"content-length"] == b"0"


def test_no_other_site_may_frame_the_app_unless_it_is_named(monkeypatch):
    assert web.content_security_policy() == web.CONTENT_SECURITY_POLICY
    sites = "https://huggingface.co http://*.example.org:8000"
    monkeypatch.setenv("EXPLORER_FRAMED_BY", f" {sites} ")
    headers, _, _ = asyncio.run(_answer(b"text/html", PAGE))
    policy = headers[b"content-security-policy"].decode().split("; ")
    assert f"frame-ancestors 'self' {sites}" in policy
    assert len(policy) == web.CONTENT_SECURITY_POLICY.count(";") + 1


@pytest.mark.parametrize(
    "site", ["*", "example.org", "https://a.org/x", "https://a.org;script-src"]
)
def test_what_is_no_site_is_refused_with_a_sentence(monkeypatch, site):
    monkeypatch.setenv("EXPLORER_FRAMED_BY", f"https://fine.org {site}")
    with pytest.raises(InputError, match="EXPLORER_FRAMED_BY has “"):
        web.content_security_policy()


def test_a_websocket_from_a_foreign_page_is_refused_without_asking_anybody(monkeypatch):
    from streamlit import net_util
    from streamlit.web.server import server_util

    asked = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, **_: asked.append(url))
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    assert not server_util.is_url_from_allowed_origins("https://elsewhere.example")
    assert asked  # as Streamlit does it
    asked.clear()
    runpy.run_path(str(ROOT / "app.py"))
    assert not server_util.is_url_from_allowed_origins("https://elsewhere.example")
    assert asked == []
