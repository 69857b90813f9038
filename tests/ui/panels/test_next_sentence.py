"""Next sentence: the trap of a second text without its mask is shown on request."""


def test_the_trap_is_shown_on_demand(visit):
    texts = {"text": "the cat sat on the bank", "pair": "it was old"}
    app = visit("next_sentence", **texts, next_sentence_model="folder:next")
    before = app.words()
    app.toggle(key="next_trap").set_value(True).run()
    assert "attention mask" in app.words()
    assert "attention mask" not in before
