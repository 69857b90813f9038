"""Induction scores of a whole model, held against sums written out by hand."""

import numpy as np
import pytest

import explorer
from explorer.engine.induction import PERIOD, induction_scores, repeated
from explorer.errors import InputError


@pytest.fixture(scope="module")
def engine(checkpoint):
    return explorer.load(checkpoint("gpt2"))


def test_random_tokens_come_twice_and_are_all_different(engine):
    text = repeated(engine, np.random.default_rng(0))
    typed = text.ids[~text.special]
    assert len(typed) == 2 * PERIOD and len(set(typed.tolist())) == PERIOD
    assert (typed[:PERIOD] == typed[PERIOD:]).all()
    assert not set(typed.tolist()) & set(engine.encoder.special_tokens.values())


def test_prefix_matching_is_the_mean_weight_on_what_followed(engine):
    scores = induction_scores(engine, seed=2)
    rng = np.random.default_rng(2)
    by_hand = []
    for _ in range(4):
        trace = engine.run_tokens(repeated(engine, rng))
        first = int(trace.special.sum())
        rows = range(first + PERIOD, trace.num_tokens)
        weights = np.stack([trace.attention(layer) for layer in range(trace.num_layers)])
        by_hand.append(np.mean([weights[:, :, i, i - PERIOD + 1] for i in rows], axis=0))
    assert scores.prefix == pytest.approx(np.mean(by_hand, axis=0), abs=1e-6)
    assert scores.prefix.shape == scores.copying.shape == (3, 4)


def test_copying_is_the_share_on_the_attended_token(engine):
    """The value of one head through the output's rows, the last LayerNorm's scale and the words."""
    import torch

    scores = induction_scores(engine, seed=1)
    rng, found = np.random.default_rng(1), []
    block, body = engine.model.h[1], engine.model
    for _ in range(4):
        trace = engine.run_tokens(repeated(engine, rng))
        first = np.flatnonzero(~trace.special)[:PERIOD]
        with torch.inference_mode():
            value = torch.tensor(trace.layers[1].value[2, first])  # (N, d)
            width = value.shape[1]
            handed = value @ block.attn.c_proj.weight[2 * width : 3 * width] * body.ln_f.weight
            raised = (handed @ body.wte.weight[torch.tensor(trace.ids[first])].T).numpy()
        above = np.maximum(raised - raised.mean(axis=1, keepdims=True), 0)
        found.append(np.mean(above.diagonal() / above.sum(axis=1)))
    assert scores.copying[1, 2] == pytest.approx(np.mean(found), abs=1e-5)


def test_a_model_without_induction_heads_has_none(engine):
    assert induction_scores(engine).heads() == []


def test_a_model_that_reads_both_ways_is_refused(checkpoint):
    with pytest.raises(InputError, match="reads both ways"):
        induction_scores(explorer.load(checkpoint("bert")))
