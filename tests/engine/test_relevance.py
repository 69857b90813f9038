"""Relevance against the exact split, against the rules written out by hand, and as a whole."""

import numpy as np
import pytest

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "roberta", "distilbert", "albert", "electra"])
def model(request, checkpoint):
    import explorer

    engine = explorer.load(checkpoint(request.param))
    return engine, engine.run(TEXT, PAIR), engine.run("A bird ate the fish.")


def test_decompx_by_one_gradient_is_the_exact_split(model):
    from explorer.engine.attribution import similarity_target
    from explorer.engine.blocks import blocks
    from explorer.engine.relevance import relevance
    from explorer.measures.decomposition import similarity_parts

    engine, trace, other = model
    target = similarity_target(other.hidden[-1].mean(axis=0))
    found = relevance(engine, trace, target, "DecompX")
    parts = similarity_parts(trace, other, blocks(engine)).sum(axis=1)  # (T + 1,)
    np.testing.assert_allclose(found.scores, parts[:-1], atol=1e-4)
    assert found.scores.sum() + parts[-1] == pytest.approx(found.value, abs=1e-4)


class ByHand:
    """LRP through one layer, rule by rule; ``kept`` adds up what biases and softmax keep."""

    def __init__(self, trace, block):
        self.block, self.kept = block, 0.0
        self.x = x = trace.hidden[0].astype(np.float64)  # (T, D)
        self.weights = trace.attention(0).astype(np.float64)
        self.query, self.key, self.value = (
            self.heads(linear(x)) for linear in (block.query, block.key, block.value)
        )  # (H, T, d)
        self.summed = block.output(self.joined(self.weights @ self.value)) + x
        self.state = block.attention_norm(self.summed)
        self.z = block.inner(self.state)
        self.active = block.activation(self.z.astype(np.float32)).astype(np.float64)

    def heads(self, flat):
        return flat.reshape(len(flat), self.block.heads, -1).swapaxes(0, 1)

    def joined(self, heads):
        return heads.swapaxes(0, 1).reshape(heads.shape[1], -1)

    def norm_back(self, slope, norm, given):
        self.kept += (slope * norm.bias).sum()
        spread = np.sqrt(given.var(axis=1, keepdims=True) + norm.epsilon)
        slope = slope * norm.weight / spread
        return slope - slope.mean(axis=1, keepdims=True)

    def linear_back(self, slope, projection):
        self.kept += (slope * projection.bias).sum()
        return slope @ projection.weight

    def layer_back(self, slope):
        """From the layer's output to the attention's, and what goes round it."""
        block = self.block
        last = block.outer(self.active) + self.state
        slope = self.norm_back(slope, block.output_norm, last)
        inner = self.linear_back(slope, block.outer) * (self.active / self.z)
        slope = slope + self.linear_back(inner, block.inner)
        return self.norm_back(slope, block.attention_norm, self.summed)

    def scores_back(self, to_weights):
        """R_i = x_i (R_i - s_i sum_j R_j) of the softmax, with R = s times the slope."""
        root = np.sqrt(self.query.shape[-1])
        scores = self.query @ self.key.swapaxes(1, 2) / root
        given = self.weights * to_weights
        received = scores * (given - self.weights * given.sum(axis=-1, keepdims=True))
        self.kept += (given - received).sum()
        return received / scores / root

    def relevance(self, readout):
        """Each token's relevance of readout @ out[0]. (D,) -> (T,)."""
        block, slope = self.block, np.zeros_like(self.x)
        slope[0] = readout
        slope = self.layer_back(slope)
        handed = self.heads(self.linear_back(slope, block.output))
        to_scores = self.scores_back(0.5 * handed @ self.value.swapaxes(1, 2))
        for projection, one in (
            (block.value, 0.5 * self.weights.swapaxes(1, 2) @ handed),
            (block.query, 0.5 * to_scores @ self.key),
            (block.key, 0.5 * to_scores.swapaxes(1, 2) @ self.query),
        ):
            slope = slope + self.linear_back(self.joined(one), projection)
        return (slope * self.x).sum(axis=1)


def test_lrp_through_one_layer_rule_by_rule(checkpoint):
    """The second way: relevances by the published rules in numpy; they are conserved to 1e-5."""
    import torch

    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.relevance import relevance

    engine = explorer.load(checkpoint("bert"))
    trace = engine.run(TEXT)
    readout = np.random.default_rng(0).normal(size=trace.hidden.shape[-1])
    number = torch.tensor(readout, dtype=torch.float32)
    found = relevance(engine, trace, lambda out: out.hidden_states[1][:, 0] @ number, "LRP")
    hand = ByHand(trace, blocks(engine)[0])
    expected = hand.relevance(readout)
    np.testing.assert_allclose(found.scores, expected, atol=1e-4)
    assert expected.sum() + hand.kept == pytest.approx(
        found.value, abs=1e-5 * max(1, abs(found.value))
    )
    assert found.value == pytest.approx(float(trace.hidden[1][0] @ readout), abs=1e-4)


def test_attention_times_gradient_is_the_slope_along_the_weights(model):
    """Taking a little of the attention to one token away changes the number so much."""
    from explorer.engine.attribution import similarity_target
    from explorer.engine.relevance import attention_times_gradient

    engine, trace, other = model
    against = other.hidden[-1].mean(axis=0)
    found = attention_times_gradient(engine, trace, similarity_target(against))
    step = 0.02
    for token in (1, 4):
        ends = [scaled(engine, trace, token, 1 + sign * step) for sign in (1, -1)]
        more, less = (
            float(pooled @ against / np.linalg.norm(pooled) / np.linalg.norm(against))
            for pooled in ends
        )
        assert found.scores[token] == pytest.approx((more - less) / (2 * step), abs=2e-3)


def scaled(engine, trace, token, factor):
    """The mean state when all the attention to one token is so many times what it is."""
    import torch

    from explorer.engine.intervene import attending_by
    from explorer.engine.rules import attention_weights

    def attend(module, query, key, value, mask, **options):
        weights = attention_weights(query, key, mask, scale=options.get("scaling")).clone()
        weights[..., token] *= factor
        return (weights @ value).transpose(1, 2), None

    with attending_by(attend), torch.inference_mode():
        output = engine.body(**engine.inputs(trace.ids, trace.segment))
    return output.last_hidden_state[0].double().mean(dim=0).numpy()


def test_rules_leave_the_numbers_and_the_model_as_they_are(model):
    from explorer.engine.attribution import similarity_target
    from explorer.engine.relevance import relevance

    engine, trace, other = model
    target = similarity_target(other.hidden[-1].mean(axis=0))
    one, two = (relevance(engine, trace, target, rules) for rules in ("DecompX", "LRP"))
    assert one.value == pytest.approx(two.value, abs=1e-5)
    assert not np.allclose(one.scores, two.scores, atol=1e-4)
    np.testing.assert_array_equal(engine.run(trace.input).hidden, trace.hidden)
    assert all(weight.grad is None for weight in engine.model.parameters())


def test_a_number_that_comes_from_elsewhere_is_one_sentence(model):
    import torch

    from explorer.engine.relevance import attention_times_gradient, relevance
    from explorer.errors import NotCaptured

    engine, trace, _ = model
    constant = torch.ones(1, requires_grad=True)
    for method in (relevance, attention_times_gradient):
        with pytest.raises(NotCaptured, match="relevance cannot be followed"):
            method(engine, trace, lambda output: constant * 2)
