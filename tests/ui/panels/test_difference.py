"""Difference: two texts, a mask or none, two models."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_differences_of_texts_masks_and_models(visit):
    app = visit("difference", **SOURCE, pair="The dog sat on the bank.")
    assert len(app.pictures()) == 3
    app = visit("difference", **SOURCE)
    assert "no second text yet" in app.words()
    assert "masked" not in app.words()
    app.segmented_control(key="runs_kind").set_value("Masked and unmasked").run()
    assert "masked" in app.words()
    app.segmented_control(key="runs_kind").set_value("Two models").run()
    assert "No second model is chosen" in app.words()
    app.selectbox(key="runs_model").set_value("folder:tiny-albert").run()
    assert "the same text in tiny-albert" in app.words()
    app.selectbox(key="runs_preset").set_value(0).run()
    assert app.session_state["pair"].endswith("it was empty.")
    assert len(app.pictures()) == 3
