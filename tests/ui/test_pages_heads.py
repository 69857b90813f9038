"""The pages about heads: what their buttons, choices and clicks do."""

import shutil

import pytest
from support.app_server import ROOT

from explorer.ui.registry import PAGES, path

ENTRY = str(ROOT / "explorer" / "ui" / "main.py")
TEXT = "The cat sat on the bank."


@pytest.fixture(scope="module")
def models_dir(checkpoint, tmp_path_factory):
    home = tmp_path_factory.mktemp("models")
    for arch in ("bert", "albert", "gpt2"):
        (home / f"tiny-{arch}").symlink_to(checkpoint(arch))
    shutil.copytree(checkpoint("bert", head="SequenceClassification"), home / "judge")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_MODELS_DIR", str(home))
        yield home


@pytest.fixture
def page(models_dir):
    """page("head_atlas.py", text="...") -> the app on that page, with the tiny model."""
    from streamlit.testing.v1 import AppTest

    def open_page(file, **link):
        app = AppTest.from_file(ENTRY, default_timeout=120)
        for name, value in {"text": TEXT, "model": "folder:tiny-bert", **link}.items():
            app.query_params[name] = value
        app.run()
        return app.switch_page(path(file)).run()

    return open_page


def words(app):
    assert [found.message for found in app.exception] == []
    kinds = ("markdown", "caption", "warning", "info")
    found = " ".join(element.value for kind in kinds for element in getattr(app, kind))
    return found.replace("\\", "").replace("\u2060", "")


def button(app, key):
    return next(one for one in app.button if one.key == key)


def charts(app):
    return len(app.get("plotly_chart"))


def test_a_click_on_the_atlas_opens_that_head_in_the_attention_view(page):
    app = page("head_atlas.py")
    assert charts(app) == 3
    point = {"customdata": [2, 1], "x": 1, "y": 2}
    app.session_state["head_atlas"] = {"selection": {"points": [point], "point_indices": [0]}}
    app.run()
    assert app.title[0].value == "Attention view"
    assert (app.session_state["layer"], app.session_state["head"]) == (2, 1)
    assert app.session_state["view"] == "layer.2_heads.1"


def test_the_atlas_says_what_a_score_needs(page):
    app = page("head_atlas.py")
    app.selectbox(key="atlas_score").set_value("own text").run()
    assert "needs a second text" in words(app)
    with_pair = page("head_atlas.py", pair="It slept.", atlas_score="Own text of a pair")
    assert "Own text of a pair" in words(with_pair)
    app.selectbox(key="atlas_score").set_value("entropy").run()
    assert "nats" in words(app)


def test_links_are_drawn_by_words_and_by_numbers(page):
    app = page("head_finder.py")
    app.pills(key="finder_from").set_value(2).run()
    app.pills(key="finder_to").set_value(1).run()
    assert "“cat” → “the”" in words(app)
    next(one for one in app.button if one.label == "Add this link").click().run()
    assert app.session_state["finder_links"] == "2>1"
    app.text_input(key="finder_links").set_value("2>1, 99>3").run()
    assert "“99>3” is no link of this text" in words(app)


def test_heads_are_tried_on_typed_relations(page):
    app = page("head_finder.py")
    app.segmented_control(key="finder_corpus").set_value("Links I type").run()
    button(app, "finder_run_start").click().run()
    assert "points at the right word" in words(app)
    assert charts(app) == 4


def test_methods_of_short_and_long_texts_and_of_other_models(page):
    app = page("methods_compared.py")
    assert "by 5 accounts" in words(app)
    app.segmented_control(key="lens_panel").set_value("Rollout").run()
    assert charts(app) == 4
    assert "Flow is left out" in words(page("methods_compared.py", text="the cat " * 20))
    assert "not built like BERT" in words(page("methods_compared.py", model="folder:tiny-gpt2"))


def test_heads_are_switched_off_on_request(page):
    app = page("what_matters.py")
    assert "“The dog was too exhausted" in words(app)
    assert charts(app) == 1
    button(app, "matters_board_start").click().run()
    assert "changes most" in words(app)
    assert charts(app) == 3
    app.segmented_control(key="matters_effect").set_value("vectors").run()
    assert charts(app) == 1  # another question: to be asked for again


def test_the_prediction_of_a_checkpoint_is_explained(page):
    app = page("what_matters.py")
    app.selectbox(key="matters_what").set_value("classify").run()
    app.selectbox(key="classify_model").set_value("folder:judge").run()
    assert "rather than" in words(app)
    assert "integrated gradients sum to the difference" in words(app)
    button(app, "matters_board_start").click().run()
    assert "How much the prediction changes" in words(app)


def test_differences_of_texts_masks_and_models(page):
    app = page("difference.py", pair="The dog sat on the bank.")
    assert charts(app) == 3
    app = page("difference.py")
    assert "no second text yet" in words(app)
    app.segmented_control(key="runs_kind").set_value("Masked and unmasked").run()
    assert "masked" in words(app)
    app.segmented_control(key="runs_kind").set_value("Two models").run()
    assert "No second model is chosen" in words(app)
    app.selectbox(key="runs_model").set_value("folder:tiny-albert").run()
    assert "the same text in tiny-albert" in words(app)
    app.selectbox(key="runs_preset").set_value(0).run()
    assert app.session_state["pair"].endswith("it was empty.")
    assert charts(app) == 3


def test_proofs_name_what_holds_and_what_does_not_apply(page):
    assert "6 of 6 hold" in words(page("prove_it.py"))
    left = words(page("prove_it.py", model="folder:tiny-gpt2"))
    assert "4 of 4 hold" in left
    assert "does not apply" in left


def test_links_to_renamed_pages_go_on_working():
    addresses = {info.file: info.url_path for info in PAGES}
    assert addresses["methods_compared.py"] == "four_lenses"
    assert addresses["attention_view.py"] == "head_view"
