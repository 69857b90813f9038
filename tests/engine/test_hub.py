"""Weights from a hub: how much is fetched, what is kept, and what is said when it is not there."""

import pytest
from support.refusals import refused

import explorer
from explorer import catalog
from explorer.errors import ModelUnavailable

TEXT = "The cat sat on the bank."


@pytest.fixture
def hub(mock_hub, checkpoint):
    mock_hub.add("acme/tiny", checkpoint("bert"))
    return mock_hub


@pytest.fixture
def spec(hub):
    return catalog.find("acme/tiny")


def files(hub):
    """The weight files that were asked for."""
    return [path for verb, path in hub.requests if verb == "GET" and "safetensors" in path]


def test_the_size_is_known_before_anything_is_fetched(hub, spec, checkpoint):
    from explorer import engine

    size = engine.plan(spec)
    wanted = [p for p in checkpoint("bert").iterdir() if p.name != "generation_config.json"]
    assert size.total == size.missing == sum(path.stat().st_size for path in wanted)
    assert files(hub) == []
    assert engine.cached(spec) is None


def test_download_reports_progress_and_stays(hub, spec):
    from explorer import engine

    seen = []
    loaded = explorer.load("acme/tiny", progress=lambda done, total: seen.append((done, total)))
    assert loaded.run(TEXT).num_layers == 3
    assert loaded.spec.source == "hub"
    done = [arrived for arrived, _ in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1] > 50_000
    assert engine.cached(spec) is not None
    assert engine.plan(spec).missing == 0
    asked = len(files(hub))
    hub.down = True
    assert explorer.load("acme/tiny").run(TEXT).num_layers == 3
    assert len(files(hub)) == asked


def test_a_cached_model_needs_no_network(hub, monkeypatch):
    explorer.load("acme/tiny")
    hub.stop()
    assert explorer.load("acme/tiny").run(TEXT).num_layers == 3
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert explorer.load("acme/tiny").run(TEXT).num_layers == 3


def test_no_network(hub, spec):
    from explorer import engine

    hub.stop()
    says = "not on this machine and the hub cannot be reached: connect .* or choose a model"
    refused("acme/tiny", says, ModelUnavailable)
    with pytest.raises(ModelUnavailable, match=says):
        engine.plan(spec)


def test_offline_mode_is_named(hub, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    refused("acme/tiny", "offline mode is switched on", ModelUnavailable)


@pytest.mark.parametrize("model", ["acme/absent", "absent-at-the-root"])
def test_unknown_at_the_hub(hub, model):
    refused(model, f"The hub has no model “{model}”.*check the spelling", ModelUnavailable)


def test_gated_and_private(hub, checkpoint):
    hub.add("acme/asked", checkpoint("bert"), access="gated")
    hub.add("acme/secret", checkpoint("bert"), access="private")
    refused("acme/asked", "is given out on request only: ask for access", ModelUnavailable)
    refused("acme/secret", "or it is private", ModelUnavailable)


def test_a_hub_in_trouble(hub):
    hub.down = True
    refused("acme/tiny", r"refused “acme/tiny” \(HTTP 503\): try again|cannot be reached",
            ModelUnavailable)  # fmt: skip


def test_a_pickled_repository_is_refused_before_a_byte_of_it_is_fetched(hub, folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    hub.add("acme/pickled", folder)
    refused("acme/pickled", "only safetensors files are opened")
    assert not [path for verb, path in hub.requests if verb == "GET" and "/resolve/" in path]


def test_only_what_is_needed_is_fetched(hub, folder, tmp_path):
    from pathlib import Path

    from explorer import engine

    for name in ("pytorch_model.bin", "tf_model.h5", "modeling_evil.py", "README.md", "x.onnx"):
        (folder / name).write_bytes(b"x" * 1000)
    hub.add("acme/much", folder)
    explorer.load("acme/much")
    here = {path.name for path in Path(engine.cached(catalog.find("acme/much"))).iterdir()}
    assert here == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}


def test_a_half_fetched_model_is_not_taken_for_whole(hub, spec):
    from explorer import engine

    explorer.load("acme/tiny")
    folder = engine.cached(spec)
    (folder / "model.safetensors").unlink()
    assert engine.cached(spec) is None
    assert explorer.load("acme/tiny").run(TEXT).num_layers == 3
