"""The task pages as scripts: each with a checkpoint that fits, one that does not, and bad input."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "classifier": "SequenceClassification",
    "filler": "MaskedLM",
    "next": "NextSentencePrediction",
    "tagger": "TokenClassification",
    "reader": "QuestionAnswering",
    "body": None,
}
CHOSEN = {
    "inside_pipeline": {"classify_model": "classifier"},
    "fill_mask": {"fill_mask_model": "filler"},
    "next_sentence": {"next_sentence_model": "next"},
    "classify": {"classify_model": "classifier"},
    "tag": {"entities_model": "tagger"},
    "answer": {"answer_model": "reader"},
}
OWN_TEXT = ("body_and_head", "batches", "anatomy")
TEXTS = {"text": "the cat sat on the bank", "pair": "it was old"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """EXPLORER_MODELS_DIR with one tiny checkpoint of each kind."""
    from support import tiny

    home = tmp_path_factory.mktemp("models")
    for name, head in KINDS.items():
        tiny.write(home / name, head=head)
    shutil.copytree(home / "classifier", home / "judge")
    config = json.loads((home / "judge" / "config.json").read_text())
    names = ("entailment", "neutral", "contradiction")
    config["id2label"] = dict(enumerate(names))
    config["label2id"] = {name: place for place, name in enumerate(names)}
    (home / "judge" / "config.json").write_text(json.dumps(config))
    return home


@pytest.fixture
def visit(folders, monkeypatch):
    """visit("tag", entities_model="folder:tagger") -> the page, drawn."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(folders))

    def open_page(page, **link):
        app = AppTest.from_file(str(ROOT / "explorer/ui/main.py"), default_timeout=60)
        app.query_params.update({**TEXTS, **link})
        app.run()
        return app.switch_page(str(ROOT / f"pages/{page}.py")).run()

    return open_page


def charts(app):
    return len(app.get("plotly_chart"))


def chosen(page):
    return {key: f"folder:{name}" for key, name in CHOSEN.get(page, {}).items()}


@pytest.mark.parametrize("page", [*CHOSEN, *OWN_TEXT])
def test_a_page_draws_its_pictures_and_says_what_they_show(page, visit):
    app = visit(page, **chosen(page))
    assert not app.exception
    assert not app.warning
    assert charts(app) >= 1
    opening = next(entry.value for entry in app.markdown if len(entry.value) > 40)
    assert "your" in opening.lower() or "taken apart" in opening


@pytest.mark.parametrize("page", CHOSEN)
def test_a_checkpoint_without_the_head_is_named_and_nothing_is_predicted(page, visit):
    [key] = CHOSEN[page]
    app = visit(page, **{key: "folder:body"})
    assert not app.exception
    assert "its head would be random" in app.warning[0].value
    assert charts(app) == 0


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("next_sentence", {"pair": ""}, "type the second sentence"),
        ("answer", {"answer_question": " "}, "no question yet"),
        ("classify", {"text": ""}, "type at least one word"),
    ],
)
def test_bad_input_gets_a_sentence(page, link, said, visit):
    app = visit(page, **chosen(page), **link)
    assert not app.exception
    assert said in app.warning[0].value


def test_any_labels_by_entailment(visit):
    app = visit("classify", classify_mode="Any labels, by entailment", entail_model="folder:judge")
    assert charts(app) == 1
    app.text_input(key="zero_labels").set_value(",".join(map(str, range(200)))).run()
    assert "200 candidate labels" in app.warning[0].value
    app.text_input(key="zero_labels").set_value(" ").run()
    assert "no candidate labels" in app.warning[0].value


def test_clicked_tokens_are_masked_and_compared(visit):
    app = visit("fill_mask", fill_targets="dog, dogs", **chosen("fill_mask"))
    assert charts(app) == 6  # words, own words, lens, curves, vectors, attention
    app.text_area(key="text").set_value("a [MASK] ran").run()
    assert not app.exception


def test_the_trap_is_shown_on_demand(visit):
    app = visit("next_sentence", **chosen("next_sentence"))
    app.toggle(key="next_trap").set_value(True).run()
    assert not app.exception
    assert any("attention mask" in entry.value for entry in app.markdown)


def test_one_sentence_teaches_nothing(visit):
    app = visit("body_and_head")
    app.text_area(key="own_sentences").set_value("good | one sentence").run()
    assert "One sentence is not enough" in app.warning[0].value


def test_an_unknown_checkpoint_in_a_link_gets_a_sentence(visit):
    app = visit("tag", entities_model="folder:nowhere")
    assert not app.exception
    assert app.warning or charts(app)


def test_typed_text_is_never_markup(visit):
    app = visit("tag", text="<img src=x onerror=alert(1)> **bold**", **chosen("tag"))
    assert not app.exception
    assert all("<img" not in entry.proto.body for entry in app.get("html"))


def test_a_hub_checkpoint_is_fetched_when_the_reader_agrees(visit, mock_hub, folders):
    mock_hub.add("ProsusAI/finbert", folders / "classifier")
    app = visit("classify", classify_model="ProsusAI/finbert")
    assert charts(app) == 0
    assert "MB to download" in app.info[0].value
    app.button(key="download").click().run()
    assert not app.exception
    assert charts(app) == 1


def test_offline_the_shipped_heads_fill_in_and_answer(visit):
    """With nothing chosen, what stands on the two pages is what the library says."""
    from explorer import teaching
    from explorer.tasks import answer as answers
    from explorer.tasks import fill_mask
    from explorer.text import TextInput

    text, question = "The old tower was built in 1872 by Thomas Reed.", "Who built the tower?"
    app = visit("answer", text=text, pair="", answer_question=question)
    found = answers.best(teaching.load("answer").run(TextInput(question, text)), n=1)[0]
    assert f"“{found.text}” (score {found.score:.4f})" in sentences(app)
    assert found.text == "Thomas Reed" and "always points somewhere" in sentences(app)

    text = "He drank a cup of [MASK]."
    app = visit("fill_mask", text=text, pair="")
    guess = fill_mask.best(teaching.load("fill-mask").run(TextInput(text)))[0]
    assert f"“{guess.token}” gets {guess.probability:.1%}" in sentences(app)


def sentences(app) -> str:
    assert not app.exception and not app.warning
    return " ".join(item.value for item in app.markdown).replace("\\", "")
