"""Links: the same picture for somebody else, and a sentence for what a link cannot have."""

import pytest

from explorer.ui import cache
from explorer.ui.registry import PAGES


def test_a_link_opens_the_same_picture(visit):
    app = visit("attention_maps", text="The dog ran.", layer="3", head="5")
    assert app.text_area(key="text").value == "The dog ran."
    assert "layer 3, head 5" in app.titles()[0]
    assert "The dog ran." in app.titles()[0]


def test_layer_and_head_that_do_not_exist(visit):
    app = visit(text="The dog ran.", layer="99", head="x")
    said = " ".join(app.said())
    assert "The link asks for layer 99, and this model has layers 0 to 5" in said
    assert "The link asks for head x" in said
    app.open("attention_maps")
    assert "layer 5, head 6" in app.titles()[0]


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("../etc/passwd", "is not a model id"),
        ("a b", "is not a model id"),
        ("folder:absent", "There is no folder “absent”"),
        ("bert-base-uncased", "the hub cannot be reached"),
        ("acme/absent", "the hub cannot be reached"),
        ("<b>x</b>", "is not a model id"),
    ],
)
def test_a_model_that_cannot_be_had(visit, model, says):
    app = visit(model=model, text="Nothing typed is lost.")
    app.check_up()
    assert says in " ".join(app.said())
    assert "The pictures below are of all-MiniLM-L6-v2" in app.words()
    assert app.text_area(key="text").value == "Nothing typed is lost."


def test_a_restricted_installation(visit, monkeypatch):
    monkeypatch.setenv("EXPLORER_ALLOWED_MODELS", "all-MiniLM-L6-v2,folder:tiny-bert")
    app = visit(model="gpt2")
    assert "is not offered here" in " ".join(app.said())
    assert list(app.selectbox(key="model").options) == ["all-MiniLM-L6-v2", "folder:tiny-bert"]
    allowed = visit("attention_maps", model="folder:tiny-bert", text="the cat")
    assert "tiny-bert" in allowed.titles()[0]


def test_an_installation_without_any_model_says_it_once(visit, monkeypatch):
    cache.MODELS.clear()
    monkeypatch.setenv("EXPLORER_DEVICE", "foo")
    app = visit("attention_maps", text="the cat")
    app.check_up()
    (said,) = app.said("error", "warning")
    assert "foo" in said


def test_damaged_folders_say_what_to_do(visit, checkpoint, tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    for name in ("empty", "pickled", "corrupt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "pickled" / "pytorch_model.bin").write_bytes(b"pickle")
    (tmp_path / "corrupt" / "model.safetensors").write_bytes(b"junk" * 100)
    (tmp_path / "tiny-t5").symlink_to(checkpoint("t5"))
    for name, says in {
        "empty": "no model.safetensors",
        "pickled": "only pickled weights",
        "corrupt": "is damaged: copy or download it again",
        "tiny-t5": "is an encoder-decoder model",
    }.items():
        app = visit("attention_maps", model=f"folder:{name}")
        app.check_up()
        assert says in " ".join(app.said())
        assert "The pictures below are of all-MiniLM-L6-v2" in app.words()
        assert app.pictures()


def test_links_to_renamed_pages_go_on_working():
    addresses = {info.file: info.url_path for info in PAGES}
    assert addresses["methods_compared.py"] == "four_lenses"
    assert addresses["attention_view.py"] == "head_view"
