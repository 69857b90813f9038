"""Why it looked: the page follows layer, head and the chosen pair, and says where it cannot."""

import pytest

TEXT = "The animal did not cross the street because it was too tired."


def test_it_opens_on_the_most_telling_link(visit):
    app = visit("why_it_looked")
    app.check_up()
    words = app.words()
    assert "In layer 3, head 1, “it” scores 3.9 for “animal” and gives it 69 %" in words
    assert "“it” × “animal”, adds 1.2" in words
    assert "itself × itself explains 31 %" in words
    assert app.titles()[0].startswith("Score of “it” for “animal”: 3.9<")
    app.select_slider(key="layer_view").set_value(0).run()
    app.select_slider(key="head_view").set_value(2).run()
    app.check_up()
    assert "position × position, adds" in app.words()
    assert "position × position explains 96 % of how" in app.words()


def test_a_link_opens_the_pair_that_was_chosen(visit):
    app = visit("why_it_looked", text=TEXT, layer="0", head="2", why_query="4 not",
                why_key="3 did")  # fmt: skip
    assert "“not” scores 28.0 for “did”" in app.words()
    app.selectbox(key="why_query").set_value(-1).run()
    app.check_up()
    assert "for “did”" in app.words()  # the query that gives it most
    app.selectbox(key="why_key").set_value(-1).run()
    assert "“it” scores 29.2 for “because”" in app.words()
    app.text_area(key="text").set_value("cat").run()
    app.check_up()


def test_layers_and_heads_count_as_papers_do(visit):
    app = visit("why_it_looked", text=TEXT, layer="0", head="2", papers="true")
    assert "In layer 1, head 3, " in app.words()
    assert all("layer 1, head 3" in title.replace("<br >", " ") for title in app.titles())


@pytest.mark.parametrize("example", [0, 1, 2])
def test_examples_choose_their_head(visit, example):
    app = visit("why_it_looked", text="Another text.", why_key="1 another")
    app.press(f"example_{example}")
    app.check_up()
    said = ("layer 3, head 1, “it” scores", "position × position explains 96 %",
            "word × word explains 73 %")  # fmt: skip
    assert said[example] in app.words()


@pytest.mark.parametrize("layer", ["0", "2"])
@pytest.mark.parametrize("link", [{"specials": "false", "text": "cat"}, {"text": "a", "pair": "a"}])
def test_one_token_and_two_equal_texts(visit, layer, link):
    app = visit("why_it_looked", model="folder:tiny-bert", layer=layer, **link)
    app.check_up()
    assert len(app.pictures()) == 2
    assert ("so there is nothing to explain" in app.words()) == ("specials" in link)


@pytest.mark.parametrize("model", ["tiny-roberta", "tiny-albert"])
def test_other_models_are_split_too(visit, model):
    app = visit("why_it_looked", model=f"folder:{model}", text="The cat sat.", layer="0")
    app.check_up()
    assert len(app.pictures()) == 2
    assert "bias" in str(app.pictures()[0]["layout"]["yaxis"]["ticktext"])


def test_a_model_that_cannot_be_split_is_one_sentence(visit):
    app = visit("why_it_looked", model="folder:tiny-gpt2", text="The cat sat.")
    assert not app.exception and not app.pictures()
    assert [said for said in app.said("warning") if "not built like BERT" in said]


def test_the_neuron_lens_leads_to_the_score(visit):
    app = visit("attention_view", text=TEXT, layer="0", head="2")
    assert not [button for button in app.button if button.key == "view_why"]
    told = {"link": "x", "layer": 0, "heads": [2], "lens": "neuron",
            "pin": {"side": "query", "at": 4}}  # fmt: skip
    app.session_state["attention"] = {"view": told}
    app.run()
    app.press("view_why")
    assert app.session_state["why_query"] == 4 and app.session_state["why_key"] == 3
    app.open("why_it_looked")
    assert "“not” scores 28.0 for “did”" in app.words()
