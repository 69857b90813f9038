"""Masked words: clicked tokens are compared, and the teaching head answers offline."""


def test_clicked_tokens_are_masked_and_compared(visit):
    options = {"fill_targets": "dog, dogs", "fill_mask_model": "folder:filler"}
    app = visit("fill_mask", text="the cat sat on the bank", pair="it was old", **options)
    assert len(app.pictures()) == 6  # words, own words, lens, curves, vectors, attention
    app.text_area(key="text").set_value("a [MASK] ran").run()
    app.check_up()
    assert app.pictures()


def test_offline_the_shipped_head_says_what_the_library_says(visit):
    from explorer import teaching
    from explorer.tasks import fill_mask
    from explorer.text import TextInput

    text = "He drank a cup of [MASK]."
    app = visit("fill_mask", text=text)
    assert not app.warning
    guess = fill_mask.best(teaching.load("fill-mask").run(TextInput(text)))[0]
    assert f"“{guess.token}” gets {guess.probability:.1%}" in app.words()
