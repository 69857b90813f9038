"""Marks of exported pictures stand where the screen has them."""

from types import MappingProxyType, SimpleNamespace

import numpy as np
import plotly.graph_objects as go
import pytest
from support.figure_cases import picture
from support.traces import make_trace

from explorer.export.figure import to_matplotlib
from explorer.export.options import Options


class Shown:
    """As much of a picture as drawing needs, around any plotly figure."""

    caption, extent = "A caption", MappingProxyType({})
    words = SimpleNamespace(title="A title", caption="A caption")

    def __init__(self, figure):
        self.figure = figure

    def excerpt(self, unit, part):
        return self

    def redraw(self, look, narrow):
        return self.figure


def drawn(figure, **options):
    """The axes of a plotly figure on the sheet."""
    figure.update_layout(height=figure.layout.height or 300, title={"text": "A title"})
    return to_matplotlib(Shown(figure), Options(**options)).axes


def words(axes):
    return {text.get_text(): text.get_position() for text in axes.texts}


def bar(values, **options):
    said, places = [str(value) for value in values], list(range(len(values)))
    return go.Bar(x=values, y=places, orientation="h", text=said, textposition="auto", **options)


def test_bars_are_as_long_as_their_numbers_and_the_first_is_on_top():
    figure = go.Figure(bar([3, 1])).update_yaxes(autorange="reversed")
    (axes,) = drawn(figure)
    assert [patch.get_width() for patch in axes.patches] == [3, 1]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]


def test_a_bar_that_the_axis_cuts_off_has_its_number_at_the_edge():
    figure = go.Figure(bar([1.0, 56.0])).update_xaxes(range=[0, 2])
    (axes,) = drawn(figure)
    assert axes.get_xlim()[1] < 4  # the others can still be seen
    assert words(axes)["56.0"][0] == axes.get_xlim()[1]


def test_bars_are_stacked_where_the_figure_stacks_them():
    figure = go.Figure([bar([1, 2]), bar([3, -1])]).update_layout(barmode="relative")
    axes = drawn(figure)[0]
    assert [(patch.get_x(), patch.get_width()) for patch in axes.patches] == [
        (0, 1), (0, 2), (1, 3), (0, -1)]  # fmt: skip


def test_lines_keep_dash_colour_and_gaps():
    line = go.Scatter(x=[0, 1, 2], y=[0, np.nan, 2], mode="lines",
                      line={"color": "#d55e00", "dash": "dash"})  # fmt: skip
    (axes,) = drawn(go.Figure(line))
    (shown,) = [one for one in axes.lines if len(one.get_xdata()) == 3]
    assert shown.get_color()[:3] == pytest.approx((0xD5 / 255, 0x5E / 255, 0))
    assert shown.get_linestyle() != "-"
    assert np.isnan(shown.get_ydata()[1])


def test_cells_have_the_colours_of_the_scale_and_gaps_are_clear():
    z = [[0.0, 1.0], [0.5, np.nan]]
    figure = go.Figure(go.Heatmap(z=z, zmin=0, zmax=1, colorscale=[[0, "#ffffff"], [1, "#000000"]]))
    axes = drawn(figure)[0]
    (mesh,) = [one for one in axes.collections if one.get_zorder() == 0.5]
    colours = np.asarray(mesh.get_array())  # (2, 2, 4)
    assert colours[0, 0, 0] == 1 and colours[0, 1, 0] == 0
    assert colours[1, 0, 0] == pytest.approx(0.5)
    assert colours[1, 1, 3] == 0


def test_boxes_of_a_tree_share_the_width_of_what_they_belong_to():
    (axes,) = picture("module_tree", make_trace()).to_matplotlib().axes
    widths = sorted(round(patch.get_width(), 3) for patch in axes.patches)
    assert widths == [0.333, 0.333, 0.667, 1.0]


def test_labels_of_points_do_not_lie_over_each_other():
    figure = picture("layer_film", make_trace()).to_matplotlib()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) > 5
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            assert not (one.padded(-2).overlaps(other.padded(-2)))


def test_a_film_in_three_dimensions_is_drawn():
    from explorer import pictures
    from explorer.measures.layer_film import Film

    trace = make_trace()
    points = np.ascontiguousarray(trace.hidden[:, :, :3])
    film = Film((trace,), (points,), (0.5, 0.3, 0.1), "PCA")
    (axes,) = pictures.layer_film(film, state=1).to_matplotlib(size="text").axes
    assert axes.name == "3d"
    assert "cat" in {text.get_text() for text in axes.texts}
