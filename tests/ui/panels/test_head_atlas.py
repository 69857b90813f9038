"""Head atlas: a click opens the head, and a score says what it needs."""

import pytest

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_a_click_on_the_atlas_opens_that_head_in_the_attention_view(visit):
    app = visit("head_atlas", **SOURCE)
    assert len(app.pictures()) == 3
    point = {"customdata": [2, 1], "x": 1, "y": 2}
    app.session_state["head_atlas"] = {"selection": {"points": [point], "point_indices": [0]}}
    app.run()
    assert app.title[0].value == "Attention view"
    assert (app.session_state["layer"], app.session_state["head"]) == (2, 1)
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
