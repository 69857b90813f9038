"""The weights of a layer against what the model itself did with them."""

from dataclasses import replace

import numpy as np
import pytest

import explorer
from explorer.engine.blocks import blocks
from explorer.errors import NotCaptured
from explorer.trace import CapturedLayer, softmax_in_place

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."
NORM_FIRST = ("roberta-prelayernorm", "xlm-roberta-xl", "megatron-bert")


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    """surveyed("xlm-roberta") -> engine of a tiny model of any type."""
    from support import survey

    made = {}

    def load(kind):
        if kind not in made:
            made[kind] = explorer.load(survey.write(tmp_path_factory.mktemp("types") / kind, kind))
        return made[kind]

    return load


@pytest.mark.parametrize("arch", ["bert", "roberta", "distilbert", "albert", "electra", "mpnet"])
def test_queries_and_keys_make_the_attention(arch, checkpoint):
    engine = explorer.load(checkpoint(arch))
    trace = engine.run(TEXT, PAIR)
    for layer, block in enumerate(blocks(engine)):
        scores = block.scores(trace.hidden[layer])
        if arch == "mpnet":  # adds a bias of relative positions
            assert isinstance(trace.layers[layer], CapturedLayer)
            scores += trace.layers[layer].mask
        np.testing.assert_allclose(softmax_in_place(scores), trace.attention(layer), atol=1e-5)


def test_scores_made_in_another_way_are_refused(checkpoint):
    found = blocks(explorer.load(checkpoint("deberta-v2")))
    assert found[0].query is None
    assert found[0].key is None
    with pytest.raises(NotCaptured, match="not just products of a query and a key"):
        found[0].scores(np.zeros((2, 32), np.float32))


def test_queries_that_do_not_give_the_attention_are_left_out(checkpoint, monkeypatch):
    """A model with BERT's names that scales its scores otherwise, as rotary models turn them."""
    from explorer.measures.block import Block

    true = Block.scores
    monkeypatch.setattr(Block, "scores", lambda block, x: 2 * true(block, x))
    found = blocks(explorer.load(checkpoint("bert")))
    assert all(block.query is None and block.key is None for block in found)
    assert found[0].value.weight.any()


@pytest.mark.parametrize("kind", ["xlm-roberta", *NORM_FIRST])
def test_layers_with_the_layernorms_in_front_are_rebuilt(kind, surveyed):
    engine = surveyed(kind)
    trace, known = engine.run(TEXT, PAIR), blocks(engine)
    assert [block.norm_first for block in known] == [kind in NORM_FIRST] * trace.num_layers
    for layer, block in enumerate(known):
        found = block.rebuild(trace.hidden[layer], trace.attention(layer))
        np.testing.assert_allclose(found, trace.hidden[layer + 1], atol=1e-5)
        scores = block.scores(trace.hidden[layer])
        np.testing.assert_allclose(softmax_in_place(scores), trace.attention(layer), atol=1e-5)


@pytest.mark.parametrize("kind", NORM_FIRST)
def test_a_layernorm_behind_the_last_layer_is_that_layers(kind, surveyed):
    engine = surveyed(kind)
    *below, last = blocks(engine)
    assert last.final_norm is not None
    assert all(block.final_norm is None for block in below)
    trace = engine.run(TEXT)
    bare = replace(last, final_norm=None).rebuild(trace.hidden[-2], trace.attention(-1))
    assert np.abs(bare - trace.hidden[-1]).max() > 0.01


@pytest.mark.parametrize("kind", NORM_FIRST)
def test_what_is_counted_of_a_layer_with_the_layernorms_in_front(kind, surveyed):
    from explorer.measures import norms
    from explorer.measures.identities import checks
    from explorer.measures.value_zeroing import change_without

    engine = surveyed(kind)
    trace, known = engine.run(TEXT), blocks(engine)
    assert norms.scopes(known[0]) == ("attention", "residual")
    assert tuple(norms.mixing_ratios(trace, known[0], 0)) == ("attention", "residual")
    with pytest.raises(NotCaptured, match="none follows the residual connection"):
        norms.norm_map(trace, known[0], 0, "layernorm")
    whole = trace.hidden[1]
    values = known[0].values(trace.hidden[0])
    values[:, 2] = 0  # the second way: value zeroing without the algebra
    context = (trace.attention(0) @ values).swapaxes(0, 1).reshape(trace.num_tokens, -1)
    changed = known[0].finish(known[0].output(context) + trace.hidden[0])
    cosine = (whole * changed).sum(-1) / np.linalg.norm(whole, axis=-1)
    expected = 1 - cosine / np.linalg.norm(changed, axis=-1)
    np.testing.assert_allclose(change_without(trace, known[0], 0)[:, 2], expected, atol=2e-6)
    rebuilt = checks(trace, blocks=known)[3]
    assert rebuilt.verdict == "holds"
    assert "LayerNorms stand before" in rebuilt.note
