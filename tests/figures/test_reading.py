"""Pictures that can be read: scales that fit, axes that fit, numbers that fit their cells."""

from dataclasses import replace

import numpy as np
import pytest
from support import figure_cases
from support.figure_cases import call
from support.traces import PAIR, make_trace, random_weights

from explorer import figures, pictures
from explorer.figures.bars import Axis, bars, series
from explorer.figures.base import DARK, LIGHT, PRINT, caption, text_width
from explorer.figures.blanked import blanked
from explorer.figures.digits import EASY, SMALLEST, WIDTH, fitting, numbers
from explorer.figures.lines import Line, state_lines
from explorer.figures.matrix import Axes, cell_size, token_matrix
from explorer.figures.percents import PERCENT
from explorer.figures.scales import BAR_NAME, Scale, apart_from_diagonal, up_to

WORDS = ("[CLS]", "one", "two", "three", "[SEP]")
SIGNED = Scale("cosine", -1.0, 1.0, signed=True)


def resting():
    """Two layers of three heads that rest on [CLS], with little weight between words."""
    weights = np.zeros((2, 3, 5, 5), np.float32)
    weights[..., 0] = 0.9
    weights[..., 1:] = 0.025
    weights[1, 2, 2, 3], weights[1, 2, 2, 0] = 0.2, 0.725
    return make_trace(WORDS, weights=weights)


def bar_name(figure):
    """What the colour bar says."""
    return next(note.text for note in figure.layout.annotations if note.name == BAR_NAME)


def coloured(figure):
    return next(part for part in figure.data if part.type == "heatmap")


# ------------------------------------------------------------------ scales


def test_a_scale_names_its_range():
    assert Scale("cosine").words == "cosine, 0 to 1"
    assert Scale("attention weight", unit=PERCENT).words == "attention weight, 0 to 100 %"
    assert Scale("x", 0, 0.034, more=True).words == "x, 0 to 0.034 or more"


def test_a_fit_scale_begins_at_0_and_ends_at_the_largest_number():
    assert Scale("x").fit(np.array([0.1, 0.3, np.nan])) == Scale("x", 0.0, 0.3)
    assert SIGNED.fit(np.array([-0.4, 0.1])) == Scale("cosine", -0.4, 0.4, signed=True)
    assert SIGNED.fit(np.array([0.4, 0.9])) == Scale("cosine", 0.4, 0.9)
    assert SIGNED.fit(np.zeros(3)) == SIGNED
    assert up_to("x", np.full(3, 1e-9)) == Scale("x")


@pytest.mark.parametrize("name", ["attention_heatmap", "head_grid"])
def test_colours_fit_to_the_weights_between_words(name):
    trace = resting()
    asked = (1, 2) if name == "attention_heatmap" else (1,)
    fixed, fitted = (getattr(figures, name)(trace, *asked, fit=fit) for fit in (False, True))
    assert (coloured(fixed).zmin, coloured(fixed).zmax) == (0, 1)
    assert 0.1 < coloured(fitted).zmax <= 0.2
    assert "colours fit to data" in fitted.layout.title.text.replace("<br >", " ")
    assert "colours fit" not in fixed.layout.title.text
    assert bar_name(fitted).endswith("or more")  # [CLS] gets 0.9
    np.testing.assert_array_equal(coloured(fitted).z, coloured(fixed).z)


def test_means_over_heads_can_be_fit_too():
    trace = resting()
    for figure in (
        figures.layer_mean_heatmap(trace, 1, fit=True),
        figures.head_mean_heatmap(trace, 2, fit=True),
        figures.overall_mean_heatmap(trace, fit=True),
    ):
        assert coloured(figure).zmax < 0.2


def test_cosines_fit_leaves_out_each_token_with_itself():
    hidden = np.random.default_rng(0).normal(1.0, 0.4, size=(3, 5, 16))
    trace = make_trace(WORDS, hidden=hidden)
    figure = figures.similarity_heatmap(trace, 1, fit=True)
    values = np.asarray(coloured(figures.similarity_heatmap(trace, 1)).z)
    assert coloured(figure).zmax == pytest.approx(apart_from_diagonal(values).max())
    assert coloured(figure).zmax < 0.999
    assert "colours fit to data" in pictures.similarity_heatmap(trace, 1, fit=True).caption


def test_special_tokens_alone_keep_the_fixed_scale():
    assert coloured(figures.attention_heatmap(make_trace(("[CLS]", "[SEP]")), 0, 0, fit=True)).zmax


# ------------------------------------------------------------------ numbers in cells


@pytest.mark.parametrize("side", [1, 4, 9, 16])
@pytest.mark.parametrize("largest", [0.9, 9.0, 90.0, 900.0, -90.0])
@pytest.mark.parametrize("look", [LIGHT, PRINT], ids=lambda look: look.name)
def test_numbers_fit_their_cells(side, largest, look):
    values = np.linspace(0, largest, side * side).reshape(side, side) + 0.001
    cell = cell_size(values.shape, look)
    texts = fitting(values, cell)
    assert texts is not None
    assert max(map(len, texts.ravel())) * WIDTH * SMALLEST <= cell


def test_numbers_that_cannot_fit_are_left_out():
    values = np.full((4, 4), 0.42)
    assert fitting(values, 3 * WIDTH * SMALLEST - 1) is None
    assert fitting(values, 3 * WIDTH * SMALLEST) is not None
    long = np.full((4, 4), 10.79)
    assert set(fitting(long, 5 * WIDTH * EASY).ravel()) == {"10.79"}
    assert set(fitting(long, 4 * WIDTH * EASY).ravel()) == {"10.8"}


def test_counts_have_no_decimals():
    assert fitting(np.array([[3.0, 10.0], [0.0, 1.0]]), 40).tolist() == [["3", "10"], ["0", "1"]]


def test_small_changes_are_written_in_thousandths_and_the_bar_says_so():
    values = np.array([[0.0123, -0.002], [0.0, 0.0004]])
    figure = token_matrix(values, Axes("ab", "cd"), SIGNED.fit(values), title="t", alt="a")
    texts = [t for part in figure.data if part.texttemplate for t in np.ravel(part.text)]
    assert {text for text in texts if text.strip("\u200b")} == {"12.30", "-2.00", "0", ".40"}
    assert "in the cells: thousandths" in bar_name(figure)
    np.testing.assert_allclose(coloured(figure).z, values)
    large = token_matrix(values * 100, Axes("ab", "cd"), SIGNED, title="t", alt="a")
    assert "thousandths" not in bar_name(large)


def test_boards_of_many_heads_are_not_one_flat_colour():
    trace = make_trace(WORDS)
    mixes = {"entities": np.array([0.30, 0.34, 0.36]), "classify": np.array([0.32, 0.33, 0.35])}
    figure = figures.layer_mixes(mixes, trace.spec.id)
    assert (coloured(figure).zmin, coloured(figure).zmax) == (0.30, 0.36)
    assert bar_name(figure) == "weight, 0.3 to 0.36"


def test_print_enlarges_cells_and_their_numbers():
    assert cell_size((12, 12), PRINT) / cell_size((12, 12)) == pytest.approx(16 / 13)
    figure = figures.attention_heatmap(make_trace(), 0, 0, look=PRINT)
    assert all(part.textfont.size is None for part in figure.data if part.texttemplate)
    assert figure.layout.font.size == 16  # what numbers grow to, where the cell allows it


def test_both_inks_have_one_size_of_type():
    values = np.array([[0.01, 0.99], [0.02, -0.98]])
    figure = token_matrix(values, Axes("ab", "cd"), SIGNED, title="t", alt="a")
    lengths = {
        max(len(text) for text in np.ravel(part.text)) for part in figure.data if part.texttemplate
    }
    assert len(lengths) == 1
    assert len([part for part in figure.data if part.texttemplate]) == 2


# ------------------------------------------------------------------ axes and titles


@pytest.mark.parametrize("name", figure_cases.names())
def test_no_picture_has_a_stray_line_or_a_title_cut_off(name):
    figure = call(name, make_trace())
    if name != "film_panels":  # small multiples have a frame of their own
        assert not any(axis.showline for axis in figure.select_xaxes())
        assert not any(axis.showline for axis in figure.select_yaxes())
    assert text_width(figure, LIGHT) <= max(figure.layout.width or 0, 470)


@pytest.mark.parametrize("look", [LIGHT, DARK, PRINT], ids=lambda look: look.name)
def test_a_long_title_gets_lines_and_room(look):
    short, long = (
        token_matrix(np.eye(2), Axes("ab", "cd"), Scale("x"), title=said, alt="a", look=look)
        for said in ("word " * 5, "word " * 40)
    )
    assert long.layout.margin.t > short.layout.margin.t + 3 * look.font_size
    assert text_width(long, look) < 30 * look.font_size + 60


def test_bars_fill_their_axis():
    axis = Axis("x", None, None)
    low, high = bars(["a", "b"], [0.001, 0.004], axis, title="t", alt="a").layout.xaxis.range
    assert low == 0 and 0.004 < high < 0.005
    low, high = bars(["a", "b"], [-2.0, -1.0], axis, title="t", alt="a").layout.xaxis.range
    assert -2.5 < low < -2.0 and high == 0
    low, high = series(["a"], {}, axis, title="t", alt="a").layout.xaxis.range
    assert low < high


def test_curves_fill_their_axis_and_a_far_baseline_is_said():
    lines = [Line("one", np.array([1.0, 0.8])), Line("two", np.array([0.9, 0.67]))]
    near, far = (Line("base", np.array(ends), reference=True) for ends in ([0.6, 0.65], [0.0, 0.1]))
    low, high = state_lines([*lines, near], title="t", alt="a", y_title="y").layout.yaxis.range
    assert low < 0.6 and high > 1
    figure = state_lines([*lines, far], title="t", alt="a", y_title="y")
    low, high = figure.layout.yaxis.range
    assert 0.6 < low < 0.67 and 1 < high < 1.1
    assert "0.00 to 0.10, partly beyond this axis" in figure.data[-1].name
    assert figure.layout.xaxis.ticktext == ("embeddings", "0")
    assert figure.layout.xaxis.title.text == "after layer"


def test_masked_words_are_not_in_the_caption():
    before = make_trace("the secret word")
    after = make_trace("the [MASK] word")
    for name in ("mask_effect", "mask_attention"):
        assert "secret" not in getattr(pictures, name)(before, after).caption


def test_hidden_tokens_are_blanks_in_the_caption():
    trace = make_trace(PAIR)
    place = 4  # "sat"
    labels = tuple("[MASK]" if i == place else label for i, label in enumerate(trace.labels))
    masked = replace(trace, input=replace(trace.input, masked=(place,)), labels=labels)
    assert "sat" in blanked(trace)
    assert blanked(masked) == trace.input.text.replace("sat", "[MASK]")
    assert blanked(masked, 1) == trace.input.pair
    assert "[MASK]" in caption(masked, "t") and "sat" not in caption(masked, "t")


def test_weights_are_percent_in_words():
    trace = make_trace(weights=random_weights(2, 3, 10))
    part = coloured(figures.attention_heatmap(trace, 0, 0))
    assert "%{customdata[2]} of its attention" in part.hovertemplate
    assert part.customdata[1][2][2] == f"{100 * trace.attention(0)[0, 1, 2]:.2f} %"
    assert part.colorbar.ticktext[-1] == "100 %"
    panels = coloured(figures.head_grid(trace, 0))
    assert panels.hovertemplate is None or "z:" not in panels.hovertemplate


def test_a_long_text_says_its_weights_in_percent_too():
    labels = ["w"] * 200
    values = np.full((200, 200), 0.25, np.float32)
    scale = Scale("weight", unit=PERCENT)
    figure = token_matrix(values, Axes(labels, labels), scale, title="t", alt="a")
    assert figure.data[0].customdata[3][4] == 25
    assert figure.data[0].hovertemplate.endswith("%{customdata:.2f} %<extra></extra>")


def test_bars_of_shares_are_percent_and_their_lengths_fractions():
    figure = bars(["yes", "no"], [0.4501, 0.0814], title="t", alt="a")
    assert list(figure.data[0].x) == [0.4501, 0.0814]
    assert list(figure.data[0].text) == ["45.0 %", "8.1 %"]
    assert figure.data[0].customdata[0].endswith("45.01 %")
    assert "100 %" in figure.layout.xaxis.ticktext
    logits = bars(["yes"], [2.5], Axis("logit", None, None), title="t", alt="a")
    assert logits.layout.xaxis.ticktext is None


def test_small_shares_keep_one_decimal_in_their_cells():
    measure = Scale("weight", unit=PERCENT)
    small, large = np.array([[0.042]]), np.array([[0.42]])
    assert numbers(small, measure, LIGHT, 44)[0].text[0][0] == "4.2"
    assert numbers(large, measure, LIGHT, 44)[0].text[0][0] == "42"


def test_heads_of_a_grid_name_their_strongest_link_in_percent():
    trace = make_trace(weights=random_weights(2, 3, 10))
    assert "%" in figures.head_grid(trace, 0).data[-1].text[0]


@pytest.mark.parametrize("rows", [1, 2, 16])
def test_cells_stay_square_in_a_narrow_frame_and_the_bar_lies_below(rows):
    labels = ["word"] * rows
    figure = token_matrix(np.eye(rows), Axes(labels, labels), Scale("x"), title="t", alt="a")
    axes, margin = figure.layout, figure.layout.margin
    assert axes.yaxis.scaleanchor == "x"
    assert axes.xaxis.constrain == axes.yaxis.constrain == "domain"
    across, down = axes.width - margin.l - margin.r, axes.height - margin.t - margin.b
    assert across == pytest.approx(down)
    assert down == pytest.approx(rows * cell_size((rows, rows)))
    bar = coloured(figure).colorbar
    assert (bar.orientation, bar.yref, bar.y) == ("h", "container", 0)
    assert bar.title.text is None  # plotly would draw it over the bar of a low plot
    assert bar_name(figure) == "x, 0 to 1"
