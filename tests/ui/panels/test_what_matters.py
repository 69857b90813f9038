"""What matters: heads are switched off on request, and a checkpoint's prediction is explained."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_heads_are_switched_off_on_request(visit):
    app = visit("what_matters", **SOURCE)
    assert "“The dog was too exhausted" in app.words()
    assert len(app.pictures()) == 1
    app.press("matters_board_start")
    assert "changes most" in app.words()
    assert len(app.pictures()) == 3
    app.segmented_control(key="matters_effect").set_value("vectors").run()
    assert len(app.pictures()) == 1  # another question: to be asked for again


def test_the_prediction_of_a_checkpoint_is_explained(visit):
    app = visit("what_matters", **SOURCE)
    app.selectbox(key="matters_what").set_value("classify").run()
    app.selectbox(key="classify_model").set_value("folder:classifier").run()
    assert "rather than" in app.words()
    assert "integrated gradients sum to the difference" in app.words()
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
