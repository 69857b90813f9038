"""Pictures as pure functions: the numbers, the labels and the words that a Figure holds."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest
from support import figure_cases
from support.figure_cases import call
from support.traces import (
    HOSTILE,
    PAIR,
    SINGLE,
    everywhere,
    first,
    hostile_trace,
    itself,
    make_trace,
)

from explorer import figures
from explorer.figures import base, digits
from explorer.figures.colours import contrast, readable

T = len(PAIR)
UNIFORM, OWN, CLS = everywhere(T), itself(T), first(T)
FIGURES = figure_cases.names()


def texts(figure):
    """Every string that plotly would draw as text."""
    found = []

    def walk(node):
        if isinstance(node, str):
            found.append(node)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key != "meta":  # the text for screen readers is set as plain text
                    walk(value)
        elif isinstance(node, list | tuple):
            for value in node:
                walk(value)

    walk(json.loads(figure.to_json()))
    return found


# ------------------------------------------------------------------ all figures


def test_figures_are_listed_once():
    assert len(set(figures.__all__)) == len(figures.__all__)
    assert set(figure_cases.CASES) <= set(FIGURES)


def test_a_figure_without_a_case_is_named(monkeypatch):
    monkeypatch.delitem(figure_cases.CASES, "head_map")
    with pytest.raises(LookupError, match=r"figures.head_map wants points, .*: add how to call it"):
        call("head_map", make_trace())


@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_is_a_pure_function(name):
    trace = make_trace()
    figure = call(name, trace)
    assert isinstance(figure, go.Figure)
    assert figure == call(name, make_trace())
    assert json.loads(figure.to_json())["data"]
    assert figure.layout.meta["alt"].strip()
    assert "hand-made" in figure.layout.title.text  # a cropped picture still names its model
    assert figure.layout.height > 100


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("look", [figures.LIGHT, figures.DARK, figures.PRINT], ids=lambda k: k.name)
def test_a_picture_takes_its_look(name, look):
    figure = call(name, make_trace(), look=look)
    assert figure.layout.paper_bgcolor == look.paper
    assert figure.layout.font.color == look.ink
    assert figure.layout.font.size == look.font_size
    assert "plotly" not in str(figure.layout.template.layout.colorway)


@pytest.mark.parametrize("name", FIGURES)
def test_what_a_reader_typed_is_never_read_as_markup(name):
    for text in texts(call(name, hostile_trace())):
        assert "</script>" not in text
        assert "<b>bold" not in text
        assert "<i>model" not in text
        assert "$latex^2$" not in text
    page = call(name, hostile_trace()).to_html(include_plotlyjs=False)
    assert "</script><b>" not in page


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("tokens", [("[CLS]", "[SEP]"), ("[CLS]", "one", "[SEP]")])
def test_the_shortest_texts_can_be_drawn(name, tokens):
    assert call(name, make_trace(tokens)).data


# ------------------------------------------------------------------ attention


def heat(figure):
    """The heatmap's numbers."""
    return np.asarray(next(part for part in figure.data if part.type == "heatmap").z)


def test_heatmaps_hold_the_weights():
    trace = make_trace()
    for figure, expected in [
        (figures.attention_heatmap(trace, 0, 0), UNIFORM),
        (figures.attention_heatmap(trace, 0, 1), OWN),
        (figures.attention_heatmap(trace, 1, 2), CLS),
        (figures.layer_mean_heatmap(trace, 1), (2 * OWN + CLS) / 3),
        (figures.head_mean_heatmap(trace, 0), (UNIFORM + OWN) / 2),
        (figures.overall_mean_heatmap(trace), (UNIFORM + 3 * OWN + 2 * CLS) / 6),
    ]:
        np.testing.assert_allclose(heat(figure), expected, atol=1e-6)
        part = figure.data[0]
        assert (part.zmin, part.zmax) == (0, 1)
        assert figure.layout.annotations[0].text == "attention weight, 0 to 100 %"


def test_equal_tokens_keep_their_own_row_and_column():
    figure = figures.attention_heatmap(make_trace(), 0, 1)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == list(range(T))
        assert list(axis.ticktext) == list(PAIR)
        assert axis.ticktext[1] == axis.ticktext[6] == "the"
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first token on top
    assert figure.layout.xaxis.side == "top"
    assert figure.layout.yaxis.title.text.startswith("query")
    assert figure.layout.xaxis.title.text.startswith("key")


def written(figure):
    """The numbers in the cells."""
    parts = [part.text for part in figure.data if getattr(part, "texttemplate", None)]
    return [text for part in parts for text in np.ravel(part) if text.strip(digits.BLANK)]


def test_numbers_in_cells_up_to_sixteen_tokens():
    small = figures.attention_heatmap(make_trace(), 0, 0)
    assert set(written(small)) == {"10"}
    assert len(written(small)) == T * T
    assert len(figures.attention_heatmap(make_trace(), 0, 0, compact=True).data) == 1
    words = ("[CLS]", *(f"w{n}" for n in range(15)), "[SEP]")
    assert len(figures.attention_heatmap(make_trace(words), 0, 0).data) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.004, "0"), (-0.001, "0"), (0.42, ".42"), (-0.07, "-.07"), (1.0, "1"),
     (-1.0, "-1"), (0.999, "1")],
)  # fmt: skip
def test_numbers_in_cells_are_brief(value, text):
    assert digits.brief(value) == text


def test_titles_count_from_zero_or_one():
    trace = make_trace()
    assert "layer 1, head 2" in figures.attention_heatmap(trace, 1, 2).layout.title.text
    assert (
        "layer 2, head 3" in figures.attention_heatmap(trace, 1, 2, first_index=1).layout.title.text
    )
    title = figures.head_grid(trace, 0, first_index=1).layout.title.text
    assert "layer 1, all 3 heads" in title
    assert "the cats sat / the dog ran" in title


def test_head_grid_is_one_board_with_a_place_for_each_head():
    figure = figures.head_grid(make_trace(), 0)
    assert [part.type for part in figure.data] == ["heatmap", "scatter"]
    board = heat(figure)
    boxes = [(s.x0, s.y0) for s in figure.layout.shapes]
    for (left, top), expected in zip(boxes, (UNIFORM, OWN, CLS), strict=True):
        x, y = round(left + 0.5), round(top + 0.5)
        np.testing.assert_allclose(board[y : y + T, x : x + T], expected, atol=1e-6)
    names = [note.text for note in figure.layout.annotations]
    assert names == ["head 0", "head 1", "head 2", "attention weight of all panels, 0 to 100 %"]
    assert np.isnan(board).any()


# ------------------------------------------------------------------ similarity, embeddings


def test_similarity_heatmap():
    trace = make_trace(SINGLE)
    signs = np.where(np.arange(6) % 2, -1, 1)
    figure = figures.similarity_heatmap(trace, 2)
    np.testing.assert_allclose(heat(figure), np.outer(signs, signs), atol=1e-6)
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-1, 1)
    typed = figures.similarity_heatmap(trace, 2, specials=False)
    assert heat(typed).shape == (4, 4)
    assert list(typed.layout.xaxis.ticktext) == list(SINGLE[1:5])
    assert "embeddings" in figures.similarity_heatmap(trace, 0).layout.title.text
    assert "after layer 1" in figures.similarity_heatmap(trace, 1, first_index=1).layout.title.text


def test_similarity_between_two_texts():
    one, two = make_trace(("[CLS]", "a", "b", "[SEP]")), make_trace(("[CLS]", "c", "d", "[SEP]"))
    figure = figures.similarity_heatmap(one, 0, two, specials=False)
    assert list(figure.layout.yaxis.ticktext) == ["a", "b"]
    assert list(figure.layout.xaxis.ticktext) == ["c", "d"]


def test_embedding_strips_hold_the_vectors():
    trace = make_trace()
    figure = figures.embedding_sum(trace, 7)
    parts = [part.vectors[7] for part in trace.embedding.parts]
    np.testing.assert_allclose(heat(figure), [*parts, sum(parts)])
    assert list(figure.layout.yaxis.ticktext) == ["word", "position", "segment", "sum"]
    assert "dog" in figure.layout.title.text


def test_embedding_lengths_and_cosines():
    norms, cosines = figures.embedding_geometry(make_trace(), 7).data
    np.testing.assert_allclose(norms.x, [3, 4, 12, 13], atol=1e-5)
    np.testing.assert_allclose(cosines.x, [3 / 13, 4 / 13, 12 / 13, 1], atol=1e-6)
    assert list(norms.y) == ["word", "position", "segment", "sum"]


def test_embedding_shares_are_stacked_to_one():
    figure = figures.embedding_shares(make_trace())
    assert [bar.name for bar in figure.data] == ["word", "position", "segment"]
    np.testing.assert_allclose(sum(np.asarray(bar.y) for bar in figure.data), 1, atol=1e-6)
    assert list(figure.layout.xaxis.ticktext) == list(PAIR)


# ------------------------------------------------------------------ the pieces underneath


@pytest.mark.parametrize("text", [*HOSTILE, "a & b", "$$", "%{x}%{y}"])
def test_literal_text_stays_what_it_was(text):
    safe = base.literal(text)
    assert "<" not in safe
    assert "%{" not in safe
    assert "$l" not in safe
    shown = safe.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">")
    assert shown.replace("&amp;", "&") == text


def test_labels_are_cut():
    assert base.short("x" * 40) == "x" * 17 + "…"
    assert base.short("short") == "short"
    long = make_trace(("[CLS]", "w" * 500, "[SEP]"))
    assert all(len(label) <= base.LABEL_CHARACTERS for label in base.token_labels(long))


@pytest.mark.parametrize("look", [figures.LIGHT, figures.DARK, figures.PRINT], ids=lambda k: k.name)
def test_zero_looks_like_nothing_and_every_cell_can_be_read(look):
    assert look.sequential[0] == look.paper
    assert look.diverging[len(look.diverging) // 2] == look.paper
    for low, colours in ((0.0, look.sequential), (-1.0, look.diverging)):
        for value in np.linspace(low, 1, 21):
            ink = base.ink_on(value, low, 1.0, colours, look)
            place = round((value - low) / (1 - low) * (len(colours) - 1))
            assert contrast(ink, colours[place]) >= 3


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [figures.LIGHT, figures.DARK, figures.PRINT], ids=lambda k: k.name)
def test_coloured_text_can_be_read(look):
    for colour in base.CATEGORIES:
        assert contrast(readable(colour, look), look.paper) >= 4.5
