import numpy as np
import pytest

from explorer.errors import InputError
from explorer.measures import projection

RNG = np.random.default_rng(0)


def test_pca_finds_the_one_direction_that_varies():
    line = RNG.normal(size=(20, 1)) @ np.array([[3.0, 4.0, 0.0]])
    found = projection.project(line)
    assert found.explained[0] == pytest.approx(1)
    np.testing.assert_allclose(
        np.abs(found.points[:, 0]), np.linalg.norm(line - line.mean(0), axis=1)
    )


def test_one_window_for_all_layers_so_a_still_token_stands_still():
    hidden = RNG.normal(size=(4, 6, 8))
    hidden[:, 2] = hidden[0, 2]
    (points,), whole = projection.film([hidden])
    assert points.shape == (4, 6, 2)
    np.testing.assert_allclose(points[:, 2], np.tile(points[0, 2], (4, 1)), atol=1e-9)
    assert len(whole.explained) == 2


def test_two_texts_share_the_window():
    a, b = RNG.normal(size=(3, 4, 8)), RNG.normal(size=(3, 5, 8))
    points, _ = projection.film([a, b], dimensions=3)
    assert [one.shape for one in points] == [(3, 4, 3), (3, 5, 3)]
    np.testing.assert_allclose(points[0], projection.film([a, b], dimensions=3)[0][0])


@pytest.mark.parametrize("count", [1, 2])
def test_too_few_points_get_zeros_for_what_is_missing(count):
    found = projection.project(RNG.normal(size=(count, 5)), dimensions=3)
    assert found.points.shape == (count, 3)
    np.testing.assert_allclose(found.points[:, 2], 0, atol=1e-9)


def test_identical_rows_fall_on_one_point_for_both_methods():
    same = np.tile(RNG.normal(size=(1, 6)).astype(np.float32), (7, 1))
    for method in ("PCA", "t-SNE"):
        found = projection.project(same, method=method)
        np.testing.assert_allclose(found.points, 0, atol=1e-6)


def test_t_sne_is_the_same_for_the_same_seed_and_refuses_too_many_points():
    rows = RNG.normal(size=(12, 6))
    first = projection.project(rows, method="t-SNE", seed=3)
    np.testing.assert_array_equal(
        first.points, projection.project(rows, method="t-SNE", seed=3).points
    )
    assert first.explained == ()
    with pytest.raises(InputError, match="choose PCA"):
        projection.project(np.zeros((projection.MOST_TSNE + 1, 3)), method="t-SNE")


def test_cluster_order_brings_alike_rows_together():
    groups = np.array([0, 1, 0, 1, 0, 1])
    alike = (groups[:, None] == groups).astype(float)
    ordered = groups[projection.cluster_order(alike)]
    assert (np.diff(ordered) != 0).sum() == 1
    np.testing.assert_array_equal(projection.cluster_order(np.eye(2)), [0, 1])
