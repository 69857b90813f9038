"""Which models are offered, and which names are refused, without torch and without a network."""

import pytest

from explorer import catalog
from explorer.errors import ModelUnavailable

ISSUE = (
    "bert-base-uncased bert-base-cased bert-large-uncased bert-base-multilingual-cased "
    "distilbert-base-uncased roberta-base albert-base-v2 google/electra-small-discriminator gpt2"
).split()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv("EXPLORER_ALLOWED_MODELS", raising=False)
    monkeypatch.delenv("EXPLORER_MODELS_DIR", raising=False)


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("zeta", "alpha", "no-config"):
        (tmp_path / name).mkdir()
    for name in ("zeta", "alpha"):
        (tmp_path / name / "config.json").write_text("{}")
    (tmp_path / "file.txt").write_text("not a folder")
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    return tmp_path


def test_the_bundled_model_comes_first_and_the_well_known_ones_follow():
    ids = [spec.id for spec in catalog.choices()]
    own = [spec.id for spec in catalog.teaching(kind="body")]
    assert own and ids == [catalog.BUNDLED_ID, *own, *ISSUE]
    assert all(spec.about for spec in catalog.KNOWN)
    assert catalog.find(catalog.BUNDLED_ID).source == "bundled"
    assert catalog.find("gpt2").source == "hub"


@pytest.mark.parametrize(
    "model_id", ["acme/tiny", "t5-small", " bert-base-uncased ", "a", "A1/b.c_d-e"]
)
def test_any_hub_id(model_id):
    found = catalog.find(model_id)
    assert (found.id, found.source) == (model_id.strip(), "hub")


@pytest.mark.parametrize(
    "model_id",
    ["", " ", "a/b/c", "../x", "a..b", "/etc/passwd", "./here", "~/x", "C:\\x", "a b", "<script>",
     "https://example.org/x", "-x", "a" * 200, "é", "\ud800", "a\x00b", "x/../y"],
)  # fmt: skip
def test_what_is_no_model_id(model_id):
    with pytest.raises(ModelUnavailable) as refused:
        catalog.find(model_id)
    assert "is not a model id" in str(refused.value)
    assert len(str(refused.value)) < 250


def test_find_never_takes_a_path(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable):
        catalog.find(str(tmp_path))
    assert catalog.resolve(str(tmp_path)).source == "folder"
    assert catalog.resolve(tmp_path).path == str(tmp_path)


def test_models_dir_offers_folders_with_a_config(home):
    folders = [spec for spec in catalog.choices() if spec.source == "folder"]
    assert [spec.id for spec in folders] == ["folder:alpha", "folder:zeta"]
    assert catalog.find("folder:zeta").path == str(home / "zeta")
    for absent in ("folder:no-config", "folder:../alpha", "folder:", "folder:file.txt"):
        with pytest.raises(ModelUnavailable, match="There is no folder"):
            catalog.find(absent)


@pytest.mark.parametrize("value", ["", "/absent/folder"])
def test_models_dir_that_is_not_there(value, monkeypatch):
    monkeypatch.setenv("EXPLORER_MODELS_DIR", value)
    assert not [spec for spec in catalog.choices() if spec.source == "folder"]


def test_allowed_models_restrict_everything(home, monkeypatch):
    monkeypatch.setenv("EXPLORER_ALLOWED_MODELS", f"{catalog.BUNDLED_ID}, gpt2 ,folder:zeta,")
    assert [spec.id for spec in catalog.choices()] == [catalog.BUNDLED_ID, "gpt2", "folder:zeta"]
    assert catalog.find("gpt2").id == "gpt2"
    for other in ("bert-base-uncased", "acme/tiny", "folder:alpha", "../x"):
        with pytest.raises(ModelUnavailable, match="is not offered here: choose one"):
            catalog.find(other)


def test_resolve():
    assert catalog.resolve(catalog.BUNDLED) is catalog.BUNDLED
    assert catalog.resolve("gpt2").source == "hub"
    for path in ("./absent", "/absent", "~/absent", "a\\b"):
        with pytest.raises(ModelUnavailable, match="There is no folder"):
            catalog.resolve(path)


def test_a_folder_named_like_a_known_model_does_not_hide_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("gpt2", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
    assert catalog.resolve("gpt2").source == "hub"
    assert catalog.resolve("mine").source == "folder"


def test_long_names_are_cut_in_sentences(tmp_path):
    with pytest.raises(ModelUnavailable) as refused:
        catalog.from_path(tmp_path / ("x" * 150))
    assert "…" in str(refused.value)


def test_one_list_serves_the_pages_of_bodies_of_heads_and_of_encoder_decoders(monkeypatch):
    ids = [spec.id for spec in catalog.KNOWN]
    assert len(ids) == len(set(ids))
    assert {"bert-base-uncased", "roberta-base"} < {s.id for s in catalog.known(task="fill-mask")}
    heads = {spec.id for spec in catalog.known(kind="head")}
    assert heads and not heads & {spec.id for spec in catalog.choices()}
    assert all(spec.tasks for spec in catalog.known(kind="head"))
    pairs = [spec.id for spec in catalog.known(kind="encoder-decoder")]
    assert pairs == ["t5-small", "google/flan-t5-small", "facebook/bart-base"]
    monkeypatch.setenv("EXPLORER_ALLOWED_MODELS", "t5-small")
    assert [spec.id for spec in catalog.known()] == ["t5-small"]


@pytest.mark.parametrize(
    "name", [None, 3, b"bert-base-uncased", ["bert"], "x" * 5000, "x/" + "y" * 300, "a\0b"]
)
def test_what_is_no_name_of_a_model_is_said(name):
    with pytest.raises(ModelUnavailable) as told:
        catalog.resolve(name)
    assert str(told.value).endswith(".")
    assert len(str(told.value)) < 300
