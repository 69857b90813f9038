"""Saying things: whatever a reader typed passes through here and comes out as plain text."""

from __future__ import annotations

import re

import streamlit as st

from explorer.data import glossary

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&])")
_QUOTED = re.compile(r"“([^”]*)”")
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LINKS = re.compile(r"(?i)(www(?=\\?\.)|://|@|--)")


def plain(text: str) -> str:
    """Text made safe for a place that reads markdown: it shows exactly as typed."""
    # A word joiner (no width) breaks up what would become a link or a dash all by itself.
    broken = _LINKS.sub(lambda found: found[0][:1] + "\u2060" + found[0][1:] + "\u2060", text)
    return _MARKDOWN.sub(r"\\\1", broken).replace("\n", " ")


def sentences(*texts: str) -> None:
    """What the picture shows and how to read it: plain text under the title."""
    said = " ".join(texts)
    st.markdown(plain(set_in_line(said)), help=_terms(said))


def set_in_line(text: str) -> str:
    """A sentence as it is set: no line ends before a percent sign, quoted words keep their way.

    A word written from right to left would turn round the numbers behind it (Unicode's
    bidirectional algorithm, UAX 9): isolates keep it to itself.
    """
    kept = (
        _QUOTED.sub(lambda found: f"“\u2068{found[1]}\u2069”", text) if _RTL.search(text) else text
    )
    return kept.replace(" %", "\u00a0%")


def _terms(text: str) -> str | None:
    """What the field's terms in a text mean, for the question mark behind it."""
    found = glossary.terms_in(text)
    return "\n\n".join(f"**{plain(term.name)}**: {plain(term.says)}" for term in found) or None


def note(text: str) -> None:
    """A small remark in plain text."""
    st.caption(plain(text))


def problem(text: str) -> None:
    """A sentence about something that the reader can mend."""
    st.warning(plain(text), icon="✋")


def notice(text: str) -> None:
    """A sentence about something that the reader should know."""
    st.info(plain(text), icon="ℹ️")


def formula(title: str, body: str) -> None:
    """Formulas and sources in an expander; ``body`` is the project's own markdown."""
    with st.expander(title, icon="🧮"):
        st.markdown(body)
