"""Every picture can be kept as data, and its figure comes back as it was, in every look."""

import dataclasses
import json

import pytest
from support.figure_cases import names, picture
from support.traces import make_trace

from explorer.export.kept import figure_of, keep
from explorer.export.looks import look_of
from explorer.export.options import LOOKS


@pytest.fixture(scope="module")
def trace():
    return make_trace()


@pytest.mark.parametrize("name", names())
def test_every_picture_comes_back_as_it_was(name, trace):
    made = picture(name, trace)
    # Drawn once for all looks: that each has its own is asked of one picture below.
    once = made.redraw(look_of("dark"))
    kept = keep(dataclasses.replace(made, redraw=lambda look, narrow: once))
    again = figure_of(kept.figures["dark"]).to_json()
    assert json.loads(again) == json.loads(once.to_json())
    assert (kept.name, kept.csv, kept.caption) == (name, made.csv, made.caption)
    assert (kept.alt, kept.code) == (made.alt, made.code)
    assert set(kept.figures) == set(LOOKS)


def test_each_look_is_kept_as_it_is_drawn(trace):
    made = picture("method_panels", trace)
    kept = keep(made, narrow=True)
    for look in LOOKS:
        drawn = made.redraw(look_of(look), narrow=True).to_json()
        assert json.loads(figure_of(kept.figures[look]).to_json()) == json.loads(drawn)
    assert len(set(kept.figures.values())) > 2
