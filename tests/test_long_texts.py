"""Texts of thousands of tokens: read whole, shown in blocks, or refused before the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support import tiny

import explorer
from explorer import figures, memory, tables
from explorer.engine.run_memory import run_memory
from explorer.errors import InputError
from explorer.figures.blocks import reduced
from explorer.figures.matrix import MATRIX_SIDE
from explorer.measures.head_distances import head_distances
from explorer.measures.rollout import rollout
from explorer.views import attention_view


@pytest.fixture(scope="module")
def modern(tmp_path_factory):
    """A small ModernBERT that reads 8,192 tokens: full attention, then a window of 128."""
    import torch
    from transformers import ModernBertConfig, ModernBertModel

    folder = tmp_path_factory.mktemp("modern") / "tiny-modernbert"
    tokenizer = tiny.make_tokenizer("bert")
    tokenizer.model_max_length = 8192
    ids = {
        f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("cls", "sep", "pad")
    }
    config = ModernBertConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=2,
        num_attention_heads=2, max_position_embeddings=8192, global_attn_every_n_layers=2,
        bos_token_id=ids["cls_token_id"], eos_token_id=ids["sep_token_id"], **ids,
    )  # fmt: skip
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        ModernBertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return explorer.load(folder)


@pytest.fixture(scope="module")
def long(modern):
    """A trace of 2,000 tokens."""
    return modern.run("the cat sat on " * 499 + "the mat")  # the last word is three pieces


def test_a_model_with_room_for_8192_tokens_reads_them(modern):
    assert modern.spec.max_tokens == 8192
    assert modern.captures


def test_two_thousand_tokens_are_read_whole(long):
    assert long.num_tokens >= 2000
    assert long.dropped == ()
    assert np.allclose(long.attention(0).sum(-1), 1, atol=1e-4)


def test_layers_with_one_mask_share_it(modern):
    trace = modern.run("the cat sat " * 100)
    window = trace.layers[1].mask
    assert window.shape[-1] == trace.num_tokens
    assert trace.nbytes < sum(a.nbytes for layer in trace.layers for a in (
        layer.query, layer.key, layer.value)) + 4 * trace.hidden.nbytes + 2 * window.nbytes + (
        4 * 2 * 2 * trace.num_tokens**2)  # fmt: skip


@pytest.mark.parametrize("count", [50, 1000, 2000])
def test_a_trace_takes_what_was_told_before(modern, count):
    trace = modern.run("the " * (count - 2))
    told = modern.memory(trace.num_tokens)
    held = trace.nbytes - min(told.layer * trace.num_layers, explorer.trace.MEMO_BYTES)
    assert held <= told.trace < 4 * held
    assert told.layer == trace.attention(0).nbytes
    assert told.run > told.trace


@pytest.mark.parametrize("tokens", ["x", -1, 0, 1.5, None, True, float("nan"), "9" * 99, [3]])
def test_what_is_no_number_of_tokens_is_a_sentence(modern, tokens):
    with pytest.raises(InputError, match=r"is no number of tokens: give a whole number") as told:
        modern.memory(tokens)
    assert len(str(told.value)) < 130
    assert modern.memory(np.int64(8)) == modern.memory(8)


def test_weights_alone_are_told_too(checkpoint):
    engine = explorer.load(checkpoint("deberta-v2"))
    trace = engine.run("the cat " * 20)
    told = engine.memory(trace.num_tokens)
    assert trace.nbytes <= told.trace
    assert told.trace >= trace.num_layers * told.layer


def test_a_run_above_the_bound_is_refused_before_it_is_made(modern, monkeypatch):
    def never(*_args, **_options):
        raise AssertionError("the model ran")

    monkeypatch.setattr(type(modern.body), "forward", never)
    monkeypatch.setenv("EXPLORER_RUN_MB", "100")
    with pytest.raises(
        InputError, match=r"8,192 tokens, and its run .* at most 100 MB are allowed"
    ):
        modern.run("the " * 9000)
    monkeypatch.setenv("EXPLORER_RUN_MB", "100000")
    with pytest.raises(AssertionError, match="the model ran"):
        modern.run("the " * 9000)


def test_two_texts_above_the_bound_are_refused_before_they_are_run(checkpoint, monkeypatch):
    engine = explorer.load_seq2seq(checkpoint("t5"))
    assert engine.spec.max_tokens == 8192

    def never(*_args, **_options):
        raise AssertionError("the model ran")

    monkeypatch.setattr(engine.model, "forward", never)
    with pytest.raises(InputError, match=r"These texts have 8,192 and \d+ tokens, and their run"):
        engine.run("cat " * 9000, "a dog")


@pytest.mark.parametrize("given", ["much", "0", "-5", "1e9", "²"])
def test_a_bound_that_is_no_number_is_told(monkeypatch, given):
    monkeypatch.setenv("EXPLORER_RUN_MB", given)
    with pytest.raises(InputError, match="no number of megabytes"):
        memory.bound()


def test_weights_of_a_layer_above_the_bound_are_refused_but_one_head_may_do(long, monkeypatch):
    whole = long.attention(1)[1]
    monkeypatch.setenv("EXPLORER_RUN_MB", "20")
    with pytest.raises(InputError, match=r"attention of one layer over 2,0\d\d x 2,0\d\d tokens"):
        long.attention(1)
    assert np.array_equal(long.head_attention(1, 1), whole)
    assert np.array_equal(long.head_attention(1, -1), whole)
    monkeypatch.setenv("EXPLORER_RUN_MB", "10")
    with pytest.raises(InputError, match="attention of one head"):
        long.head_attention(1, 1)


def test_a_heatmap_of_two_thousand_tokens_shows_blocks_and_says_so(long):
    figure = figures.attention_heatmap(long, 0, 1)
    cells = np.array(figure.data[0].z)
    weights = long.attention(0)[1]
    assert max(cells.shape) <= MATRIX_SIDE
    assert cells[0, 0] == weights[:4, :4].max()
    assert cells[-1, -1] == weights[4 * (len(cells) - 1) :, 4 * (len(cells) - 1) :].max()
    assert "each cell the largest of 4 x 4 tokens" in figure.layout.annotations[-1].text
    assert len(figure.to_json()) < 4_000_000


def test_short_texts_are_shown_token_by_token(modern):
    trace = modern.run("the " * 510)
    figure = figures.attention_heatmap(trace, 0, 1)
    assert np.array(figure.data[0].z).shape == (512, 512)
    assert "each cell" not in figure.layout.annotations[-1].text


def test_signed_blocks_keep_the_largest_magnitude():
    values = np.array([[[1.0, -3.0, 0.5], [2.0, 0.0, -0.25], [0.0, np.nan, 4.0]]], np.float32)
    found, block = reduced(values, 2, signed=True)
    assert block == 2
    assert found.tolist() == [[[-3.0, 0.5], [0.0, 4.0]]]
    assert reduced(values, 2)[0].tolist() == [[[2.0, 0.5], [0.0, 4.0]]]
    assert reduced(values, 3)[0] is values


def test_all_heads_of_two_thousand_tokens_are_small_multiples(long):
    figure = figures.head_grid(long, 0)
    assert np.array(figure.data[0].z).size < 200_000
    assert "each cell the largest" in figure.layout.annotations[-1].text


def test_the_attention_view_refuses_what_no_browser_draws(long):
    with pytest.raises(
        InputError, match=r"has 2,0\d\d tokens, and the attention view draws at most"
    ):
        attention_view(long)


def test_a_table_of_tokens_by_tokens_has_a_limit(long, modern, monkeypatch):
    assert tables.attention_heatmap(long, 0, 1).shape == (long.num_tokens, long.num_tokens)
    monkeypatch.setattr("explorer.tables.base.MOST_CELLS", 1_000_000)
    with pytest.raises(InputError, match="would have 4,0"):
        tables.attention_heatmap(long, 0, 1)


def test_modernbert_base_with_8192_tokens_is_beyond_the_default_bound(bundled):
    """22 layers of 12 heads, 768 wide: ModernBERT-base by its sizes."""
    from types import SimpleNamespace

    from explorer.engine.verification import CapturePlan

    sizes = SimpleNamespace(hidden_size=768)
    plan = CapturePlan(captures=True, depth=22, heads=12, planes=1)
    told = run_memory(sizes, plan, 8192)
    assert told.layer == 12 * 8192**2 * 4
    assert told.trace > 2_000_000_000
    assert run_memory(sizes, plan, 4096).run < memory.bound()
    assert bundled.memory(512).run < 100_000_000


@pytest.mark.parametrize("make", [rollout, head_distances])
def test_what_needs_all_layers_at_once_is_told_before_it_is_made(long, monkeypatch, make):
    """A layer of 2,000 tokens is 32 MB here; four and more matrices a layer are 128 MB."""
    monkeypatch.setenv(memory.VARIABLE, "60")
    assert long.attention(0).nbytes < memory.bound()
    with pytest.raises(InputError, match=r"attention of all (layers|heads) over 2,\d+ x 2,\d+ tok"):
        make(long)


def test_a_mean_over_layers_holds_one_layer_at_a_time(long):
    """All layers at once would be 16 matrices of a real model; the sum is one, and its copy."""
    import tracemalloc

    from explorer.measures.attention import head_mean, overall_mean

    plane = 4 * long.num_tokens**2
    expected = np.mean([long.head_attention(layer, 1) for layer in range(2)], axis=0)
    deep = replace(long, layers=long.layers * 6, hidden=np.repeat(long.hidden[:1], 13, axis=0))
    for mean in (lambda: head_mean(deep, 1), lambda: overall_mean(deep)):
        tracemalloc.start()
        found = mean()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert np.allclose(found.sum(-1), 1, atol=1e-4)
        assert peak < 12 * plane  # 12 layers of 2 heads are 24
    assert np.allclose(head_mean(deep, 1), expected, atol=1e-6)
