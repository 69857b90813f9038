"""Every identity on random models of several architectures, and that a wrong model fails."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import make_trace, random_weights

from explorer.errors import NotCaptured
from explorer.measures.identities import UNKNOWN, checks

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


def proofs(folder):
    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.reference_attention import own_attention

    engine = explorer.load(folder)
    trace = engine.run(TEXT, PAIR)
    own = own_attention(engine, trace.input)
    try:
        return trace, own, checks(trace, own=own, blocks=blocks(engine))
    except NotCaptured as error:
        return trace, own, checks(trace, own=own, no_blocks=str(error))


@pytest.mark.parametrize("arch", ["bert", "roberta", "distilbert", "albert", "electra"])
def test_all_identities_hold(arch, checkpoint):
    trace, own, found = proofs(checkpoint(arch))
    assert len(own) == trace.num_layers
    assert len(found) == 6
    for check in found:
        assert check.verdict == "holds", (check.name, check.residual)
        assert 0 <= check.residual < 1e-4
        assert check.formula
        assert check.source
    embedding = found[4].note
    assert ("segment" in embedding) == (arch != "distilbert")
    assert ("counted from 2" in embedding) == (arch == "roberta")
    assert ("projection" in embedding) == (arch in {"albert", "electra"})


def test_where_an_architecture_differs_the_check_says_how(checkpoint):
    _, own, found = proofs(checkpoint("gpt2"))
    verdicts = [check.verdict for check in found]
    assert verdicts == ["holds", "holds", UNKNOWN, UNKNOWN, "holds", "holds"]
    assert "Left to right" in found[0].note
    assert "not built like BERT" in found[2].note
    assert "no LayerNorm" in found[4].note
    assert np.isnan(found[2].residual)
    _, own, found = proofs(checkpoint("deberta-v2"))
    assert all(layer.weights is None for layer in own)
    assert [check.verdict for check in found][:4] == ["holds", UNKNOWN, "holds", "holds"]
    assert "no second side" in found[1].note


def test_projections_are_held_against_the_weights_that_the_model_returns(checkpoint):
    _, own, found = proofs(checkpoint("mpnet"))
    assert all(layer.weights is not None for layer in own)
    assert [check.verdict for check in found] == ["holds"] * 6


def test_the_sum_of_heads_is_held_against_the_models_own_output(checkpoint):
    """A model whose output projection does more than its weights say is found out."""
    import torch

    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.reference_attention import own_attention

    engine = explorer.load(checkpoint("bert"))
    parts = blocks(engine)
    odd = engine.body.encoder.layer[1].attention.output.dense
    hook = odd.register_forward_hook(lambda module, inputs, output: 2 * torch.ones_like(output))
    trace = engine.run(TEXT, PAIR)
    found = checks(trace, own=own_attention(engine, trace.input), blocks=parts)
    hook.remove()
    assert found[2].verdict == "FAILS"
    assert found[2].residuals.argmax() == 1
    left = {len(module._forward_hooks) for module in engine.body.modules()}
    again = own_attention(engine, trace.input)
    assert len(again) == trace.num_layers
    assert left == {len(module._forward_hooks) for module in engine.body.modules()}


def test_a_wrong_weight_makes_the_checks_fail(checkpoint):
    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.reference_attention import own_attention

    engine = explorer.load(checkpoint("bert"))
    trace = engine.run(TEXT, PAIR)
    real = blocks(engine)
    bent = replace(real[1].value, weight=real[1].value.weight * 1.01)
    wrong = (real[0], replace(real[1], value=bent), real[2])
    other = engine.run(PAIR, TEXT)
    found = checks(trace, own=own_attention(engine, other.input), blocks=wrong)
    assert [check.verdict for check in found[1:4]] == ["FAILS"] * 3
    assert found[3].residuals.argmax() == 1


def test_rows_that_do_not_sum_to_one_are_caught():
    weights = random_weights(2, 2, 4)
    weights[1, 0, 2] *= 1.1
    found = checks(make_trace(weights=weights))
    assert found[0].verdict == "FAILS"
    assert found[0].residual == pytest.approx(0.1, rel=1e-3)
    assert found[4].verdict == UNKNOWN


def test_a_part_of_a_row_may_go_to_a_sink():
    weights = random_weights(2, 2, 4)
    weights[1, 0, 2] *= 0.6
    found = checks(make_trace(weights=weights))
    assert found[0].verdict == UNKNOWN
    assert "40 %" in found[0].note
