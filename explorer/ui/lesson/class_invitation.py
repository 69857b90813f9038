"""A room's code, its address and its QR code, large enough for the last row."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from explorer.lessons.rooms import Host
from explorer.ui import registry, share, show
from explorer.ui.lesson import network


@st.dialog("Answer on your phone", width="large")
def invite(host: Host) -> None:
    """Opens over the page."""
    address = join_address(str(st.context.url or ""), host.code)
    spoken = show.plain(_spoken(address)) if address else "Open “Join a class” in this app"
    with st.container(key="class_invitation", horizontal=True, gap="large"):
        if address:
            st.image(share.qr_code(address), width=330, alt="QR code of the class's link")
        with st.container(gap="small"):
            st.markdown(spoken)
            with st.container(key="class_letters"):
                st.markdown(" ".join(host.code))
            show.note("No names and no accounts: the phone sends its answer and nothing else.")
            if network.is_local(address):
                show.notice("The app listens to this computer alone, so phones cannot reach it "
                            "yet: “For teachers” says how they can.")  # fmt: skip


def _spoken(address: str) -> str:
    """The address as one reads it out: without its scheme and its code."""
    return address.partition("://")[2].partition("?")[0]


def join_address(page: str, code: str) -> str:
    """The link that phones open, from the address of the page that the lecturer sees.

    Empty where the browser did not say where that is.
    """
    here = urlsplit(network.reachable(page))
    if not here.netloc:
        return ""
    base, _, name = here.path.rpartition("/")
    if name and name not in {info.url_path for info in registry.EVERY}:
        base = here.path
    return f"{here.scheme}://{here.netloc}{base}/join?room={code}"
