"""Pieces of one run copied into another: identities, and single hooks as an independent route."""

import numpy as np
import pytest

from explorer.engine.patching import Bench, Copy, continued, head_path, patch
from explorer.errors import InputError, NotCaptured

CLEAN, CORRUPT = "The cat sat on the bank.", "The dog sat on the bank."
MODELS = ["bert", "distilbert", "albert", "gpt2"]


@pytest.fixture(scope="module", params=MODELS)
def runs(request, engine):
    from explorer.engine.attribution import similarity_target

    made = engine(request.param)
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    third = made.run("A river is wide.").hidden[-1].mean(axis=0)
    return made, clean, corrupt, similarity_target(third)


def test_all_tokens_of_a_state_give_the_clean_number_and_none_the_corrupted_one(runs):
    engine, clean, corrupt, target = runs
    bench = Bench(engine, clean, corrupt, target)
    assert abs(bench.clean.value - bench.corrupt.value) > 1e-4
    every = tuple(range(clean.num_tokens))
    whole = [Copy(layer, every) for layer in range(bench.layers + 1)]
    none = [Copy(layer) for layer in range(bench.layers + 1)]
    np.testing.assert_allclose(bench.values(whole), bench.clean.value, atol=2e-6)
    np.testing.assert_allclose(bench.values(none), bench.corrupt.value, atol=2e-6)


def test_all_of_a_layer_with_its_input_gives_the_clean_number(runs):
    """From a layer's clean input its clean heads change nothing; with them alone the rest does."""
    engine, clean, corrupt, target = runs
    bench = Bench(engine, clean, corrupt, target)
    every, heads = tuple(range(clean.num_tokens)), tuple(range(4))
    for layer in range(bench.layers):
        both = bench.values([Copy(layer, every, heads), Copy(layer, (), heads)])
        assert both[0] == pytest.approx(bench.clean.value, abs=2e-6)
        assert both[1] != pytest.approx(bench.corrupt.value, abs=1e-7)


def _by_hook(engine, corrupt, module, change):
    """The body's last state with one torch hook that changes one module's output."""
    import torch

    handle = module.register_forward_hook(change)
    try:
        with torch.inference_mode():
            return engine.body(**engine.inputs(corrupt.ids, corrupt.segment))
    finally:
        handle.remove()


@pytest.fixture(scope="module")
def board(engine):
    """A model, its two runs, the target, and the board of all copies."""
    from explorer.engine.attribution import similarity_target

    made = engine("bert")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    target = similarity_target(made.run("A river is wide.").hidden[-1].mean(axis=0))
    return made, clean, corrupt, target, patch(made, clean, corrupt, target)


def _kept(engine, trace, module):
    """What a module was given and gave in one run."""
    kept = {}

    def keep(_module, inputs, output):
        kept.update(given=inputs[0].clone(), gives=output.clone())

    _by_hook(engine, trace, module, keep)
    return kept


def test_a_copied_state_is_what_a_single_hook_gives(board):
    import torch

    made, clean, corrupt, target, found = board

    def state(_module, _inputs, output):
        alone = torch.is_tensor(output)
        whole = (output if alone else output[0]).clone()
        whole[0, 2] = torch.tensor(clean.hidden[2][2])
        return whole if alone else (whole, *output[1:])

    by_hook = float(target(_by_hook(made, corrupt, made.body.encoder.layer[1], state)))
    assert found.states[2, 2] == pytest.approx(by_hook, abs=2e-6)


def test_a_copied_feed_forward_is_what_a_single_hook_gives(board):
    made, clean, corrupt, target, found = board
    dense = made.body.encoder.layer[1].output.dense
    mlp = _kept(made, clean, dense)["gives"]
    by_hook = float(target(_by_hook(made, corrupt, dense, lambda *_: mlp)))
    assert found.mlps[1, 0] == pytest.approx(by_hook, abs=2e-6)


def test_a_copied_head_and_all_heads_are_what_single_hooks_give(board):
    import torch

    made, clean, corrupt, target, found = board
    dense, width = made.body.encoder.layer[1].attention.output.dense, clean.value(1).shape[-1]
    kept, own = _kept(made, clean, dense), slice(3 * width, 4 * width)

    def head(module, inputs, _output):
        mixed = inputs[0].clone()  # (1, T, H * d)
        mixed[..., own] = kept["given"][..., own]
        return torch.nn.functional.linear(mixed, module.weight, module.bias)

    by_hook = float(target(_by_hook(made, corrupt, dense, head)))
    assert found.heads[1, 3] == pytest.approx(by_hook, abs=2e-6)
    by_hook = float(target(_by_hook(made, corrupt, dense, lambda *_: kept["gives"])))
    assert found.attention[1, 0] == pytest.approx(by_hook, abs=2e-6)


def test_the_board_is_what_the_rebuilt_layers_give(engine):
    """The second route for a head: numpy on the weights, for a model with other names."""
    from explorer.engine.attribution import similarity_target
    from explorer.engine.blocks import blocks

    made = engine("distilbert")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    third = made.run("A river is wide.").hidden[-1].mean(axis=0)
    found = patch(made, clean, corrupt, similarity_target(third))
    last, x = made.capture_plan.depth - 1, corrupt.hidden[-2]
    block, width = blocks(made)[last], clean.value(last).shape[-1]
    mixed = corrupt.attention(last) @ corrupt.value(last)  # (H, T, d)
    mixed[1] = (clean.attention(last) @ clean.value(last))[1]
    flat = mixed.swapaxes(0, 1).reshape(clean.num_tokens, -1)
    assert flat.shape[1] == width * clean.num_heads
    pooled = block.finish(block.output(flat) + x).mean(axis=0)
    expected = pooled @ third / np.linalg.norm(pooled) / np.linalg.norm(third)
    assert found.heads[last, 1] == pytest.approx(float(expected), abs=5e-6)


def test_shapes_progress_and_the_token_that_is_the_same(engine):
    from explorer.engine.attribution import similarity_target

    made = engine("albert")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    told = []
    found = patch(
        made, clean, corrupt, similarity_target(clean.hidden[-1].mean(axis=0)),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    layers, tokens = clean.num_layers, clean.num_tokens
    assert found.states.shape == (layers + 1, tokens)
    assert found.recovered_parts.shape == (layers, clean.num_heads + 2)
    assert found.parts[-2:] == ("attention", "MLP")
    assert found.clean == pytest.approx(1.0, abs=1e-6)
    changed = clean.ids != corrupt.ids
    np.testing.assert_allclose(found.recovered_states[0][changed].sum(), 1, atol=1e-4)
    assert (found.states[0][~changed] == found.corrupt).all()
    total = int(changed.sum()) + layers * tokens + layers * (clean.num_heads + 2)
    assert told[-1] == (total, total)


def test_a_model_without_rebuildable_layers_still_has_its_states(engine):
    from explorer.engine.attribution import similarity_target

    made = engine("gpt2")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    found = patch(made, clean, corrupt, similarity_target(clean.hidden[-1].mean(axis=0)))
    assert found.heads.shape == (clean.num_layers, clean.num_heads)
    assert found.states.shape[1] == clean.num_tokens


def test_the_path_of_a_head_begins_behind_it_and_the_whole_state_brings_all_back(engine):
    from explorer.engine.ablation import without_heads
    from explorer.engine.attribution import similarity_target

    made, at = engine("bert"), (0, 2)
    trace = made.run(CLEAN)
    target = similarity_target(made.run("A river is wide.").hidden[-1].mean(axis=0))
    found = head_path(made, trace, target, at)
    with without_heads(made, [at]):
        zeroed = made.run(CLEAN).hidden[-1].mean(axis=0)
    third = made.run("A river is wide.").hidden[-1].mean(axis=0)
    cosine = zeroed @ third / np.linalg.norm(zeroed) / np.linalg.norm(third)
    assert found.corrupt == pytest.approx(float(cosine), abs=2e-6)
    assert (found.states[:1] == found.corrupt).all()
    assert np.abs(found.states[1:] - found.corrupt).max() > 1e-6
    bench = Bench(made, trace, trace, target, zeroed=at)
    every = tuple(range(trace.num_tokens))
    whole = bench.values([Copy(layer, every) for layer in range(1, 4)])
    np.testing.assert_allclose(whole, found.clean, atol=2e-6)


def test_a_state_handed_on_as_it_was_gives_the_models_own_last_state(engine):
    made = engine("bert")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    rows = np.stack([clean.hidden[1], corrupt.hidden[1]])
    last = continued(made, clean, 1, rows)
    np.testing.assert_allclose(last, [clean.hidden[-1], corrupt.hidden[-1]], atol=1e-5)


def test_a_head_of_a_checkpoint_is_read_for_every_row(checkpoint):
    from explorer.engine.attribution import logit_target
    from explorer.predictors import load_predictor

    predictor = load_predictor("classify", str(checkpoint("bert", head="SequenceClassification")))
    clean, corrupt = (predictor.engine.run(text) for text in (CLEAN, CORRUPT))
    bench = Bench(predictor.engine, clean, corrupt, logit_target(1, over=0), head=True)
    every = tuple(range(clean.num_tokens))
    found = bench.values([Copy(layer, every) for layer in range(bench.layers + 1)])
    np.testing.assert_allclose(found, bench.clean.value, atol=2e-6)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (CLEAN, "The jumping dog sat.", "needs equally many"),
        (CLEAN, CLEAN, "nothing to patch"),
        ("cat " * 200, "dog " * 200, "works up to 128 tokens"),
    ],
)
def test_texts_that_cannot_be_patched_are_refused_in_a_sentence(engine, first, second, says):
    made = engine("bundled")
    with pytest.raises(InputError, match=says):
        patch(made, made.run(first), made.run(second), lambda output: output.last_hidden_state)


def test_a_model_that_hands_out_weights_alone_has_states_and_no_path_of_a_head(engine):
    made = engine("mpnet")
    clean, corrupt = made.run(CLEAN), made.run(CORRUPT)
    from explorer.engine.attribution import similarity_target

    target = similarity_target(clean.hidden[-1].mean(axis=0))
    found = patch(made, clean, corrupt, target)
    assert found.heads.shape == (clean.num_layers, 0)
    assert found.recovered_states.shape == (clean.num_layers + 1, clean.num_tokens)
    with pytest.raises(NotCaptured):
        head_path(made, clean, target, (0, 0))
