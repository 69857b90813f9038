"""Running text with labelled spans: nothing is lost, nothing collides, scripts keep their way."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from support.traces import prediction

from explorer import figures, pictures, tables
from explorer.errors import ExportError
from explorer.figures.text_rows import Mark, Passage, lay, stretches
from explorer.tasks import answer, tag
from explorer.text import TextInput, percent

TEXT = "Paris Hilton flew from Paris to Poughkeepsie on a rather sunny morning in May."
MARKS = (Mark(0, 12, "PER"), Mark(23, 28, "LOC"), Mark(32, 44, "LOC"))
HEBREW = "הוא אמר Bill Gates אתמול בבוקר"
HOSTILE = "<b>x</b> $a_1$ %{y} &amp; \\frac"
WIDTH = 300.0


def laid(text, marks=()):
    return lay(Passage(text, tuple(marks)), WIDTH, 0.0, 13)[0]


def words(found, *, labels=False):
    return [word.text for word in found if (word.kind == "label") == labels]


def tagged(text, labels, **options):
    """A tag for each word, special tokens O."""
    names = ("O", *dict.fromkeys(labels))
    logits = np.zeros((len(labels) + 2, len(names)))
    logits[range(1, len(labels) + 1), [names.index(label) for label in labels]] = 9
    return prediction("entities", logits, names, text, **options)


def test_every_word_is_written_once_and_every_mark_has_its_label():
    found = laid(TEXT, MARKS)
    assert "".join(words(found)) == TEXT.replace(" ", "")
    assert words(found, labels=True) == ["PER", "LOC", "LOC"]


@pytest.mark.parametrize("text", [TEXT, HEBREW, "日本の東京で生まれた" * 5, "x" * 200, HOSTILE])
def test_words_stay_on_the_sheet_and_never_overlap(text):
    found = laid(text, [Mark(0, 9, "PER")])
    assert "".join(words(found)) == "".join(text.split())
    for row in {word.top for word in found}:
        places = sorted((word.left, word.right) for word in found if word.top == row)
        assert places[0][0] >= 0 and places[-1][1] <= WIDTH
        assert all(one[1] <= two[0] for one, two in pairwise(places))


def test_text_from_right_to_left_begins_on_the_right_and_latin_names_keep_their_order():
    at = {word.text: word.left for word in laid(HEBREW)}
    assert at["הוא"] > at["אמר"] > at["Gates"] > at["Bill"] > at["אתמול"]


def test_the_writer_may_begin_a_new_line():
    tops = {word.text: word.top for word in laid("one two\nthree")}
    assert tops["one"] == tops["two"] < tops["three"]


def test_stretches_leave_out_marks_that_overlap_and_keep_every_character():
    marks = [Mark(0, 3, "X"), Mark(2, 5, "Y"), Mark(4, 4, "Z")]
    found = stretches("abcdef", marks)
    assert [(start, end, mark and mark.label) for start, end, mark in found] == [
        (0, 3, "X"), (3, 6, None),
    ]  # fmt: skip


def test_a_labelled_text_draws_what_its_table_holds():
    made = tagged("ann lee saw rome", ["B-PER", "I-PER", "O", "B-LOC"])
    figure, table = figures.labelled_text(made), tables.labelled_text(made)
    assert list(table["span"]) == ["ann lee", "rome"]
    assert list(figure.data[3].text) == list(table["label"]) == ["PER", "LOC"]
    assert len({shape.fillcolor for shape in figure.layout.shapes}) == 4  # a tint, a line: twice
    for span, label, score in zip(table["span"], table["label"], table["score"], strict=True):
        assert f"“{span}” {label} {percent(score, 2)}" in figure.layout.meta["alt"]


def test_what_was_typed_is_drawn_as_typed():
    text = "<b>x</b> $a$"
    shown = str(figures.labelled_text(tagged(text, ["B-PER", "O"])).data)
    assert "&lt;b&gt;x" in shown and "<b>" not in shown and "$a$" not in shown


def test_strategies_that_agree_stand_together_under_their_names():
    made = tagged("ann lee", ["B-PER", "I-PER"])
    figure = figures.strategies(made)
    headings = figure.data[4].text
    assert [name.split(", ") for name in headings] == tag.outcomes(made)
    assert len(headings) == 2  # "none" alone leaves the two words apart


def test_both_texts_of_a_pair_are_written():
    made = prediction("entities", np.zeros((5, 2)), ("O", "B-PER"), "rome", "oslo")
    drawn = [text for one in figures.labelled_text(made).data for text in one.text]
    assert {"rome", "oslo"} <= set(drawn)


def test_the_marked_answer_is_the_best_one():
    logits = np.arange(14.0).reshape(7, 2)
    made = prediction("answer", logits, ("start", "end"), "a b", "c d")
    best = answer.best(made, n=1)[0]
    figure, table = figures.marked_answer(made), tables.marked_answer(made)
    assert table["answer"].iloc[0] == best.text
    assert figure.layout.title.text.startswith(f"Best answer, {percent(best.score, 1)}")
    assert list(figure.data[3].text) == ["answer"]
    assert list(figure.data[4].text) == ["Question", "Text"]


def test_rows_keep_their_height_on_a_slide():
    picture = pictures.labelled_text(tagged("ann lee", ["B-PER", "I-PER"]))
    figure = picture.to_matplotlib(size="slide")
    box = figure.axes[0].get_position().height * figure.get_size_inches()[1]
    assert box < 1.5  # of 7.5 inches


def test_what_the_model_did_not_read_is_left_out_and_said():
    made = tagged("ann lee saw rome", ["B-PER", "I-PER", "O", "B-LOC"])
    trace = dataclasses.replace(
        made.trace, input=TextInput("ann lee saw rome and much more"), dropped=("and", "much")
    )
    shown = figures.labelled_text(dataclasses.replace(made, trace=trace)).data
    drawn = [text for one in shown for text in one.text]
    assert "…" in drawn and "much" not in drawn and "rome" in drawn


def test_a_text_whose_rows_would_run_into_each_other_says_so():
    picture = pictures.labelled_text(tagged("wordwords " * 480, ["O"] * 479 + ["B-PER"]))
    with pytest.raises(ExportError, match="too tall for this size"):
        picture.to_matplotlib(size="column")
    picture.to_matplotlib(size="text")
