"""The pages of representations as scripts: what they draw, and what bad input gets."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {"text": "She sat on the bank.", "pair": "The bank opened."}
SHARED = ("similarity", "layer_film", "static_contextual", "layer_statistics")
OWN = ("word_in_context", "sentences")


@pytest.fixture
def visit():
    """visit("sentences", se_text="...") -> the page, drawn."""
    from streamlit.testing.v1 import AppTest

    def open_page(page, **link):
        app = AppTest.from_file(str(ROOT / "explorer/ui/main.py"), default_timeout=90)
        app.query_params.update({**TEXTS, **link})
        app.run()
        return app.switch_page(str(ROOT / f"pages/{page}.py")).run()

    return open_page


def titles(app):
    return [json.loads(c.proto.spec)["layout"]["title"]["text"] for c in app.get("plotly_chart")]


def words(app):
    return " ".join(entry.value for entry in (*app.markdown, *app.caption)).replace("\\", "")


@pytest.mark.parametrize("page", [*SHARED, *OWN])
def test_a_page_draws_its_pictures_and_says_what_they_show(page, visit):
    app = visit(page)
    assert not app.exception
    assert not app.warning
    assert titles(app)
    assert len(words(app)) > 200


@pytest.mark.parametrize("page", [*SHARED, *OWN])
def test_one_letter_markup_and_a_state_that_is_not_there_do_no_harm(page, visit):
    hostile = "</script><b>$x$"
    app = visit(page, text=hostile, pair="", sim_state="99", wc_text="a\nb", se_text=hostile)
    assert not app.exception
    assert "<b>" not in " ".join(titles(app))


@pytest.mark.parametrize("measure", ["dot", "Euclidean distance", "share of three dimensions"])
def test_similarity_in_another_measure_is_in_the_link(measure, visit):
    app = visit("similarity", sim_measure=measure)
    assert app.selectbox(key="sim_measure").value == measure
    assert measure.split()[0].lower() in titles(app)[0].lower()


def test_two_words_are_clicked_on_and_start_with_one_that_both_texts_share(visit):
    app = visit("similarity")
    assert "“bank” and “bank” have a cosine of" in words(app)
    assert "contribute" in words(app) and "Unrelated words have" in words(app)


def test_a_published_pair_is_named_as_what_it_is(visit):
    app = visit("word_in_context")
    app.selectbox(key="wc_preset").select_index(3).run()
    assert app.text_input(key="wc_word").value == "is; Python"
    assert "'python' stands at 7" in app.info[0].value.replace("\\", "")


@pytest.mark.parametrize(
    ("page", "link", "said"),
    [
        ("word_in_context", {"wc_word": "zebra"}, "does not stand in"),
        ("word_in_context", {"wc_text": "One bank.", "wc_word": "bank"}, "one place only"),
        ("word_in_context", {"wc_word": "a; b"}, "one for each sentence"),
        ("word_in_context", {"wc_text": "bank\n" * 40}, "at most 12"),
        ("word_in_context", {"wc_text": "\u200b"}, "drops"),
        ("sentences", {"se_text": "Only one."}, "one sentence only"),
        ("sentences", {"se_text": " \n "}, "no sentence yet"),
        ("sentences", {"se_text": "One.\n\u200b\nTwo."}, "Line 2"),
    ],
)
def test_bad_input_gets_one_sentence_and_nothing_is_lost(page, link, said, visit):
    app = visit(page, **link)
    assert not app.exception
    assert said in app.warning[0].value
    key = "wc_text" if page == "word_in_context" else "se_text"
    if key in link:
        assert app.text_area(key=key).value == link[key]


@pytest.mark.parametrize("view", ["Map", "Nearest pairs", "Ways of pooling", "Padding mask"])
def test_every_view_of_sentences_opens_from_a_link(view, visit):
    app = visit("sentences", se_view=view)
    assert not app.exception
    assert len(titles(app)) == (view != "Nearest pairs")


def test_identical_sentences_and_5000_tokens_in_one_line_are_read(visit):
    app = visit("sentences")
    app.text_area(key="se_text").set_value("Same.\nSame.\n" + "word " * 5000).run()
    assert not app.exception
    assert "1 of 3 sentences were longer" in app.info[0].value.replace("\\", "")
    assert "sentences 1 and 2 are closest, with 1.00" in words(app)


def test_the_three_sentences_of_the_publishers_are_compared_with_their_numbers(visit):
    app = visit("sentences")
    app.selectbox(key="se_preset").select_index(1).run()
    said = app.info[0].value.replace("\\", "")
    assert "print these cosines too" in said
    assert float(said.split()[-1].rstrip(".")) < 1e-4


def test_the_pooler_is_checked_on_the_readers_text(visit):
    assert "pooler_output are equal" in words(visit("layer_statistics"))


def test_vectors_pack_into_an_npz_without_pickles():
    import io

    import numpy as np

    from explorer.ui.npz_download import packed

    data = packed({"hidden": np.ones((2, 3), np.float32), "tokens": ["=a", "é"]})
    found = np.load(io.BytesIO(data), allow_pickle=False)
    assert found["hidden"].shape == (2, 3)
    assert found["tokens"].tolist() == ["=a", "é"]
