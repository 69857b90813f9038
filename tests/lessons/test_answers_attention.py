"""Answers about attention, heads and methods, on a hand-made trace whose answers are plain."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import LessonError
from explorer.lessons import Loaded
from explorer.lessons.answers import attention, heads, methods
from explorer.lessons.card import View

VIEW = View("attention_view", "the cat sat", settings={"layer": 0, "head": 0})


LABELS = ("[CLS]", "the", "cat", "sat", "[SEP]")


class OneTrace:
    """A model whose every text has the same weights."""

    def __init__(self, weights):
        self._trace = make_trace(LABELS, weights=np.array(weights, np.float32)[None, None])

    def trace(self, text, pair=""):
        return self._trace


@pytest.fixture(scope="module")
def back():
    """[CLS] stays, every other token gives 0.8 to the one before it and 0.2 to [CLS]."""
    weights = np.zeros((5, 5))
    weights[0, 0] = weights[1, 0] = 1
    for row in (2, 3, 4):
        weights[row, row - 1], weights[row, 0] = 0.8, 0.2
    return OneTrace(weights)


@pytest.fixture(scope="module")
def mutual():
    """ "the" and "sat" give each other 0.6 and 0.4; all others attend to "cat"."""
    weights = np.zeros((5, 5))
    weights[:, 2] = 1
    weights[1], weights[3] = [0, 0, 0.4, 0.6, 0], [0, 0.4, 0.6, 0, 0]
    return OneTrace(weights)


def test_a_share_belongs_to_the_row_of_its_source(back):
    assert attention.attention_share(back, VIEW, source="sat", target="cat").value == pytest.approx(
        80
    )
    assert attention.attention_share(back, VIEW, source="cat", target="sat").value == 0


def test_the_word_attended_most_leaves_special_tokens_aside_if_asked(back):
    found = attention.attended_most(back, VIEW, source="the", words_only=False)
    assert (found.value, found.facts["share"]) == ("[CLS]", "100 %")
    sat = attention.attended_most(back, VIEW, source="sat")
    assert (sat.value, sat.facts["second"], sat.facts["second_share"]) == ("cat", "[CLS]", "20 %")


def test_rows_sum_to_100_and_columns_need_not(mutual):
    assert attention.row_sum(mutual, VIEW, source="sat").value == pytest.approx(100)
    assert attention.row_sum(mutual, VIEW, source="sat", mean=True).value == pytest.approx(100)
    assert attention.column_sum(mutual, VIEW, target="cat").value == pytest.approx(400)
    assert attention.received_most(mutual, VIEW).facts == {
        "top": "cat",
        "received": "400 %",
        "rows": "5",
    }
    assert attention.received_above(mutual, VIEW, above=399).value is True
    assert attention.received_above(mutual, VIEW, above=401).value is False
    assert heads.sums_to_one(mutual, VIEW).value == "a row"


def test_a_word_that_is_not_there_is_one_sentence(back):
    with pytest.raises(LessonError, match="“dog” does not stand in this text"):
        attention.attention_share(back, VIEW, source="dog", target="cat")


def test_a_share_falls_below_a_limit_or_does_not(back):
    given = {"source": "sat", "target": "cat"}
    assert attention.attention_falls(back, VIEW, **given, below=81).value is True
    assert attention.attention_falls(back, VIEW, **given, below=79).value is False


def test_neighbours_before_and_after(back):
    found = heads.neighbour_share(back, VIEW)
    assert found.value == pytest.approx(85)  # 1, 0.8, 0.8, 0.8
    assert (found.facts["lowest"], found.facts["lowest_share"]) == ("cat", "80 %")
    assert heads.neighbour_share(back, VIEW, offset=1).value == 0
    assert heads.neighbour_falls(back, VIEW, below=86).value is True
    assert heads.neighbour_falls(back, VIEW, below=84).value is False


def test_heads_above_a_score_are_counted(back):
    found = heads.heads_above(back, VIEW, score="previous", above=0.5)
    assert found.value == 1
    assert (found.facts["layer"], found.facts["head"]) == ("0", "0")
    assert heads.heads_above(back, VIEW, score="next", above=0.5).value == 0


def test_a_sink_is_what_the_others_give(back):
    assert heads.sink_share(back, VIEW).value == pytest.approx(40)  # 1, 0.2, 0.2, 0.2
    assert heads.sink_falls(back, VIEW, below=41).value is True
    assert heads.sink_falls(back, VIEW, below=39).value is False
    found = heads.sink(back, VIEW)
    assert (found.value, found.facts["share"], found.facts["equal"]) == ("[CLS]", "52 %", "20 %")


def test_a_mutual_pair_is_as_strong_as_its_weaker_side(mutual):
    found = heads.mutual_above(mutual, VIEW, above=39)
    assert found.value is True
    assert {found.facts["first"], found.facts["second"]} == {"the", "sat"}
    assert heads.mutual_above(mutual, VIEW, above=41).value is False
    assert heads.mutual_above(mutual, VIEW, above=39, besides=("sat",)).value is False


@pytest.fixture
def maps(monkeypatch, mutual):
    """Two methods whose rows for "cat" put "the" first, one that puts "sat" first."""
    row = np.array([[0.1, 0.5, 0.1, 0.2, 0.1]] * 5)
    other = row[:, ::-1].copy()
    made = {methods.RAW: row, methods.NORMS: row, methods.ZEROING: other}
    monkeypatch.setattr(methods, "maps", lambda *_: made)
    return mutual


def test_methods_are_counted_by_what_they_put_first(maps):
    given = {"source": "cat"}
    assert methods.drawn_on_most(maps, VIEW, method=methods.ZEROING, **given).value == "sat"
    found = methods.methods_naming(maps, VIEW, token="the", **given)
    assert (found.value, found.facts["others"]) == (2, "value zeroing “sat”")
    pair = {"first": methods.RAW, "second": methods.ZEROING}
    assert methods.methods_part(maps, VIEW, **pair, **given).value is True
    assert (
        methods.methods_part(maps, VIEW, first=methods.RAW, second=methods.NORMS, **given).value
        is False
    )


def test_the_rank_agreement_of_a_method_with_itself_is_1(maps):
    same = methods.rank_agreement(maps, VIEW, first=methods.RAW, second=methods.NORMS)
    assert same.value == pytest.approx(1)
    assert methods.rank_agreement(maps, VIEW, first=methods.RAW, second=methods.ZEROING).value < 1


def test_the_part_of_a_score_that_explains_most(bundled):
    model = Loaded(bundled)
    looks_back = View("why_it_looked", "A dog ran home.", settings={"layer": 0, "head": 2})
    found = heads.score_part(model, looks_back)
    assert found.value == "position × position"
    assert int(found.facts["share"].split()[0]) > 80
    by_words = replace(looks_back, settings={"layer": 0, "head": 0})
    assert heads.score_part(model, by_words).value == "word × word"
