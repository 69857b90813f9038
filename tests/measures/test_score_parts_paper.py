"""The split of attention scores on traces made by hand, with answers on paper; and bad input."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError, NotCaptured
from explorer.measures.block import Block
from explorer.measures.score_parts import score_parts
from explorer.trace import BLOCKED, CapturedLayer, LayerNorm, NoNorm, Projection, RMSNorm


def own_scores(trace, layer, head):
    captured = trace.captured(layer)
    return captured.scale * captured.query[head] @ captured.key[head].T


def plain_block(width, bias=None):
    """One head whose query and key are the state itself, and a bias of the query."""
    eye, nothing = np.eye(width, dtype=np.float32), np.zeros(width, np.float32)
    one = LayerNorm(nothing + 1, nothing, 0.0)
    same = Projection(eye, nothing, "")
    query = Projection(eye, nothing if bias is None else bias, "")
    return Block(1, same, same, one, same, lambda x: x, same, one, query=query, key=same)


def on_paper(steps=(), bias=None, mask=0.0):
    """The example of make_trace with one head, query = key = embedding, score = q k."""
    trace = make_trace()
    embedding = replace(trace.embedding, steps=steps)
    state = embedding.output()
    query = state if bias is None else state + bias
    mask = np.full((1, 1, 1), mask, np.float32) if np.ndim(mask) == 0 else mask[None]
    layer = CapturedLayer(query[None], state[None], state[None], 1.0, mask)
    hidden = np.stack([state, state])
    made = replace(trace, embedding=embedding, layers=(layer,), hidden=hidden)
    return made, (plain_block(state.shape[1], bias),)


def test_words_positions_and_segments_on_paper():
    """Rows of 3 for a word, 4 for a place and 12 for the second text, all at right angles."""
    trace, blocks = on_paper()
    parts = score_parts(trace, blocks, 0, 0)
    assert parts.names == parts.sources == ("word", "position", "segment", "bias")
    same_word = trace.ids[:, None] == trace.ids
    second = np.outer(trace.side == 1, trace.side == 1)
    np.testing.assert_allclose(parts.values[0, 0], 9 * same_word)
    np.testing.assert_allclose(parts.values[1, 1], 16 * np.eye(trace.num_tokens))
    np.testing.assert_allclose(parts.values[2, 2], 144 * second)
    crossed = parts.values.copy()
    crossed[[0, 1, 2], [0, 1, 2]] = 0
    assert not crossed.any()
    the = [n for n, label in enumerate(trace.labels) if label == "the"]
    np.testing.assert_allclose(parts.pair(the[0], the[1]), np.diag([9, 0, 0, 0]))


def test_a_bias_of_the_query_is_a_part_and_one_of_the_key_explains_nothing():
    width = make_trace().hidden.shape[-1]
    bias = np.zeros(width, np.float32)
    bias[-1] = 1  # along the row of the second text
    trace, blocks = on_paper(bias=bias)
    parts = score_parts(trace, blocks, 0, 0)
    np.testing.assert_allclose(parts.values[3, 2], np.tile(12.0 * (trace.side == 1), (10, 1)))
    shares = parts.shares()
    assert shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(shares[:, 3], 0, atol=1e-6)  # the same for every key of a row
    assert shares[2, 2] > shares[0, 0] > 0


@pytest.mark.parametrize(
    "step",
    [
        LayerNorm(np.full(19, 2.0, np.float32), np.full(19, 0.5, np.float32), 1e-3),
        RMSNorm(np.full(19, 2.0, np.float32), 1e-3),
        NoNorm(np.full(19, 2.0, np.float32), np.full(19, 0.5, np.float32)),
        Projection(np.ones((4, 19), np.float32), np.arange(4, dtype=np.float32)),
    ],
    ids=lambda step: type(step).__name__,
)
def test_every_step_after_the_sum_is_split(step):
    width = make_trace().embedding.total().shape[1]
    step = replace(step, weight=step.weight[..., :width],
                   **({"bias": step.bias[:width]} if hasattr(step, "bias") else {}))  # fmt: skip
    trace, blocks = on_paper((step,))
    parts = score_parts(trace, blocks, 0, 0)
    np.testing.assert_allclose(parts.scores(), own_scores(trace, 0, 0), rtol=1e-4, atol=1e-3)
    if isinstance(step, NoNorm):
        np.testing.assert_allclose(parts.values[1, 1], 64 * np.eye(10), atol=1e-4)
        np.testing.assert_allclose(parts.values[3, 3], width / 4)


# ------------------------------------------------------------------ bad input


def test_a_masked_key_counts_in_no_share():
    mask = np.triu(np.full((10, 10), BLOCKED, np.float32), 1)
    trace, blocks = on_paper(mask=mask)
    parts = score_parts(trace, blocks, 0, 0)
    assert not parts.seen[0, 1] and parts.seen[1, 0]
    scores = parts.scores()
    total = words = 0.0
    for row in range(10):
        centred = scores[row, : row + 1] - scores[row, : row + 1].mean()
        total += float((centred**2).sum())
        words += float((centred * parts.values[0, 0, row, : row + 1]).sum())
    assert parts.shares()[0, 0] == pytest.approx(words / total)


def test_bad_input_is_one_sentence(monkeypatch):
    trace, blocks = on_paper()
    with pytest.raises(InputError, match="The model has no layer 7: it has 0 to 0"):
        score_parts(trace, blocks, 7, 0)
    with pytest.raises(InputError, match="The model has no head -2"):
        score_parts(trace, blocks, 0, -2)
    np.testing.assert_array_equal(
        score_parts(trace, blocks, -1, -1).values, score_parts(trace, blocks, 0, 0).values
    )
    broken = replace(trace.layers[0], query=np.full_like(trace.query(0), np.nan))
    with pytest.raises(InputError, match="queries or keys that are no numbers"):
        score_parts(replace(trace, layers=(broken,)), blocks, 0, 0)
    monkeypatch.setenv("EXPLORER_RUN_MB", "1")
    long = make_trace([f"w{n}" for n in range(200)], seed=0)
    with pytest.raises(InputError, match="parts of 200 x 200 scores"):
        score_parts(long, blocks * 2, 0, 0)


def test_what_cannot_be_split_is_said():
    trace, blocks = on_paper()
    unknown = replace(blocks[0], query=None, key=None)
    with pytest.raises(NotCaptured, match="not just products of a query and a key"):
        score_parts(trace, (unknown,), 0, 0)
    with pytest.raises(NotCaptured, match="in a way of its own"):
        score_parts(make_trace(captured=False), blocks * 2, 0, 0)
    turned = replace(trace.layers[0], query=-trace.query(0))
    with pytest.raises(NotCaptured, match="does more to its embeddings, queries or keys"):
        score_parts(replace(trace, layers=(turned,)), blocks, 0, 0)
    bare = replace(trace, embedding=replace(trace.embedding, parts=()))
    with pytest.raises(NotCaptured, match="does not make its first state by adding"):
        score_parts(bare, blocks, 0, 0)
