"""The heads' arithmetic: numpy equals torch, tags and spans are the best of all."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from explorer.teaching import forward, ops
from explorer.teaching.decode import best_span, entity_spans, span_f1, tag_logits
from explorer.teaching.word_shapes import word_shapes, word_spans

LAYERS, WIDTH, INNER = 3, 10, 8


@pytest.fixture
def states():
    chance = np.random.default_rng(0)
    return lambda rows: ops.standardised(
        chance.normal(size=(rows, LAYERS + 1, WIDTH)).astype(np.float32)
    )


def _weights(net) -> dict[str, np.ndarray]:
    import torch

    torch.manual_seed(0)
    with torch.no_grad():
        for value in net.parameters():
            value.copy_(torch.randn_like(value) / 3)
    net.eval()
    return {name: value.detach().numpy() for name, value in net.state_dict().items()}


def _batch(array: np.ndarray):
    """A batch of one with some padding that must not count."""
    import torch

    padded = np.concatenate([array, np.full((2, *array.shape[1:]), 7.0, np.float32)])
    mask = np.arange(len(padded)) < len(array)
    return torch.from_numpy(padded)[None], torch.from_numpy(mask)[None]


def test_tagger_in_numpy_is_the_one_in_torch(states):
    from explorer.teaching.training.nets import Tagger

    net = Tagger(LAYERS, WIDTH, 5, inner=INNER, shapes=7)
    weights = _weights(net)
    found, shapes = states(6), np.eye(7, dtype=np.float32)[:6]
    batch, mask = _batch(found)
    scores = net(batch, _batch(shapes)[0], mask)[0, :6].detach().numpy()
    expected = tag_logits(scores, weights["chain"], weights["start"])
    np.testing.assert_allclose(forward.tag_logits(weights, found, shapes), expected, atol=1e-4)


def test_classifier_in_numpy_is_the_one_in_torch(states):
    from explorer.teaching.training.nets import Classifier

    net = Classifier(LAYERS, WIDTH, 2, inner=INNER)
    weights, found = _weights(net), states(6)
    expected = net(*_batch(found))[0].detach().numpy()
    np.testing.assert_allclose(forward.class_logits(weights, found), expected, atol=1e-4)


def test_comparer_in_numpy_is_the_one_in_torch(states):
    from explorer.teaching.training.nets import Comparer

    net = Comparer(LAYERS, WIDTH, 3, inner=INNER)
    weights, first, second = _weights(net), states(6), states(4)
    (a, mask_a), (b, mask_b) = _batch(first), _batch(second)
    expected = net(a, b, mask_a, mask_b)[0].detach().numpy()
    np.testing.assert_allclose(forward.pair_logits(weights, first, second), expected, atol=1e-4)


def test_tag_logits_are_the_best_of_all_sequences():
    chance = np.random.default_rng(1)
    scores, chain, start = (chance.normal(size=shape) for shape in ((4, 3), (3, 3), 3))
    found = tag_logits(scores, chain, start)
    for word, wanted in product(range(4), range(3)):
        totals = [
            start[path[0]]
            + sum(scores[place, tag] for place, tag in enumerate(path))
            + sum(chain[a, b] for a, b in pairwise(path))
            for path in product(range(3), repeat=4)
            if path[word] == wanted
        ]
        assert found[word, wanted] == pytest.approx(max(totals))


def test_best_span_begins_before_it_ends_and_is_short():
    logits = np.array([[0, 6], [5, 0], [1, 2], [0, 3], [0, 8]], float)
    assert best_span(logits) == (1, 4)
    assert best_span(logits, longest=3) == (2, 4)
    assert best_span(logits[:4], longest=3) == (1, 3)
    assert best_span(logits, longest=1) == (4, 4)


def test_entity_spans_and_their_f1():
    tags = ["B-PER", "I-PER", "O", "B-LOC", "B-LOC", "I-ORG"]
    assert entity_spans(tags) == {(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC"), (5, 6, "ORG")}
    assert span_f1([tags], [tags]) == 1
    assert span_f1([["B-PER", "O"]], [["B-PER", "I-PER"]]) == 0
    assert span_f1([["B-PER", "O", "B-LOC"]], [["B-PER", "O", "O"]]) == pytest.approx(2 / 3)


def test_words_are_split_as_in_universal_dependencies():
    text = "She didn't pay $3.50 (cash), e.g. in the U.S.A.; it's Anna's."
    words = [text[start:end] for start, end in word_spans(text)]
    assert words == (
        "She did n't pay $ 3.50 ( cash ) , e.g. in the U.S.A. ; it 's Anna 's .".split()
    )


def test_shapes_say_nothing_where_all_letters_are_alike():
    names = ("Ada", "NASA", "iPhone", "42", "!")
    shapes = word_shapes(names)
    assert shapes.tolist() == [
        [1, 0, 0, 0, 0, 1, 0],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0],
    ]
    lower = word_shapes([name.lower() for name in names])
    assert lower[:, :3].sum() == 0 and lower[:, 6].all()


def test_standardised_vectors_have_mean_0_and_deviation_1():
    found = ops.standardised(np.random.default_rng(2).normal(3, 5, size=(4, 50)))
    np.testing.assert_allclose(found.mean(axis=-1), 0, atol=1e-6)
    np.testing.assert_allclose(found.std(axis=-1), 1, atol=1e-4)
