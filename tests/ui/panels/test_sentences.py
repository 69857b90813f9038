"""Sentences: every view from a link, odd input, and the numbers that the publishers print."""

import pytest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Only one.", "one sentence only"),
        (" \n ", "no sentence yet"),
        ("One.\n\u200b\nTwo.", "Line 2"),
    ],
)
def test_bad_input_gets_one_sentence_and_nothing_is_lost(text, said, visit):
    app = visit("sentences", se_text=text)
    app.check_up()
    assert said in app.said("warning")[0]
    assert app.text_area(key="se_text").value == text


@pytest.mark.parametrize("view", ["Map", "Nearest pairs", "Ways of pooling", "Padding mask"])
def test_every_view_of_sentences_opens_from_a_link(view, visit):
    app = visit("sentences", se_view=view)
    app.check_up()
    assert len(app.titles()) == (view != "Nearest pairs")


def test_identical_sentences_and_5000_tokens_in_one_line_are_read(visit):
    app = visit("sentences")
    app.text_area(key="se_text").set_value("Same.\nSame.\n" + "word " * 5000).run()
    assert "1 of 3 sentences were longer" in app.said("info")[0]
    assert "sentences 1 and 2 are closest, with 1.00" in app.words()


def test_the_three_sentences_of_the_publishers_are_compared_with_their_numbers(visit):
    app = visit("sentences")
    app.selectbox(key="se_preset").select_index(1).run()
    said = app.said("info")[0]
    assert "print these cosines too" in said
    assert float(said.split()[-1].rstrip(".")) < 1e-4
