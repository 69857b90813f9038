"""Two senses of one word, parted by the cosines of their vectors alone."""

import numpy as np
import pytest

from explorer import figures, tables
from explorer.data.word_presets import presets
from explorer.errors import InputError
from explorer.measures.projection import clusters
from explorer.measures.senses import (
    classical_scaling,
    sense_map,
    silhouette,
    telling_state,
    two_groups,
)
from explorer.measures.word_in_context import find_occurrences, neighbours

LINE = np.abs(np.subtract.outer([0.0, 1.0, 9.0, 10.0], [0.0, 1.0, 9.0, 10.0]))


@pytest.fixture(scope="module")
def found(bundled):
    preset = presets()[0]
    return find_occurrences([bundled.run(line) for line in preset.sentences], preset.words)


def test_the_first_preset_parts_into_snakes_and_languages(found):
    assert len(found) == 12
    state = telling_state(found)
    senses = sense_map(found, state)
    language = np.arange(12) < 6
    share = float((senses.groups == language).mean())
    purity = max(share, 1 - share)
    assert purity == 1.0
    assert state == 5  # of 0 to 6: after the fifth layer of six
    assert senses.silhouette == pytest.approx(0.64, abs=0.02)
    assert senses.within == pytest.approx(0.94, abs=0.01)
    assert senses.between == pytest.approx(0.82, abs=0.01)
    assert np.bincount(senses.groups).tolist() == [6, 6]


def test_the_two_clouds_lie_apart_on_the_map(found):
    senses = sense_map(found, telling_state(found))
    one, other = (senses.points[senses.groups == group] for group in range(2))
    apart = np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))
    assert apart > 2 * max(np.linalg.norm(one - one.mean(axis=0), axis=1).mean(), 0)


def test_the_picture_and_its_table_name_the_neighbours(found):
    senses = sense_map(found, 5)
    figure = figures.context_map(found, senses, "model")
    labels = next(part for part in figure.data if part.mode == "text")
    assert "This python script reads…" in labels.text
    assert "0.94 within the groups, 0.82 between" in figure.layout.title.text.replace("<br >", " ")
    assert sum(len(part.x) for part in figure.data if part.mode == "markers") == 12
    table = tables.context_map(found, senses)
    assert table["between its neighbours"][3 + 0] == found[2].near
    assert table["group"].tolist() == (senses.groups + 1).tolist()


def test_each_cloud_has_a_name_apart_from_the_other(found):
    senses = sense_map(found, 5)
    for narrow in (False, True):
        figure = figures.context_map(found, senses, "model", narrow=narrow)
        first, second = figure.layout.annotations
        assert (first.text, second.text) == ("group 1: 6 places", "group 2: 6 places")
        labels = next(part for part in figure.data if part.mode == "text")
        low, high = figure.layout.yaxis.range
        line = (high - low) / (470 if narrow else 430) * 15  # a line of a label, in data units
        for name in (first, second):
            wide = np.abs(np.array(labels.x) - name.x) < line * 6
            assert (np.abs(np.array(labels.y) - name.y)[wide] > line).all()


def test_labels_for_phones_have_the_word_itself(found):
    senses = sense_map(found, 5)
    figure = figures.context_map(found, senses, "model", narrow=True)
    labels = next(part for part in figure.data if part.mode == "text")
    assert all("python" in text.casefold() for text in labels.text if text)
    assert all(len(text) <= 15 for text in labels.text)


def test_a_word_stands_between_its_neighbours(bundled):
    trace = bundled.run("A python warms its eggs by shivering.")
    assert neighbours(trace, [2], limit=14) == "A python warms…"
    assert neighbours(trace, [2], limit=3) == "…python…"
    assert neighbours(trace, [2], limit=99) == "A python warms its eggs by shivering."


@pytest.mark.parametrize("seed", range(4))
def test_groups_are_those_of_average_linkage(seed):
    points = np.random.default_rng(seed).normal(size=(11, 3))
    distances = np.linalg.norm(points[:, None] - points, axis=-1)
    ours, scipys = two_groups(distances), clusters(distances, 2)
    assert (ours == scipys).all() or (ours == 1 - scipys).all()
    assert (ours == 0).sum() >= (ours == 1).sum()


def test_silhouette_of_two_pairs_on_a_line():
    groups = np.array([0, 0, 1, 1])
    assert silhouette(LINE, groups) == pytest.approx((2 * 8.5 / 9.5 + 2 * 7.5 / 8.5) / 4)
    assert silhouette(LINE, np.array([0, 1, 1, 1])) < silhouette(LINE, groups)
    assert silhouette(LINE, np.zeros(4, int)) == 0


def test_scaling_keeps_the_distances_of_points_in_a_plane():
    points = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0], [1.0, 1.0]])
    squared = ((points[:, None] - points) ** 2).sum(axis=-1)
    found = classical_scaling(squared / 2)
    again = ((found[:, None] - found) ** 2).sum(axis=-1)
    np.testing.assert_allclose(again, squared, atol=1e-9)


def test_three_places_are_too_few(found):
    with pytest.raises(InputError, match="a map needs 4"):
        sense_map(found[:3], 1)
    assert telling_state(found[:3]) == 1
