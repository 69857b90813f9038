"""Showing things: pictures with their table and downloads, tokens, and the reader's own words.

Whatever a reader typed passes through here and comes out as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from explorer.figures.base import layout
from explorer.pictures import Picture
from explorer.tables.base import names_rows, to_csv
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


def picture(shown: Picture, key: str, *, table: bool = True) -> None:
    """A picture with its camera button; its table on demand and as CSV, if ``table``."""
    _draw(shown, key)
    if table:
        _numbers(lambda: shown.table, lambda: shown.csv, key)


def clickable_picture(shown: Picture, key: str) -> tuple[int, ...] | None:
    """A picture whose points can be clicked; gives what the clicked one carries, else None."""
    told = _draw(shown, key, clicks=True)
    _numbers(lambda: shown.table, lambda: shown.csv, key)
    points = ((told or {}).get("selection") or {}).get("points") or []
    carried = points[0].get("customdata") if points else None
    if isinstance(carried, dict):  # how a browser writes a row of a typed array: {"0": ..., ...}
        carried = [carried[str(place)] for place in range(len(carried))]
    return None if carried is None else tuple(int(number) for number in carried)


def _draw(shown: Picture, key: str, *, clicks: bool = False) -> Any:
    """The figure alone; with ``clicks`` it reports what is clicked."""
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {
            "format": str(choices.choice("image")).lower(),
            "filename": key,
            "scale": 2,
        },
    }
    width = layout(shown.figure).width
    st.html(_reserved(key, int(layout(shown.figure).height or 0), int(width or 0)))
    return st.plotly_chart(
        shown.figure,
        key=key,
        on_select="rerun" if clicks else "ignore",
        selection_mode="points",
        theme=None,
        width="content" if width else "stretch",
        config=config,
        alt=shown.alt or None,
    )


def _reserved(key: str, height: int, width: int) -> str:
    """The style that keeps a picture's place, so that nothing below it moves when it is drawn.

    A picture of fixed width keeps it on a narrow screen and scrolls inside its own place.
    """
    frame = f".st-key-{key} [data-testid=stFullScreenFrame]"
    return (
        f"<style>.st-key-{key} {{ min-height: {height}px }}"
        f"{f'{frame} {{ min-width: {width}px }}' if width else ''}</style>"
    )


def numbers(table: Callable[[], pd.DataFrame], key: str) -> None:
    """A table without a picture: computed when it is opened or downloaded, not before."""
    _numbers(table, lambda: _csv(table()), key)


def _numbers(table: Callable[[], pd.DataFrame], csv: Callable[[], bytes], key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = st.toggle("Show the numbers", key=f"{key}_numbers")
        _download(csv, key)
    if shown:
        frame(table(), f"{key}_table")


def download(table: Callable[[], pd.DataFrame], key: str) -> None:
    """A button for the table as CSV, computed when it is pressed."""
    _download(lambda: _csv(table()), key)


def _csv(table: pd.DataFrame) -> bytes:
    return to_csv(table, index=names_rows(table))


def _download(csv: Callable[[], bytes], key: str) -> None:
    st.download_button(
        "CSV",
        data=csv,
        file_name=f"{key}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{key}_csv",
        type="tertiary",
        on_click="ignore",
    )


def frame(data: pd.DataFrame, key: str) -> None:
    """A table; a very long one shows its first rows and says so."""
    if len(data) > _TABLE_ROWS:
        note(f"The first {_TABLE_ROWS:,} of {len(data):,} rows; the CSV has them all.")
    st.dataframe(data.head(_TABLE_ROWS), key=key, hide_index=not names_rows(data), width="stretch")
