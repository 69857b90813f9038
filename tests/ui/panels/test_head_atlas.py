"""Head atlas: a click opens the head, and a score says what it needs."""

import pytest

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_a_click_on_the_atlas_opens_that_head_in_the_attention_view(visit):
    app = visit("head_atlas", **SOURCE)
    assert len(app.pictures()) == 4
    point = {"customdata": [2, 1], "x": 1, "y": 2}
    app.session_state["head_atlas"] = {"selection": {"points": [point], "point_indices": [0]}}
    app.run()
    assert app.title[0].value == "Attention view"
    assert (app.session_state["layer"], app.session_state["head"]) == ("2", "1")
    assert app.session_state["view"] == "layer.2_heads.1"


def test_the_atlas_says_what_a_score_needs(visit):
    app = visit("head_atlas", **SOURCE)
    app.selectbox(key="atlas_score").set_value("own text").run()
    assert "needs a second text" in app.words()
    with_pair = visit("head_atlas", **SOURCE, pair="It slept.", atlas_score="Intra-segment")
    assert "Intra-segment" in with_pair.words()
    app.selectbox(key="atlas_score").set_value("entropy").run()
    assert "nats" in app.words()


@pytest.mark.parametrize(
    ("former", "score"),
    [("Itself", "self"), ("Own text of a pair", "own text"), ("Same word", "same word")],
)
def test_links_with_a_scores_former_name_go_on_working(visit, former, score):
    app = visit("head_atlas", **SOURCE, pair="The cat slept.", atlas_score=former)
    assert app.selectbox(key="atlas_score").value == score
    app.selectbox(key="atlas_score").set_value("entropy").run()
    assert app.selectbox(key="atlas_score").value == "entropy"


def test_the_sink_clinic_counts_heads_and_names_the_one_that_gets_most(visit):
    app = visit("head_atlas", text="The animal didn't cross the street because it was too tired.")
    said = app.words()
    assert "40 of 72 heads give at least half of their attention" in said
    assert "36 no-op" in said
    assert "3 broadcast" in said
    assert "Layer 3, head 11 gets most from its sink: “.” hands over a vector 1.01 times" in said
    point = {"customdata": [3, 11], "x": 1.0, "y": 0.07}
    app.session_state["sink_clinic"] = {"selection": {"points": [point], "point_indices": [0]}}
    app.run()
    assert (app.session_state["layer"], app.session_state["head"]) == ("3", "11")


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({"text": "the cat", "specials": "false"}, "Sinks are special tokens and punctuation"),
        ({"text": SOURCE["text"], "model": "folder:tiny-gpt2"}, ""),
        ({"text": "The cat sat on the mat. " * 30}, "heads run anew"),
    ],
)
def test_a_text_or_a_model_without_a_clinic_is_told_so_and_the_map_still_stands(visit, link, says):
    app = visit("head_atlas", **link)
    assert says in app.words()
    assert any("Heads by Jensen-Shannon" in title for title in app.titles())
    app.check_up()
