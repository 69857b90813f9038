"""Where a written text looked: which step a page opens on, on weights set by hand."""

import numpy as np
import pytest
from support.traces import make_trace
from support.written import generation

from explorer.measures.cross_attention import strongest_source, telling_step

SOURCE, TARGET = ("[CLS]", "may", "three", "[SEP]"), ("[CLS]", "5", "-", "3")


def wrote(rows, target=TARGET, ended=True, other=None):
    """A model of two layers with a head each; ``rows`` are the last one's weights."""
    rows = np.array(rows)
    cross = [[other if other is not None else rows[::-1]], [rows]]
    return generation(make_trace(SOURCE), make_trace(target), cross, ended=ended)


#            <s> may three </s>
CLEAR_MAY = [0.1, 0.8, 0.1, 0.0]
CLEAR_THREE = [0.1, 0.2, 0.6, 0.1]
AT_THE_END = [0.0, 0.1, 0.0, 0.9]
NOWHERE = [0.3, 0.3, 0.2, 0.2]


def test_it_is_the_last_clear_step_not_the_clearest():
    assert telling_step(wrote([CLEAR_MAY, AT_THE_END, CLEAR_THREE, NOWHERE])) == 2
    assert telling_step(wrote([CLEAR_MAY, CLEAR_THREE, AT_THE_END, NOWHERE])) == 1


def test_the_end_mark_and_special_tokens_of_the_source_tell_nothing():
    assert telling_step(wrote([NOWHERE, CLEAR_THREE, AT_THE_END, CLEAR_MAY])) == 1
    assert telling_step(wrote([NOWHERE, CLEAR_THREE, AT_THE_END, CLEAR_MAY], ended=False)) == 3


def test_without_a_clear_step_it_is_the_one_that_comes_nearest():
    nearest = [0.3, 0.45, 0.15, 0.1]
    assert telling_step(wrote([NOWHERE, nearest, AT_THE_END, NOWHERE])) == 1


def test_only_the_last_layer_is_asked_and_its_heads_are_averaged():
    rows = np.array([[CLEAR_MAY, CLEAR_THREE, CLEAR_THREE, NOWHERE],
                     [CLEAR_MAY, AT_THE_END, CLEAR_MAY, NOWHERE]])  # fmt: skip
    made = generation(make_trace(SOURCE), make_trace(TARGET), [rows[:, ::-1], rows])
    assert telling_step(made) == 0


@pytest.mark.parametrize("target", [("[CLS]",), ("[CLS]", "[SEP]")])
def test_a_text_of_nothing_but_special_tokens_shows_its_last_step(target):
    made = wrote([CLEAR_MAY] * len(target), target)
    assert telling_step(made) == len(target) - 1


def test_the_strongest_source_can_be_named_on_both_sides():
    made = wrote([NOWHERE, CLEAR_THREE, AT_THE_END, CLEAR_MAY])
    step, key, weight = strongest_source(made, 1)
    assert (step, key) == (1, 2)
    assert weight == pytest.approx(0.6)
    assert strongest_source(wrote([CLEAR_MAY], ("[CLS]",)), 1) is None
