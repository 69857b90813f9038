"""Lessons in the app, without a browser: what is asked, what is said, where the link leads."""

import json

import pytest

from explorer.lessons import card
from explorer.ui import show

IT = "it-tired-or-wide"


def shows_attention(app):
    return any(one.key == "attention" for one in app.get("bidi_component"))


def test_a_step_asks_before_it_shows(visit):
    app = visit(lesson=IT)
    app.check_up()
    assert app.subheader[-1].value == "To which word does “it” give most of its attention?"
    assert not shows_attention(app)


def test_a_right_prediction_is_told_so_and_shows_the_picture(visit):
    app = visit(lesson=IT)
    app.pills(key=f"guess_{IT}_0").set_value(1).run()
    assert app.said("success") == ["Right. The model: animal."]
    assert "68 % of the attention" in app.words()
    assert app.title[0].value == "Attention view"
    assert shows_attention(app)


def test_a_wrong_prediction_hears_what_the_model_says(visit):
    app = visit(lesson=IT, step="2")
    app.slider(key=f"guess_{IT}_1").set_value(90).run()
    app.press("lesson_predict")
    assert app.said("warning") == ["You: 90 %. The model: 28 %."]


def test_the_first_prediction_counts(visit):
    app = visit(lesson=IT)
    app.press("lesson_skip")
    assert app.said("info") == ["The model: animal."]
    app.press("lesson_next").press("lesson_back")
    assert app.said("info") == ["The model: animal."]


def test_next_brings_the_text_of_the_next_step(visit):
    app = visit(lesson=IT).press("lesson_next")
    assert app.session_state["text"].endswith("too wide.")
    assert app.session_state["step"] == "2"


def test_a_text_of_ones_own_is_judged(visit):
    lesson = card.find(IT)
    app = visit(lesson=IT, step=str(len(lesson.steps)))
    assert not app.said("success")
    app.text_input(key="text_line").set_value(lesson.steps[1].view.text).run()
    assert app.said("info")[-1] == "Not yet: try another text."
    app.text_input(key="text_line").set_value(lesson.steps[-1].question.solution).run()
    assert app.said("success") == ["You have found one."]


def test_lines_of_ones_own_are_judged_in_the_box_of_their_page(visit):
    lesson = card.find("similarity-and-negation")
    app = visit(lesson=lesson.name, step=str(len(lesson.steps)))
    assert "Change the lines in the box above the picture and press Ctrl+Enter." in app.words()
    box = app.text_area(key="se_text")
    assert box.value == lesson.steps[-1].view.text
    box.set_value("Dogs bark.").run()
    assert "Two sentences are needed, one a line." in app.said("warning")
    app.text_area(key="se_text").set_value(lesson.steps[-1].question.solution).run()
    assert app.said("success") == ["You have found one."]


def test_lines_are_asked_about_one_by_one_and_an_answer_ends_once(visit):
    lesson = card.find("similarity-and-negation")
    app = visit(lesson=lesson.name, step="2")
    lines = [show.plain(line) for line in lesson.steps[1].view.text.split("\n")]
    assert set(lines) <= {one.value for one in app.markdown}
    app.press("lesson_skip")
    assert app.said("info") == ["The model: Smoking is not allowed here."]


def test_a_text_without_the_word_is_told_so(visit):
    app = visit(lesson=IT, step="4")
    app.text_input(key="text_line").set_value("A dog slept.").run()
    assert "“it” does not stand in this text." in app.said("warning")


def test_an_unknown_lesson_is_one_sentence_and_the_page_opens(visit):
    app = visit("tokens", lesson="<b>nothing</b>")
    app.check_up()
    assert any("There is no lesson “<b>nothing</b>”" in said for said in app.said("warning"))
    assert app.title[0].value == "Tokens"


@pytest.mark.parametrize("step", ["0", "-3", "99", "x", "1e9", "²"])
def test_a_step_that_is_none_is_brought_within_the_lesson(visit, step):
    app = visit(lesson=IT, step=step)
    app.check_up()
    assert "step " in app.words()


def test_another_model_is_told_which_one_the_lesson_needs(visit):
    app = visit(lesson=IT, model="some/body")
    app.check_up()
    assert any("all-MiniLM-L6-v2, which comes with the app" in said for said in app.said("info"))
    assert "lesson_leave" in [button.key for button in app.button]
    app.press("lesson_model")
    assert app.session_state["model"] == "all-MiniLM-L6-v2"
    assert "step 1 of" in app.words()


def test_another_page_can_be_looked_at_in_the_middle_of_a_step(visit):
    app = visit(lesson=IT).open("tokens")
    assert app.title[0].value == "Tokens"
    assert "reads your text" in app.words()
    assert "step 1 of" in app.words()
    app.press("lesson_again")
    assert app.title[0].value == "Attention view"
    assert "step 1 of" not in app.open("lessons").words()


def test_the_last_step_leads_back_to_the_list(visit):
    app = visit(lesson=IT, step="4").press("lesson_finish")
    assert app.title[0].value == "Lessons"
    assert app.session_state["lesson"] == ""


def test_the_projector_shows_the_picture_first_and_goes_on_then(visit):
    app = visit(lesson=IT, present="1").press("lesson_next")
    assert app.session_state["step"] in ("", "1")
    assert "68 % of the attention" in app.words()
    app.press("lesson_next")
    assert app.session_state["step"] == "2"
    app.press("present_leave")
    assert "step 2 of" in app.words()


def test_open_freely_leaves_the_lesson_and_keeps_the_view(visit):
    app = visit(lesson=IT, step="2").press("lesson_leave")
    assert app.session_state["lesson"] == ""
    assert app.session_state["text"].endswith("too wide.")


def test_finished_steps_are_counted_and_restored(visit):
    app = visit(lesson=IT).press("lesson_skip").press("lesson_leave").open("lessons")
    assert "1 of 4 steps done" in app.words()
    other = visit("lessons")
    saved = json.dumps({"kind": "BERT Explorer lessons", "finished": {IT: [0, 1, 77]}}).encode()
    other.file_uploader(key="lesson_open").set_value(("mine.json", saved, "application/json")).run()
    assert "2 finished steps are marked again." in other.words()


def test_a_file_that_is_none_is_one_sentence(visit):
    app = visit("lessons")
    bad = ("mine.json", b"[1, 2]", "application/json")
    app.file_uploader(key="lesson_open").set_value(bad).run()
    assert app.said("warning") == ["This file holds no finished lessons: choose one saved here."]


def test_the_notes_name_the_expected_answers(visit):
    app = visit("speaker_notes", notes_of=IT)
    app.check_up()
    assert "Expect: animal" in app.words()
    assert card.find(IT).steps[0].notes in app.words()


def opened_on(app, key):
    """The link that a view begins with."""
    node = next(one for one in app.get("bidi_component") if one.key == key)
    return json.loads(node.proto.mixed.json)["meta"]["start"]["link"]


def test_a_step_about_the_decoder_opens_the_view_on_it(visit):
    app = visit(lesson="a-date-rewritten", step="3").press("lesson_skip")
    app.check_up()
    assert opened_on(app, "pairs").startswith("part.1")
    app.press("lesson_next").press("lesson_skip").press("lesson_back")
    assert opened_on(app, "pairs").startswith("part.1")
    assert app.said("info") == ["The model: 0 %."]


def test_a_step_of_writing_points_at_its_token_whatever_was_chosen_before(visit):
    app = visit(lesson="a-date-rewritten").press("lesson_skip")
    assert app.slider(key="pairs_step_11").value == 10
    app.slider(key="pairs_step_11").set_value(2).run()
    app.text_input(key="pairs_source").set_value("two").run()
    app.press("lesson_next").press("lesson_skip")
    assert app.slider(key="pairs_step_11").value == 10
    assert app.text_input(key="pairs_source").value == "the third of May 1998"


def test_a_source_text_of_ones_own_is_judged_in_its_box(visit):
    lesson = card.find("a-date-rewritten")
    app = visit(lesson=lesson.name, step=str(len(lesson.steps)))
    assert "Change the text above the picture and press Enter." in app.words()
    app.text_input(key="pairs_source").set_value("29 February 2000").run()
    assert app.said("info")[-1] == "Not yet: try another text."
    app.text_input(key="pairs_source").set_value(lesson.steps[-1].question.solution).run()
    assert app.said("success") == ["You have found one."]


def test_a_training_is_asked_about_and_then_shown_to_its_end(visit):
    app = visit(lesson="watch-it-learn", step="2")
    assert not app.pictures()
    app.press("lesson_skip")
    app.check_up()
    assert app.said("info") == ["The model: the full stop."]
    assert "After 200 of 200 steps" in app.words() and "you expected" not in app.words()
    app.press("lesson_back").press("lesson_skip")
    assert "Before any training" in app.words()
