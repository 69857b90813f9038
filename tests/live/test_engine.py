"""The page's arithmetic is torch's, as far as rounded weights allow, in each of its two kernels."""

import numpy as np
import pytest
from support import live_engine
from support.live_texts import texts

from explorer.live import about, packing

SAMPLE = slice(0, None, 13)
"""Of the 300 texts; ``python benchmarks/live.py measure`` compares them all."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("planes")
    live_engine.write_planes(made)
    return made


@pytest.fixture(scope="module")
def found(bundled, folder):
    return live_engine.errors(bundled, texts()[SAMPLE], folder, ["wasm", "js"])


def test_there_are_300_texts_of_many_kinds():
    every = texts()
    assert len(set(every)) == len(every) == 300
    assert sum(text.pair is not None for text in every) == 40
    assert not all(text.text.isascii() for text in every)


@pytest.mark.parametrize("kernel", ["wasm", "js"])
def test_attention_states_and_sentence_vectors_are_torchs(found, kernel):
    errors = found[kernel]
    assert 0 < errors["attention"] <= 0.005
    assert errors["mean"] < 3e-5
    assert errors["hidden"] < 0.05
    assert errors["sentence"] < 2e-5


def test_what_the_page_says_covers_the_sample(found):
    said = about.measured()
    assert said["texts"] == 300
    assert found["wasm"]["attention"] <= said["attention"] <= 0.005
    assert 1 - found["wasm"]["sentence"] >= said["cosine"]


def test_the_comparison_sees_a_wrong_weight(bundled, folder, tmp_path):
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    low = np.fromfile(tmp_path / "low", np.int8)
    low[-10_000_000:] = 0  # the low bytes of the layers
    low.tofile(tmp_path / "low")
    errors = live_engine.errors(bundled, texts()[:2], tmp_path, ["wasm"])["wasm"]
    assert errors["attention"] > 0.005


def test_codes_and_planes_give_the_weights_back():
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(16, 384)).astype(np.float32)
    weight[3] = 0
    weight[4, 0] = 1000  # far beyond the row's root mean square
    codes, steps = packing.rounded(weight)
    off = np.abs(codes * steps[:, None] - weight).max(axis=1)  # (N,)
    assert (off <= 0.501 * steps).all()
    low, high = packing.split(codes)
    assert (low.astype(np.int32) + 256 * high.astype(np.int32) == codes).all()


def test_panels_keep_two_inputs_of_eight_outputs_together():
    codes = np.arange(16 * 4, dtype=np.int16).reshape(16, 4)
    panels = packing.panels(codes)
    assert panels.shape == (2, 2, 8, 2)
    assert panels[1, 1, 3].tolist() == codes[8 + 3, 2:4].tolist()


def test_no_sum_of_products_overflows():
    from safetensors.numpy import load_file

    from explorer.catalog import BUNDLED
    from explorer.engine.checkpoint import locate

    tensors = load_file(locate(BUNDLED) / "model.safetensors")
    assert packing.largest_activation(tensors) >= 16_383  # MOST in kernel_wasm.js
