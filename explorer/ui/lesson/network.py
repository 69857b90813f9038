"""The address under which phones in the same room reach this app, and who reaches it."""

from __future__ import annotations

import socket
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import streamlit as st
from streamlit import config

LOCAL = ("localhost", "127.0.0.1", "::1")
_NOWHERE = ("192.0.2.1", 9)  # an address for documentation (RFC 5737): nothing is sent to it


def reachable(address: str) -> str:
    """The address with this computer's own number where it says "localhost".

    As it stands where it can be reached already, or where no network is there. An app that was
    told to listen to this computer alone (server.address) is reached from nowhere else.
    """
    parts = urlsplit(address)
    if parts.hostname not in LOCAL or config.get_option("server.address") in LOCAL:
        return address
    number = own_number()
    if number is None:
        return address
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{number}{port}"))


def is_local(address: str) -> bool:
    """Whether an address means the computer that reads it."""
    return urlsplit(address).hostname in LOCAL


def own_number() -> str | None:
    """This computer's number in its network; None where it has none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_NOWHERE)
        except OSError:
            return None
        found = asked.getsockname()[0]
    return None if found.startswith(("127.", "0.")) else found


def visitor() -> str:
    """A short name for the address that this visit comes from; "" for this computer or a proxy."""
    address = st.context.ip_address
    return sha256(address.encode()).hexdigest()[:16] if isinstance(address, str) else ""
