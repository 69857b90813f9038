"""What made it: a logit taken apart by words, and a link of its graph cut in the model."""

import re

import pytest


def number(pattern, app):
    """The number in a sentence of the page."""
    found = re.search(pattern, app.words())
    assert found, app.words()
    return float(found[1])


def test_the_page_opens_on_a_negation(visit):
    app = visit("what_made_it")
    app.check_up()
    assert "the logit of “negative”" in app.words()
    assert number(r"“not” \(\+(\d\.\d+)\) and “good” \(\+0\.\d+\) raise it", app) > 1
    assert re.search(r"“film” \(-0\.\d+\) lowers it\.", app.words())
    text, bars, graph = app.pictures()
    assert "What makes the logit of “negative”" in text["layout"]["title"]["text"]
    assert len(bars["data"][0]["y"]) == 10  # eight tokens, and two kinds of biases
    assert "the 200 strongest edges of 5,913 carry 74 %" in graph["layout"]["title"]["text"]


def test_the_parts_are_those_of_the_other_label_when_it_is_chosen(visit):
    app = visit("what_made_it")
    app.selectbox(key="made_label").set_value(1).run()
    assert "the logit of “positive”" in app.words()
    assert re.search(r"“film” \(\+0\.\d+\) raises it", app.words())
    app.toggle(key="made_over").set_value(True).run()
    assert "the logit of “positive” over “negative”" in app.words()
    assert number(r"“not” \((-\d\.\d+)\)", app) < -1


def test_a_link_is_cut_in_the_model_beside_its_claim(visit):
    app = visit("what_made_it")
    claim = number(r"The graph claims ([+-]\d\.\d+)", app)
    cut = number(r"the model says ([+-]\d\.\d+)", app)
    assert claim * cut > 0
    app.selectbox(key="made_edge").set_value(1).run()
    assert number(r"The graph claims ([+-]\d\.\d+)", app) != claim


@pytest.mark.parametrize(
    ("task", "text", "said"),
    [
        ("named entities", "Paris Hilton flew to Poughkeepsie.", "over “"),
        ("masked words", "Paris is the capital of France.", "so token"),
        ("question answering", "Who sat?", "type a second text"),
        ("entailment", "A dog ran.", "type a second one"),
    ],
)
def test_every_task_is_split_or_says_what_it_lacks(visit, task, text, said):
    app = visit("what_made_it", text=text, made_task=task)
    app.check_up()
    assert said in app.words()


def test_an_answer_and_a_pair_of_texts(visit):
    link = {"text": "Who sat?", "pair": "The cat sat on the mat."}
    app = visit("what_made_it", **link, made_task="question answering")
    assert "the start and end logit of “" in app.words()
    app.selectbox(key="made_task").set_value("entailment").run()
    app.check_up()
    assert "multiplies and compares the vectors" in app.words()


def test_a_checkpoints_head_is_split_too(visit):
    app = visit("what_made_it", text="The cat sat on unbelievable mats.",
                classify_model="folder:classifier")  # fmt: skip
    app.check_up()
    words = len(app.pictures()[1]["data"][0]["y"])
    app.toggle(key="made_pieces").set_value(True).run()
    assert len(app.pictures()[1]["data"][0]["y"]) > words


def test_one_token(visit):
    app = visit("what_made_it", text="cat", specials="false")
    app.check_up()
    assert len(app.pictures()) == 3


def test_a_long_text_asks_first_and_is_drawn_in_part(visit):
    app = visit("what_made_it", text="word " * 600)
    app.check_up()
    assert not app.pictures()
    app.press("made_parts_start")
    app.press("made_graph_start")
    app.check_up()
    chips, _, graph = app.pictures()
    title = chips["layout"]["title"]["text"].replace("<br >", " ")
    assert "the first 120 of 512" in title
    assert len(chips["data"][0]["text"]) == 120
    assert len(graph["layout"]["xaxis"]["tickvals"]) <= 64


def test_a_click_on_a_link_is_followed_once(visit, monkeypatch):
    from explorer.ui import show
    from explorer.ui.panels import what_made_it_graph

    app = visit("what_made_it")
    claim = number(r"The graph claims ([+-]\d\.\d+)", app)
    clicked = []
    draw = show.clickable_picture
    monkeypatch.setattr(show, "clickable_picture", lambda *a: draw(*a) or (clicked or [None])[0])
    places = []
    offered = what_made_it_graph.offered
    monkeypatch.setattr(
        what_made_it_graph, "offered", lambda found: places.append(offered(found)) or places[-1]
    )
    app.run()
    clicked.append((places[-1][3],))
    app.run()
    assert app.selectbox(key="made_edge").value == 3
    assert number(r"The graph claims ([+-]\d\.\d+)", app) != claim
    app.selectbox(key="made_edge").set_value(1).run()  # the selection in the picture stays
    assert app.selectbox(key="made_edge").value == 1


def test_values_of_a_link_that_fit_nothing(visit):
    app = visit(
        "what_made_it", text="The film was good.", made_task="named entities", made_label="99",
        made_token="-4", made_edge="500", made_over_tags="maybe", made_pieces="7",
    )  # fmt: skip
    app.check_up()
    assert len(app.pictures()) == 3
