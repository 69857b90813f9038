"""Syntax: the tree beside the one made by hand, other texts, and another model."""


def test_a_sentence_that_ships_here_stands_beside_its_tree_by_hand(visit):
    said = visit("syntax").words()
    assert "of 7 links are those of the tree made by hand" in said
    assert "linking each word to the next finds" in said


def test_another_text_has_a_tree_alone(visit):
    app = visit("syntax", text="Yesterday my neighbour sold the car.")
    assert "links are those of the tree made by hand" not in app.words()
    assert len(app.get("plotly_chart")) >= 2


def test_of_a_pair_the_first_text_is_drawn(visit):
    app = visit("syntax", text="Cats sleep all day.", pair="Dogs bark.")
    drawn = str(app.get("plotly_chart")[0].proto)
    assert "sleep" in drawn
    assert "bark" not in drawn


def test_what_has_no_tree_gets_a_sentence(visit):
    assert "two words or more" in visit("syntax", text="Cats").words()
    assert "choose that model" in visit("syntax", model="folder:tiny-bert").words()
