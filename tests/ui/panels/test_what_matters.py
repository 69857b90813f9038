"""What matters: heads are switched off on request, and a checkpoint's prediction is explained."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_heads_are_switched_off_on_request(visit):
    app = visit("what_matters", **SOURCE)
    assert "“The dog was too exhausted" in app.words()
    assert len(app.pictures()) == 1
    app.press("matters_board_start")
    assert "matters most: without it" in app.words()
    assert len(app.pictures()) == 3
    app.segmented_control(key="matters_effect").set_value("vectors").run()
    assert len(app.pictures()) == 1  # another question: to be asked for again


def test_a_second_text_is_no_markup_in_the_title(visit):
    app = visit("what_matters", text="A cat ran.", pair="<a href='https://a.b'>x</a> <b>y")
    app.check_up()
    title = app.pictures()[0]["layout"]["title"]["text"]
    assert "<a " not in title and "<b>" not in title and "&lt;b" in title


def test_the_prediction_of_a_checkpoint_is_explained(visit):
    app = visit("what_matters", **SOURCE)
    app.selectbox(key="matters_what").set_value("classify").run()
    app.selectbox(key="classify_model").set_value("folder:classifier").run()
    assert "rather than" in app.words()
    assert "integrated gradients add up to the difference" in app.words()
    app.press("matters_board_start")
    assert "How much the prediction changes" in app.words()


def test_a_saved_link_to_uniform_attention_goes_on_working(visit):
    app = visit(
        "what_matters",
        text="The cat sat.",
        model="folder:tiny-bert",
        matters_mode="made to attend to all tokens alike",
    )
    assert app.segmented_control(key="matters_mode").value == "forced to uniform attention"


def test_masked_words_are_explained_in_a_text_without_a_blank(visit):
    options = {"matters_what": "masked words", "fill_mask_model": "folder:filler"}
    app = visit("what_matters", **SOURCE, **options)
    app.check_up()
    assert not app.warning
    assert app.pictures()
    hidden = app.selectbox(key="matters_hidden").value
    assert f"so token {hidden}, “" in app.words()
    assert "points, is hidden" in app.words()
    assert f"at token {hidden}, “[MASK]”" in app.words()
    other = 2 if hidden != 2 else 3
    app.selectbox(key="matters_hidden").set_value(other).run()
    assert f"at token {other}, “[MASK]”" in app.words()
    assert "points, is hidden" not in app.words()


def test_a_typed_blank_is_the_one_that_is_explained(visit):
    app = visit(
        "what_matters",
        text="The [MASK] sat.",
        matters_what="masked words",
        fill_mask_model="folder:filler",
    )
    app.check_up()
    assert "at token 2, “[MASK]”" in app.words()
    assert "Your text has no blank" not in app.words()


def test_what_the_model_does_not_know_is_said_once_though_two_passes_read_it(visit):
    app = visit("what_matters", text="the Ж cat", model="folder:tiny-bert")
    app.check_up()
    assert sum("vocabulary" in said for said in app.said("info")) == 1
