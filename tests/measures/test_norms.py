"""Norm-based attention and value zeroing against the definitions, on three random architectures."""

import numpy as np
import pytest

from explorer.errors import NotCaptured
from explorer.measures import norms
from explorer.measures.value_zeroing import change_without, value_zeroing

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "distilbert", "albert"])
def model(request, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(request.param))
    return engine, engine.run(TEXT, PAIR), blocks(engine)


def by_definition(trace, block, layer, scope):
    """F_i(j) for all i, j in float64, one token and one head at a time. Returns (Q, K, D)."""
    x = trace.hidden[layer].astype(np.float64)
    weights = trace.attention(layer)
    count, width = x.shape
    size = width // block.heads
    values = x @ block.value.weight.T.astype(np.float64) + block.value.bias
    total = np.zeros((count, count, width))
    for i in range(count):
        for j in range(count):
            for h in range(block.heads):
                part = slice(h * size, (h + 1) * size)
                handed = values[j, part] @ block.output.weight[:, part].T
                total[i, j] += weights[h, i, j] * handed
        if scope != "attention":
            total[i, i] += x[i]
        if scope == "layernorm":
            before = total[i].sum(axis=0) + block.output.bias
            divisor = np.sqrt(before.var() + block.attention_norm.epsilon)
            centred = total[i] - total[i].mean(axis=-1, keepdims=True)
            total[i] = block.attention_norm.weight * centred / divisor
    return total


@pytest.mark.parametrize("scope", ["attention", "residual", "layernorm"])
def test_norm_map_and_mixing_ratio_agree_with_loops(model, scope):
    _, trace, blocks = model
    layer = 1
    parts = by_definition(trace, blocks[layer], layer, scope)
    expected = np.linalg.norm(parts, axis=-1)
    np.testing.assert_allclose(
        norms.norm_map(trace, blocks[layer], layer, scope), expected, atol=2e-4
    )
    own = np.linalg.norm(np.einsum("iid->id", parts), axis=-1)
    others = np.linalg.norm(parts.sum(axis=1) - np.einsum("iid->id", parts), axis=-1)
    np.testing.assert_allclose(
        norms.mixing_ratio(trace, blocks[layer], layer, scope), others / (others + own), atol=1e-4
    )


def test_parts_with_the_layernorm_add_up_to_its_output(model):
    """Sum of F_i(j) over j, plus what belongs to no token, is the vector after the LayerNorm."""
    _, trace, blocks = model
    block, x = blocks[0], trace.hidden[0]
    norm = block.attention_norm
    before = block.attend(x, trace.attention(0)) + x
    bias = block.output.bias
    divisor = np.sqrt(before.var(axis=-1, keepdims=True) + norm.epsilon)
    nobody = norm.weight * (bias - bias.mean()) / divisor + norm.bias
    summed = by_definition(trace, block, 0, "layernorm").sum(axis=1) + nobody
    np.testing.assert_allclose(summed, norm(before), atol=1e-5)


def test_head_norms_weigh_each_head_by_what_it_hands_over(model):
    _, trace, blocks = model
    found = norms.head_norms(trace, blocks[2], 2)
    lengths = norms.transformed_norms(trace, blocks[2], 2)
    np.testing.assert_allclose(found, trace.attention(2) * lengths[:, None, :], rtol=1e-6)
    shares = norms.norm_shares(trace, blocks[2], 2, "layernorm")
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_the_ratios_of_all_scopes_are_those_of_each_scope(model):
    _, trace, blocks = model
    found = norms.mixing_ratios(trace, blocks[1], 1)
    assert tuple(found) == norms.SCOPES == ("attention", "residual", "layernorm")
    for scope, ratio in found.items():
        np.testing.assert_array_equal(ratio, norms.mixing_ratio(trace, blocks[1], 1, scope))


def test_what_is_handed_over_is_computed_once_for_all_scopes(model, monkeypatch):
    _, trace, blocks = model
    calls = []
    whole = type(blocks[0]).transformed
    monkeypatch.setattr(
        type(blocks[0]), "transformed", lambda block, x: calls.append(1) or whole(block, x)
    )
    norms.mixing_ratios(trace, blocks[0], 0)
    assert len(calls) == 1


def test_weight_mixing_is_what_the_diagonal_leaves_and_half_of_it_with_the_residual(model):
    _, trace, _ = model
    own = np.diagonal(trace.attention(0).mean(axis=0))
    np.testing.assert_allclose(norms.weight_mixing_ratio(trace, 0), 1 - own, atol=1e-6)
    np.testing.assert_allclose(norms.weight_mixing_ratio(trace, 0, 0.5), (1 - own) / 2, atol=1e-6)


VALUE = {
    "bert": "attention.self.value",
    "distilbert": "attention.v_lin",
    "albert": "attention.value",
}


def test_value_zeroing_equals_running_the_real_layer_with_zeroed_values(model):
    import torch

    from explorer.engine.blocks import layer_modules

    engine, trace, blocks = model
    layer = 1
    module = layer_modules(engine)[layer]
    value = module.get_submodule(VALUE[engine.config.model_type])
    x = torch.tensor(trace.hidden[layer])[None]
    expected = np.zeros((trace.num_tokens,) * 2)
    for key in range(trace.num_tokens):

        def zero(_module, _inputs, output, key=key):
            output = output.clone()
            output[:, key] = 0
            return output

        handle = value.register_forward_hook(zero)
        with torch.inference_mode():
            changed = module(x)
        handle.remove()
        changed = (changed[0] if isinstance(changed, tuple) else changed)[0].numpy()
        whole = trace.hidden[layer + 1]
        cosine = (whole * changed).sum(-1) / np.linalg.norm(whole, axis=-1)
        expected[:, key] = 1 - cosine / np.linalg.norm(changed, axis=-1)
    np.testing.assert_allclose(change_without(trace, blocks[layer], layer), expected, atol=2e-6)
    shares = value_zeroing(trace, blocks[layer], layer)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)


def test_value_zeroing_reports_progress_and_can_be_stopped_by_it(model, monkeypatch):
    _, trace, blocks = model
    monkeypatch.setattr("explorer.measures.value_zeroing.ROWS_AT_ONCE", trace.num_tokens)
    done = []

    def stop(count, _total):
        done.append(count)
        if count == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        value_zeroing(trace, blocks[0], 0, progress=stop)
    assert done == [1, 2, 3]


def test_every_layer_is_rebuilt_exactly(model):
    _, trace, blocks = model
    assert len(blocks) == trace.num_layers
    for layer, block in enumerate(blocks):
        found = block.rebuild(trace.hidden[layer], trace.attention(layer))
        np.testing.assert_allclose(found, trace.hidden[layer + 1], atol=5e-6)


@pytest.mark.parametrize("arch", ["roberta", "electra", "mpnet", "deberta-v2"])
def test_other_models_built_like_bert_are_rebuilt_too(arch, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(arch))
    trace = engine.run(TEXT, PAIR)
    known = blocks(engine)
    assert len(known) == trace.num_layers
    for layer, block in enumerate(known):
        found = block.rebuild(trace.hidden[layer], trace.attention(layer))
        np.testing.assert_allclose(found, trace.hidden[layer + 1], atol=5e-6)


def test_a_model_with_the_layernorm_in_front_is_refused_with_a_sentence(checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    with pytest.raises(NotCaptured, match="is not built like BERT"):
        blocks(explorer.load(checkpoint("gpt2")))


def test_block_weights_are_read_only_views(model):
    _, _, blocks = model
    with pytest.raises(ValueError, match="read-only"):
        blocks[0].value.weight[0, 0] = 1
