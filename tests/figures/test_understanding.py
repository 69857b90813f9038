"""The picture of a check of understanding."""

from explorer.figures.understanding import understanding_bars

LABELS = ["Queries", "<b>Sinks</b>"]


def test_before_stands_beside_after_on_one_axis():
    figure = understanding_bars(LABELS, {"before": [0, 3], "after": [2, 4]}, asked=4)
    assert [(bars.name, list(bars.x)) for bars in figure.data] == [
        ("before", [0, 3]),
        ("after", [2, 4]),
    ]
    assert figure.layout.title.text.startswith("Right answers: 3 of 8 before, 6 of 8 after")
    assert figure.layout.xaxis.range[1] > 4
    assert "&lt;b&gt;" in figure.layout.yaxis.ticktext[1]


def test_one_form_has_its_numbers_beside_the_bars():
    (bars,) = understanding_bars(LABELS, {"before": [0, 1]}).data
    assert list(bars.text) == ["0", "1"]
    both = understanding_bars(LABELS, {"before": [0, 1], "after": [1, 1]})
    assert both.data[0].text is None
