"""Tables hold the numbers of the pictures, and no spreadsheet runs what a reader typed."""

import csv
import inspect
import io

import numpy as np
import pandas as pd
import pytest
from support.traces import HOSTILE, PAIR, everywhere, first, hostile_trace, itself, make_trace

from explorer import tables
from explorer.tables.base import numbered

T = len(PAIR)


@pytest.fixture(scope="module")
def trace():
    return make_trace()


def test_tokens(trace):
    frame = tables.tokens(trace)
    assert list(frame["token"]) == list(PAIR)
    assert list(frame["text"]) == ["A"] * 6 + ["B"] * 4
    assert list(frame["word"]) == [-1, 0, 1, 1, 2, -1, 3, 4, 5, -1]
    assert frame["special"].sum() == 3
    assert (frame["attention mask"] == 1).all()
    row = frame.iloc[3]
    assert (row["start"], row["end"], trace.input.text[row["start"] : row["end"]]) == (7, 8, "s")


def test_attention_tables(trace):
    uniform, own, cls = everywhere(T), itself(T), first(T)
    for frame, expected in [
        (tables.attention_heatmap(trace, 0, 2), cls),
        (tables.layer_mean_heatmap(trace, 0), (uniform + own + cls) / 3),
        (tables.head_mean_heatmap(trace, 0), (uniform + own) / 2),
        (tables.overall_mean_heatmap(trace), (uniform + 3 * own + 2 * cls) / 6),
    ]:
        np.testing.assert_allclose(frame.to_numpy(), expected, atol=1e-6)
        assert list(frame.index) == list(frame.columns) == numbered(PAIR)


def test_equal_tokens_keep_their_own_row_and_column(trace):
    frame = tables.attention_heatmap(trace, 0, 1)
    assert frame.index.is_unique
    assert frame.columns.is_unique
    assert frame.loc["1 the", "1 the"] == 1
    assert frame.loc["1 the", "6 the"] == 0


def test_head_grid_is_long(trace):
    frame = tables.head_grid(trace, 0)
    assert frame.shape == (3 * T, T + 2)
    one = frame[frame["head"] == 2].drop(columns=["head", "query"])
    np.testing.assert_allclose(one.to_numpy(), first(T), atol=1e-7)
    assert list(frame["query"][:2]) == ["0 [CLS]", "1 the"]


def test_similarity_table(trace):
    frame = tables.similarity_heatmap(trace, 0, specials=False)
    assert frame.shape == (7, 7)
    assert frame.loc["0 the", "4 the"] == pytest.approx(9 / 65)
    assert tables.similarity_heatmap(trace, 1, trace).shape == (T, T)


def test_embedding_tables(trace):
    strips = tables.embedding_sum(trace, 7)
    assert list(strips.columns) == ["word", "position", "segment", "sum"]
    np.testing.assert_allclose(strips.sum(), [3, 4, 12, 19])
    geometry = tables.embedding_geometry(trace, 7)
    np.testing.assert_allclose(geometry["norm"], [3, 4, 12, 13], atol=1e-5)
    np.testing.assert_allclose(geometry["cosine with the sum"], [3 / 13, 4 / 13, 12 / 13, 1])
    shares = tables.embedding_shares(trace)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)


def read(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text", ["=CMD()", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=HYPERLINK(1)"]
)
def test_csv_defuses_formulas(text):
    frame = pd.DataFrame({text: [text, "plain"]}, index=[text, "b"])
    cells = [cell for row in read(tables.to_csv(frame)) for cell in row]
    assert cells.count("'" + text) == 3
    assert text not in cells


def test_csv_keeps_a_line_break_inside_its_cell():
    rows = read(tables.to_csv(pd.DataFrame({"a": ["x\r=CMD()", "x\n=CMD()"]}), index=False))
    assert rows == [["a"], ["x\r=CMD()"], ["x\n=CMD()"]]


def test_csv_leaves_numbers_and_plain_text_alone():
    frame = pd.DataFrame({"a": [-1.5, 2.0], "b": ["a=b", "x-y"], "c": [True, False]})
    rows = read(tables.to_csv(frame, index=False))
    assert rows == [["a", "b", "c"], ["-1.5", "a=b", "True"], ["2.0", "x-y", "False"]]
    assert tables.to_csv(frame).startswith(b"\xef\xbb\xbf")


def test_csv_of_hostile_tokens_defuses_each_column_that_has_one():
    rows = read(tables.to_csv(tables.tokens(hostile_trace())))
    cells = [cell for row in rows for cell in row]
    assert cells.count("'=CMD()") == 2  # as the token and as its label
    assert "=CMD()" not in cells
    assert "$latex^2$" in cells
    assert len(rows) == len(HOSTILE) + 3


ARGUMENTS = {"layer": 1, "head": 0, "token": 2, "state": 1}


def required(name: str) -> list[str]:
    parameters = inspect.signature(getattr(tables, name)).parameters.values()
    return [parameter.name for parameter in parameters if parameter.default is parameter.empty]


# Tables of other things than one trace have tests of their own beside those things.
OF_ONE_TRACE = sorted(
    name
    for name in tables.__all__
    if required(name)[:1] == ["trace"] and set(required(name)[1:]) <= set(ARGUMENTS)
)


@pytest.mark.parametrize("name", OF_ONE_TRACE)
def test_every_table_of_the_core_is_a_frame_that_a_csv_can_hold(name):
    make, names = getattr(tables, name), required(name)
    for trace in (make_trace(), hostile_trace()):
        frame = make(trace, *(ARGUMENTS[part] for part in names[1:]))
        assert isinstance(frame, pd.DataFrame)
        assert len(frame)
        data = tables.to_csv(frame)
        starts = tuple("=+@")
        assert not [cell for row in read(data) for cell in row if cell.lstrip().startswith(starts)]
        pd.testing.assert_frame_equal(frame, make(trace, *(ARGUMENTS[p] for p in names[1:])))
