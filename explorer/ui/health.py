"""Two addresses for those who keep the app up: /healthz and /metrics.

They answer this machine alone, unless EXPLORER_METRICS says "all": a request that a proxy passes
on comes from elsewhere, whatever its last hop.
"""

from __future__ import annotations

import ipaddress
import os

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import explorer

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip")


def _is_near(request: Request) -> bool:
    """Whether the request comes from this machine itself, or all may ask."""
    if os.environ.get("EXPLORER_METRICS") == "all":
        return True
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:  # no address, such as the name of a socket
        return False


async def healthz(request: Request) -> Response:
    """200 while the process answers, with the version."""
    if not _is_near(request):
        return _refusal()
    return PlainTextResponse(f"ok {explorer.__version__}\n")


async def metrics(request: Request) -> Response:
    """The numbers in Prometheus' text format."""
    if not _is_near(request):
        return _refusal()
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    from explorer.ui.metrics import REGISTRY  # heavy: not before the first page needs it

    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _refusal() -> Response:
    return PlainTextResponse("This address answers its own machine only.\n", 403)


ROUTES = (Route("/healthz", healthz), Route("/metrics", metrics))
