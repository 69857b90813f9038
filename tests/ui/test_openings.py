"""What pages open on, and the questions that come before the answers."""

import pytest

from explorer.examples import EXAMPLES
from explorer.ui.registry import EVERY, MENU, PAGES, menu, named


def test_the_menu_holds_every_page_once():
    entries = menu()
    files = [info.file for infos in entries.values() for info in infos]
    assert sorted(files) == sorted(info.file for info in EVERY)
    assert [info.file for info in entries[""]] == list(MENU)


@pytest.mark.parametrize(
    ("page", "text"),
    [("tokens", "hyperparameterization"), ("fill_mask", "[MASK]"), ("tag", "Paris")],
)
def test_a_page_opens_on_its_example_until_a_text_is_brought(visit, page, text):
    app = visit(page)
    assert text in app.text_area(key="text").value
    app.open("attention_maps")
    assert app.text_area(key="text").value == EXAMPLES[0].text
    app.text_area(key="text").set_value("The bird ate.").run()
    assert app.open(page).text_area(key="text").value == "The bird ate."


NEXT_TOKEN = "teaching:next-token"
AGAIN = "blue garden horse blue garden"


def test_a_model_that_copies_opens_on_words_that_come_again(visit):
    app = visit("attention_view", model=NEXT_TOKEN)
    assert app.text_area(key="text").value == AGAIN
    app.open("attention_maps")
    assert app.text_area(key="text").value == EXAMPLES[0].text


def test_its_most_telling_head_looks_at_what_followed_the_first_time(visit):
    from explorer.text import TextInput
    from explorer.ui import cache

    visit("attention_view", model=NEXT_TOKEN)
    trace = cache.get_trace(NEXT_TOKEN, TextInput(AGAIN))
    link = cache.telling(trace)
    words = trace.word[[link.query, link.key]].tolist()
    assert words == [3, 1]  # the second "blue" looks at the first "garden"


@pytest.mark.parametrize("chosen", [{"layer": "1"}, {"head": "2"}, {"text": "The cat sat."}])
def test_a_link_that_chose_keeps_its_text_also_later(visit, chosen):
    app = visit("attention_view", model=NEXT_TOKEN, **chosen)
    for _ in range(2):
        assert app.text_area(key="text").value == chosen.get("text", EXAMPLES[0].text)
        app.run()


def test_a_head_that_is_chosen_later_keeps_the_opening(visit):
    app = visit("attention_view", model=NEXT_TOKEN)
    app.session_state["head"] = "2"
    app.run().run()
    assert app.text_area(key="text").value == AGAIN


def test_a_link_with_a_text_is_never_replaced(visit):
    assert visit("tokens", text="A text.").text_area(key="text").value == "A text."
    app = visit("answer", answer_question="Who sat?")
    assert app.text_input(key="answer_question").value == "Who sat?"


def test_the_most_telling_head_is_shown_until_one_is_chosen(visit):
    app = visit("attention_maps")
    assert "layer 3, head 1" in app.titles()[0]
    app.select_slider(key="layer_view").set_value(2).run()
    assert "layer 2, head 1" in app.titles()[0]
    app.text_area(key="text").set_value("Anna lost her keys.").run()
    assert "layer 2, head 1" in app.titles()[0]  # a choice stays
    app.press("telling")
    assert app.session_state["layer"] == ""


def test_difference_opens_on_the_head_that_moved_most(visit):
    app = visit("difference")
    from explorer.measures.telling_change import telling_change
    from explorer.text import TextInput
    from explorer.ui import cache

    read = [cache.get_trace("all-MiniLM-L6-v2", TextInput(EXAMPLES[n].text)) for n in (0, 1)]
    moved = telling_change(*read)
    assert f"layer {moved.layer}, head {moved.head}" in app.titles()[0]


def test_the_question_comes_first_and_the_answer_on_request(visit):
    app = visit("attention_maps")
    assert EXAMPLES[0].question in app.words()
    assert EXAMPLES[0].answer not in app.words()
    app.toggle(key="predict_answer").set_value(True).run()
    assert EXAMPLES[0].answer in app.words()
    app.text_area(key="text").set_value("A text of my own.").run()
    assert EXAMPLES[0].question not in app.words()


def test_an_example_of_a_page_fills_its_inputs_and_clears_the_second_text(visit):
    app = visit("classify", text="mine", pair="also mine")
    app.press("example_0")
    assert app.text_area(key="text").value != "mine"
    assert app.text_area(key="pair").value == ""
    app.check_up()


def test_every_page_with_examples_offers_them_in_the_bar(visit):
    from explorer.ui import openings

    for info in PAGES:
        offered = openings.own(info)
        if offered:
            app = visit(named(info))
            keys = [f"example_{number}" for number in range(len(offered))]
            assert [app.button(key=key).label for key in keys] == [one.title for one in offered]
            assert all(one.look_for for one in offered), info.file
            assert all(one.look_for in app.words() for one in offered), info.file
