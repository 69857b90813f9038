"""The numbers of a picture as a file: CSV and NumPy."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from explorer.export.options import Options
    from explorer.pictures.picture import Picture


def csv(picture: Picture, options: Options) -> bytes:
    """The table as CSV, as on the screen."""
    return picture.csv


def npz(picture: Picture, options: Options) -> bytes:
    """The table as arrays: ``values`` (rows, columns), or one array a column where kinds differ.

    ``rows`` and ``columns`` are the names, ``caption`` and ``alt`` the words. Nothing is pickled.
    """
    table = picture.table
    arrays = {"columns": _text(table.columns), "rows": _text(table.index)}
    if all(kind.kind in "fiu" for kind in table.dtypes):
        arrays["values"] = table.to_numpy()
    else:
        arrays |= {f"column_{i}": _plain(table.iloc[:, i]) for i in range(table.shape[1])}
    written = io.BytesIO()
    words = {"caption": np.array(picture.caption), "alt": np.array(picture.alt)}
    np.savez_compressed(written, **arrays, **words)
    return written.getvalue()


def _text(names: object) -> np.ndarray:
    return np.array([str(name) for name in names], np.str_)  # type: ignore[attr-defined]


def _plain(column: object) -> np.ndarray:
    """A column as numbers where it has numbers, and as text otherwise."""
    values = np.asarray(column)
    return values if values.dtype.kind in "fiub" else _text(values)
