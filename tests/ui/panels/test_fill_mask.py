"""Masked words: clicked tokens are compared, and the teaching head answers offline."""


def test_clicked_tokens_are_masked_and_compared(visit):
    options = {"fill_targets": "dog, dogs", "fill_mask_model": "folder:filler"}
    app = visit("fill_mask", text="the cat sat on the bank", pair="it was old", **options)
    assert len(app.pictures()) == 6  # words, own words, lens, curves, vectors, attention
    app.text_area(key="text").set_value("a [MASK] ran").run()
    app.check_up()
    assert app.pictures()


def test_another_models_mask_token_is_read_as_its_own_and_never_hides_another_word(visit):
    app = visit("fill_mask", text="the cat <mask> sat", fill_mask_model="folder:filler")
    app.check_up()
    assert "“<mask>” is read as [MASK]" in " ".join(app.said("info"))
    assert "in the blank at position 3 of your text" in app.words()


def test_a_blank_beyond_the_limit_is_named_and_no_other_word_is_hidden(visit):
    app = visit("fill_mask", text="cat " * 100 + "[MASK]", fill_mask_model="folder:filler")
    app.check_up()
    assert app.pictures() == []
    assert "1 blank lies beyond the 64 tokens" in app.said("warning")[0]


def test_offline_the_shipped_head_says_what_the_library_says(visit):
    from explorer import teaching
    from explorer.tasks import fill_mask
    from explorer.text import TextInput, percent

    text = "He drank a cup of [MASK]."
    app = visit("fill_mask", text=text)
    assert not app.warning
    guess = fill_mask.best(teaching.load("fill-mask").run(TextInput(text)))[0]
    assert f"“{guess.token}” gets {percent(guess.probability, 1)}" in app.words()


def test_a_click_turns_to_the_blank_that_it_makes_and_the_caption_has_all_blanks(visit):
    app = visit(
        "fill_mask", text="the cat sat on the bank", fill_mask_model="folder:filler",
        fill_masked="2 cat",
    )  # fmt: skip
    assert "in the blank at position 2 of your text" in app.words()
    app.pills(key="fill_masked").set_value(["2 cat", "3 sat"]).run()
    app.check_up()
    assert "in the blank at position 3 of your text" in app.words()
    assert "the [MASK] [MASK] on the bank" in app.titles()[0]
    app.selectbox(key="fill_row").set_value(0).run()
    assert "in the blank at position 2 of your text" in app.words()
