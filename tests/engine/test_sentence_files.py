"""Files of sentence-transformers folders: where they lie, what is fetched, what is not used."""

import json

import numpy as np
import pytest
from support.sentence_folders import to_json

import explorer
from explorer.engine import sentence_files
from explorer.engine.batch import embed
from explorer.errors import CheckpointError

SENTENCES = ["the cat sat", "a dog by the river"]


@pytest.fixture
def folder(sentence_folder):
    return sentence_folder


def ours(folder):
    return embed(explorer.load(folder), SENTENCES, kinds=("recipe",))


def test_an_adapter_and_code_beside_the_weights_get_a_notice(folder):
    made = folder()
    assert sentence_files.notices(made) == ()
    to_json(made / "adapter_config.json", {"peft_type": "LORA"})
    config = json.loads((made / "config.json").read_text())
    to_json(made / "config.json", config | {"auto_map": {"AutoModel": "modeling.Evil"}})
    (made / "modeling.py").write_text("raise SystemExit('this code must never run')")
    adapter, code = sentence_files.notices(made)
    assert "PEFT adapter" in adapter
    assert "auto_map" in code
    assert explorer.load(made).run("cat").num_tokens == 3


def test_an_adapter_without_its_model_is_named(tmp_path):
    to_json(tmp_path / "adapter_config.json", {"peft_type": "LORA"})
    with pytest.raises(CheckpointError, match="is a PEFT adapter without the model"):
        explorer.load(tmp_path)


def test_the_older_layout_is_offered_and_read(folder, tmp_path, monkeypatch):
    made = folder(inner="0_Transformer")
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    assert "folder:st" in [spec.id for spec in explorer.catalog.choices()]
    engine = explorer.load("folder:st")
    assert (engine.folder, sentence_files.home_of(engine.folder)) == (made / "0_Transformer", made)


@pytest.mark.parametrize("inner", ["", "0_Transformer"])
def test_a_recipe_comes_with_a_download(inner, folder, mock_hub):
    made = folder(inner=inner, steps=("Dense", "Normalize"))
    to_json(made / "1_Pooling" / "other.bin", "never fetched")
    mock_hub.add("someone/sentences", made)
    engine = explorer.load("someone/sentences")
    assert not list(engine.folder.rglob("*.bin"))
    found = embed(engine, SENTENCES, kinds=("recipe",)).vectors["recipe"]
    np.testing.assert_allclose(found, ours(made).vectors["recipe"], atol=1e-6)


def test_a_repository_whose_only_safetensors_follow_the_pooling_is_refused(folder, mock_hub):
    made = folder(steps=("Dense",))
    (made / "model.safetensors").rename(made / "pytorch_model.bin")
    mock_hub.add("someone/pickled", made)
    with pytest.raises(CheckpointError, match=r"only pickled weights|no model\.safetensors"):
        explorer.load("someone/pickled")


def test_where_peft_is_installed_an_adapter_is_still_not_applied(folder, monkeypatch):
    """The notice says that the weights are shown without it, and that stays true."""
    from transformers import AutoModel
    from transformers.integrations import peft
    from transformers.models.auto import auto_factory

    made = folder()
    plain = explorer.load(made).run("cat").hidden
    to_json(made / "adapter_config.json", {
        "peft_type": "LORA", "base_model_name_or_path": "somebody/else"})  # fmt: skip
    monkeypatch.setattr(auto_factory, "is_peft_available", lambda: True)
    monkeypatch.setattr(peft, "is_peft_available", lambda: True)
    with pytest.raises((ImportError, OSError, ValueError)):
        AutoModel.from_pretrained(made)  # transformers alone would apply it
    np.testing.assert_array_equal(explorer.load(made).run("cat").hidden, plain)
    assert "is not applied" in sentence_files.notices(made)[0]
