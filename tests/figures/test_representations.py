"""Pictures of representations and their tables: the numbers, the labels, the words."""

import subprocess
import sys

import numpy as np
import plotly.graph_objects as go
import pytest
from support.traces import make_trace

from explorer import figures, tables
from explorer.figures import layers, word_in_context
from explorer.figures import sentences as sentence_figures
from explorer.figures.base import DARK
from explorer.measures import adjusted_similarity, sentence_vectors, static_contextual
from explorer.measures.layer_film import Film
from explorer.measures.occurrences import occurrences
from explorer.measures.word_in_context import find_occurrences
from explorer.text import percent

TRACE = make_trace("the cat saw the <b>dog</b> $x$", seed=0)
OTHER = make_trace("a cat ran", seed=3)
SAMPLE = occurrences(make_trace(f"one two three {i}", seed=i) for i in range(8))
KNOWN = adjusted_similarity.baseline_stats(SAMPLE)
FOUND = find_occurrences([TRACE, OTHER], ["cat"])
TEXTS = ["One <i>sentence</i>.", "Another $one$.", "A third."]
VECTORS = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
ALIKE = sentence_vectors.similarity(VECTORS)
ORDER = np.array([2, 0, 1])


def film(dimensions=2):
    points = [trace.hidden[:, :, :dimensions].copy() for trace in (TRACE, OTHER)]
    return Film((TRACE, OTHER), points, (0.5, 0.2, 0.1)[:dimensions], "PCA")


VARIANTS = {
    "distance": lambda **o: figures.adjusted_similarity(
        TRACE, 1, KNOWN, measure="Euclidean distance", other=OTHER, **o
    ),
    "static matrix": lambda **o: word_in_context.context_matrix(FOUND, None, model="m", **o),
    "moved": lambda **o: layers.state_changes(TRACE, angular=False, **o),
    "film of two texts": lambda **o: figures.layer_film(film(), paths=(1,), **o),
    "film in 3D": lambda **o: figures.layer_film(film(3), paths=(1, 9), **o),
    "panels of two texts": lambda **o: figures.film_panels(film(), **o),
}
"""Figures asked for otherwise than in support.figure_cases, through which all figures go."""


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_pure_and_says_what_it_shows(name):
    picture = VARIANTS[name]()
    assert isinstance(picture, go.Figure)
    assert picture == VARIANTS[name]()
    assert len(picture.layout.meta["alt"]) > 20
    assert picture.layout.title.text
    assert VARIANTS[name](look=DARK).layout.paper_bgcolor == DARK.paper


@pytest.mark.parametrize("name", VARIANTS)
def test_layers_of_a_variant_can_be_numbered_from_1_as_papers_do(name):
    one = VARIANTS[name](first_index=1).to_json()
    assert "layer 0" not in one


@pytest.mark.parametrize("name", VARIANTS)
def test_what_a_reader_typed_is_never_markup_or_a_formula(name):
    drawn = VARIANTS[name]().to_json().split('"meta"')[0]
    assert "<b>" not in drawn and "<i>" not in drawn
    assert "$x$" not in drawn


def test_typed_sentences_are_never_markup_or_a_formula():
    picture = sentence_figures.sentence_matrix(ALIKE, TEXTS, ORDER, model="m")
    drawn = picture.to_json().split('"meta"')[0]
    assert "<i>" not in drawn and "$one$" not in drawn


def test_the_numbers_of_a_picture_are_those_of_its_measure_and_its_table():
    picture = figures.adjusted_similarity(TRACE, 1, KNOWN)
    values = adjusted_similarity.token_matrix(TRACE, 1, "above baseline", KNOWN)
    np.testing.assert_allclose(picture.data[0].z, values, atol=1e-6)
    np.testing.assert_allclose(
        tables.adjusted_similarity(TRACE, 1, KNOWN).to_numpy(), values, atol=1e-6
    )
    kept = static_contextual.static_retention(TRACE)
    np.testing.assert_allclose(layers.static_retention(TRACE).data[0].z, kept, atol=1e-6)
    np.testing.assert_allclose(tables.static_retention(TRACE).to_numpy(), kept, atol=1e-6)


def test_a_repeated_word_keeps_its_own_column():
    picture = layers.state_norms(TRACE)
    assert len(picture.data[0].z[0]) == TRACE.num_tokens
    assert list(picture.layout.xaxis.ticktext).count("the") == 2
    assert list(tables.state_norms(TRACE).columns)[1] == "1 the"


def test_every_frame_of_the_film_is_seen_through_one_window():
    picture = figures.layer_film(film(), paths=(1,))
    assert [frame.name for frame in picture.frames] == ["0", "1", "2"]
    for state, frame in enumerate(picture.frames):
        np.testing.assert_allclose(frame.data[-1].x, film().together[state, :, 0])
        assert frame.layout.xaxis.range is None
    np.testing.assert_allclose(picture.data[-1].y, film().together[:, 1, 1])
    low, high = picture.layout.xaxis.range
    assert low < film().together[..., 0].min() < film().together[..., 0].max() < high
    assert f"{percent(0.7)} of the variance" in picture.layout.title.text.replace("<br >", " ")


def test_state_0_is_named_embeddings():
    assert figures.layer_film(film()).layout.sliders[0].steps[0].label == "embeddings"
    assert tables.layer_film(film())["state"].iloc[0] == "embeddings"
    assert len(tables.layer_film(film())) == 3 * (TRACE.num_tokens + OTHER.num_tokens)


def test_context_tables_hold_the_static_vector_and_every_state():
    frame = tables.context_curves(FOUND, KNOWN.cosine)
    assert list(frame.index) == [
        "static word embedding",
        "embeddings",
        "after layer 0",
        "after layer 1",
    ]
    assert np.isnan(frame.iloc[0, -1])


def test_leaving_out_nothing_changes_nothing():
    values, places = static_contextual.special_tokens_effect(TRACE, TRACE)
    np.testing.assert_allclose(values, 1, atol=1e-6)
    assert places.tolist() == list(range(1, TRACE.num_tokens - 1))


def test_sentence_tables_follow_the_picture():
    np.testing.assert_allclose(
        tables.sentence_matrix(ALIKE, TEXTS, ORDER).to_numpy(),
        sentence_figures.sentence_matrix(ALIKE, TEXTS, ORDER, model="m").data[0].z,
        atol=1e-6,
    )
    best = tables.nearest(VECTORS, TEXTS, top=5)
    assert len(best) == 3
    assert best["cosine"].is_monotonic_decreasing
    assert len(tables.pooling_panels({"mean": ALIKE}, TEXTS)) == 3


def test_pictures_of_representations_need_neither_torch_nor_scikit_learn():
    script = (
        "import sys, explorer.figures, explorer.tables\n"
        "found = {'torch', 'sklearn', 'scipy', 'streamlit'} & set(sys.modules)\n"
        "sys.exit(', '.join(found) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
