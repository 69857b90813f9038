"""Word in context: published pairs, and what is said about words that cannot be compared."""

import pytest


def test_a_published_pair_is_named_as_what_it_is(visit):
    app = visit("word_in_context")
    app.button(key="example_3").click().run()
    assert app.text_input(key="wc_word").value == "is; Python"
    assert "'python' stands at 7" in app.said("info")[0]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ({"wc_word": "zebra"}, "does not stand in"),
        ({"wc_text": "One bank.", "wc_word": "bank"}, "one place only"),
        ({"wc_word": "a; b"}, "one for each sentence"),
        ({"wc_text": "bank\n" * 40}, "at most 12"),
        ({"wc_text": "\u200b"}, "drops"),
    ],
)
def test_bad_input_gets_one_sentence_and_nothing_is_lost(link, said, visit):
    app = visit("word_in_context", **link)
    app.check_up()
    assert said in app.said("warning")[0]
    if "wc_text" in link:
        assert app.text_area(key="wc_text").value == link["wc_text"]
    if "wc_word" in link:
        assert app.text_input(key="wc_word").value == link["wc_word"]


def test_the_first_picture_is_the_map_at_the_state_that_tells_most(visit):
    app = visit("word_in_context")
    app.check_up()
    assert "“python” in 12 places, after layer 4" in app.titles()[0].replace("<br >", " ")
    assert app.select_slider(key="wc_state").value == 5
    assert "0.94 on average" in app.words()
    assert "Group 1 (blue): 6 places, such as “" in app.words()
    assert "Group 2 (orange): 6 places, such as “" in app.words()
    linked = visit("word_in_context", wc_state="2")
    assert "after layer 1" in linked.titles()[0].replace("<br >", " ")


def test_two_places_have_no_map(visit):
    app = visit("word_in_context", wc_text="A bank.\nThe bank.", wc_word="bank")
    app.check_up()
    assert "2 places: cosine through the layers" in app.titles()[0].replace("<br >", " ")
