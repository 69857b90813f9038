"""Logits split by tokens: a network on paper, the forward split, and autograd."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.paper_network import network
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures import decomposition
from explorer.measures.best_tags import BestTags
from explorer.measures.logit_parts import logit_parts, one_logit
from explorer.measures.split_head import Activation, Chain, Linear, Read, SplitHead
from explorer.predictors import load_predictor
from explorer.text import TextInput
from explorer.trace import Projection


def test_a_network_on_paper():
    trace, blocks, head = network()
    parts = logit_parts(trace, blocks, head, one_logit((2,), None, 0))
    np.testing.assert_allclose(parts.tokens, [1.0, 1.0])
    assert (parts.biases, parts.head, parts.value) == (0, 0.25, 2.25)
    assert parts.sum == 2.25


def test_a_value_bias_has_a_part_of_its_own():
    """The sum of the first token is (4, -4) now: 1.5 of 4 from each token, 1 from the bias."""
    trace, blocks, head = network(value_bias=1.0)
    parts = logit_parts(trace, blocks, head, one_logit((2,), None, 0))
    np.testing.assert_allclose(parts.tokens, [0.75, 0.75])
    assert parts.biases == pytest.approx(0.5)


def test_the_forward_split_pushed_through_the_head_gives_the_same(checkpoint):
    """Second route: ``token_contributions``, then pooler, tanh by its ratio, and classifier."""
    from explorer.predictors.split_heads import split

    predictor = load_predictor("classify", checkpoint("bert", head="SequenceClassification"))
    prediction = predictor.run(TextInput("the cat sat on the bank", "it was old"))
    model, trace = split(predictor, prediction), prediction.trace
    steps: tuple[Any, ...] = model.head.chains[0].steps
    pooler, _, leave = steps
    parts = decomposition.token_contributions(trace, model.blocks)[0]  # (T + 1, D)
    z = parts @ pooler.projection.weight.T
    z[-1] += pooler.projection.bias
    logits = (z * np.tanh(z.sum(0)) / z.sum(0)) @ leave.projection.weight.T  # (T + 1, C)
    for column in range(len(predictor.labels)):
        found = logit_parts(
            trace, model.blocks, model.head, one_logit(prediction.logits.shape, None, column)
        )
        np.testing.assert_allclose(found.tokens, logits[:-1, column], atol=1e-5)
        rest = found.biases + found.head - leave.projection.bias[column]
        assert rest == pytest.approx(logits[-1, column], abs=1e-4)


def test_slopes_of_a_head_that_mixes_states_are_those_of_autograd(bundled):
    """Second route: the teaching classifier in torch, all that is frozen cut off the gradient."""
    import torch

    from explorer.predictors.split_heads import split

    predictor: Any = load_predictor("classify", body=bundled)
    prediction = predictor.run(TextInput("The film was not good."))
    trace, net = prediction.trace, predictor.net
    slopes, own = split(predictor, prediction).head.slopes(trace.hidden, one_logit((2,), None, 1))

    def standardised(x):
        x = x - x.mean(-1, keepdim=True)
        return x / (x.std(-1, keepdim=True, correction=0) + 1e-5).detach()

    def gelu(z):
        return z * (torch.nn.functional.gelu(z, approximate="tanh") / z).detach()

    states = torch.tensor(np.array(trace.hidden), requires_grad=True)
    mixed = (net.weights()[:, None, None] * standardised(states)).sum(0)
    x = gelu(net.enter(standardised(mixed)))
    weights = net.look(x).softmax(0).detach()
    pooled = torch.cat([(weights.T @ x).flatten(), x.mean(0)])
    logit = net.leave(gelu(net.join(pooled)))[1]
    (expected,) = torch.autograd.grad(logit, states)
    np.testing.assert_allclose(slopes, expected.numpy(), atol=1e-6)
    brought = float((expected * states).sum().detach())
    assert own == pytest.approx(float(logit.detach()) - brought, abs=1e-5)


@pytest.mark.parametrize("kind", ["roberta-prelayernorm", "megatron-bert"])
def test_layers_with_their_norms_in_front(kind, tmp_path):
    """Second route: the forward split of the last state, times the weights of a linear head."""
    from support import survey

    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(survey.write(tmp_path / kind, kind))
    trace, known = engine.run("The cat sat.", "It slept."), blocks(engine)
    leave = np.random.default_rng(0).normal(size=(2, trace.hidden.shape[-1])).astype(np.float32)
    read = Read(np.eye(1, trace.num_tokens, k=1, dtype=np.float32))
    steps = (Linear(Projection(leave, np.zeros(2, np.float32))),)
    head = SplitHead((Chain(read, steps, np.zeros(1, int)),), np.zeros(2, np.float32))
    found = logit_parts(trace, known, head, one_logit((2,), None, 1))
    expected = decomposition.token_contributions(trace, known)[1] @ leave[1]  # (T + 1,)
    np.testing.assert_allclose(found.tokens, expected[:-1], atol=1e-4)
    assert found.biases == pytest.approx(float(expected[-1]), abs=1e-4)
    assert found.sum == pytest.approx(found.value, abs=1e-4)


def test_the_best_sequence_of_tags_is_that_of_trying_all():
    rng = np.random.default_rng(1)
    scores, chain = rng.normal(size=(3, 2)), rng.normal(size=(2, 2))
    start = rng.normal(size=2)
    plain = np.arange(2), np.zeros(2, bool)
    step = BestTags(chain, start, np.arange(3), *plain)

    def total(tags):
        moves = sum(chain[a, b] for a, b in itertools.pairwise(tags))
        return start[tags[0]] + moves + sum(scores[word, tag] for word, tag in enumerate(tags))

    every = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    for word, tag in ((0, 0), (1, 1), (2, 0)):
        best = max((tags for tags in every if tags[word] == tag), key=total)
        assert step(scores)[word, tag] == pytest.approx(total(best))
        slopes, own = step.back(scores, one_logit((3, 2), word, tag))
        np.testing.assert_array_equal(slopes, np.eye(2)[list(best)])
        assert own + (slopes * scores).sum() == pytest.approx(total(best))


def test_a_logit_that_nothing_in_the_text_makes_is_all_bias():
    trace, blocks, head = network()
    fixed = SplitHead(head.chains, np.array([[0, 0], [9.0, 1.0]], np.float32))
    parts = logit_parts(trace, blocks, fixed, one_logit((2, 2), 1, 0))
    assert (parts.value, parts.head) == (9, 9)
    np.testing.assert_array_equal(parts.tokens, [0, 0])


def test_an_activation_is_split_by_its_ratio():
    step = Activation(np.tanh)
    slopes, own = step.back(np.array([[2.0]]), np.array([[3.0]]))
    assert own == 0
    assert slopes[0, 0] * 2 == pytest.approx(3 * np.tanh(2))


def test_bad_input_is_one_sentence(monkeypatch):
    trace, blocks, head = network()
    with pytest.raises(InputError, match=r"There are \(2,\) logits here, not \(3,\)"):
        logit_parts(trace, blocks, head, np.zeros(3))
    broken = replace(trace, hidden=np.full_like(trace.hidden, np.nan))
    with pytest.raises(InputError, match="hidden states that are no numbers"):
        logit_parts(broken, blocks, head, one_logit((2,), None, 0))
    monkeypatch.setenv("EXPLORER_RUN_MB", "1")
    long = make_trace([f"w{n}" for n in range(300)], seed=0)
    with pytest.raises(InputError, match="The contributions of 300 tokens"):
        logit_parts(long, blocks, head, one_logit((2,), None, 0))


def test_what_stops_the_work_comes_out():
    trace, blocks, head = network()

    class Stopped(Exception):
        pass

    def stop(done, of):
        assert (done, of) == (1, 1)
        raise Stopped

    with pytest.raises(Stopped):
        logit_parts(trace, blocks, head, one_logit((2,), None, 0), progress=stop)
