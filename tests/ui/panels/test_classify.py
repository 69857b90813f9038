"""Classify: labels of the reader's own, and a checkpoint that is fetched on request."""

import shutil

import pytest

TEXTS = {"text": "the cat sat on the bank", "pair": "it was old"}


def test_any_labels_by_entailment(visit):
    mode = {"classify_mode": "Any labels, by entailment", "entail_model": "folder:judge"}
    app = visit("classify", **TEXTS, **mode)
    assert len(app.pictures()) == 1
    app.text_input(key="zero_labels").set_value(",".join(map(str, range(200)))).run()
    assert "200 candidate labels" in app.said("warning")[0]
    app.text_input(key="zero_labels").set_value(" ").run()
    assert "no candidate labels" in app.said("warning")[0]


def test_a_hub_checkpoint_is_fetched_when_the_reader_agrees(visit, mock_hub, models_dir):
    mock_hub.add("ProsusAI/finbert", models_dir / "classifier")
    app = visit("classify", **TEXTS, classify_model="ProsusAI/finbert")
    assert app.pictures() == []
    assert "MB to download" in app.said("info")[0]
    app.press("download")
    app.check_up()
    assert len(app.pictures()) == 1


@pytest.fixture
def rater(models_dir):
    """A checkpoint that predicts one number."""
    from support import tiny

    folder = models_dir / "rater"
    options = {"num_labels": 1, "problem_type": "regression"}
    tiny.write(folder, head="SequenceClassification", **options)
    yield "folder:rater"
    shutil.rmtree(folder)


@pytest.mark.parametrize("page", ["classify", "inside_pipeline", "what_matters"])
def test_a_predicted_number_is_shown_as_a_number_on_every_page(page, rater, visit):
    app = visit(page, **TEXTS, classify_model=rater, matters_what="classifying a text")
    app.check_up()
    if page == "classify":
        assert "is no probability and has no fixed range" in app.words()
        assert "%" not in app.words().split("Checkpoint")[-1]
    if page == "inside_pipeline":
        assert "3. No softmax" in app.words()
    if page == "what_matters":
        assert "LABEL_0" in " ".join((*app.words().split(), *app.titles()))
