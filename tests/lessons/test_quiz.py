"""A check of understanding: every number is the bundled model's, and no form of answer tells."""

import inspect
from collections import Counter
from importlib import import_module

import pytest

from explorer.errors import LessonError
from explorer.lessons import Loaded, answering, quiz
from explorer.ui.registry import PAGES, named

ITEMS = [(topic.item(form), form) for topic in quiz.topics() for form in quiz.FORMS]
EACH_ITEM = pytest.mark.parametrize(
    "item", [item for item, _ in ITEMS], ids=[item.evidence.answer for item, _ in ITEMS]
)
FIRST = quiz.topics()[0]


@pytest.fixture(scope="module")
def model(bundled):
    return Loaded(bundled)


def test_twelve_misconceptions_two_questions_each():
    assert len(quiz.topics()) == 12
    assert {file.stem for file in quiz.QUESTIONS.glob("*.toml")} == set(
        (quiz.QUESTIONS / "order.txt").read_text("utf-8").split()
    )
    asked = [topic.item(form).ask for topic in quiz.topics() for form in quiz.FORMS]
    assert len(set(asked)) == 24


@pytest.mark.parametrize("topic", quiz.topics(), ids=lambda topic: topic.label)
def test_a_misconception_is_named(topic):
    assert topic.says.endswith(".")
    assert len(topic.label) <= 22  # stands whole beside its bar, on paper too


@EACH_ITEM
def test_a_question_has_four_answers_and_a_reason(item):
    assert len(item.wrong) == 3
    assert len(set(item.options)) == 4
    assert item.ask.endswith("?")
    assert item.why.count(".") - item.why.count("et al.") >= 2
    assert not any(option.endswith(".") for option in item.options if "“" not in option)
    assert len(f"{item.ask} {' '.join(item.options)}".split()) <= 90
    assert item.evidence.view.page in {named(page) for page in PAGES}


@EACH_ITEM
def test_the_evidence_is_what_the_model_computes(item, model):
    found = item.evidence.computed(model)
    if isinstance(found.value, str):
        assert found.value == item.evidence.key
    else:
        key, tolerance = float(item.evidence.key), item.evidence.tolerance
        assert found.value == pytest.approx(key, abs=tolerance)
        assert tolerance <= max(abs(key) * 0.1, 1)
    sentence = item.evidence.sentence(model)
    assert "{" not in sentence
    assert any(sign.isdigit() for sign in sentence)


def test_the_right_answer_has_no_place_of_its_own():
    """Whoever always takes the same place, or the longest answer, gets no more than by chance."""
    places = Counter((form, item.options.index(item.right)) for item, form in ITEMS)
    assert set(places.values()) == {3}
    assert len(places) == 8
    longest = sum(item.right == max(item.options, key=len) for item, _ in ITEMS)
    shortest = sum(item.right == min(item.options, key=len) for item, _ in ITEMS)
    assert longest <= 8
    assert shortest <= 8


def test_what_was_left_out_or_wrong_does_not_count():
    said: quiz.Said = {("before", 0): FIRST.before.right, ("before", 1): "something else",
                       ("after", 0): FIRST.before.right}  # fmt: skip
    assert quiz.right_answers("before", said) == [1] + [0] * 11
    assert sum(quiz.right_answers("after", said)) == 0


def test_counts_hold_the_finished_forms_and_nothing_else():
    said: quiz.Said = {("after", 0): FIRST.after.right}
    table = quiz.counts(said, {"after"})
    assert list(table) == ["misconception", "asked after", "right after"]
    assert [table[name][0] for name in table] == [FIRST.label, 1, 1]
    assert table["right after"] == [1] + [0] * 11
    assert "asked before" in quiz.counts(said, {"before", "after"})


def test_a_file_without_two_questions_is_one_sentence(tmp_path):
    file = tmp_path / "half.toml"
    for text in ("label = [", 'label = "x"\n[before]\nask = "?"', 'label = "x"'):
        file.write_text(text)
        with pytest.raises(LessonError, match=r"“half.toml” holds no two questions"):
            quiz.read(file)


def test_no_two_rooms_of_answers_have_a_function_of_one_name():
    """The first room would answer in place of the second."""
    names = Counter(
        name
        for room in answering.ROOMS
        for name, found in vars(import_module(f"explorer.lessons.answers.{room}")).items()
        if inspect.isfunction(found) and found.__module__.endswith(f".{room}") and name[0] != "_"
    )
    assert names.most_common(1)[0][1] == 1
