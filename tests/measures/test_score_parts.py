"""The split of attention scores against the models' own scores, and against autograd."""

import numpy as np
import pytest

from explorer.measures.score_parts import KINDS, score_parts, word_pair
from explorer.trace import Projection

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(
    scope="module",
    params=["bert", "roberta", "distilbert", "albert", "electra", "megatron-bert"],
)
def model(request, checkpoint, tmp_path_factory):
    from support import survey

    import explorer
    from explorer.engine.blocks import blocks

    kind = request.param
    norms_first = kind == "megatron-bert"
    folder = tmp_path_factory.mktemp("types") / kind
    engine = explorer.load(survey.write(folder, kind) if norms_first else checkpoint(kind))
    return engine.run(TEXT, PAIR), blocks(engine)


def own_scores(trace, layer, head):
    captured = trace.captured(layer)
    return captured.scale * captured.query[head] @ captured.key[head].T


def test_parts_add_up_to_the_models_scores(model):
    trace, blocks = model
    for layer in range(trace.num_layers):
        for head in range(trace.num_heads):
            parts = score_parts(trace, blocks, layer, head)
            scores = own_scores(trace, layer, head)
            np.testing.assert_allclose(parts.scores(), scores, atol=1e-4)
            assert parts.residual < 1e-4
            assert parts.pair(3, 1).shape == (len(parts.sources),) * 2
            assert parts.pair(3, 1).sum() == pytest.approx(scores[3, 1], abs=1e-4)
            assert parts.shares().sum() == pytest.approx(1, abs=1e-4)


def frozen_state(trace, blocks, layer, scales):
    """A state in torch, source s of its inputs times scales[s]; what is not linear is cut off.

    The sources of layer 0 are the embedding tables; deeper, the rows of state 0.
    """
    import torch

    def tensor(array):
        return torch.tensor(np.array(array), dtype=torch.float64)

    def linear(x, projection):
        return x @ tensor(projection.weight).T + tensor(projection.bias)

    def norm(x, made, true):
        spread = (tensor(true).var(-1, unbiased=False, keepdim=True) + made.epsilon).sqrt()
        return (x - x.mean(-1, keepdim=True)) / spread * tensor(made.weight) + tensor(made.bias)

    if layer == 0:
        x = sum(s * tensor(p.vectors) for s, p in zip(scales, trace.embedding.parts, strict=True))
        true = trace.embedding.total()
        for step in trace.embedding.steps:
            x = linear(x, step) if isinstance(step, Projection) else norm(x, step, true)
            true = step(true)
    else:
        x = scales[:, None] * tensor(trace.hidden[0])
    for block, state, weights in zip(
        blocks[:layer], trace.hidden, map(trace.attention, range(layer)), strict=False
    ):
        first, before = block.attend(state, weights) + state, block.norm_first
        read = norm(x, block.attention_norm, state) if before else x
        values = linear(read, block.value).reshape(len(x), block.heads, -1).transpose(0, 1)
        context = (tensor(weights) @ values).transpose(0, 1).reshape(len(x), -1)
        x = linear(context, block.output) + x
        inner = block.output_norm if before else block.attention_norm
        z, between = block.inner(inner(first)), norm(x, inner, first)
        fed = linear(linear(between, block.inner) * tensor(block.activation(z) / z), block.outer)
        second = block.fed_forward(inner(first)) + inner(first)
        x = fed + x if before else norm(fed + between, block.output_norm, second)
    own = blocks[layer]
    return norm(x, own.attention_norm, trace.hidden[layer]) if own.norm_first else x


@pytest.mark.parametrize("layer", [0, 1])
def test_parts_are_the_second_derivatives_of_the_frozen_score(model, layer):
    """A bilinear score: the part of (a, b) is its derivative by the sizes of a and of b."""
    import torch

    trace, blocks = model
    count = len(trace.embedding.parts) if layer == 0 else trace.num_tokens
    head, query, key = 1, 3, 5
    width = len(blocks[layer].query.weight) // trace.num_heads
    rows = slice(head * width, (head + 1) * width)

    def half(scales, projection, token):
        x = frozen_state(trace, blocks, layer, scales)[token]
        weight, bias = (torch.tensor(np.array(a[rows]), dtype=torch.float64)
                        for a in (projection.weight, projection.bias))  # fmt: skip
        return weight @ x + bias

    def score(asking, answering):
        first = half(asking, blocks[layer].query, query)
        return first @ half(answering, blocks[layer].key, key) / width**0.5

    found = score_parts(trace, blocks, layer, head).pair(query, key)
    zeros = torch.zeros(count, dtype=torch.float64)
    mixed = torch.autograd.functional.hessian(score, (zeros, zeros))[0][1]  # (S, S)
    by_query = torch.autograd.functional.jacobian(lambda s: score(s, zeros), zeros)
    np.testing.assert_allclose(found[:-1, :-1], mixed.numpy(), atol=1e-4)
    np.testing.assert_allclose(found[:-1, -1], by_query.numpy(), atol=1e-4)
    assert found[-1, -1] == pytest.approx(float(score(zeros, zeros)), abs=1e-4)


def test_kinds_of_sources_of_a_deeper_layer(model):
    trace, blocks = model
    parts = score_parts(trace, blocks, 1, 0)
    assert parts.names == KINDS
    assert parts.sources == (*trace.labels, "biases")
    pair, query, key = parts.pair(2, 3), parts.values[:, :, 2, 3], trace.special.copy()
    assert query[0, 0] == pytest.approx(pair[2, 3], abs=1e-5)
    assert query[0, 3] == pytest.approx(pair[2, -1], abs=1e-5)
    assert query[2, 3] == pytest.approx(pair[:-1][key, -1].sum(), abs=1e-5)
    words = ~trace.special
    words[3] = False  # the key itself
    assert query[0, 1] == pytest.approx(pair[2, :-1][words].sum(), abs=1e-5)


def test_pieces_of_a_word_are_added_up(model):
    trace, blocks = model
    parts = score_parts(trace, blocks, 1, 0)
    names, values = word_pair(trace, parts, 2, 3)
    assert len(names) == len(values) <= trace.num_tokens
    assert names[-1] == "biases"
    assert values.sum() == pytest.approx(parts.pair(2, 3).sum(), abs=1e-5)
    last = int(np.flatnonzero(~trace.special)[-1])
    own = np.flatnonzero(trace.word == trace.word[last])
    assert values[-3, -3] == pytest.approx(parts.pair(2, 3)[np.ix_(own, own)].sum(), abs=1e-5)
    first = score_parts(trace, blocks, 0, 0)
    assert word_pair(trace, first, 2, 3)[0] == first.sources


def test_the_head_that_looks_one_back_looks_by_position(bundled):
    from explorer.engine.blocks import blocks
    from explorer.measures import decomposition

    trace = bundled.run("The animal did not cross the street because it was too tired.")
    shares = decomposition.score_parts(trace, blocks(bundled), 0, 2).shares()
    assert shares[1, 1] == pytest.approx(0.96, abs=0.005)
    others = [score_parts(trace, blocks(bundled), 0, head).shares() for head in (0, 1)]
    assert all(other.argmax() == 0 for other in others)  # word x word


def test_scores_that_are_all_the_same_have_no_shares(bundled):
    from explorer.engine.blocks import blocks
    from explorer.text import TextInput

    alone = bundled.run(TextInput("cat", special_tokens=False))
    for layer in (0, 2):
        parts = score_parts(alone, blocks(bundled), layer, 0)
        assert parts.values.shape == (4, 4, 1, 1)
        assert not parts.shares().any()
        assert parts.pair(0, 0).sum() == pytest.approx(parts.scores()[0, 0], abs=1e-5)


def test_what_stops_the_work_comes_out(model):
    trace, blocks = model

    class Stopped(Exception):
        pass

    def stop(_done, _of):
        raise Stopped

    with pytest.raises(Stopped):
        score_parts(trace, blocks, 1, 0, progress=stop)
