"""One body, many heads: the page says what the library says, from one pass, for texts and pairs."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import tables
from explorer.figures import teaching_heads as pictures
from explorer.prediction import Prediction
from explorer.tasks import tag
from explorer.text import TextInput


@pytest.fixture(scope="module")
def app(visit):
    return visit("one_body_many_heads")


def test_the_page_says_what_the_library_says(app):
    from explorer import teaching

    text = "The museum bought the painting from Maria Lopez."
    app.text_area(key="text").set_value(text).run()
    assert not app.warning
    found = teaching.load("part-of-speech").run(TextInput(text))
    longest = max(tag.word_tags(found), key=lambda span: span.end - span.start)
    word = text[longest.start : longest.end]
    assert f"“{word}” is {longest.label} with probability {longest.score:.2f}" in app.words()
    assert "One forward pass" in app.words()


def test_a_pair_brings_the_heads_for_pairs(app):
    from explorer import teaching

    app.text_area(key="pair").set_value("It was painted in 1925.").run()
    assert not app.warning
    pairs = {"next-sentence", "entail"} & set(teaching.available())
    single = {"part-of-speech", "entities", "classify"} & set(teaching.available())
    assert len(pairs) == 2 and len(single) == 3
    assert "5 small heads" in app.words()
    assert "has this answer" in app.words()


@pytest.fixture(scope="module")
def predictions():
    """Made of a trace made by hand: no torch."""
    from support.cut_text import cut
    from support.traces import make_trace

    made = make_trace(cut("Cats chase mice", pieces=3), seed=0)
    chance = np.random.default_rng(0)

    def of(task: str, labels: tuple[str, ...]) -> Prediction:
        logits = chance.normal(size=(made.num_tokens, len(labels))).astype(np.float32)
        return Prediction(task, made, logits, labels, np.arange(made.num_tokens))

    return [of("part-of-speech", ("NOUN", "VERB", "DET")), of("entities", ("O", "B-PER"))]


def test_picture_and_table_of_words_hold_the_same_numbers(predictions):
    figure = pictures.many_heads_words(predictions)
    table = tables.many_heads_words(predictions)
    drawn = np.array(figure.data[0].z)
    assert drawn.shape == (2, len(table))
    np.testing.assert_allclose(drawn[0], table["probability, parts of speech"])
    assert ((drawn[1] == 0) == (table["named entities"] == "O")).all()
    assert list(figure.data[1].text[: len(table)]) == list(table["parts of speech"])
    assert figure.layout.meta["alt"].startswith("parts of speech: ")


def test_layer_mixes_are_drawn_and_listed():
    mixes = {"entities": np.full(4, 0.25), "classify": np.array([0.1, 0.2, 0.3, 0.4])}
    figure = pictures.layer_mixes(mixes, "m", first_index=1)
    assert list(figure.layout.xaxis.ticktext) == ["embedding", "layer 1", "layer 2", "layer 3"]
    assert tables.layer_mixes(mixes, first_index=1).loc["sentiment", "after layer 3"] == 0.4
    assert "sentiment layer 3" in figure.layout.meta["alt"]


def test_sizes_stand_beside_the_body():
    sizes = {"the body": 1000, "named entities": 10}
    table = tables.head_sizes(sizes)
    assert table["share of the body"].tolist() == [1.0, 0.01]
    assert list(pictures.head_sizes(sizes, "m").data[0].x) == [1000, 10]
