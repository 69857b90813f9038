"""Finished pictures are kept by what they are drawn from, where somebody keeps them."""

import json
from dataclasses import dataclass, replace

import numpy as np
import plotly.io
import pytest
from support.traces import make_trace

from explorer import figures, pictures
from explorer.pictures import kept
from explorer.pictures.kept import fingerprint
from explorer.ui import cache
from explorer.ui.show import _Finished


@pytest.fixture
def keeping():
    """Pictures kept in a plain dict, for one test."""
    found = {}

    def keeper(key, draw):
        if key not in found:
            found[key] = draw()
        return found[key]

    kept.keep_with(keeper)
    yield found
    kept.keep_with(cache.PICTURES.get)


def test_the_same_arguments_give_the_same_picture(keeping):
    trace = make_trace()
    first = pictures.attention_heatmap(trace, 1, 0, look=figures.DARK)
    assert pictures.attention_heatmap(trace, layer=1, head=0, look=figures.DARK) is first
    assert pictures.attention_heatmap(trace, 1, 1, look=figures.DARK) is not first
    assert pictures.attention_heatmap(trace, 1, 0, look=figures.LIGHT) is not first
    assert pictures.attention_heatmap(make_trace(), 1, 0, look=figures.DARK) is not first
    assert len(keeping) == 4


def test_other_calls_behind_the_numbers_are_another_picture(keeping):
    trace = make_trace()
    drawn = [pictures.attention_heatmap(trace, 1, 0, made=made) for made in (None, {"a": "f(1)"})]
    assert drawn[0] is not drawn[1]


def test_nothing_is_kept_unless_asked_for():
    kept.keep_with(None)
    try:
        trace = make_trace()
        first, second = (pictures.attention_heatmap(trace, 1, 0) for _ in range(2))
        assert first is not second
    finally:
        kept.keep_with(cache.PICTURES.get)


@dataclass(frozen=True)
class Frozen:
    values: np.ndarray
    names: tuple[str, ...] = ()


@dataclass
class Loose:
    values: int


NUMBERS = np.arange(6, dtype=np.float32).reshape(2, 3)
ONES = [
    None, 1, True, 1.0, "1", b"1", (1,), [1], {"a": 1}, {"b": 1}, frozenset({1}),
    NUMBERS, NUMBERS.astype(np.float64), NUMBERS.T, NUMBERS + 1, np.array(["a", None], object),
    Frozen(NUMBERS), Frozen(NUMBERS + 1), Frozen(NUMBERS, ("a",)), figures.DARK, figures.LIGHT,
]  # fmt: skip


def test_values_that_hold_the_same_have_one_fingerprint_and_others_another():
    told = [fingerprint(one) for one in ONES]
    assert None not in told
    for place, one in enumerate(told):  # 1, True and 1.0 are equal, and not the same argument
        assert [other == one for other in told].count(True) == 1, ONES[place]
    assert fingerprint(Frozen(NUMBERS.copy(), ())) == fingerprint(Frozen(NUMBERS))
    assert fingerprint({"a": [NUMBERS.copy()]}) == fingerprint({"a": [NUMBERS]})


@pytest.mark.parametrize(
    "value",
    [len, lambda: 1, Loose(1), object(), [1, {"a": len}]],
    ids=["a function", "a lambda", "a record that changes", "an object", "a list of functions"],
)
def test_what_may_change_or_cannot_be_read_has_none(value):
    assert fingerprint(value) is None


def test_a_trace_is_told_by_which_it_is():
    trace = make_trace()
    assert fingerprint(trace) == fingerprint(trace)
    assert fingerprint(trace) != fingerprint(replace(trace))


@pytest.mark.parametrize("name", ["attention_heatmap", "head_grid", "state_norms", "layer_film"])
def test_what_is_sent_is_the_figure(name, bundled):
    from support.figure_cases import picture

    made = picture(name, bundled.run("The old bank by the river."))
    for sent, figure in ((made.sent, made.figure),):
        told = json.loads(plotly.io.to_json(_Finished(sent).to_dict(), validate=False))
        own = json.loads(figure.to_json())
        for way in ("width", "height"):
            assert told["layout"].get(way, 0) == int(own["layout"].pop(way, 0))
            told["layout"].pop(way, None)
        assert told == own
    assert made.sent.nbytes > 1000
