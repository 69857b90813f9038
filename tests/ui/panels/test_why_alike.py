"""Why alike: the words that make two texts similar, and what a reader may bring."""

import pytest

MOVIE = {"text": "The movie was good.", "pair": "The movie was not good."}


def test_it_opens_on_words_that_find_their_partner(visit):
    app = visit("why_alike")
    app.check_up()
    words = app.words()
    assert "is 0.59. “sleeps” and “naps” add 0.20; “sofa” and “couch” 0.18" in words
    assert "All pairs of words together make 0.96" in words
    assert len(app.pictures()) == 2


def test_the_negation_trap(visit):
    app = visit("why_alike", **MOVIE, alike_rest="true")
    app.check_up()
    assert "“not”, which only the second text has, adds only 0.03" in app.words()
    app.selectbox(key="alike_pooling").set_value("First token").run()
    app.check_up()
    assert "the first token's last hidden state" in app.words()
    app.selectbox(key="alike_pooling").set_value("Pooler").run()
    app.check_up()
    assert "the pooler's output" in app.words()


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"text": "cat", "pair": "cat"}, "The two texts are the same, so the cosine"),
        ({"text": "cat", "pair": "dog", "specials": "false"}, "“cat” and “dog” add"),
        ({"text": "A cat."}, "There is no second text yet"),
        ({**MOVIE, "model": "folder:tiny-gpt2"}, "is not built like BERT"),
        ({**MOVIE, "alike_pooling": "nonsense", "alike_rest": "maybe"}, "is 0.80"),
    ],
)
def test_odd_input_is_answered_in_a_sentence(visit, link, said):
    app = visit("why_alike", **link)
    app.check_up()
    assert said in app.words() + " ".join(app.said())


def test_long_texts_are_asked_about_first(visit, monkeypatch):
    monkeypatch.setattr("explorer.ui.panels.why_alike.AT_ONCE", 50)
    app = visit("why_alike", text="A long text.", pair="Another one.")
    assert not app.pictures()
    app.button(key="alike_parts_start").click().run()
    app.check_up()
    assert len(app.pictures()) == 2
