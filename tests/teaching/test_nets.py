"""The heads' modules: padding does not count, states are standardised, loading draws nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.teaching.nets import Classifier, Comparer, Tagger, standardised, with_tensors

LAYERS, WIDTH, INNER, LABELS = 3, 10, 8, 5


def _states(rows: int, seed: int = 0) -> torch.Tensor:
    """Standardised states of one text, (1, rows, L+1, D)."""
    drawn = np.random.default_rng(seed).normal(size=(1, rows, LAYERS + 1, WIDTH))
    return standardised(torch.from_numpy(drawn.astype(np.float32)))


def _padded(found: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The text with two rows of padding that are far from zero, and its mask."""
    padding = torch.full((1, 2, *found.shape[2:]), 7.0)
    whole = torch.cat([found, padding], 1)
    return whole, torch.arange(whole.shape[1])[None] < found.shape[1]


def _alone(found: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return found, torch.ones(found.shape[:2], dtype=torch.bool)


def _drawn(net: torch.nn.Module) -> torch.nn.Module:
    """The module with all its weights drawn at random, ready to run."""
    torch.manual_seed(0)
    with torch.no_grad():
        for value in net.parameters():
            value.copy_(torch.randn_like(value) / 3)
    return net.eval().requires_grad_(False)


def test_padding_changes_no_score_of_the_tagger():
    net, found = _drawn(Tagger(LAYERS, WIDTH, LABELS, inner=INNER, shapes=7)), _states(6)
    shapes = torch.eye(7)[None, :6]
    (whole, mask), wide = _padded(found), _padded(shapes)[0]
    alone = net(found, shapes, _alone(found)[1])
    torch.testing.assert_close(net(whole, wide, mask)[:, :6], alone, atol=1e-5, rtol=1e-5)


def test_padding_changes_no_logit_of_the_classifier():
    net, found = _drawn(Classifier(LAYERS, WIDTH, LABELS, inner=INNER)), _states(6)
    torch.testing.assert_close(net(*_padded(found)), net(*_alone(found)), atol=1e-5, rtol=1e-5)


def test_padding_changes_no_logit_of_the_comparer():
    net = _drawn(Comparer(LAYERS, WIDTH, LABELS, inner=INNER))
    (a, mask_a), (b, mask_b) = _alone(_states(6)), _alone(_states(4, seed=1))
    (wide_a, wide_mask_a), (wide_b, wide_mask_b) = _padded(a), _padded(b)
    alone = net(a, b, mask_a, mask_b)
    padded = net(wide_a, wide_b, wide_mask_a, wide_mask_b)
    torch.testing.assert_close(padded, alone, atol=1e-5, rtol=1e-5)


def test_a_tag_depends_on_the_neighbours_of_its_word_but_not_on_words_far_away():
    net = _drawn(Tagger(LAYERS, WIDTH, LABELS, inner=INNER, shapes=7))
    shapes, found = torch.zeros(1, 9, 7), _states(9)
    changed = found.clone()
    changed[:, 8] = 0
    before, after = (net(x, shapes, _alone(x)[1])[0] for x in (found, changed))
    moved = (before - after).abs().amax(1) > 1e-6  # (W,): two windows reach two words far
    assert moved.tolist() == [False] * 6 + [True] * 3


def test_standardised_vectors_have_mean_0_and_deviation_1():
    drawn = torch.from_numpy(np.random.default_rng(2).normal(3, 5, size=(4, 50)))
    found = standardised(drawn).numpy()
    np.testing.assert_allclose(found.mean(axis=-1), 0, atol=1e-6)
    np.testing.assert_allclose(found.std(axis=-1), 1, atol=1e-4)


def test_a_net_filled_with_tensors_is_the_one_they_came_from():
    net = _drawn(Classifier(LAYERS, WIDTH, LABELS, inner=INNER))
    tensors = {name: value.numpy() for name, value in net.state_dict().items()}
    before = torch.get_rng_state()
    made = with_tensors(lambda: Classifier(LAYERS, WIDTH, LABELS, inner=INNER), tensors)
    assert torch.equal(torch.get_rng_state(), before)  # no random weights were drawn
    assert not made.training and not any(value.requires_grad for value in made.parameters())
    text = _alone(_states(6))
    torch.testing.assert_close(made(*text), net(*text), atol=0, rtol=0)


def test_tensors_of_another_size_do_not_fit():
    net = _drawn(Classifier(LAYERS, WIDTH, LABELS, inner=INNER))
    tensors = {name: value.numpy() for name, value in net.state_dict().items()}
    with pytest.raises(RuntimeError, match="size mismatch"):
        with_tensors(lambda: Classifier(LAYERS, WIDTH, LABELS, inner=INNER + 1), tensors)
