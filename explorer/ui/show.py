"""Showing things: pictures with their table and downloads, tokens, and the reader's own words.

Whatever a reader typed passes through here and comes out as plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pandas as pd
import streamlit as st
from orjson import Fragment
from plotly.basedatatypes import BaseFigure

from explorer.figures.sent import Sent
from explorer.pictures import Picture
from explorer.tables.base import names_rows, to_csv
from explorer.ui import choices, export_dialog, share
from explorer.ui.say import formula, note, notice, plain, problem, sentences

__all__ = [
    "clickable_picture", "download", "formula", "frame", "note", "notice", "numbers",
    "picture", "plain", "problem", "sentences",
]  # fmt: skip

_TABLE_ROWS = 5000
BUTTONS = ("select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d")
"""Of plotly's that no picture here needs."""
PHONE = "_phone"
"""Ends the key of a picture as it is drawn for phones."""


def picture(shown: Picture, key: str, *, table: bool = True) -> None:
    """A picture and its Export; its table on demand and as CSV, if ``table``."""
    _draw(shown, key)
    if table:
        _numbers(lambda: shown.table, lambda: shown.csv, key, lambda: shown)
    else:
        with st.container(key=f"{key}_actions"):
            export_dialog.button(lambda: shown, key)


def clickable_picture(shown: Picture, key: str) -> tuple[int, ...] | None:
    """A picture whose points can be clicked; gives what the clicked one carries, else None."""
    told = _draw(shown, key, clicks=True)
    _numbers(lambda: shown.table, lambda: shown.csv, key, lambda: shown)
    points = ((told or {}).get("selection") or {}).get("points") or []
    carried = points[0].get("customdata") if points else None
    if isinstance(carried, dict):  # how a browser writes a row of a typed array: {"0": ..., ...}
        carried = [carried[str(place)] for place in range(len(carried))]
    return None if carried is None else tuple(int(number) for number in carried)


def _draw(shown: Picture, key: str, *, clicks: bool = False) -> Any:
    """The figure alone; with ``clicks`` it reports what is clicked."""
    drawn, narrow = shown.sent, None if clicks else shown.sent_narrow
    # The camera would take slider and button with the picture of a film.
    camera = ["toImage"] if drawn.frames else []
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": [*BUTTONS, *camera],
        "toImageButtonOptions": {
            "format": str(choices.choice("image")).lower(),
            "filename": key,
            "scale": 2,
        },
    }
    st.html(_reserved(key, drawn.height, drawn.width, narrow.height if narrow else 0))
    with st.container(key=f"twice_{key}") if narrow is not None else nullcontext():
        told = st.plotly_chart(
            _Finished(drawn),
            key=key,
            on_select="rerun" if clicks else "ignore",
            selection_mode="points",
            theme=None,
            config=config,
            alt=shown.alt or None,
        )
        if narrow is not None:
            st.plotly_chart(_Finished(narrow), key=f"{key}{PHONE}", theme=None, config=config,
                            alt=shown.alt or None)  # fmt: skip
    return told


class _Finished(BaseFigure):
    """A figure whose JSON is here already: Streamlit would write every figure anew at each run."""

    def __init__(self, made: Sent) -> None:
        object.__setattr__(self, "_made", made)

    def to_dict(self) -> dict[str, Any]:
        """What is written as JSON: the size as numbers, which Streamlit reads, the rest as is."""
        made: Sent = self._made  # type: ignore[attr-defined]
        size = {"width": made.width, "height": made.height}
        layout = {name: number for name, number in size.items() if number}
        frames = {"frames": Fragment(made.frames)} if made.frames else {}
        return {
            "data": [_fragments(trace) for trace in made.data],
            "layout": layout | _fragments(made.layout),
        } | frames


def _fragments(parts: dict[str, bytes]) -> dict[str, Fragment]:
    return {name: Fragment(part) for name, part in parts.items()}


def _reserved(key: str, height: int, width: int, on_phones: int = 0) -> str:
    """The style that keeps a picture's place, so that nothing below it moves when it is drawn.

    A picture that has a width is never wider, and narrower where the screen is. One that is drawn
    anew for phones, ``on_phones`` pixels high, stands twice in the page; shell.css shows one.
    """
    widest = f"; max-width: {width}px" if width else ""
    place = f".st-key-twice_{key}" if on_phones else f".st-key-{key}"
    tall = f"min-height: {height}px"
    wide = f"{place} {{ {tall} }} .st-key-{key} {{ {tall}{widest} }}"
    if not on_phones:
        return f"<style>{wide}</style>"
    return (
        f"<style>{wide} @media (max-width: 640px) {{ {place} {{ min-height: {on_phones}px }} }}"
        "</style>"
    )


def numbers(
    table: Callable[[], pd.DataFrame],
    key: str,
    *,
    exported: Callable[[], Picture] | None = None,
) -> None:
    """A table: computed when it is opened or downloaded, not before.

    ``exported`` makes what stands above it, drawn in another way, as a picture to export.
    """
    _numbers(table, lambda: _csv(table()), key, exported)


def _numbers(
    table: Callable[[], pd.DataFrame],
    csv: Callable[[], bytes],
    key: str,
    exported: Callable[[], Picture] | None = None,
) -> None:
    """What stands below a picture or in place of it: numbers, files, the link."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_actions"):
        unfolded = st.toggle("Show the numbers", key=f"{key}_numbers")
        _download(csv, key)
        if exported is not None:
            export_dialog.button(exported, key)
        share.button(key)
    if unfolded:
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
