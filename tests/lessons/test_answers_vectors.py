"""Answers about vectors, similarity, sentences and batches, over numbers worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import LessonError
from explorer.lessons import answering
from explorer.lessons.answers import batches, sentences, similarities, vectors
from explorer.lessons.card import View
from explorer.measures.similarity import cosine_matrix

ANGLES = (0.0, 60.0, 90.0)  # of the vectors below, in degrees
ENGINE = SimpleNamespace(spec=SimpleNamespace(max_tokens=512))


def turned(*degrees):
    """One vector of length 1 for each angle. (N, 2)."""
    return np.stack([(np.cos(a), np.sin(a)) for a in np.deg2rad(degrees)])


def model_of(*traces, **more):
    """A model that reads the texts of these traces, and no other."""
    known = {trace.input.text: trace for trace in traces}
    return SimpleNamespace(trace=lambda text, _pair="": known[text], engine=ENGINE, **more)


def view_of(*traces):
    return View("similarity", "\n".join(trace.input.text for trace in traces))


def text(tokens, *states):
    """A trace of words between [CLS] and [SEP] whose states point where the angles say."""
    hidden = np.stack([turned(45, *angles, 45) for angles in states])  # (L+1, T, 2)
    return make_trace(("[CLS]", *tokens.split(), "[SEP]"), hidden=hidden)


def test_each_answer_has_a_name_of_its_own():
    rooms = [
        __import__(f"explorer.lessons.answers.{room}", fromlist=["x"]) for room in answering.ROOMS
    ]
    names = [
        name
        for room in rooms
        for name, found in vars(room).items()
        if callable(found) and getattr(found, "__module__", "") == room.__name__ and name[0] != "_"
    ]
    assert sorted(names) == sorted(set(names))


# ------------------------------------------------------------ the three tables


def test_the_three_tables_of_the_example():
    example = make_trace()
    model, view = model_of(example), View("embedding_sum", example.input.text)
    found = vectors.table_count(model, view)
    assert found.value == 3
    assert found.facts["tables"] == "word, position, segment"
    shares = vectors.largest_part(model, view, token=1)  # 3 and 4 long, at right angles
    assert shares.value == "position"
    assert shares.facts == {"word": "36 %", "position": "64 %", "segment": "0 %"}
    assert vectors.largest_part(model, view, token=7).value == "segment"  # 3, 4 and 12 long


def test_a_position_vector_is_a_wave_or_it_is_not():
    def with_positions(row):
        parts = [SimpleNamespace(name="position", vectors=np.stack([row, row]))]
        trace = SimpleNamespace(embedding=SimpleNamespace(parts=parts))
        return SimpleNamespace(trace=lambda _text, _pair: trace, engine=ENGINE)

    view, wave = View("embedding_sum", "a"), vectors.sine_waves(1, 64)
    assert wave[:2] == pytest.approx([np.sin(1), np.cos(1)])
    assert vectors.position_pattern(with_positions(3 * wave), view, token=1).value == vectors.WAVES
    rough = wave * np.resize([1, 1, -1, -1], 64)
    found = vectors.position_pattern(with_positions(rough), view, token=1)
    assert found.value == vectors.NO_WAVES
    assert found.facts["rows"] == "512"


# ------------------------------------------------------------ hidden states


def test_states_are_one_more_than_layers():
    example = make_trace()
    found = vectors.state_count(model_of(example), View("", example.input.text))
    assert found.value == 3
    assert found.facts["layers"] == "2"


def test_what_is_left_of_a_word():
    read = text("one two", (0, 0), (60, 10))  # the first state stands for the table
    model, view = model_of(read), View("", read.input.text)
    assert vectors.static_left(model, view, word="one").value == pytest.approx(0.5)
    assert vectors.keeps_least(model, view).value == "one"
    assert vectors.keeps_little(model, view, below=0.6).value is True
    assert vectors.keeps_little(model, view, below=0.4).value is False


def test_a_text_of_marks_has_no_word_to_keep_anything():
    read = text(". ,", (0, 0), (60, 10))
    with pytest.raises(LessonError, match="no word"):
        vectors.keeps_least(model_of(read), View("", read.input.text))


# ------------------------------------------------------------ similarity


def test_one_word_in_two_sentences():
    first, second = text("a bank", (0, 0), (0, 0)), text("bank b", (0, 0), (60, 0))
    model, view = model_of(first, second), view_of(first, second)
    found = similarities.context_pair(model, view, word="bank", state=1, a=0, b=1)
    assert found.value == pytest.approx(0.5)
    assert found.facts["first"] == "1.00"
    step = similarities.largest_step(model, view, word="bank")
    assert step.value == "layer 0"
    assert (step.facts["before"], step.facts["after"]) == ("1.00", "0.50")
    pair = View("", first.input.text, second.input.text)
    static = similarities.static_pair(model, pair, word="bank")
    assert static.value == pytest.approx(1)


def test_a_word_that_stands_twice():
    read = text("saw a saw", (0, 20, 60), (0, 20, 90))
    model, view = model_of(read), View("", read.input.text)
    assert similarities.word_twice(model, view, state=0).value == pytest.approx(0.5, abs=0.01)
    assert similarities.word_twice_apart(model, view, state=1, below=0.1).value is True
    assert similarities.word_twice_apart(model, view, state=0, below=0.1).value is False
    once = text("a saw", (0, 20), (0, 20))
    with pytest.raises(LessonError, match="No word stands twice"):
        similarities.word_twice(model_of(once), View("", once.input.text), state=0)


def test_unrelated_words_are_what_a_pair_is_compared_with():
    first, second = text("cat", (0,), (0,)), text("dog", (0,), (60,))
    baseline = SimpleNamespace(cosine=np.array([0.25, 0.125]))
    model = model_of(first, second, baseline=lambda: baseline)
    view = View("", first.input.text, second.input.text)
    assert similarities.unrelated(model, view, state=0).value == 0.25
    found = similarities.above_unrelated(model, view, first="cat", second="dog", state=1)
    assert found.value == pytest.approx(0.375)
    assert found.facts["above_before"] == "0.75"


def test_half_of_a_cosine_may_be_one_dimension():
    first, second = text("cat", (0,), (45,)), text("dog", (0,), (45,))
    model, view = model_of(first, second), View("", first.input.text, second.input.text)
    found = similarities.dimensions_for_half(model, view, first="cat", second="dog", state=0)
    assert found.value == 1
    assert found.facts["part"] == "1.00"
    even = similarities.dimensions_for_half(model, view, first="cat", second="dog", state=1)
    assert even.facts["part"] == "0.50"


def test_two_different_words_that_are_alike():
    read = text("a b .", (0, 0, 0), (0, 60, 0))
    model, view = model_of(read), View("", read.input.text)
    found = similarities.alike_words(model, view, above=0.4)  # the mark is no word
    assert found.value is True
    assert found.facts == {"one": "a", "other": "b", "cosine": "0.50"}
    assert similarities.alike_words(model, view, above=0.6).value is False


# ------------------------------------------------------------ sentences


@pytest.fixture
def three(monkeypatch):
    """Three sentences at known angles: the first two 60 degrees apart, the last at 90."""
    values = cosine_matrix(turned(*ANGLES), turned(*ANGLES))
    monkeypatch.setattr(
        sentences, "similarity", lambda _model, lines: values[: len(lines), : len(lines)]
    )


@pytest.mark.usefixtures("three")
def test_sentences_are_compared_line_by_line():
    view = View("sentences", "Dogs bark.\nDogs never bark.\n\nCats purr.")
    assert sentences.sentence_cosine(None, view).value == pytest.approx(0.5)
    nearest = sentences.nearest_sentence(None, view, to=1)
    assert nearest.value == "Cats purr."
    assert (nearest.facts["best"], nearest.facts["next"]) == ("0.87", "0.50")


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("lines", "below", "parts"),
    [
        ("Dogs bark.\nDogs never bark.", 0.6, True),
        ("Dogs bark.\nDogs don't bark.", 0.6, True),
        ("Dogs bark.\nDogs never bark.", 0.4, False),
        ("Dogs bark.\nCats purr.", 0.6, False),
        ("No dog barks.\nNo cat barks.", 0.6, False),
    ],
)
def test_a_negation_has_to_be_one(lines, below, parts):
    found = sentences.negation_parts(None, View("sentences", lines), below=below)
    assert found.value is parts


def test_one_line_is_no_pair():
    with pytest.raises(LessonError, match="Two sentences"):
        sentences.negation_parts(None, View("sentences", "Dogs bark."), below=1)


# ------------------------------------------------------------ batches


def test_padding_and_the_mask(bundled):
    model = SimpleNamespace(engine=bundled)
    view = View("batches", "yes\nyes it is")
    padded = batches.padding_count(model, view, row=0)
    assert padded.value == 2
    assert padded.facts == {"own": "3", "width": "5"}
    assert batches.masked_change(model, view, row=0).value == batches.STAYS
    assert batches.masked_change(model, view, row=0, side="left").value == batches.CHANGES
    assert batches.forgotten_mask(model, view, row=1).value == pytest.approx(1)
    assert batches.forgotten_mask(model, view, row=0).value < 0.99
    assert batches.needs_no_mask(model, view).value is False
    assert batches.needs_no_mask(model, View("batches", "yes")).value is False, "one is no batch"
    assert batches.needs_no_mask(model, View("batches", "yes\nno")).value is True
