"""A class with this app: the plan, the paper, and how to open it to a room without internet."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explorer.lessons import card, plan, worksheet
from explorer.lessons.paper import Paper
from explorer.lessons.paper_files import FORMATS, Format, to_bytes
from explorer.ui import share, show
from explorer.ui.lesson import network
from explorer.ui.lesson.model import Bundled

TYPES = {"pdf": "application/pdf", "html": "text/html"}
STEPS = (
    "Start the app with `make class` (or `bert-explorer --for-class`): it then "
    "listens to the whole room instead of this computer alone.",
    "Put laptop and phones into one network; a phone's hotspot without internet will do.",
    "If phones cannot open the address, the laptop's firewall keeps them out: allow incoming "
    "connections for Python, or for port 8501. University networks often keep devices apart; "
    "then a hotspot helps.",
    "Open a lesson, press “Let the class answer”, and show the QR code.",
)
EXPECT = (
    "Forty phones that answer at the same time are no trouble: they load no model.",
    "“Ask again” takes a second vote after neighbours have talked; the first one stays in the "
    "counts. At the last step of a lesson, phones say who has found an example.",
    "Forty students who explore the pictures themselves share your laptop's processor: the first "
    "picture of each takes some seconds then. Let pairs share a screen.",
    "All twenty lessons, the models and the teaching heads run without internet.",
)


def draw() -> None:
    """The plan, the worksheets, the room, and what to expect."""
    show.sentences(
        "Six lessons in fifty minutes, worksheets with keys, and phones that answer: what you "
        "need for a class, with no internet in the room."
    )
    left, right = st.columns((3, 2), gap="large")
    with left:
        _plan()
    with right:
        _paper()
        _room()


def _plan() -> None:
    made = plan.fifty_minutes()
    st.header("A class of fifty minutes", anchor=False)
    for start, part in made.times():
        title = f"**{card.find(part.lesson).title}** · " if part.lesson else ""
        st.markdown(f"**{start}-{start + part.minutes} min** · {title}{show.plain(part.does)}")
    st.markdown("**Before the class**")
    for one in made.before:
        st.markdown(f"- {show.plain(one)}")
    with st.container(horizontal=True):
        for kind in FORMATS:
            _download("The plan", "plan", kind, made.paper)


def _paper() -> None:
    """Worksheet and key of a lesson; computed when a button is pressed."""
    st.header("Worksheets", anchor=False)
    known = card.lessons()
    name = st.selectbox("Lesson", list(known), key="paper_lesson", persist_state="session",
                        format_func=lambda name: known[name].title)  # fmt: skip
    lesson = known[name]
    for label, make in (("Worksheet", worksheet.worksheet), ("Key", worksheet.key)):
        with st.container(horizontal=True):
            for kind in FORMATS:
                _download(label, f"{name}-{label.lower()}", kind,
                          lambda make=make: make(lesson, Bundled()))  # fmt: skip
    show.note("The numbers of the key are computed when you press the button.")


def _download(label: str, file: str, kind: Format, make: Callable[[], Paper]) -> None:
    st.download_button(
        f"{label}, {kind.upper()}", data=lambda: to_bytes(make(), kind), file_name=f"{file}.{kind}",
        mime=TYPES[kind], key=f"paper_{file}_{kind}", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def _room() -> None:
    """How phones reach this laptop, with its address as it is now."""
    st.header("In a room without internet", anchor=False)
    for number, one in enumerate(STEPS, start=1):
        st.markdown(f"{number}. {one}")
    address = network.reachable(str(st.context.url or ""))
    if address and not network.is_local(address):
        home = address.rpartition("/")[0]
        st.markdown(f"This app is at **{show.plain(home)}**")
        st.image(share.qr_code(home), width=170, alt="QR code of this app's address")
    else:
        show.note("This app listens to this computer alone, so phones cannot reach it yet.")
    st.markdown("**What to expect**")
    for one in EXPECT:
        st.markdown(f"- {show.plain(one)}")
