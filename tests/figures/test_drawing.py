"""The quick figure says what plotly's own says."""

import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from explorer.figures.drawing import Figure, subplots

LAYOUT = {
    "title": {"text": "A", "font": {"size": 12}},
    "margin": {"l": 1, "r": 2},
    "meta": {"alt": "words"},
    "annotations": [{"text": "one", "x": 0, "y": 1}],
    "xaxis": {"title": {"font": {"size": 9}}, "range": [0, 3]},
}
AXIS = {"title": {"text": "tokens"}, "showgrid": False, "tickvals": [0, 1]}
PLOTLY, OWN = (go.Figure, make_subplots), (Figure, subplots)


def drawn(figure, many):
    one = figure(go.Heatmap(z=[[1, 2], [3, 4]], showscale=True))
    one.update_layout(LAYOUT).update_layout(margin={"t": 3}, title_text="B", showlegend=False)
    one.update_xaxes(AXIS, side="top").update_yaxes(range=[1, 0])
    one.update_traces(colorbar={"len": 1.0, "tickfont": {"size": 8}}, selector={"type": "heatmap"})
    two = many(rows=1, cols=2, subplot_titles=["left", "right"])
    two.add_trace(go.Bar(x=[1], y=[2]), row=1, col=1).add_trace(go.Bar(x=[1], y=[2]), row=1, col=2)
    two.update_xaxes(AXIS, row=1, col=2).update_yaxes(title_text="both")
    two.update_traces(marker={"color": "red"}, row=1, col=1).update_layout(xaxis2={"range": [0, 9]})
    two.update_layout(yaxis3={"anchor": "x", "overlaying": "y"}, legend={"x": 1}, overwrite=False)
    two.update_layout({"legend": {"y": 1}}, overwrite=True)
    return one.to_dict(), two.to_dict()


def test_it_is_set_as_plotly_sets_it():
    assert drawn(*OWN) == drawn(*PLOTLY)


@pytest.mark.parametrize("wrong", [{"margins": {"l": 1}}, {"width": "wide"}, {"margin": {"x": 1}}])
def test_plotly_still_checks_names_and_values(wrong):
    with pytest.raises((KeyError, ValueError)):
        Figure().update_layout(wrong)


def test_lists_take_the_place_of_lists():
    figure = Figure(layout={"annotations": [{"text": "one"}, {"text": "two"}]})
    figure.update_layout(annotations=[{"text": "three"}])
    assert [note.text for note in figure.layout.annotations] == ["three"]
