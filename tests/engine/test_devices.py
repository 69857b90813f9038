"""Where a model runs: asked for, found, refused; and everything on a device gives the same."""

from __future__ import annotations

import ast

import numpy as np
import pytest
import torch
from support.app_server import ROOT
from support.second_device import second_device

import explorer
from explorer.engine import devices
from explorer.engine.ablation import without_heads
from explorer.engine.attribution import (
    gradient_times_input,
    integrated_gradients,
    similarity_target,
)
from explorer.engine.batch import embed
from explorer.engine.blocks import blocks
from explorer.engine.forward import forward
from explorer.engine.pooler import check_pooler
from explorer.engine.reference_attention import own_attention
from explorer.engine.sample_states import sample_occurrences
from explorer.engine.vocabulary import neighbours
from explorer.errors import CheckpointError, DeviceError
from explorer.predictors import load_predictor
from explorer.text import TextInput

TEXT, PAIR = "The cat sat on the bank.", "It slept, unhappily."
FAMILIES = ("bert", "roberta", "albert", "mpnet", "gpt2")


def test_without_a_wish_the_fastest_device_is_taken(monkeypatch):
    monkeypatch.delenv("EXPLORER_DEVICE", raising=False)
    for cuda, mps, kind in ((True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda found=cuda: found)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda found=mps: found)
        assert devices.placement().device.type == kind
        assert devices.placement("auto").device.type == kind


def test_the_environment_decides_and_the_argument_overrules_it(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setenv("EXPLORER_DEVICE", "cuda:1")
    assert devices.placement().device == torch.device("cuda:1")
    assert devices.placement("cpu").device == torch.device("cpu")
    with pytest.raises(DeviceError, match="no device “cuda:2”"):
        devices.placement("cuda:2")


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"device": "cuda"}, "no device “cuda” on this machine, only cpu"),
        ({"device": "toaster"}, "“toaster” is not a device"),
        ({"device": "cpu:0; rm"}, "is not a device"),
        ({"dtype": "int8"}, "“int8” is not a kind of numbers"),
        ({"dtype": "float64"}, "choose float32, bfloat16, float16"),
    ],
)
def test_what_is_not_there_is_one_sentence_before_anything_is_loaded(monkeypatch, wish, sentence):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(DeviceError, match=sentence):
        explorer.load("no-such-model", **wish)


def test_a_wrong_device_in_the_environment_is_told(monkeypatch, checkpoint):
    monkeypatch.setenv("EXPLORER_DEVICE", "toaster")
    with pytest.raises(DeviceError, match="toaster"):
        explorer.load(checkpoint("bert"))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("family", [*FAMILIES, "deberta-v2"])
def test_half_precision_gives_a_trace_of_float32_close_to_the_whole(checkpoint, family, dtype):
    whole = explorer.load(checkpoint(family), device="cpu").run(TEXT)
    engine = explorer.load(checkpoint(family), device="cpu", dtype=dtype)
    half = engine.run(TEXT)
    assert str(engine.model.dtype) == f"torch.{dtype}"
    close = 5 * devices.tolerance(engine.model.dtype)
    for layer in range(whole.num_layers):
        assert half.attention(layer).dtype == np.float32
        assert np.abs(half.attention(layer) - whole.attention(layer)).max() < close
        assert np.allclose(half.attention(layer).sum(-1), 1, atol=close)
    assert half.hidden.dtype == np.float32
    assert np.abs(half.hidden - whole.hidden).max() < close * np.abs(whole.hidden).max()
    assert half.causal == whole.causal


def test_a_model_that_does_not_fit_is_refused_before_it_is_loaded(checkpoint, monkeypatch):
    from explorer.engine import run

    def never(*_args, **_options):
        raise AssertionError("weights were loaded")

    monkeypatch.setattr(run.AutoModel, "from_pretrained", never)
    folder = checkpoint("bert")
    needed = 4 * devices.weights_in(folder)
    monkeypatch.setattr(devices, "free_bytes", lambda _device: needed - 1)
    with pytest.raises(CheckpointError, match=r"weights take 0\.\d MB as float32.* has 0\.\d MB"):
        explorer.load(folder, device="cpu")
    monkeypatch.setattr(devices, "free_bytes", lambda _device: needed)
    with pytest.raises(CheckpointError, match="weights were loaded"):
        explorer.load(folder, device="cpu")


def test_what_would_be_loaded_is_counted_from_the_files_heads(checkpoint):
    folder = checkpoint("bert")
    engine = explorer.load(folder, device="cpu")
    assert devices.weights_in(folder) * 4 == engine.nbytes


def test_free_memory_is_what_linux_and_the_container_leave(tmp_path, monkeypatch):
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:   5000 kB\n", "ascii")
    monkeypatch.setattr(devices, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(devices, "_CGROUP", tmp_path)
    cpu = torch.device("cpu")
    assert devices.free_bytes(cpu) == 5000 * 1024
    (tmp_path / "memory.max").write_text("3000000\n", "ascii")
    (tmp_path / "memory.current").write_text("2000000\n", "ascii")
    (tmp_path / "memory.stat").write_text("file 7\ninactive_file 500000\n", "ascii")
    assert devices.free_bytes(cpu) == 1_500_000
    (tmp_path / "memory.max").write_text("max\n", "ascii")
    assert devices.free_bytes(cpu) == 5000 * 1024
    (tmp_path / "meminfo").unlink()
    assert devices.free_bytes(cpu) is None


@pytest.mark.parametrize("family", FAMILIES)
def test_a_run_on_another_device_is_the_run_on_the_cpu(checkpoint, family):
    here = explorer.load(checkpoint(family), device="cpu").run(TEXT, PAIR)
    with second_device():
        engine = explorer.load(checkpoint(family))
        there = engine.run(TEXT, PAIR)
    assert engine.device.type != "cpu"
    assert np.abs(here.hidden - there.hidden).max() < 1e-4
    assert np.abs(here.embedding.output() - there.embedding.output()).max() < 1e-4
    for layer in range(here.num_layers):
        assert type(here.layers[layer]) is type(there.layers[layer])
        assert np.abs(here.attention(layer) - there.attention(layer)).max() < 1e-4


def everything(engine):
    """Numbers of every kind that the engine room computes."""
    trace = engine.run(TEXT, PAIR)
    target = similarity_target(trace.hidden[-1].mean(axis=0) + 1)
    with without_heads(engine, [(0, 1), (1, 2)], "uniform"):
        ablated = engine.run(TEXT)
    ids = np.stack([trace.ids, trace.ids])
    return {
        "gradient": gradient_times_input(engine, trace, target).scores,
        "integrated": integrated_gradients(engine, trace, target, steps=4).scores,
        "ablated": np.concatenate([ablated.hidden[-1].ravel(), ablated.attention(0).ravel()]),
        "vectors": embed(engine, [TEXT, "A dog."], kinds=["mean", "max"]).vectors["max"],
        "block": blocks(engine)[0].rebuild(trace.hidden[0], trace.attention(0)),
        "batch": forward(engine, ids, mask=np.ones_like(ids)).hidden,
        "pooler": check_pooler(engine, trace).by_hand,
        "own": own_attention(engine, trace.input)[0].output,
        "words": sample_occurrences(engine, [TEXT, PAIR]).states,
        "near": np.array([n.cosine for n in neighbours(engine, trace.hidden[0][:2])[0]]),
    }


def test_every_computation_on_another_device_gives_what_the_cpu_gives(checkpoint):
    here = everything(explorer.load(checkpoint("bert"), device="cpu"))
    with second_device():
        there = everything(explorer.load(checkpoint("bert")))
    for name, numbers in here.items():
        assert isinstance(there[name], np.ndarray), name
        assert np.abs(numbers - there[name]).max() < 1e-4, name


@pytest.mark.parametrize(
    ("task", "head"), [("fill-mask", "MaskedLM"), ("answer", "QuestionAnswering")]
)
def test_heads_of_checkpoints_run_on_another_device(checkpoint, task, head):
    text = TextInput("The cat [MASK] on the mat.", PAIR)
    here = load_predictor(task, checkpoint("bert", head=head)).run(text)
    with second_device():
        there = load_predictor(task, checkpoint("bert", head=head)).run(text)
    assert np.abs(here.logits - there.logits).max() < 1e-4


def test_an_encoder_decoder_runs_on_another_device(checkpoint):
    here = explorer.load_seq2seq(checkpoint("t5"), device="cpu").run(TEXT, PAIR)
    with second_device():
        there = explorer.load_seq2seq(checkpoint("t5")).run(TEXT, PAIR)
    for mine, other in zip(here.cross, there.cross, strict=True):
        assert np.abs(mine.attention() - other.attention()).max() < 1e-4


def test_the_second_device_catches_what_mixes_two(checkpoint):
    with second_device():
        engine = explorer.load(checkpoint("bert"))
        weight = engine.body.get_input_embeddings().weight
        with pytest.raises(RuntimeError, match="two devices"):
            _ = weight + torch.ones(weight.shape)
        with pytest.raises((RuntimeError, TypeError, NotImplementedError)):
            weight.numpy()


def bare_numpy_calls(source):
    """Lines that take a tensor's numbers without the one way that brings them to the CPU."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "numpy"
        and "cpu()" not in ast.unparse(node.func.value)
    ]


def test_no_code_near_a_model_reads_a_tensor_where_it_lies():
    rooms = ("engine", "predictors")
    files = [file for room in rooms for file in (ROOT / "explorer" / room).glob("*.py")]
    assert len(files) > 20
    found = {file.name: bare_numpy_calls(file.read_text("utf-8")) for file in files}
    assert found.pop("devices.py"), "the one way itself"
    assert {name: lines for name, lines in found.items() if lines} == {}
