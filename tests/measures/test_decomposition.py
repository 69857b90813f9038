"""The split of hidden states against the states, and against autograd with the parts frozen."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError, NotCaptured
from explorer.measures import contributions, decomposition
from explorer.measures.block import Block
from explorer.measures.similarity import cosine
from explorer.trace import LayerNorm, Projection

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


KINDS = ("bert", "roberta", "distilbert", "albert", "electra")
SURVEYED = ("xlm-roberta", "roberta-prelayernorm", "megatron-bert")


@pytest.fixture(scope="module", params=[*KINDS, *SURVEYED])
def model(request, checkpoint, tmp_path_factory):
    from support import survey

    import explorer
    from explorer.engine.blocks import blocks

    if request.param in KINDS:
        folder = checkpoint(request.param)
    else:
        folder = survey.write(tmp_path_factory.mktemp("types") / request.param, request.param)
    engine = explorer.load(folder)
    return engine.run(TEXT, PAIR), blocks(engine), engine.run("A dog.")


def test_contributions_add_up_to_every_state(model):
    trace, blocks, _ = model
    for state in range(trace.num_layers + 1):
        parts = decomposition.token_contributions(trace, blocks, state)
        assert parts.shape == (trace.num_tokens, trace.num_tokens + 1, trace.hidden.shape[-1])
        np.testing.assert_allclose(parts.sum(axis=1), trace.hidden[state], atol=1e-4)


def frozen(trace, blocks):
    """The last state in torch, its attention, deviations and ratios cut off from the gradient."""
    import torch

    def tensor(array):
        return torch.tensor(np.array(array), dtype=torch.float64)

    def linear(x, projection):
        return x @ tensor(projection.weight).T + tensor(projection.bias)

    def norm(x, made):
        spread = (x.var(-1, unbiased=False, keepdim=True) + made.epsilon).sqrt().detach()
        return (x - x.mean(-1, keepdim=True)) / spread * tensor(made.weight) + tensor(made.bias)

    start = tensor(trace.hidden[0]).requires_grad_()
    x = start
    for layer, block in enumerate(blocks):
        weights = tensor(trace.attention(layer))
        read = norm(x, block.attention_norm) if block.norm_first else x
        values = linear(read, block.value).reshape(len(x), block.heads, -1).transpose(0, 1)
        context = (weights @ values).transpose(0, 1).reshape(len(x), -1)
        x = linear(context, block.output) + x
        state = norm(x, block.output_norm if block.norm_first else block.attention_norm)
        z = linear(state, block.inner)
        active = tensor(block.activation(z.detach().numpy().astype(np.float32)))
        fed = linear(z * (active / z.detach()), block.outer)
        x = fed + x if block.norm_first else norm(fed + state, block.output_norm)
        x = x if block.final_norm is None else norm(x, block.final_norm)
    return start, x


def test_contributions_are_gradient_times_input_of_the_frozen_model(model):
    """The frozen model is linear, so a token's share is the gradient at it times its embedding."""
    import torch

    trace, blocks, _ = model
    parts = decomposition.token_contributions(trace, blocks)
    start, end = frozen(trace, blocks)
    for token, unit in ((0, 0), (3, 5), (trace.num_tokens - 1, 1)):
        slope = torch.autograd.grad(end[token, unit], start, retain_graph=True)[0]
        by_token = (slope * start).sum(-1).detach().numpy()
        np.testing.assert_allclose(parts[token, :-1, unit], by_token, atol=2e-4)


def test_state_zero_is_each_tokens_own(model):
    trace, blocks, _ = model
    parts = decomposition.token_contributions(trace, blocks, 0)
    np.testing.assert_array_equal(np.einsum("iid->id", parts[:, :-1]), trace.hidden[0])
    assert np.count_nonzero(parts.any(axis=-1)) == trace.num_tokens


def test_some_tokens_and_small_groups_of_sources_are_the_same_numbers(model, monkeypatch):
    trace, blocks, _ = model
    whole = decomposition.token_contributions(trace, blocks)
    monkeypatch.setattr(contributions, "ROWS_AT_ONCE", 2 * trace.num_tokens)
    done = []
    some = decomposition.token_contributions(
        trace, blocks, tokens=[3, 0], progress=lambda *counts: done.append(counts)
    )
    np.testing.assert_allclose(some, whole[[3, 0]], atol=2e-5)
    assert len(done) > 4
    assert done[-1] == (trace.num_tokens + 1,) * 2
    mean = contributions.pooled_parts(trace, blocks)
    np.testing.assert_allclose(mean, whole.mean(axis=0), atol=2e-5)


def test_a_layer_worked_out_on_paper():
    """Two tokens, equal attention, identity weights, ReLU: every number by hand."""
    one = np.eye(2, dtype=np.float32)
    none = np.zeros(2, np.float32)
    bias = np.array([2, -2], np.float32)
    norm = LayerNorm(np.ones(2, np.float32), none, 0.0)
    block = Block(
        heads=1, value=Projection(one, none), output=Projection(one, bias), attention_norm=norm,
        inner=Projection(one, none), activation=lambda x: np.maximum(x, 0),
        outer=Projection(one, none), output_norm=norm,
    )  # fmt: skip
    hidden = np.array([[[4, 0], [0, 2]], [[1, -1], [1, -1]]], np.float32)
    trace = make_trace(["a", "b"], weights=np.full((1, 1, 2, 2), 0.5), hidden=hidden)
    parts = decomposition.token_contributions(trace, [block])
    # Token 0: a gives (4, 0) + (2, 0), b (0, 1), the bias (2, -2): (8, -1), half the distance 4.5.
    # Centred and divided by 4.5: 3, -0.5 and 2 over 4.5; ReLU keeps the first number, so that
    # (2, 0) x is added to (x, -x); centred that is (1.5 x, -1.5 x), its deviation 1.5.
    np.testing.assert_allclose(parts[0, :, 0], np.array([3, -0.5, 2]) / 4.5, atol=1e-6)
    np.testing.assert_allclose(parts[0, :, 1], -np.array([3, -0.5, 2]) / 4.5, atol=1e-6)
    # Token 1: a (2, 0), b (0, 1) + (0, 2), bias (2, -2): (4, 1), half the distance 1.5.
    np.testing.assert_allclose(parts[1, :, 0], np.array([1, -1.5, 2]) / 1.5, atol=1e-6)


@pytest.mark.parametrize("pooling", ["mean", "first"])
def test_similarity_parts_add_up_to_the_cosine(model, pooling):
    trace, blocks, other = model
    parts = decomposition.similarity_parts(trace, other, blocks, pooling)
    pooled = [t.hidden[-1].mean(0) if pooling == "mean" else t.hidden[-1][0]
              for t in (trace, other)]  # fmt: skip
    assert parts.shape == (trace.num_tokens + 1, other.num_tokens + 1)
    assert parts.sum() == pytest.approx(float(cosine(*pooled)), abs=1e-5)


def test_the_bundled_model_within_a_hundred_thousandth(bundled):
    from explorer.engine.blocks import blocks

    first, second = bundled.run("The coffee is bad."), bundled.run("This is not a good coffee.")
    parts = decomposition.similarity_parts(first, second, blocks(bundled))
    pooled = [trace.hidden[-1].mean(axis=0) for trace in (first, second)]
    assert parts.sum() == pytest.approx(float(cosine(*pooled)), abs=1e-5)
    words = [trace.labels.index("coffee") for trace in (first, second)]
    assert np.unravel_index(parts[1:-2, 1:-2].argmax(), parts[1:-2, 1:-2].shape) == tuple(
        word - 1 for word in words
    )


@pytest.mark.parametrize("arch", ["bert", "albert"])
def test_the_pooler_is_split_like_an_activation(arch, checkpoint):
    import torch

    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.pooler import linear

    engine = explorer.load(checkpoint(arch))
    traces = [engine.run(TEXT), engine.run(PAIR)]
    with torch.inference_mode():
        pooled = [
            engine.body(**engine.inputs(t.ids, t.segment)).pooler_output[0].numpy() for t in traces
        ]
    options = {"pooling": "pooler", "pooler": linear(engine)}
    parts = decomposition.pooled_contributions(traces[0], blocks(engine), **options)
    np.testing.assert_allclose(parts.sum(axis=0), pooled[0], atol=1e-5)
    pairs = decomposition.similarity_parts(*traces, blocks(engine), **options)
    assert pairs.sum() == pytest.approx(float(cosine(*pooled)), abs=1e-5)
    with pytest.raises(InputError, match="pooler's weights are not given"):
        decomposition.pooled_contributions(traces[0], blocks(engine), "pooler")
    with pytest.raises(NotCaptured, match="without a trained pooler"):
        linear(explorer.load(checkpoint("electra")))


def test_two_models_of_one_width(checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engines = [explorer.load(checkpoint(arch)) for arch in ("bert", "distilbert")]
    first, second = (engine.run(TEXT) for engine in engines)
    one, other = (blocks(engine) for engine in engines)
    parts = decomposition.similarity_parts(first, second, one, other_blocks=other)
    pooled = [trace.hidden[-1].mean(axis=0) for trace in (first, second)]
    assert parts.sum() == pytest.approx(float(cosine(*pooled)), abs=1e-5)
    wider = make_trace(["a"], width=48)
    with pytest.raises(InputError, match="32 and 144 numbers: only models of one width"):
        decomposition.similarity_parts(first, wider, one)


def test_the_work_on_two_texts_is_reported_as_one(model):
    trace, blocks, other = model
    done = []
    decomposition.similarity_parts(
        trace, other, blocks, progress=lambda *counts: done.append(counts)
    )
    total = trace.num_tokens + other.num_tokens + 2
    assert done == [(trace.num_tokens + 1, total), (total, total)]


def test_activation_ratio_near_zero_is_the_limit():
    z = np.array([0.0, 1e-12, -1e-12, 2.0, -3.0], np.float32)
    ratio = decomposition.activation_ratio(z, lambda x: np.maximum(x, 0))
    assert np.isfinite(ratio).all()
    np.testing.assert_allclose(ratio[3:], [1.0, 0.0])


def test_what_stops_the_work_comes_out(model):
    trace, blocks, _ = model

    class Stopped(Exception):
        pass

    def stop(done, of):
        assert of == trace.num_tokens + 1
        raise Stopped

    with pytest.raises(Stopped):
        decomposition.token_contributions(trace, blocks, progress=stop)


def test_bad_input_is_one_sentence(model, monkeypatch):
    trace, blocks, _ = model
    with pytest.raises(InputError, match="The model has no state 99"):
        decomposition.token_contributions(trace, blocks, 99)
    with pytest.raises(InputError, match="A text's vector is mean, first, pooler, not max"):
        decomposition.pooled_contributions(trace, blocks, "max")
    with pytest.raises(InputError, match="The text has no token 99"):
        decomposition.token_contributions(trace, blocks, tokens=[99])
    with pytest.raises(InputError, match="No token is asked for"):
        decomposition.token_contributions(trace, blocks, tokens=[])
    for state, tokens in ((1.5, None), (1, [0.0])):
        with pytest.raises(InputError, match="has no"):
            decomposition.token_contributions(trace, blocks, state, tokens=tokens)
    for wrong in ([], blocks[:-1]):
        with pytest.raises(InputError, match=r"weights of \d layers, and the model"):
            decomposition.token_contributions(trace, wrong)
        with pytest.raises(InputError, match=r"weights of \d layers"):
            decomposition.similarity_parts(trace, trace, wrong)
    broken = replace(trace, hidden=np.full_like(trace.hidden, np.nan))
    with pytest.raises(InputError, match="hidden states that are no numbers"):
        decomposition.token_contributions(broken, blocks)
    monkeypatch.setenv("EXPLORER_RUN_MB", "1")
    long = make_trace([f"w{n}" for n in range(200)], seed=0, width=384)
    with pytest.raises(InputError, match="contributions of 200 tokens"):
        decomposition.token_contributions(long, blocks)


def test_a_model_that_is_built_otherwise_is_refused(checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    with pytest.raises(NotCaptured, match="not built like BERT"):
        blocks(explorer.load(checkpoint("gpt2")))


def test_one_token_and_two_equal_texts(bundled):
    from explorer.engine.blocks import blocks
    from explorer.text import TextInput

    weights = blocks(bundled)
    alone = bundled.run(TextInput("cat", special_tokens=False))
    assert alone.num_tokens == 1
    parts = decomposition.similarity_parts(alone, alone, weights)
    assert parts.shape == (2, 2)
    assert parts.sum() == pytest.approx(1, abs=1e-5)
