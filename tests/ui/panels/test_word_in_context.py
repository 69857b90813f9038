"""Word in context: published pairs, and what is said about words that cannot be compared."""

import pytest


def test_a_published_pair_is_named_as_what_it_is(visit):
    app = visit("word_in_context")
    app.selectbox(key="wc_preset").select_index(3).run()
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
