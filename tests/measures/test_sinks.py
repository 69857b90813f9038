"""Heads that park their attention: two numbers on paper, and zeroed values in the running model."""

import numpy as np
import pytest
from support.traces import make_trace

from explorer.errors import InputError
from explorer.measures.block import Block
from explorer.measures.sinks import (
    SinkRule,
    relative_change,
    sink_heads,
    sink_shares,
    sinks,
    without_sinks,
)
from explorer.trace import LayerNorm, Projection

TOKENS = ("[CLS]", "cat", "sat", ".", "[SEP]")


def _same(size):
    return Projection(np.eye(size, dtype=np.float32), np.zeros(size, np.float32), "same")


def _block():
    """Two heads that hand on one number of the state each; nothing is fed forward."""
    one, none = np.ones(2, np.float32), np.zeros(2, np.float32)
    still = Projection(np.zeros((2, 2), np.float32), none, "still")
    norm = LayerNorm(one, none, 1e-12, "norm")
    return Block(2, _same(2), _same(2), norm, still, lambda x: x, still, norm)


@pytest.fixture
def parked():
    """Head 0: words give 3/4 to [CLS] and 1/4 to themselves; head 1: all of it to the dot.

    Head 0 reads the first number (sinks 1, words 10 and 20), head 1 the second (dot 8, words 4).
    """
    first, second = np.eye(5), np.eye(5)
    first[[1, 2]] *= 0.25
    first[[1, 2], 0] = 0.75
    second[[1, 2]] = np.eye(5)[3]
    states = np.array([[1, 1], [10, 4], [20, 4], [1, 8], [1, 1]], np.float32)
    return make_trace(TOKENS, weights=[[first, second]], hidden=[states, states])


def test_sinks_are_special_tokens_and_punctuation(parked):
    assert sinks(parked).tolist() == [True, False, False, True, True]
    np.testing.assert_allclose(sink_shares(parked), [[0.75, 1.0]])


def test_both_numbers_can_be_worked_out_on_paper(parked):
    quiet, loud = sink_heads(parked, [_block()])
    assert (quiet.layer, quiet.head, quiet.token, quiet.kind) == (0, 0, 0, "no-op")
    assert quiet.length == pytest.approx(1 / 15)  # 1 against the mean of 10 and 20
    assert quiet.part == pytest.approx((0.75 / 3.25 + 0.75 / 5.75) / 2)
    assert (loud.head, loud.token, loud.kind) == (1, 3, "broadcast")
    assert loud.length == pytest.approx(2.0)  # 8 against 4
    assert loud.part == pytest.approx(1.0)  # nothing comes from words


def test_a_rule_decides_which_heads_count(parked):
    assert [one.head for one in sink_heads(parked, [_block()], SinkRule(share=0.8))] == [1]
    quiet = sink_heads(parked, [_block()], SinkRule(short=0.05))[0]
    assert quiet.kind == "in between"


def test_without_its_sinks_a_head_hands_over_what_the_words_give(parked):
    rows = without_sinks(parked, _block(), 0, [0, 1])
    x = parked.hidden[0]
    weights = parked.attention(0)
    for row, head in zip(rows, (0, 1), strict=True):
        kept = weights.copy()
        kept[head][:, sinks(parked)] = 0
        np.testing.assert_allclose(row, _block().rebuild(x, kept), atol=1e-6)


@pytest.mark.parametrize("tokens", [("[CLS]", ".", "[SEP]"), ("cat", "sat")])
def test_a_text_without_words_or_without_sinks_is_refused(tokens):
    with pytest.raises(InputError, match="type a sentence"):
        sinks(make_trace(tokens))


@pytest.mark.parametrize("name", ["bert", "albert"])
def test_effects_are_those_of_zeroed_values_in_the_running_model(name, checkpoint):
    """Second route: the sinks' value vectors of one head set to zero inside the model's pass."""
    import explorer
    from explorer.engine.blocks import blocks
    from explorer.engine.intervene import attending_by, attention_in_use
    from explorer.engine.sink_effects import sink_effects

    engine = explorer.load(checkpoint(name))
    trace = engine.run("The cat sat, on the bank.")
    heads = sink_heads(trace, blocks(engine), SinkRule(share=0.0))
    assert len(heads) == trace.num_layers * trace.num_heads
    told = []
    found = sink_effects(
        engine, trace, blocks(engine), heads, progress=lambda *done: told.append(done)
    )
    assert told[-1] == (len(heads), len(heads))
    sink, plain = sinks(trace), attention_in_use()
    for one, effect in zip(heads[::5], found[::5], strict=True):
        calls = 0

        def attend(module, query, key, value, mask, one=one, **options):
            nonlocal calls
            if calls == one.layer:
                value = value.clone()
                value[0, one.head, sink] = 0
            calls += 1
            return plain(module, query, key, value, mask, **options)

        with attending_by(attend):
            last = engine.run(trace.input).hidden[-1]
        expected = relative_change(last[None], trace.hidden[-1], ~sink)[0]
        assert effect == pytest.approx(expected, abs=2e-5)
