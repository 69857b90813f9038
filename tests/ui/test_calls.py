"""The calls that pages give for their pictures' code make those pictures again."""

import numpy as np
import pytest

from explorer import pictures
from explorer.data.published import published
from explorer.engine.sample_states import sample_occurrences
from explorer.figures import Board
from explorer.measures import (
    adjusted_similarity,
    comparison,
    layer_statistics,
    link_scores,
    projection,
    word_in_context,
)
from explorer.measures.layer_film import Film
from explorer.predictors import load_predictor
from explorer.tasks import fill_mask
from explorer.text import TextInput
from explorer.ui import calls

TEXTS = ["The cat's mat.", 'A "cat" sat.']


def check(made):
    space = {}
    exec(compile(made.code.replace("picture.figure.show()", ""), "<code>", "exec"), space)
    assert space["picture"].figure.to_json() == made.figure.to_json(), made.code


@pytest.fixture(scope="module")
def read(bundled):
    return [bundled.run(text) for text in TEXTS]


@pytest.fixture(scope="module")
def sample(bundled):
    return sample_occurrences(bundled)


def test_links_and_differences(read):
    first, second = read
    scores = link_scores.link_scores(first, [(2, 1)])
    check(pictures.link_bars(first, scores, "x", made={"scores": calls.links([(np.int64(2), 1)])}))
    pairs = comparison.align(first, second)
    change = comparison.attention_difference(first, second, pairs, (1, 2), (1, 3))
    check(pictures.difference_heatmap(
        first, second, pairs, change, "layer 1, head 2",
        made=calls.attention_difference((np.int64(1), 2), (1, 3)),
    ))  # fmt: skip
    changes = comparison.vector_changes(first, second, pairs)
    made = calls.differences("vector_changes(first, second, pairs)")
    check(pictures.vector_change_heatmap(first, second, pairs, changes, made=made))
    moved = {"moved": comparison.head_changes(first, second, pairs)}
    board = Board("Heads", "moved")
    check(pictures.head_scores(first, moved, "moved", board, made=calls.head_changes(second)))


def test_curves_and_baselines_of_the_sample(read, sample):
    first, second = read
    known = adjusted_similarity.baseline_stats(sample)
    curves = layer_statistics.layer_curves(sample)
    check(pictures.adjusted_similarity(first, 2, known, made=calls.baseline(first.spec)))
    theirs = published()["layer_curves"]
    for ours, spec in ((None, None), (curves, first.spec)):
        made = calls.beside_published(spec)
        check(pictures.beside_published(ours, theirs, "m", made=made))
    left, right = first.hidden[:, [1, 2]].mean(axis=1), second.hidden[:, [2]].mean(axis=1)
    check(pictures.pair_curves(
        ("a", "b"), adjusted_similarity.curves(left, right, known), known, "m",
        made=calls.pair_curves(first, second, ((1, 2), (2,))),
    ))  # fmt: skip
    found = word_in_context.find_occurrences(read, ["cat"])
    made = {
        **calls.occurrences(first.spec, TEXTS, ["cat"]),
        **calls.baseline(first.spec),
        "baseline": "known.cosine",
    }
    check(pictures.context_curves(found, "m", known.cosine, made=made))


@pytest.mark.parametrize("count", [1, 2])
def test_a_film_of_one_text_or_two(read, count):
    traces = tuple(read[:count])
    points, whole = projection.film([trace.hidden for trace in traces])
    film = Film(traces, points, whole.explained, "PCA")
    check(pictures.layer_film(film, paths=[1], made=calls.film(film)))


def test_masked_words():
    predictor = load_predictor("fill-mask")
    prediction = predictor.run(TextInput("The cat sat.", masked=(2,)))
    before, after = fill_mask.unmasked(predictor, prediction), prediction.trace
    check(pictures.mask_effect(before, after, made=calls.before_and_after(prediction)))
    seen = fill_mask.lens(predictor, prediction, 0)
    made = calls.of_prediction(prediction, lens="fill_mask.lens(predictor, prediction, 0)")
    check(pictures.logit_lens(seen, after, k=4, made=made))
    words = ["dog's", "cat"]
    targets = tuple(fill_mask.target(predictor, prediction, word, 0) for word in words)
    made = calls.targets(prediction, words, 0)
    check(pictures.fill_mask_targets(targets, after, made=made))
