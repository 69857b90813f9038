"""Similarity: two texts, other measures, and a pair of words that can be clicked on."""

import pytest

BANKS = {"text": "She sat on the bank.", "pair": "The bank opened."}


def test_similarity_of_two_texts(visit):
    app = visit("similarity", text="the cat sat", pair="the dog ran")
    axis = app.pictures()[0]["layout"]
    assert axis["yaxis"]["ticktext"] == ["the", "cat", "sat"]
    assert axis["xaxis"]["ticktext"] == ["the", "dog", "ran"]
    assert "cosine" in app.words()


@pytest.mark.parametrize("measure", ["dot", "Euclidean distance", "share of three dimensions"])
def test_similarity_in_another_measure_is_in_the_link(measure, visit):
    app = visit("similarity", **BANKS, sim_measure=measure)
    assert app.selectbox(key="sim_measure").value == measure
    assert measure.split()[0].lower() in app.titles()[0].lower()


def test_two_words_are_clicked_on_and_start_with_one_that_both_texts_share(visit):
    app = visit("similarity", **BANKS)
    assert "“bank” and “bank” have a cosine of" in app.words()
    assert "contribute" in app.words() and "Unrelated words have" in app.words()
