"""GlobEnc and DecompX's lengths: an answer on paper, sums, and a second way to the same numbers."""

import numpy as np
import pytest
from support.small_blocks import plain_block
from support.traces import everywhere, itself, make_trace

from explorer.measures import contribution_norms, decomposition, globenc

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "roberta"])
def model(request, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(request.param))
    return engine.run(TEXT, PAIR), blocks(engine)


def test_on_paper():
    """As for ALTI: of (5, -5) token 0's own part is (4.5, -4.5), the other's (0.5, -0.5).

    Both LayerNorms scale the parts of one token alike, so the shares are 0.9 and 0.1.
    """
    trace = make_trace(weights=everywhere(2)[None, None], hidden=[[[3, -3], [1, -1]]] * 2)
    for inner in (0.0, 2.0):  # the feed-forward counts in the deviation alone
        found = globenc.globenc_layer(trace, plain_block(2, inner=inner), 0)
        np.testing.assert_allclose(found, [[0.9, 0.1], [0.5, 0.5]], atol=1e-5)


def test_rows_sum_to_one_and_layers_are_multiplied(model):
    trace, blocks = model
    found = globenc.globenc(trace, blocks)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)
    both = [globenc.globenc_layer(trace, block, layer) for layer, block in enumerate(blocks)]
    np.testing.assert_allclose(found[1], both[1] @ both[0], atol=1e-6)


def test_parts_through_the_second_layernorm_written_out(model):
    trace, blocks = model
    block, x, weights = blocks[0], trace.hidden[0], trace.attention(0)
    whole = block.attend(x, weights) + x
    state = block.attention_norm(whole)
    last = block.outer(block.activation(block.inner(state))) + state
    lengths = np.zeros((len(x), len(x)))
    for query in range(len(x)):
        for key in range(len(x)):
            part = np.einsum("h,hd->d", weights[:, query, key], block.transformed(x)[:, key])
            part = part + (query == key) * x[query]
            for norm, given in ((block.attention_norm, whole), (block.output_norm, last)):
                spread = np.sqrt(given[query].var() + norm.epsilon)
                part = norm.weight * (part - part.mean()) / spread
            lengths[query, key] = np.linalg.norm(part)
    expected = lengths / lengths.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(globenc.globenc_layer(trace, block, 0), expected, atol=1e-5)


def test_lengths_of_contributions(model):
    trace, blocks = model
    found = contribution_norms.contribution_shares(trace, blocks, 0)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    parts = decomposition.token_contributions(trace, blocks, 1)
    lengths = np.array([np.linalg.norm(one) for one in parts[2, :-1]])
    np.testing.assert_allclose(found[2], lengths / lengths.sum(), atol=1e-6)


def test_a_token_that_sees_itself_alone_is_its_own():
    states = np.random.default_rng(0).normal(size=(2, 3, 4))
    trace = make_trace(weights=itself(3)[None, None], hidden=states)
    for found in (
        globenc.globenc(trace, (plain_block(4),))[-1],
        contribution_norms.contribution_shares(trace, (plain_block(4),), 0),
    ):
        np.testing.assert_allclose(found, itself(3), atol=1e-6)
