"""Downloads of vectors: NPZ files that numpy opens without unpickling anything."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

Arrays = Mapping[str, "np.ndarray | Sequence[str]"]


def download(arrays: Callable[[], Arrays], key: str) -> None:
    """A button for arrays as one NPZ, made when it is pressed; text becomes unicode arrays."""
    st.download_button(
        "NPZ of the vectors",
        data=lambda: packed(arrays()),
        file_name=f"{key}.npz",
        mime="application/octet-stream",
        icon=":material/download:",
        key=f"{key}_npz",
        type="tertiary",
        on_click="ignore",
    )


def packed(arrays: Arrays) -> bytes:
    """The arrays as the bytes of an NPZ file."""
    made = {name: np.asarray(array) for name, array in arrays.items()}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **made)
    return buffer.getvalue()
