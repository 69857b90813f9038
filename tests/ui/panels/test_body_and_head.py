"""Body and head: what a reader's own sentences can teach."""


def test_one_sentence_teaches_nothing(visit):
    app = visit("body_and_head")
    app.text_area(key="own_sentences").set_value("good | one sentence").run()
    app.check_up()
    assert "One sentence is not enough" in app.said("warning")[0]
