"""Heads and layers switched off: against the weights of the model, alone and among threads."""

import threading

import numpy as np
import pytest

from explorer.errors import NotCaptured

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "distilbert", "albert"])
def model(request, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(request.param))
    return engine, engine.run(TEXT, PAIR), blocks(engine)


@pytest.mark.parametrize("mode", ["zero", "uniform"])
def test_a_head_switched_off_in_the_last_layer_equals_the_layer_rebuilt_without_it(model, mode):
    from explorer.engine.ablation import without_heads

    engine, trace, blocks = model
    weights = trace.attention(2).copy()
    weights[1] = 0 if mode == "zero" else 1 / trace.num_tokens
    with without_heads(engine, [(2, 1)], mode):
        changed = engine.run(TEXT, PAIR)
    expected = blocks[2].rebuild(trace.hidden[2], weights)
    np.testing.assert_allclose(changed.hidden[-1], expected, atol=5e-6)
    np.testing.assert_array_equal(changed.hidden[2], trace.hidden[2])


def test_a_skipped_layer_hands_on_its_input(model):
    from explorer.engine.ablation import without_layers

    engine, trace, blocks = model
    with without_layers(engine, [2]):
        last = engine.run(TEXT, PAIR)
    np.testing.assert_array_equal(last.hidden[-1], trace.hidden[2])
    with without_layers(engine, [0]):
        first = engine.run(TEXT, PAIR)
    np.testing.assert_array_equal(first.hidden[1], trace.hidden[0])
    expected = blocks[1].rebuild(trace.hidden[0], first.attention(1))
    np.testing.assert_allclose(first.hidden[2], expected, atol=5e-6)


def test_nothing_is_left_behind_and_other_threads_see_nothing(model):
    from explorer.engine.ablation import without_heads, without_layers

    engine, trace, _ = model
    found = {}

    def elsewhere():
        found["trace"] = engine.run(TEXT, PAIR)

    with without_heads(engine, [(0, 0)]), without_layers(engine, [1]):
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        changed = engine.run(TEXT, PAIR)
    # A thread may compute with another number of cores, and then rounds in another order.
    np.testing.assert_allclose(found["trace"].hidden, trace.hidden, atol=1e-5)
    assert np.abs(changed.hidden[-1] - trace.hidden[-1]).max() > 1e-3
    np.testing.assert_allclose(engine.run(TEXT, PAIR).hidden, trace.hidden, atol=1e-5)


def test_the_board_runs_every_head_once_and_can_be_stopped(model):
    from explorer.engine.ablation import head_effects, layer_effects
    from explorer.engine.intervene import attention_in_use

    engine, trace, _ = model

    def effect():
        return float(np.abs(engine.run(TEXT, PAIR).hidden[-1] - trace.hidden[-1]).max())

    board = head_effects(engine, effect)
    assert board.shape == (3, 4)
    assert (board > 1e-4).all()
    assert (layer_effects(engine, effect) > 1e-3).all()

    def stop(done, _total):
        if done == 2:
            raise InterruptedError

    before = attention_in_use()
    with pytest.raises(InterruptedError):
        head_effects(engine, effect, progress=stop)
    assert attention_in_use() is before


def test_uniform_keeps_to_what_a_causal_model_may_see(checkpoint):
    import explorer
    from explorer.engine.ablation import without_heads

    engine = explorer.load(checkpoint("gpt2"))
    trace = engine.run("The cat sat on the bank.")
    with without_heads(engine, [(0, h) for h in range(4)], "uniform"):
        changed = engine.run("The cat sat on the bank.")
        shorter = engine.run("The cat sat")
    # The first token sees only itself, so nothing can change for it.
    np.testing.assert_allclose(changed.hidden[1][0], trace.hidden[1][0], atol=1e-5)
    assert np.abs(changed.hidden[1][1:] - trace.hidden[1][1:]).max() > 1e-3
    np.testing.assert_allclose(changed.hidden[-1][:3], shorter.hidden[-1], atol=1e-4)


def test_a_model_with_an_attention_of_its_own_is_refused(checkpoint):
    import explorer
    from explorer.engine.ablation import without_heads

    engine = explorer.load(checkpoint("mpnet"))
    with (
        pytest.raises(NotCaptured, match="cannot be switched off"),
        without_heads(engine, [(0, 0)]),
    ):
        pass


@pytest.mark.parametrize("mode", ["zero", "uniform"])
def test_a_trace_made_under_ablation_shows_the_ablated_weights(model, mode):
    from explorer.engine.ablation import without_heads

    engine, trace, _ = model
    with without_heads(engine, [(1, 2)], mode):
        changed = engine.run(TEXT, PAIR)
    expected = trace.attention(1).copy()
    expected[2] = 0 if mode == "zero" else 1 / trace.num_tokens
    np.testing.assert_allclose(changed.attention(1), expected, atol=1e-6)
    np.testing.assert_array_equal(changed.attention(0), trace.attention(0))
    np.testing.assert_array_equal(changed.query(1), trace.query(1))
