"""Answers about an encoder-decoder that writes: weights set by hand, and the calendar."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from support.traces import make_trace
from support.written import generation

from explorer.lessons.answers import writing
from explorer.lessons.card import View
from explorer.seq2seq import Step

VIEW = View("encoder_decoder", "cats sat")
#          [CLS] cat ##s  sat [SEP]
CATS = [0.0, 0.4, 0.4, 0.1, 0.1]
SAT = [0.1, 0.0, 0.1, 0.7, 0.1]
END = [0.0, 0.1, 0.1, 0.1, 0.7]


def wrote(rows, **changed):
    """A model of one layer and head that has written "x y z"."""
    source = make_trace(("[CLS]", "cat", "##s", "sat", "[SEP]"))
    target = make_trace(("[CLS]", "x", "y", "z"))
    made = replace(generation(source, target, [[rows]]), **changed)
    return SimpleNamespace(written=lambda _text: made)


def test_pieces_of_a_word_count_together():
    found = writing.source_word(wrote([SAT, CATS, SAT, END]), VIEW, step=2)
    assert (found.value, found.facts["share"], found.facts["token"]) == ("cats", "80 %", "y")


def test_words_come_in_the_order_in_which_they_are_looked_at():
    assert writing.source_order(wrote([SAT, CATS, SAT, END]), VIEW).value == "sat, cats"
    assert writing.source_order(wrote([CATS, END, SAT, SAT]), VIEW).value == "cats, sat"


def test_the_end_mark_looks_at_nothing_that_counts():
    assert writing.source_order(wrote([END, END, CATS, SAT]), VIEW).value == "cats"


def test_attention_to_later_tokens_is_found_where_there_is_any():
    found = writing.not_yet_written(wrote([SAT] * 4), VIEW)
    assert found.value == pytest.approx(25)  # one hand-made head looks everywhere alike
    assert found.facts["count"] == "3"


def test_what_is_written_comes_with_its_least_sure_token():
    steps = tuple(
        Step(token, share, ((token, share), ("q", 1 - share)), ())
        for token, share in (("1", 0.9), ("9", 0.6), ("</s>", 1.0))
    )
    found = writing.written_text(wrote([SAT] * 4, steps=steps, text="19"), VIEW)
    assert found.value == "19"
    assert found.facts == {
        "token": "9", "share": "60.0 %", "second": "q", "second_share": "40.0 %"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "none", "kind"),
    [
        ("1998-02-31", True, "no calendar has"),
        ("1900-02-29", True, "no calendar has"),
        ("2000-02-29", False, "that there is"),
        ("0000-01-01", True, "no calendar has"),
        ("31", False, "no date at all"),
        ("1998-2-31", False, "no date at all"),
    ],
)
def test_a_day_is_one_that_no_calendar_has(text, none, kind):
    found = writing.no_such_day(wrote([SAT] * 4, text=text), VIEW)
    assert found.value is none and kind in found.facts["kind"]


def test_the_decoder_that_ships_looks_at_nothing_later():
    from explorer.lessons import Loaded

    model = Loaded.__new__(Loaded)  # the encoder-decoder alone
    found = writing.not_yet_written(model, View("encoder_decoder", "the third of May 1998"))
    assert found.value == 0 and found.facts["count"] == "8"
