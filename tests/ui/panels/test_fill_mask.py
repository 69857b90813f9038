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


def test_a_teaching_model_says_how_often_it_is_right_as_its_card_has_it(visit):
    import json
    from pathlib import Path

    from explorer.text import percent

    root = Path(__file__).parents[3] / "explorer" / "teaching" / "models" / "small-bert"
    figures = json.loads((root / "card.json").read_text("utf-8"))["figures"]
    app = visit("fill_mask", text="A week has seven [MASK].", model="teaching:small-bert")
    said = "the masked one in {} of cases; the bundled model finds it in {}"
    bundled = figures["top 1, the bundled body with its fill-mask head"]
    assert said.format(percent(figures["top 1"]), percent(bundled)) in app.words()
    assert "of cases" not in visit("fill_mask", text="A week has seven [MASK].").words()


def test_words_that_the_model_does_not_know_are_named_once_and_as_plain_text(visit):
    model = {"fill_mask_model": "folder:filler"}
    app = visit("fill_mask", text="the **Ж** [MASK] $Я$", **model)
    app.check_up()
    found = [said for said in app.said("info") if "vocabulary" in said]
    assert len(found) == 1 and found[0].startswith("4 words are not in this model's vocabulary")
    assert found[0].endswith("read as [UNK]: “*”, “Ж”, “$” and 1 more.")
    assert app.text_area(key="text").set_value("the [MASK]").run().said("info") == []
