"""Methods of attributing side by side: which there are depends on the text and on the model."""

from explorer.ui.panels import methods_compared

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_methods_of_short_and_long_texts_and_of_other_models(visit):
    app = visit("methods_compared", **SOURCE)
    assert "by 8 methods" in app.words()
    app.selectbox(key="lens_panel").set_value("Rollout").run()
    assert len(app.pictures()) == 4
    long = visit("methods_compared", **{**SOURCE, "text": "the cat " * 20})
    assert "Flow is left out" in long.words()
    app.selectbox(key="lens_panel").set_value("ALTI").run()
    assert len(app.pictures()) == 4
    left = visit("methods_compared", **{**SOURCE, "model": "folder:tiny-gpt2"})
    assert "not built like BERT" in left.words()


def test_the_exact_split_is_left_out_for_a_long_text(visit, monkeypatch):
    monkeypatch.setattr(methods_compared, "MOST_SPLIT_TOKENS", 6)
    app = visit("methods_compared", **SOURCE)
    assert "by 7 methods" in app.words()
    assert "DecompX is left out: it is offered up to 6 tokens." in app.words()
