"""A causal mask is drawn as a mask: grey cells without numbers, on one map and on many."""

import numpy as np
import pytest

import explorer
from explorer.figures.base import DARK, LIGHT
from explorer.figures.masked import SAID, later

TEXT = "the cat sat on the mat because it was old"


@pytest.fixture(scope="module")
def causal(checkpoint):
    return explorer.load(checkpoint("gpt2")).run(TEXT)


@pytest.fixture(scope="module")
def both_ways(checkpoint):
    return explorer.load(checkpoint("bert")).run(TEXT)


def masks(figure):
    """Heatmaps of one colour, each as the cells that it covers."""
    traces = [one for one in figure.data if one.type == "heatmap" and not one.texttemplate]
    return [~np.isnan(one.z) for one in traces[1:]]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_later_tokens_are_grey_and_carry_no_number(causal, look):
    figure = explorer.figures.attention_heatmap(causal, 1, 2, look=look)
    (covered,) = masks(figure)
    assert (covered == np.triu(np.ones_like(covered), 1)).all()
    over = next(one for one in figure.data if one.type == "heatmap" and one.hovertemplate
                and one.hovertemplate.startswith("masked"))  # fmt: skip
    assert {colour for _, colour in over.colorscale} == {look.line}
    numbers = [
        np.array(one.text) for one in figure.data if one.type == "heatmap" and one.texttemplate
    ]
    assert numbers and all((text[covered] == "").all() for text in numbers)
    assert any((text[~covered] != "").any() for text in numbers)
    assert SAID in str(figure.layout)


def test_each_panel_of_all_heads_has_its_mask(causal):
    (covered,) = masks(explorer.figures.head_grid(causal, 0))
    count = causal.num_tokens
    assert covered.sum() == causal.num_heads * count * (count - 1) / 2
    weights = explorer.figures.head_grid(causal, 0).data[0].z
    assert np.nanmax(weights[covered]) == 0


def test_a_model_that_reads_both_ways_has_no_mask(both_ways):
    assert later(both_ways) is None
    for figure in (
        explorer.figures.attention_heatmap(both_ways, 0, 0),
        explorer.figures.head_grid(both_ways, 0),
    ):
        assert masks(figure) == [] and SAID not in str(figure.layout)


def test_a_text_shown_in_blocks_is_left_as_it_is(causal):
    from explorer.figures.masked import draw_mask

    figure = explorer.figures.attention_heatmap(causal, 0, 0)
    before = len(figure.data)
    draw_mask(figure, np.ones((3, 3), bool), LIGHT)
    assert len(figure.data) == before
