"""Panels of the mosaic: what a click on one carries, and where its tokens are named."""

import pytest
from support.traces import make_trace

from explorer import figures


def test_each_panel_of_the_mosaic_carries_its_layer_and_head():
    trace = make_trace()
    figure = figures.head_grid(trace, 1, first_index=1)
    marks = figure.data[-1]
    assert [tuple(one) for one in marks.customdata] == [(1, 0), (1, 1), (1, 2)]
    for x, y, box, said in zip(marks.x, marks.y, figure.layout.shapes, marks.text, strict=True):
        assert box.x0 < x < box.x1
        assert box.y0 < y < box.y1
        assert said.startswith("head ")
    assert marks.marker.opacity == marks.selected.marker.opacity == 0
    pixels = (figure.layout.width - figure.layout.margin.l - figure.layout.margin.r) / (
        figure.layout.xaxis.range[1] - figure.layout.xaxis.range[0]
    )
    assert marks.marker.size == pytest.approx(pixels * trace.num_tokens)


def test_outer_panels_name_their_tokens_up_to_sixteen():
    figure = figures.head_grid(make_trace(), 0)
    assert list(figure.layout.yaxis.ticktext) == list(make_trace().labels)
    assert len(figure.layout.xaxis.ticktext) == 3 * make_trace().num_tokens
    long = make_trace(tuple(f"w{n}" for n in range(17)))
    assert figures.head_grid(long, 0).layout.yaxis.showticklabels is False
