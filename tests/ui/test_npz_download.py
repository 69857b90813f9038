"""Vectors packed for a download."""

import io

import numpy as np

from explorer.ui.npz_download import packed


def test_vectors_pack_into_an_npz_without_pickles():
    data = packed({"hidden": np.ones((2, 3), np.float32), "tokens": ["=a", "é"]})
    found = np.load(io.BytesIO(data), allow_pickle=False)
    assert found["hidden"].shape == (2, 3)
    assert found["tokens"].tolist() == ["=a", "é"]
