"""The grid of an encoder-decoder that writes: one row a token, the rest keeps its place."""

from __future__ import annotations

import re

import numpy as np

from explorer.seq2seq import Hypothesis, Step
from explorer.views.writing import (
    HEAD,
    LETTER,
    MOST_ROWS,
    ROW,
    chances,
    grid_height,
    kept_texts,
    writing_grid,
)

WEIGHTS = np.array([[0.7, 0.2, 0.1], [0.0, 0.25, 0.75]])
STEP = Step("b", 0.3, (("a", 0.5), ("b", 0.3)), ())


def test_rows_are_filled_up_to_the_step_that_is_shown():
    whole = writing_grid(["9", "8"], ["may", "3", "x"], WEIGHTS, shown=2)
    assert re.findall(r'scope="row">(.*?)</th>', whole) == ["9", "8"]
    assert re.findall(r'scope="col">(.*?)</th>', whole) == ["may", "3", "x"]
    assert whole.count('title="70 %"') == 1 and whole.count("to-come") == 1  # the style
    first = writing_grid(["9", "8"], ["may", "3", "x"], WEIGHTS, shown=1)
    assert re.findall(r'scope="row">(.*?)</th>', first) == ["9", "·"]
    assert "75 %" not in first and first.count("<td") == whole.count("<td")


def test_the_strongest_weight_of_a_row_is_framed():
    whole = writing_grid(["9", "8"], ["may", "3", "x"], WEIGHTS, shown=2)
    framed = re.findall(r'<td class=most title="(.*?)"', whole)
    assert framed == ["70 %", "75 %"]
    assert whole.count('class="now"') == 1
    assert "0.750)" in whole  # the shade is the weight


def test_of_a_long_text_the_rows_up_to_the_step_are_drawn():
    words = [str(n) for n in range(40)]
    weights = np.full((40, 2), 0.5)
    rows = re.findall(r'scope="row">(.*?)</th>', writing_grid(words, ["a", "b"], weights, shown=30))
    assert rows == words[30 - MOST_ROWS : 30]
    rows = re.findall(r'scope="row">(.*?)</th>', writing_grid(words, ["a", "b"], weights, shown=2))
    assert rows == ["0", "1", *["·"] * (MOST_ROWS - 2)]
    assert grid_height(40, ["a", "abc"]) == HEAD + 3 * LETTER + ROW * MOST_ROWS


def test_hostile_tokens_are_text():
    html = writing_grid(["<b>"], ["<script>", "&"], WEIGHTS[:1, :2], shown=1)
    assert "<script>" not in html and "&lt;script&gt;" in html and "<b>" not in html
    assert "<i>" not in chances(Step("<i>", 1.0, (("<i>", 1.0),), ()))


def test_chances_name_the_written_token():
    html = chances(STEP)
    assert html.count("<tr") == 2 and "50.0\u00a0%" in html
    assert re.findall(r"<tr class=written>.*?scope=row>(.*?)<", html) == ["b"]


def test_kept_texts_have_a_row_each():
    rows = kept_texts([Hypothesis(("1", "9"), -0.25, False), Hypothesis(("</s>",), -3.0, True)])
    assert [row["kept text"] for row in rows] == ["1 9", "</s>"]
    assert [row["ended"] for row in rows] == [False, True]
