"""The check at loading: what passes it is plain transformers' own, the rest is refused."""

import shutil

import numpy as np
import pytest
from support import survey
from support.surveyed import examine, plain

import explorer
from explorer.engine import capture, verification
from explorer.errors import CheckpointError, NotCaptured

TEXT, PAIR = survey.TEXT, survey.PAIR
AGREE = (
    "albert", "bert", "bert-generation", "big_bird", "bloom", "camembert", "convbert", "ctrl",
    "deberta", "deberta-v2", "distilbert", "electra", "esm", "eurobert", "flaubert", "gemma2",
    "gemma4_unified_text",
    "gpt_neo", "gpt_oss", "gptj", "granite_swa", "gte", "ibert", "layoutlm", "llama", "luke",
    "markuplm", "megatron-bert", "mobilebert", "modernbert", "mpnet", "nomic_bert",
    "nystromformer", "openai_privacy_filter", "rembert", "roberta-prelayernorm", "roc_bert",
    "roformer", "splinter", "tapas", "xlm", "xlm-roberta-xl", "xlnet", "xmod",
)  # fmt: skip
PROJECTED = ("big_bird", "luke", "megatron-bert", "mpnet", "rembert", "splinter", "tapas")
REFUSED = {
    "bros": "cannot be run on a text alone",
    "falcon_mamba": "hands out no attention weights",
    "fnet": "hands out no attention weights",
    "longformer": "does not weigh every token",
    "squeezebert": "raw scores",
    "yoso": "does not weigh every token",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """written("splinter") -> its folder, made once."""
    made = {}

    def write(kind, **options):
        key = (kind, *sorted(options.items()))
        if key not in made:
            made[key] = survey.write(tmp_path_factory.mktemp(kind) / "model", kind, **options)
        return made[key]

    return write


@pytest.mark.parametrize("kind", AGREE)
def test_attention_and_states_are_those_of_a_plain_eager_run(kind, tmp_path):
    found = examine(kind, tmp_path / "model")
    assert found.built, found.said
    assert not found.said
    assert found.agrees, (found.attention, found.hidden)
    assert "FAILS" not in found.proofs
    if kind in PROJECTED:
        assert found.vectors


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_shown_is_refused_with_type_and_remedy(kind, tmp_path):
    found = examine(kind, tmp_path / "model")
    assert found.built, found.said
    assert REFUSED[kind] in found.said
    assert f"“{kind}”" in found.said
    assert "choose another model" in found.said
    assert found.said.count(".") == 1


VARIANTS = {
    "flaubert": ({"pre_norm": True}, "a fault in the installed transformers' code for it"),
    "mobilebert": ({"use_bottleneck": False}, "sizes in its config.json do not fit each other"),
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_a_variant_that_transformers_cannot_run_is_refused_with_its_reason(kind, tmp_path):
    """Plain transformers raises at both; flaubert_large is of the first kind."""
    facts, reason = VARIANTS[kind]
    folder = survey.write(tmp_path / "model", kind, **facts)
    with pytest.raises((TypeError, RuntimeError)):
        plain(folder, TEXT, PAIR)
    with pytest.raises(CheckpointError, match=f"cannot be run on a text alone .{reason}.: choose"):
        explorer.load(folder)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("xlm", {"pre_norm": True}),
        ("xlm", {"sinusoidal_embeddings": True, "n_langs": 2}),
        ("mobilebert", {"use_bottleneck_attention": True}),
        ("mobilebert", {"true_hidden_size": 32, "use_bottleneck": False}),
        ("mobilebert", {"normalization_type": "layer_norm", "num_feedforward_networks": 1}),
    ],
)
def test_a_variant_that_transformers_runs_agrees_with_it(kind, facts, tmp_path):
    found = examine(kind, tmp_path / "model", **facts)
    assert found.built and not found.said, found.said
    assert found.agrees, (found.attention, found.hidden)


def test_a_model_that_sdpa_changes_falls_back_to_eager(written, monkeypatch):
    """The check sees a difference of one part in a thousand in one layer's attention."""
    folder = written("bert")
    assert explorer.load(folder).captures
    sdpa = capture.intervene.sdpa_attention_forward

    def wrong(*given, **options):
        output, weights = sdpa(*given, **options)
        return output * 1.001, weights

    monkeypatch.setattr(capture.intervene, "sdpa_attention_forward", wrong)
    engine = explorer.load(folder)
    assert not engine.captures
    assert engine.capture_plan.notes
    monkeypatch.undo()
    right = explorer.load(folder).run(TEXT, PAIR)
    np.testing.assert_allclose(engine.run(TEXT, PAIR).hidden, right.hidden, atol=1e-5)


def test_a_model_that_sdpa_changes_only_with_padding_falls_back_too(written, monkeypatch):
    sdpa = capture.intervene.sdpa_attention_forward

    def wrong(module, query, key, value, mask, **options):
        return sdpa(module, query, key, value, None, **options)

    monkeypatch.setattr(capture.intervene, "sdpa_attention_forward", wrong)
    assert not explorer.load(written("bert")).captures


@pytest.mark.parametrize("kind", ["bert", "splinter", "mpnet", "deberta-v2"])
def test_the_check_leaves_nothing_behind(written, kind):
    engine = explorer.load(written(kind))
    kept = {"bert": capture.ATTENTION, "splinter": capture.OWN_ATTENTION}.get(kind, "eager")
    assert engine.config._attn_implementation == kept
    hooks = [len(one._forward_hooks) for one in engine.body.modules()]
    inputs = engine.inputs(np.arange(5, 12), np.zeros(7, np.int64))
    verification.Check(engine.model, "again", inputs, {"output_hidden_states": True}).capture_plan()
    projected = engine.capture_plan.projected
    attached = 3 * len(projected.layers) if projected else 0
    assert sum(len(one._forward_hooks) for one in engine.body.modules()) == sum(hooks) + attached
    assert engine.config._attn_implementation == kept


def test_the_bundled_model_agrees_with_a_plain_run_though_it_is_not_checked_at_load(bundled):
    checked = verification.Check(
        bundled.model, "bundled", bundled.inputs(np.arange(2000, 2020), np.zeros(20, np.int64)),
        bundled._options,
    ).capture_plan()  # fmt: skip
    assert checked.captures
    assert checked == bundled.capture_plan


def test_weights_that_are_not_finite_are_refused(written, tmp_path):
    from safetensors.torch import load_file, save_file

    for number, bad in enumerate((float("nan"), float("inf"))):
        folder = shutil.copytree(written("bert"), tmp_path / str(number))
        weights = load_file(folder / "model.safetensors")
        weights["encoder.layer.1.output.dense.weight"][3, 4] = bad
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        with pytest.raises(CheckpointError, match=r"not finite \(NaN or infinite\)"):
            explorer.load(folder)


# ------------------------------------------------------------------ facts


def test_a_limit_of_minus_one_is_none(written):
    engine = explorer.load(written("xlnet"))
    assert engine.config.max_position_embeddings < 0
    assert engine.spec.max_tokens == explorer.engine.limits.MOST_TOKENS
    assert not engine.run(TEXT, PAIR).dropped


@pytest.mark.parametrize(("kind", "limit"), [("layoutlm", 64), ("luke", 63), ("opt", 64)])
def test_the_limit_is_that_of_the_table_whose_rows_count_up(written, kind, limit):
    engine = explorer.load(written(kind))
    assert engine.spec.max_tokens == limit
    trace = engine.run("cat " * 100)
    assert trace.num_tokens == limit
    assert np.isfinite(trace.hidden).all()


def test_segments_come_only_from_the_tokenizer(written, tmp_path):
    """Multilingual MiniLM: a BERT with two segments and a tokenizer that knows of one."""
    import torch
    from support import tiny
    from transformers import AutoModel, BertConfig, XLMRobertaTokenizer

    specials = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    words = XLMRobertaTokenizer(**tiny._unigrams(specials))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=64, max_position_embeddings=64, pad_token_id=1,
    )  # fmt: skip
    AutoModel.from_config(config).save_pretrained(tmp_path)
    words.save_pretrained(tmp_path)
    trace = explorer.load(tmp_path).run(TEXT, PAIR)
    assert trace.side.max() == 1
    assert not trace.segment.any()
    np.testing.assert_allclose(
        trace.hidden[-1], plain(tmp_path, TEXT, PAIR).last_hidden_state[0].numpy(), atol=1e-5
    )
    assert explorer.load(written("bert")).run(TEXT, PAIR).segment.any()


def test_a_publisher_who_lists_no_segments_gets_none(tmp_path):
    import json

    folder = survey.write(tmp_path, "bert")
    told = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    told["model_input_names"] = ["input_ids", "attention_mask"]
    (folder / "tokenizer_config.json").write_text(json.dumps(told), "utf-8")
    trace = explorer.load(folder).run(TEXT, PAIR)
    assert not trace.segment.any()
    expected = plain(folder, TEXT, PAIR, segments=False).last_hidden_state[0].numpy()
    assert np.abs(trace.hidden[-1] - expected).max() < 1e-5


def test_a_window_that_opens_to_both_sides_is_not_causal(written):
    engine = explorer.load(written("modernbert"))
    trace = engine.run("cat sat on the bank " * 8)
    narrow = trace.captured(0)
    window = np.abs(np.subtract.outer(np.arange(trace.num_tokens), np.arange(trace.num_tokens))) > 3
    mask = np.where(window, np.finfo(np.float32).min, 0).astype(np.float32)[None]
    from dataclasses import replace

    first = replace(narrow, mask=mask)
    assert not replace(trace, layers=(first, *trace.layers[1:])).causal
    assert explorer.load(written("llama")).run(TEXT).causal


@pytest.mark.parametrize("kind", ["mobilebert", "ctrl", "roc_bert", "ibert"])
def test_an_embedding_that_is_no_sum_says_so(written, kind):
    trace = explorer.load(written(kind)).run(TEXT, PAIR)
    assert trace.embedding.parts == ()
    with pytest.raises(NotCaptured, match="cannot be taken apart"):
        trace.embedding.output()


@pytest.mark.parametrize(
    "kind", ["bert", "deberta", "layoutlm", "luke", "tapas", "esm", "opt", "gte"]
)
def test_an_embedding_that_is_a_sum_adds_up_to_the_first_state(written, kind):
    trace = explorer.load(written(kind)).run(TEXT, PAIR)
    names = [part.name for part in trace.embedding.parts]
    assert len(set(names)) == len(names)
    np.testing.assert_allclose(trace.embedding.output(), trace.hidden[0], atol=1e-5)


def test_inner_layers_of_albert_are_layers(tmp_path):
    import torch
    from support import tiny
    from transformers import AlbertConfig, AutoModel

    words = tiny.make_tokenizer("bert")
    config = AlbertConfig(
        vocab_size=len(words), hidden_size=32, embedding_size=16, num_hidden_layers=4,
        num_hidden_groups=2, inner_group_num=2, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=64,
    )  # fmt: skip
    torch.manual_seed(0)
    model = AutoModel.from_config(config)
    model.save_pretrained(tmp_path)
    words.save_pretrained(tmp_path)
    engine = explorer.load(tmp_path)
    trace = engine.run(TEXT, PAIR)
    assert trace.num_layers == engine.capture_plan.depth == 8
    from explorer.engine.ablation import without_heads
    from explorer.engine.blocks import blocks

    assert len(blocks(engine)) == 8
    with without_heads(engine, [(7, 1)]):
        changed = engine.run(TEXT, PAIR)
    np.testing.assert_array_equal(changed.hidden[7], trace.hidden[7])
    assert np.abs(changed.hidden[8] - trace.hidden[8]).max() > 1e-4


def test_the_attribution_of_esm_explains_the_number_of_the_trace(written):
    import torch

    from explorer.engine.attribution import gradient_times_input, integrated_gradients

    engine = explorer.load(written("esm"))
    trace = engine.run(TEXT, PAIR)
    number = float(trace.hidden[-1].sum(axis=0)[3])

    def target(output):
        return output.last_hidden_state.sum(dim=1)[:, 3]

    assert gradient_times_input(engine, trace, target).value == pytest.approx(number, abs=1e-4)
    found = integrated_gradients(engine, trace, target, baseline="zero", steps=64)
    assert found.value == pytest.approx(number, abs=1e-4)
    assert torch.is_grad_enabled()
