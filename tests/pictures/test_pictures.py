"""A Picture: figure, table, CSV, alt text and caption are made of the same arguments."""

import inspect
import json
import re
from pathlib import Path

import numpy as np
import plotly.io
import pytest
from support import figure_cases
from support.figure_cases import names, picture
from support.traces import hostile_trace, make_trace

from explorer import figures, pictures, tables
from explorer.pictures import making

PLACE = re.compile(r"\b(layer|head) (\d+)")
NUMBERED = [name for name in names() if "first_index" in inspect.signature(
    getattr(figures, name)).parameters]  # fmt: skip


def file_of(function):
    return Path(inspect.getfile(function)).name


# ------------------------------------------------------------------ the rule of twins


def test_one_list_of_cases_covers_every_public_figure():
    functions = [name for name in figures.__all__ if inspect.isfunction(getattr(figures, name))]
    assert names() == functions
    assert set(pictures.__all__) == {"Picture", *functions}
    assert set(figure_cases.CASES) <= set(functions)
    trace = make_trace()
    for name in functions:
        assert figure_cases.arguments(name, trace), name


@pytest.mark.parametrize("name", names())
def test_a_figure_and_its_table_are_twins(name):
    figure, table = getattr(figures, name), getattr(tables, name)
    of_figure, of_table = (inspect.signature(one).parameters for one in (figure, table))
    assert set(of_table) <= set(of_figure)
    assert file_of(figure) == file_of(table)
    for part, parameter in of_table.items():
        assert parameter.default == of_figure[part].default or parameter.default is parameter.empty
        assert parameter.kind == of_figure[part].kind


@pytest.mark.parametrize("name", names())
def test_a_picture_is_called_as_its_figure_is(name):
    make = getattr(pictures, name)
    taken = list(inspect.signature(make).parameters)
    assert taken == [*inspect.signature(getattr(figures, name)).parameters, "made"]
    assert make.__name__ == name
    assert make.__doc__.startswith(getattr(figures, name).__doc__[:20])


def test_a_table_that_wants_more_than_its_figure_gets_is_found(monkeypatch):
    monkeypatch.setattr(tables, "head_board", lambda values, elsewhere: values)
    making.maker.cache_clear()
    with pytest.raises(KeyError, match="elsewhere"):
        picture("head_board", make_trace())
    making.maker.cache_clear()


def test_pictures_are_listed_and_lazy():
    assert "attention_heatmap" in dir(pictures)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pictures.nothing


# ------------------------------------------------------------------ one numbering


def in_figure(made):
    """Layers and heads by the numbers under which the figure names them."""
    drawn = json.loads(made.figure.to_json())
    return set(PLACE.findall(json.dumps([drawn["data"], drawn["layout"], drawn.get("frames")])))


def in_table(table):
    """Layers and heads by the numbers under which the table names them."""
    said = [str(name) for name in (*table.index, *table.columns)]
    for column in table.columns:
        if column in ("layer", "head"):
            said += [f"{column} {number}" for number in table[column]]
        elif not str(table[column].dtype).startswith(("float", "int")):
            said += [str(value) for value in table[column]]
    return set(PLACE.findall(" ".join(said)))


def one_more(places):
    return {(kind, str(int(number) + 1)) for kind, number in places}


@pytest.mark.parametrize("name", NUMBERED)
def test_one_numbering_reaches_figure_table_and_csv(name):
    trace = make_trace()
    given = figure_cases.arguments(name, trace)
    zero, one = (getattr(pictures, name)(*given, first_index=first) for first in (0, 1))
    assert in_figure(one) == one_more(in_figure(zero))
    assert in_table(one.table) == one_more(in_table(zero.table))
    assert in_figure(one) or in_table(one.table)
    csv_zero, csv_one = (made.csv.decode("utf-8-sig") for made in (zero, one))
    assert set(PLACE.findall(csv_one)) == one_more(set(PLACE.findall(csv_zero)))


@pytest.mark.parametrize(
    "name",
    [
        "head_board", "head_grid", "layer_mixes", "lens_curves", "logit_lens", "mask_attention",
        "mask_effect", "mixing_bars", "state_norms", "vector_change_heatmap",
    ],
)  # fmt: skip
def test_figure_and_table_name_the_same_layers_and_heads(name):
    made = picture(name, make_trace(), first_index=1)
    layers = {place for place in in_figure(made) if place[0] == "layer"}
    assert in_table(made.table)
    shown = {place for place in in_table(made.table) if place[0] == "layer"}
    assert shown == layers or not shown
    heads = {place for place in in_table(made.table) if place[0] == "head"}
    assert heads == {place for place in in_figure(made) if place[0] == "head"}


def test_one_selection_reaches_figure_and_table():
    trace = make_trace()
    made = pictures.logit_lens(*figure_cases.arguments("logit_lens", trace), k=2)
    assert len(made.figure.data[0].z[0]) == made.table["rank"].max() == 2
    alone = pictures.similarity_heatmap(trace, 1, specials=False)
    assert alone.table.shape == alone.figure.data[0].z.shape


# ------------------------------------------------------------------ what a picture gives


@pytest.mark.parametrize("name", names())
def test_table_and_csv_are_computed_when_asked_for_and_once(name):
    made = picture(name, make_trace())
    assert "_table" not in vars(made)
    first = made.table
    once = vars(made)["_table"]
    assert len(first) and first is not made.table
    rows = made.csv.decode("utf-8-sig").split("\r\n")
    assert made.csv is made.csv and vars(made)["_table"] is once
    assert len(rows) >= len(made.table) + 1


@pytest.mark.parametrize("name", names())
def test_words_of_a_picture_are_plain_text(name):
    made = picture(name, hostile_trace())
    assert made.alt == made.figure.layout.meta["alt"]
    assert "<br>" not in made.caption
    assert "<span" not in made.caption
    assert "&lt;i&gt;" not in made.caption
    assert "<i>model</i>" in made.caption  # as typed, where it is text and not markup
    assert "\n" not in repr(made)
    assert repr(made).startswith(f"Picture({name}: ")


def test_a_caption_says_quantity_place_model_and_text():
    made = pictures.attention_heatmap(make_trace(), 0, 2, first_index=1)
    assert made.caption == (
        "Attention, layer 1, head 3 · test/hand-made · the cats sat / the dog ran"
    )


def test_a_notebook_shows_the_figure(monkeypatch):
    monkeypatch.setattr(plotly.io.renderers, "default", "plotly_mimetype")
    bundle = pictures.attention_heatmap(make_trace(), 0, 0)._repr_mimebundle_()
    assert bundle["application/vnd.plotly.v1+json"]["data"]
    assert bundle["text/plain"].startswith("Picture(attention_heatmap")


def test_a_picture_is_frozen():
    made = pictures.attention_heatmap(make_trace(), 0, 0)
    with pytest.raises(AttributeError):
        made.figure = None


def test_a_picture_keeps_its_numbers_whatever_becomes_of_the_callers_array():
    values = np.zeros((2, 3))
    made = pictures.head_board(make_trace(), values, figures.Board("Entropy", "bits", 0.0, 4.0))
    values[:] = 5
    assert float(made.table.to_numpy(dtype=float).max()) < 5
    shown = made.table
    shown.iloc[:] = 9
    assert b"9" not in made.csv
