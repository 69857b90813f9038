"""What readers choose and type: kept from page to page, read or refused with a sentence."""

from explorer.examples import EXAMPLES
from explorer.text import MAX_CHARACTERS


def test_choices_survive_a_change_of_page(visit):
    app = visit("attention_maps")
    app.text_area(key="text").set_value("The bird ate.").run()
    app.select_slider(key="layer_view").set_value(4).run()
    app.select_slider(key="head_view").set_value(7).run()
    assert "layer 4, head 7" in app.titles()[0]
    app.open("similarity")
    assert "The bird ate." in app.titles()[0]
    app.open("attention_maps")
    assert "layer 4, head 7" in app.titles()[0]
    assert app.text_area(key="text").value == "The bird ate."


def test_numbers_from_one_as_papers_do(visit):
    app = visit("attention_maps", papers="true", layer="3", head="5")
    assert "layer 4, head 6" in app.titles()[0]
    assert app.session_state["layer"] == "3"  # the link stays zero-based


def test_a_smaller_model_has_its_own_last_layer(visit):
    app = visit("attention_maps", layer="5", head="11")
    assert "layer 5, head 11" in app.titles()[0]
    app.selectbox(key="model").set_value("folder:tiny-bert").run()
    app.check_up()
    assert "layer 2, head 3" in app.titles()[0]


def test_an_example_fills_both_boxes(visit):
    app = visit(text="mine")
    app.button(key="example_2").click().run()
    assert app.text_area(key="text").value == EXAMPLES[2].text
    assert app.text_area(key="pair").value == EXAMPLES[2].pair
    app.check_up()


def test_too_long_a_text_is_refused_and_kept(visit):
    app = visit("attention_maps")
    long = "word " * (MAX_CHARACTERS // 5 + 1)
    app.text_area(key="text").set_value(long).run()
    app.check_up()
    assert "at most 200,000 can be read: shorten it" in " ".join(app.said())
    assert app.text_area(key="text").value == long


def test_one_hundred_thousand_characters_are_cut_and_the_page_says_so(visit):
    app = visit("tokens")
    app.text_area(key="text").set_value("word " * 20_000).run()
    app.check_up()
    said = " ".join(app.said())
    assert "This model reads at most 512 tokens: the last 19,490 were cut off, from “word" in said
    app.open("attention_maps").check_up()


def test_words_already_split(visit):
    app = visit("tokens", split="true", text="New York\nis\nbig")
    app.check_up()
    assert "3 words" in app.words()
    app.text_area(key="text").set_value("New York\n\nbig").run()
    app.check_up()
    assert "Word 2 of 3 is empty" in " ".join(app.said())
    assert app.text_area(key="text").value == "New York\n\nbig"


def test_without_special_tokens(visit):
    app = visit("attention_maps", specials="false", text="The cat sat.")
    labels = app.pictures()[0]["layout"]["xaxis"]["ticktext"]
    assert labels == ["the", "cat", "sat", "."]


def test_a_page_with_models_of_its_own_opens_on_the_shared_one(visit):
    app = visit("fill_mask", model="teaching:small-bert")
    app.check_up()
    assert app.selectbox(key="fill_mask_model").value == "teaching:small-bert"
    other = visit("fill_mask", model="teaching:next-token")  # not offered there
    other.check_up()
    assert other.selectbox(key="fill_mask_model").value == "all-MiniLM-L6-v2"
    assert "has no head for masked words: all-MiniLM-L6-v2 (bundled) answers here." in other.words()
    own = visit("fill_mask", model="teaching:small-bert", fill_mask_model="all-MiniLM-L6-v2")
    assert own.selectbox(key="fill_mask_model").value == "all-MiniLM-L6-v2"
