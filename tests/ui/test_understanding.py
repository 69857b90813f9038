"""The page that checks understanding: asked one by one, explained at the end, kept in the link."""

import json

import pytest

from explorer.lessons import quiz

LAST = len(quiz.topics())
FIRST = quiz.topics()[0].before


def answered(app, form: quiz.Form = "before", right=()):
    """A form answered: rightly at the places in ``right``, wrongly elsewhere, and finished."""
    app.session_state["_check_said"] = {
        (form, number): item.right if number in right else item.wrong[0]
        for number, item in enumerate(topic.item(form) for topic in quiz.topics())
    }
    app.session_state["check_form"] = form
    app.session_state["check_question"] = str(LAST)
    return app.run().press("check_finish")


@pytest.fixture
def app(visit):
    return visit("understanding")


def test_it_asks_which_form_and_then_one_question(app):
    assert "misconceptions" in app.words()
    app.press("check_start_before")
    assert FIRST.ask in app.words()
    assert FIRST.why not in app.words()
    assert app.text_input(key="check_question").value == "1"
    app.press("check_next")
    assert quiz.topics()[1].before.ask in app.words()
    app.press("check_back")
    assert FIRST.ask in app.words()
    app.check_up()


def test_an_answer_is_kept_and_explained_only_when_the_form_is_finished(app):
    app.press("check_start_before")
    at = FIRST.options.index(FIRST.right)
    app.pills(key="check_before_0").set_value(at).run()
    app.press("check_next").press("check_back")
    assert app.pills(key="check_before_0").value == at
    assert not app.success
    app.session_state["check_question"] = str(LAST)
    app.run().press("check_finish")
    assert f"1 of {LAST} right" in app.words()
    app.press("check_review")
    assert app.said("success") == [f"Right: {FIRST.right}."]
    assert FIRST.why in app.words()
    app.press("check_next")
    assert app.said("warning") == ["No answer."]
    app.check_up()


def test_the_evidence_is_computed_and_opens_its_page(app):
    answered(app, right={3}).press("check_review")
    for _ in range(3):
        app.press("check_next")
    assert "“it” gives “animal” 68 % of its attention" in app.words()
    app.press("check_show")
    assert app.title[0].value == "Attention view"
    assert app.text_area(key="text").value == quiz.topics()[3].before.evidence.view.text
    assert (app.text_input(key="layer").value, app.text_input(key="head").value) == ("3", "1")
    app.open("understanding")
    assert quiz.topics()[3].before.ask in app.words()


def test_the_evidence_opens_on_its_own_choices_whatever_was_chosen_before(app):
    answered(app, right={3}).press("check_review")
    for _ in range(3):
        app.press("check_next")
    app.press("check_show")
    view = next(one for one in app.get("bidi_component") if one.key == "attention")
    assert {"side": "query", "at": 10} in values(json.loads(view.proto.mixed.json))
    assert app.session_state["model"] == "all-MiniLM-L6-v2"


def values(node):
    """All that stands in JSON, however deep."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(value for one in inner for value in values(one))]


@pytest.mark.parametrize("form", quiz.FORMS)
def test_views_with_several_pictures_name_the_one_that_is_meant(form):
    wanted = {"sentences": "se_view", "attention_maps": "maps_kind", "similarity": "sim_measure"}
    for topic in quiz.topics():
        view = topic.item(form).evidence.view
        assert wanted.get(view.page) in {None, *view.settings}, topic.label


def test_before_stands_beside_after(app):
    answered(app, "before", right={0, 1})
    said = app.session_state["_check_said"]
    answered(app, "after", right={0, 1, 2, 5})
    app.session_state["_check_said"] = {**said, **app.session_state["_check_said"]}
    app.run()
    assert "Before the lessons: 2 of 12 right. After the lessons: 4 of 12 right." in app.words()
    (picture,) = app.pictures()
    assert [bars["name"] for bars in picture["data"]] == ["before", "after"]
    app.toggle(key="check_numbers").set_value(True).run()
    table = app.dataframe[0].value
    assert table["right before"].sum() == 2
    assert table["right after"].sum() == 4


def test_a_form_may_be_answered_again(app):
    answered(app, right={0}).press("check_again")
    assert FIRST.ask in app.words()
    assert app.session_state["_check_said"] == {}
    assert app.pills(key="check_before_0").value is None


@pytest.mark.parametrize(
    ("link", "number"),
    [({"check_question": "3"}, 3), ({"check_question": "999"}, LAST), ({"check_question": "x"}, 1)],
)
def test_a_link_opens_its_question_and_never_a_result_without_answers(visit, link, number):
    app = visit(check_form="after", **link).open("understanding")
    assert f"question {number} of {LAST}" in str(app.get("progress")[0].proto.text)


def test_a_form_that_there_is_not_is_the_start(visit):
    app = visit(check_form="<b>").open("understanding")
    assert "misconceptions" in app.words()
    app.check_up()
