"""Body and head: what a reader's own sentences can teach."""


def test_one_sentence_teaches_nothing(visit):
    app = visit("body_and_head")
    app.text_area(key="own_sentences").set_value("good | one sentence").run()
    app.check_up()
    assert "One sentence is not enough" in app.said("warning")[0]


def test_the_sample_is_called_the_readers_own_only_once_it_was_changed(visit):
    app = visit("body_and_head", model="folder:tiny-bert")
    app.check_up()
    assert "trained on the 20 sample sentences" in app.words()
    own = app.text_area(key="own_sentences").value.replace("delighted", "happy")
    app.text_area(key="own_sentences").set_value(own).run()
    assert "trained on your 20 sentences" in app.words()
