"""Every lesson: what its card says can be read, and its key is what the bundled model computes."""

import pytest

from explorer.errors import ExplorerError, LessonError
from explorer.lessons import Loaded, answering, card
from explorer.ui.registry import PAGES, named

LESSONS = card.lessons()
STEPS = [
    pytest.param(step, id=f"{lesson.name}-{number}")
    for lesson in LESSONS.values()
    for number, step in enumerate(lesson.steps, start=1)
]
EACH_STEP = pytest.mark.parametrize("step", STEPS)


@pytest.fixture(scope="module")
def model(bundled):
    return Loaded(bundled)


def test_the_folder_holds_what_the_order_names():
    assert {file.stem for file in card.CARDS.glob("*.toml")} == set(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_a_lesson_says_what_it_is_for(lesson):
    assert 5 <= lesson.minutes <= 10
    assert lesson.aim.endswith(".")
    assert len(lesson.steps) >= 4
    assert lesson.misconceptions
    assert lesson.steps[-1].question.kind == "own"
    assert lesson.steps[0].hint, "help fades from step to step: the first step has a hint"
    assert not lesson.steps[-1].hint


@EACH_STEP
def test_a_step_can_be_read_at_a_glance(step):
    said = f"{step.text} {step.question.ask} {step.why}"
    assert len(said.split()) <= card.MOST_WORDS
    assert step.question.ask.endswith(("?", "."))
    assert step.why.endswith((".", "?"))
    assert step.notes
    assert step.view.page in {named(page) for page in PAGES}


@EACH_STEP
def test_the_key_is_what_the_model_computes(step, model):
    asked = step.question
    if asked.kind == "own":
        assert answering.judge(step, model, asked.solution, asked.solution_pair).value is True
        assert answering.judge(step, model, step.view.text, step.view.pair).value is False
        return
    found = answering.answer(step, model)
    if isinstance(found.value, str):
        assert found.value == asked.key
    else:
        assert found.value == pytest.approx(float(asked.key), abs=asked.tolerance)
        assert asked.tolerance <= max(abs(float(asked.key)) * 0.1, 1)
    assert "{" not in answering.explained(step, found)


@EACH_STEP
def test_one_prediction_is_right_and_another_is_not(step, model):
    asked = step.question
    if asked.kind == "own":
        return
    true = answering.answer(step, model).value
    offered = {
        "choice": list(asked.options),
        "word": step.view.text.split(),
        "slider": [asked.low, asked.high],
        "number": [asked.low, asked.high],
    }[asked.kind]
    verdicts = [answering.is_right(asked, option, true) for option in offered]
    assert not all(verdicts)
    if asked.kind == "choice":
        assert sum(verdicts) == 1
    elif asked.kind != "word":
        assert asked.low <= true <= asked.high
        assert answering.is_right(asked, true, true)


def test_an_unknown_lesson_is_one_sentence():
    with pytest.raises(LessonError, match=r"no lesson “nothing”: choose one"):
        card.find("nothing")


def test_a_card_that_is_none_names_its_file(tmp_path):
    file = tmp_path / "broken.toml"
    for text in ("title = [", 'title = "x"', 'steps = [{question = {kind = "guess"}}]'):
        file.write_text(text)
        with pytest.raises(ExplorerError, match=r"“broken.toml” is not a lesson card"):
            card.read(file)


@EACH_STEP
def test_a_slider_does_not_start_on_the_answer(step):
    asked = step.question
    if asked.kind == "slider":
        assert not answering.is_right(asked, asked.middle, float(asked.key))


def test_a_slider_starts_in_its_middle():
    assert card.Question("?", "slider", "x", step=0.01).middle == pytest.approx(0.5)
    assert card.Question("?", "slider", "x", low=1, high=8).middle == 4
