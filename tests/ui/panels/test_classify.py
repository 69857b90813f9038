"""Classify: labels of the reader's own, and a checkpoint that is fetched on request."""

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
