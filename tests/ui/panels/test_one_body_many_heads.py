"""One body, many heads: the page says what the library says, from one pass, for texts and pairs."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import tables
from explorer.figures import teaching_heads as pictures
from explorer.prediction import Prediction
from explorer.tasks import tag
from explorer.text import TextInput, percent
from explorer.ui.panels.one_body_tags import tags_explained


@pytest.fixture(scope="module")
def app(visit):
    return visit("one_body_many_heads")


def test_the_page_says_what_the_library_says(app):
    from explorer import teaching

    text = "The museum bought the painting from Maria Lopez."
    app.text_area(key="text").set_value(text).run()
    assert not app.warning
    found = [teaching.load(task).run(TextInput(text)) for task in ("part-of-speech", "entities")]
    spans = [span for one in found for span in tag.word_tags(one) if span.label != "O"]
    doubtful = min(spans, key=lambda span: span.score)
    word = text[doubtful.start : doubtful.end]
    assert f"“{word}” is {doubtful.label} with {percent(doubtful.score, 1)}" in app.words()
    assert "3 small heads: 2 for words (this picture), 1 for" in app.words()
    assert "PROPN: proper noun" in app.words()
    assert "PER: person" in app.words() and "B- begins a name" in app.words()
    assert "ORG" not in tags_explained(found)


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
    drawn, over = np.array(figure.data[0].z), figure.data[0].customdata
    assert drawn.shape == (2, len(table))
    shares = [percent(share, 2) for share in table["probability, parts of speech"]]
    assert [text.rpartition(", ")[2] for text in over[0]] == shares
    assert (np.isnan(drawn[1]) == (table["named entities"] == "O")).all()
    written = [text.partition("<br>") for text in figure.data[1].text[: len(table)]]
    assert [label for label, _, _ in written] == list(table["parts of speech"])
    for (_, _, said), share in zip(written, table["probability, parts of speech"], strict=True):
        assert said == ("" if share >= pictures.SURE else percent(share))
    assert figure.layout.meta["alt"].startswith("parts of speech: ")


def test_on_a_phone_words_are_rows(predictions):
    wide = pictures.many_heads_words(predictions)
    narrow = pictures.many_heads_words(predictions, narrow=True)
    assert np.array_equal(narrow.data[0].z, wide.data[0].z.T, equal_nan=True)
    assert list(narrow.layout.yaxis.ticktext) == list(wide.layout.xaxis.ticktext)
    assert narrow.layout.width is None


def test_the_opening_has_entities_and_a_tag_that_is_not_sure(visit):
    from explorer.ui.panels import one_body_many_heads

    app = visit("one_body_many_heads")
    cells = app.pictures()[0]["data"][1]["text"]
    assert "%" in "".join(cells) and "B-PER" in " ".join(cells)
    kinds = app.pictures()[0]["data"][0]
    assert kinds["showscale"] is False
    assert one_body_many_heads.OPENING["text"].startswith("Marie Curie")


def test_layer_mixes_are_drawn_and_listed():
    mixes = {"entities": np.full(4, 0.25), "classify": np.array([0.1, 0.2, 0.3, 0.4])}
    figure = pictures.layer_mixes(mixes, "m", first_index=1)
    assert list(figure.layout.xaxis.ticktext) == list(
        tables.layer_mixes(mixes, first_index=1).columns
    )
    assert tables.layer_mixes(mixes, first_index=1).loc["sentiment", "after layer 3"] == 0.4
    assert "sentiment after layer 3" in figure.layout.meta["alt"]


def test_sizes_stand_beside_the_body():
    sizes = {"the body": 1000, "named entities": 10}
    table = tables.head_sizes(sizes)
    assert table["share of the body"].tolist() == [1.0, 0.01]
    assert list(pictures.head_sizes(sizes, "m").data[0].x) == [1000, 10]
