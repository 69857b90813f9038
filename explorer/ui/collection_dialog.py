"""The reader's collection of pictures: kept in the session, opened and saved as one file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.errors import ExportError
from explorer.export import Options
from explorer.export.collection import MOST_ENTRIES, MOST_NOTE, MOST_TITLE, Collection
from explorer.pictures import Picture
from explorer.text import counted
from explorer.ui import say, upload
from explorer.ui.forward_slots import forward_slot

_KEPT = "_collection"
_VERSION = "_collection_version"  # boxes are drawn anew when their entries have moved
LEAVES: tuple[tuple[str, str, str, str], ...] = (
    ("Handout (HTML)", "to_html", "html", "text/html"),
    ("PDF", "to_pdf", "pdf", "application/pdf"),
    ("Slides (PPTX)", "to_pptx", "pptx",
     "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("All files (ZIP)", "to_zip", "zip", "application/zip"),
)  # fmt: skip
"""How a collection leaves: label, function of ``collection_exports``, suffix, type."""


def current() -> Collection:
    """The collection of this session; empty at its start."""
    return st.session_state.get(_KEPT) or Collection()


def _keep(collection: Collection) -> None:
    st.session_state[_KEPT] = collection
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1


def add(shown: Picture, options: Options) -> None:
    """One more picture at the end, as it was previewed."""
    try:
        with forward_slot():
            _keep(current().add(shown, options))
    except ExportError as error:
        say.problem(str(error))
        return
    count = len(current().entries)
    st.toast(f"Added. Your collection has {counted(count, 'picture')}.",
             icon=":material/library_add_check:")  # fmt: skip


def button() -> None:
    """The button in the bar that opens the collection."""
    count = len(current().entries)
    label = f"Collection ({count})" if count else "Collection"
    if st.button(label, key="collection", icon=":material/collections_bookmark:"):
        _dialog()


@st.dialog("Collection of pictures", width="large")
def _dialog() -> None:
    here = current()
    if here.entries:
        _title(here)
        _leave(here)
        for place in range(len(here.entries)):
            _entry(here, place)
    else:
        say.note(
            "Nothing is collected yet. “Export” under a picture adds it; it stays here until you "
            "close this tab. Save the collection as a file to keep it."
        )
    _open()


def _title(here: Collection) -> None:
    key = _key("title")

    def rename() -> None:
        st.session_state[_KEPT] = current().named(st.session_state[key])

    st.text_input("Title", here.title, max_chars=MOST_TITLE, key=key, on_change=rename)


def _leave(here: Collection) -> None:
    """Buttons for all the forms in which it leaves; each is made when it is pressed."""
    name = _file_name(here.title)
    with st.container(horizontal=True):
        for label, maker, suffix, mime in LEAVES:
            st.download_button(
                label,
                data=partial(_made, maker, here),
                file_name=f"{name}.{suffix}",
                mime=mime,
                key=f"collection_{suffix}",
                on_click="ignore",
                icon=":material/download:",
            )
        st.download_button(
            "Save",
            data=partial(_saved, here),
            file_name=f"{name}.explorer",
            mime="application/octet-stream",
            key="collection_save",
            on_click="ignore",
            icon=":material/save:",
            help="One file that this dialog opens again.",
        )
    say.note(f"{len(here.entries)} of at most {MOST_ENTRIES} pictures, in this order.")


def _file_name(title: str) -> str:
    """A title as a file's name: letters, digits and hyphens."""
    return "".join(c if c.isalnum() else "-" for c in title.lower()).strip("-") or "pictures"


def _made(maker: str, here: Collection) -> bytes:
    """What leaves; asked for outside of the session, which is not there to be looked into."""
    from explorer.export import collection_exports

    with forward_slot():
        return getattr(collection_exports, maker)(here)


def _saved(here: Collection) -> bytes:
    from explorer.export import collection_file

    return collection_file.save(here)


def _key(name: str) -> str:
    return f"collection_{name}_{st.session_state.get(_VERSION, 0)}"


def _entry(here: Collection, place: int) -> None:
    """One picture with its note, and buttons that move or remove it."""
    entry = here.entries[place]
    picture, words, buttons = st.columns([2, 4, 1], vertical_alignment="center")
    with picture:
        st.image(entry.preview, width="stretch", alt=entry.kept.alt or entry.kept.caption)
    with words:
        say.note(entry.kept.caption)
        key = _key(f"note_{place}")

        def annotate() -> None:
            st.session_state[_KEPT] = current().annotate(place, st.session_state[key])

        st.text_area("Note", entry.note, max_chars=MOST_NOTE, key=key, height=80,
                     on_change=annotate, label_visibility="collapsed",
                     placeholder="A note that stands beside the picture")  # fmt: skip
    with buttons, st.container(horizontal=True, gap="small"):
        last = len(here.entries) - 1
        steps: tuple[tuple[str, str, Callable[[], Collection], bool], ...] = (
            ("Up", "arrow_upward", lambda: current().move(place, place - 1), place == 0),
            ("Down", "arrow_downward", lambda: current().move(place, place + 1), place == last),
            ("Remove", "delete", lambda: current().remove(place), False),
        )
        for label, icon, change, off in steps:
            st.button(f"{label}: picture {place + 1}", key=_key(f"{label}_{place}"), disabled=off,
                      icon=f":material/{icon}:", on_click=_change, args=(change,),
                      type="tertiary")  # fmt: skip


def _change(change: Callable[[], Collection]) -> None:
    _keep(change())


def _open() -> None:
    file = upload.file("Open a saved collection", ["explorer"], _key("file"))
    if file is None:
        return
    from explorer.export import collection_file

    try:
        opened = collection_file.open_collection(file.getvalue())
    except ExportError as error:
        say.problem(str(error))
        return
    _keep(opened)
    st.rerun(scope="fragment")
