"""Methods of attributing side by side: which there are depends on the text and on the model."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_methods_of_short_and_long_texts_and_of_other_models(visit):
    app = visit("methods_compared", **SOURCE)
    assert "by 5 methods" in app.words()
    app.segmented_control(key="lens_panel").set_value("Rollout").run()
    assert len(app.pictures()) == 4
    long = visit("methods_compared", **{**SOURCE, "text": "the cat " * 20})
    assert "Flow is left out" in long.words()
    left = visit("methods_compared", **{**SOURCE, "model": "folder:tiny-gpt2"})
    assert "not built like BERT" in left.words()
