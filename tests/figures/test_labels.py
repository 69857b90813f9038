"""Labels of points avoid each other, and the same points always get the same places."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer import figures
from explorer.figures.labels import (
    LETTER,
    TALL,
    Window,
    label_places,
    label_traces,
    square_window,
)
from explorer.measures.layer_film import Film

WINDOW = Window((0.0, 0.0), (1.0, 1.0), 800.0, 440.0)


def boxes(points, texts, window, size):
    """Lower left and upper right corner of each label in pixels, (N, 2, 2)."""
    middles = window.pixels(points)
    half = np.array([[len(text) * LETTER * size / 2, TALL * size / 2] for text in texts])
    return np.stack([middles - half, middles + half], axis=1)


def overlaps(found):
    """Pairs of labels that cover each other."""
    return [
        (a, b)
        for a in range(len(found))
        for b in range(a)
        if (found[a, 0] < found[b, 1]).all() and (found[b, 0] < found[a, 1]).all()
    ]


def in_film(figure, window):
    """The corners of the labels of a film's figure."""
    trace = next(part for part in figure.data if part.mode == "text")
    points = np.stack([trace.x, trace.y], axis=1).astype(float)
    return boxes(points, trace.text, window, trace.textfont.size), list(trace.text)


@pytest.mark.parametrize("seed", range(5))
def test_sixteen_crowded_labels_never_overlap(seed):
    points = np.random.default_rng(seed).normal(0.5, 0.04, size=(16, 2))
    texts = [f"word{n}" for n in range(16)]
    middles = label_places(points, texts, WINDOW, 12)
    assert not np.isnan(middles).any()
    assert not overlaps(boxes(middles, texts, WINDOW, 12))
    np.testing.assert_array_equal(middles, label_places(points, texts, WINDOW, 12))


def test_points_in_one_place_get_labels_that_can_be_told_apart():
    points = np.full((8, 2), 0.5)
    texts = ["the"] * 8
    middles = label_places(points, texts, WINDOW, 12)
    assert not overlaps(boxes(middles, texts, WINDOW, 12))


def test_a_single_label_stands_right_above_its_point():
    middle = WINDOW.pixels(label_places(np.array([[0.5, 0.5]]), ["word"], WINDOW, 12))[0]
    assert middle[0] == pytest.approx(400)
    assert 220 < middle[1] < 250


def test_labels_stay_inside_and_are_left_out_where_none_fits():
    corner = label_places(np.array([[1.0, 1.0]]), ["a long label"], WINDOW, 12)
    found = boxes(corner, ["a long label"], WINDOW, 12)[0]
    assert (found[0] >= 0).all()
    assert (found[1] <= (800, 440)).all()
    small = Window((0.0, 0.0), (1.0, 1.0), 30.0, 30.0)
    lines, labels = label_traces(np.array([[0.5, 0.5]]), ["a long label"], small, figures.LIGHT)
    assert labels.text == ("",)
    assert set(lines.x) == {None}


def test_a_label_moved_out_has_a_line_to_its_point():
    points = np.full((14, 2), 0.5)
    lines, _ = label_traces(points, [f"w{n}" for n in range(14)], WINDOW, figures.LIGHT)
    assert len(lines.x) >= 4
    assert lines.x[1] == 0.5


def test_a_film_leaves_no_line_of_another_state():
    trace = make_trace(tuple(f"w{n}" for n in range(14)))
    apart = np.stack([np.arange(14.0), np.arange(14.0) % 5], axis=1)
    film = Film((trace,), (np.stack([np.zeros((14, 2)), apart]),), (0.5, 0.2), "PCA")
    first, second = (frame.data[-3] for frame in figures.layer_film(film, state=0).frames)
    assert len(first.x) > len(second.x)
    assert set(second.x) == {None}  # an empty list would leave those of the first


def test_a_square_window_shows_all_points_on_one_unit():
    points = np.array([[0.0, 0.0], [4.0, 1.0]])
    window = square_window(points, 800, 400, 50)
    assert window.unit[0] == pytest.approx(window.unit[1])
    shown = window.pixels(points)
    assert shown.min() >= 50 - 1e-6
    assert (shown <= (750, 350)).all()
    assert np.isfinite(square_window(np.zeros((3, 2)), 800, 400, 50).unit).all()


@pytest.mark.parametrize("state", [0, 2])
def test_no_two_labels_of_a_film_of_sixteen_tokens_overlap(state):
    words = tuple(["[CLS]", *(f"token{n}" for n in range(14)), "[SEP]"])
    trace = make_trace(words)
    points = np.random.default_rng(1).normal(size=(3, 16, 2)).cumsum(axis=0)
    points[0] *= 0.2  # crowded in the first frame
    film = Film((trace,), (points,), (0.5, 0.2), "PCA")
    figure = figures.layer_film(film, state=state)
    low, high = film.bounds()
    found, texts = in_film(figure, Window(tuple(low), tuple(high), 800.0, 440.0))
    assert texts == list(words)
    assert not overlaps(found)


def film():
    trace = make_trace("the cat saw the dog")
    points = np.random.default_rng(2).normal(size=(3, trace.num_tokens, 2))
    return Film((trace,), (points,), (0.5, 0.2), "PCA")


def test_words_of_a_film_have_colours_and_trails():
    shown = film()
    figure = figures.layer_film(shown, state=2)
    colours = figure.data[-1].marker.color
    first, second = (place for place, label in enumerate(shown.labels) if label == "the")
    assert colours[first] == colours[second] != colours[first + 1]
    trails = [part for part in figure.data if part.mode == "lines" and part.opacity]
    assert len(trails) == len(shown.labels)
    np.testing.assert_allclose(trails[1].x, shown.together[:, 1, 0])
    start = figures.layer_film(shown, state=0)
    assert all(len(part.x) == 1 for part in start.data if part.opacity and part.mode == "lines")
    for frame in figure.frames:
        assert len(frame.data) == len(frame.traces) == len(figure.data)


def test_a_film_opens_on_its_last_state_with_all_trails_drawn():
    shown = film()
    figure = figures.layer_film(shown)
    np.testing.assert_allclose(figure.data[-1].x, shown.together[-1, :, 0])
    trails = [part for part in figure.data if part.mode == "lines" and part.opacity]
    assert [len(part.x) for part in trails] == [shown.states] * len(shown.labels)
    assert figure.layout.sliders[0].active == shown.states - 1
    assert figure.frames[0].name == "0"  # where play begins


def test_eleven_words_of_a_film_have_eleven_colours_none_of_them_grey():
    trace = make_trace(" ".join(f"word{n}" for n in range(11)))
    points = np.random.default_rng(2).normal(size=(3, trace.num_tokens, 2))
    colours = figures.layer_film(Film((trace,), (points,), (0.5, 0.2), "PCA")).data[-1].marker.color
    assert all(len({one[1:3], one[3:5], one[5:]}) > 1 for one in colours)
    words = [one for one, special in zip(colours, trace.special, strict=True) if not special]
    assert len(set(words)) == 11


def test_play_begins_anew_and_a_film_for_print_has_no_buttons():
    menus = figures.layer_film(film()).layout.updatemenus
    assert menus[0].buttons[0].args[1]["fromcurrent"] is False
    still = figures.layer_film(film(), controls=False)
    assert not still.frames
    assert not still.layout.updatemenus
    assert not still.layout.sliders


def test_button_and_slider_stand_above_the_picture():
    drawn = figures.layer_film(film()).layout
    for control in (drawn.updatemenus[0], drawn.sliders[0]):
        assert (control.y, control.yanchor) == (1, "bottom")
    still = figures.layer_film(film(), controls=False).layout
    assert drawn.margin.t - still.margin.t >= 70
    assert drawn.height <= 560  # a projector's screen has 466 pixels for it, and shows 60 %
