"""A file of the reader's, of at most as many bytes as this installation allows."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer.errors import ExplorerError
from explorer.ui import limits, say


def file(label: str, kinds: Sequence[str] | None, key: str) -> UploadedFile | None:
    """The file that the reader gives in the place with this label; None before.

    None too, with a sentence, for a larger one: a browser refuses it, a script may send it.
    """
    given = st.file_uploader(label, kinds, key=key, max_upload_size=limits.upload_megabytes())
    if given is None:
        return None
    try:
        limits.require_small_upload(given.name, given.size)
    except ExplorerError as error:
        say.problem(str(error))
        return None
    return given
