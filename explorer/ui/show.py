"""Showing things: pictures with their table and downloads, tokens, and the reader's own words.

Whatever a reader typed passes through here and comes out as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from explorer.figures.base import layout
from explorer.tables.base import to_csv
from explorer.ui import choices

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&])")
_LINKS = re.compile(r"(?i)(www(?=\\?\.)|://|@|--)")
_TABLE_ROWS = 5000


def plain(text: str) -> str:
    """Text made safe for a place that reads markdown: it shows exactly as typed."""
    # A word joiner (no width) breaks up what would become a link or a dash all by itself.
    broken = _LINKS.sub(lambda found: found[0][:1] + "\u2060" + found[0][1:] + "\u2060", text)
    return _MARKDOWN.sub(r"\\\1", broken).replace("\n", " ")


def sentences(*texts: str) -> None:
    """What the picture shows and how to read it: plain text under the title."""
    st.markdown(" ".join(plain(text) for text in texts))


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


def figure(
    picture: go.Figure,
    key: str,
    *,
    table: Callable[[], pd.DataFrame] | None = None,
    index: bool = True,
) -> None:
    """A picture with its camera button and its table twin: shown on demand, and as CSV."""
    draw(picture, key)
    if table is not None:
        numbers(table, key, index=index)


def board(
    picture: go.Figure, key: str, *, table: Callable[[], pd.DataFrame]
) -> tuple[int, ...] | None:
    """A picture whose points can be clicked; gives what the clicked one carries, else None."""
    told = draw(picture, key, clicks=True)
    numbers(table, key)
    points = ((told or {}).get("selection") or {}).get("points") or []
    carried = points[0].get("customdata") if points else None
    if isinstance(carried, dict):  # how a browser writes a row of a typed array: {"0": ..., ...}
        carried = [carried[str(place)] for place in range(len(carried))]
    return None if carried is None else tuple(int(number) for number in carried)


def draw(picture: go.Figure, key: str, *, clicks: bool = False) -> Any:
    """A picture alone, with its camera button; with ``clicks`` it reports what is clicked."""
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {
            "format": str(choices.choice("image")).lower(),
            "filename": key,
            "scale": 2,
        },
    }
    width, meta = layout(picture).width, layout(picture).meta
    if width:
        # A picture of fixed width keeps it on a narrow screen and scrolls inside its own place.
        st.html(
            f"<style>.st-key-{key} [data-testid=stFullScreenFrame] "
            f"{{ min-width: {int(width)}px }}</style>"
        )
    return st.plotly_chart(
        picture,
        key=key,
        on_select="rerun" if clicks else "ignore",
        selection_mode="points",
        theme=None,
        width="content" if width else "stretch",
        config=config,
        alt=(meta or {}).get("alt"),
    )


def download(table: Callable[[], pd.DataFrame], key: str, *, index: bool = True) -> None:
    """A button for the table as CSV, computed when it is pressed."""
    st.download_button(
        "CSV",
        data=lambda: to_csv(table(), index=index),
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{key}_csv",
        type="tertiary",
        on_click="ignore",
    )


def numbers(table: Callable[[], pd.DataFrame], key: str, *, index: bool = True) -> None:
    """The table behind a picture: computed when it is opened or downloaded, not before."""
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.toggle("Show the numbers", key=f"{key}_numbers")
        download(table, key, index=index)
    if shown:
        frame(table(), f"{key}_table", index=index)


def frame(data: pd.DataFrame, key: str, *, index: bool = True) -> None:
    """A table; a very long one shows its first rows and says so."""
    if len(data) > _TABLE_ROWS:
        note(f"The first {_TABLE_ROWS:,} of {len(data):,} rows; the CSV has them all.")
    st.dataframe(data.head(_TABLE_ROWS), key=key, hide_index=not index, width="stretch")
