"""Sentences: every view from a link, odd input, and the numbers that the publishers print."""

import json
import shutil

import pytest


@pytest.fixture(scope="module")
def publishers(models_dir, checkpoint):
    """Two sentence-transformers folders: a prompt and an adapter; a step that nobody knows."""
    from support import sentence_folders

    prompts = {"prompts": {"query": "find the: "}, "default_prompt_name": "query"}
    made = [models_dir / "sentence-prompted", models_dir / "sentence-broken"]
    sentence_folders.write(made[0], checkpoint("bert"), prompts=prompts)
    sentence_folders.to_json(made[0] / "adapter_config.json", {})
    sentence_folders.write(made[1], checkpoint("bert"))
    listed = json.loads((made[1] / "modules.json").read_text())
    listed.append({"path": "2_CNN", "type": "sentence_transformers.models.CNN"})
    sentence_folders.to_json(made[1] / "modules.json", listed)
    yield
    for folder in made:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Only one.", "one sentence only"),
        (" \n ", "no sentence yet"),
        ("One.\n\u200b\nTwo.", "Line 2"),
    ],
)
def test_bad_input_gets_one_sentence_and_nothing_is_lost(text, said, visit):
    app = visit("sentences", se_text=text)
    app.check_up()
    assert said in app.said("warning")[0]
    assert app.text_area(key="se_text").value == text


def test_the_publishers_recipe_is_the_start_and_says_so(visit):
    app = visit("sentences")
    app.check_up()
    assert "Pooled by its publisher's recipe: mean, 256 tokens, normalised." in app.words()
    app.text_area(key="se_text").set_value("Same.\n" + "word " * 300).run()
    assert "longer than its publisher's recipe allows (256 tokens)" in app.said("info")[0]
    plain = visit("sentences", se_pooling="mean of all tokens")
    plain.check_up()
    assert "publisher's recipe:" not in plain.words()


def test_a_recipe_that_cannot_be_followed_is_said_and_nothing_stands_in_for_it(visit, publishers):
    app = visit("sentences", model="folder:sentence-broken")
    app.check_up()
    assert "not known here (sentence_transformers.models.CNN)" in " ".join(app.said("info"))
    assert "Cosine of sentences, mean of all tokens" in " ".join(app.titles())


def test_a_prompt_of_the_publishers_is_offered_and_changes_the_vectors(visit, publishers):
    app = visit("sentences", model="folder:sentence-prompted")
    app.check_up()
    assert "prompt “find the:”" in app.words()
    assert "PEFT adapter" in " ".join(app.said("info"))
    assert "PEFT adapter" in " ".join(visit("home", model="folder:sentence-prompted").said("info"))
    app.selectbox(key="se_prompt").select("no prompt").run()
    app.check_up()
    assert "prompt “find" not in app.words()


@pytest.mark.parametrize("view", ["Map", "Nearest pairs", "Ways of pooling", "Padding mask"])
def test_every_view_of_sentences_opens_from_a_link(view, visit):
    app = visit("sentences", se_view=view)
    app.check_up()
    assert len(app.titles()) == (view != "Nearest pairs")


def test_identical_sentences_and_5000_tokens_in_one_line_are_read(visit):
    app = visit("sentences")
    app.text_area(key="se_text").set_value("Same.\nSame.\n" + "word " * 5000).run()
    assert "1 of 3 sentences is longer" in app.said("info")[0]
    assert "sentences 1 and 2 are closest, with 1.00" in app.words()


def test_the_three_sentences_of_the_publishers_are_compared_with_their_numbers(visit):
    app = visit("sentences")
    app.button(key="example_1").click().run()
    said = app.said("info")[0]
    assert "give these cosines too" in said
    assert float(said.split()[-1].rstrip(".")) < 1e-4
