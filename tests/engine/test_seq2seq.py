"""Encoder-decoders: what is captured is what the model itself hands out."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from explorer.errors import CheckpointError, InputError

SOURCE, TARGET = "the cat sat on the big house", "a dog ran"


@pytest.fixture(scope="module", params=["t5", "bart", "marian"])
def engine(request, checkpoint):
    import explorer

    return explorer.load_seq2seq(checkpoint(request.param))


def _own(engine, trace):
    """The model's own attentions by a plain eager pass over the same ids."""
    import torch
    from transformers import AutoModel

    plain = AutoModel.from_pretrained(engine.model.name_or_path, attn_implementation="eager")
    with torch.inference_mode():
        return plain.eval()(
            input_ids=torch.tensor(trace.source.ids)[None],
            attention_mask=torch.ones(1, trace.source.num_tokens, dtype=torch.long),
            decoder_input_ids=torch.tensor(trace.target.ids)[None],
            output_attentions=True,
            output_hidden_states=True,
        )


def test_all_three_attentions_equal_the_models_own(engine):
    trace = engine.run(SOURCE, TARGET)
    own = _own(engine, trace)
    for mine, theirs in (
        (trace.encoder, own.encoder_attentions),
        (trace.decoder, own.decoder_attentions),
        (trace.cross, own.cross_attentions),
    ):
        assert len(mine) == len(theirs) == 3
        for layer, weights in zip(mine, theirs, strict=True):
            assert np.abs(layer.attention() - weights[0].numpy()).max() < 1e-5


def test_hidden_states_of_both_sides_equal_the_models_own(engine):
    trace = engine.run(SOURCE, TARGET)
    own = _own(engine, trace)
    for mine, theirs in (
        (trace.encoder_hidden, own.encoder_hidden_states),
        (trace.decoder_hidden, own.decoder_hidden_states),
    ):
        assert mine.shape == (4, *theirs[0].shape[1:])  # 3 layers and the embedding output
        assert mine.dtype == np.float32
        assert not mine.flags.writeable
        for state, expected in zip(mine, theirs, strict=True):
            assert np.abs(state - expected[0].numpy()).max() < 1e-4
    assert trace.nbytes > trace.encoder_hidden.nbytes + trace.decoder_hidden.nbytes
    assert "32 wide" in repr(trace)


def test_hidden_states_of_other_sizes_are_refused(engine):
    trace = engine.run(SOURCE, TARGET)
    with pytest.raises(ValueError, match="hidden states are"):
        replace(trace, decoder_hidden=trace.encoder_hidden)


def test_target_is_shifted_behind_the_start_token(engine):
    trace = engine.run(SOURCE, TARGET)
    assert trace.target.ids[0] == engine.model.config.decoder_start_token_id
    assert trace.target.special[0] and not trace.target.special[-1]
    assert trace.source.special[-1]
    assert "".join(trace.target.labels[-3:]) == "adogran"


def test_target_never_looks_ahead(engine):
    trace = engine.run(SOURCE, TARGET)
    assert len(trace.decoder) == 3
    for layer in trace.decoder:
        assert not np.triu(layer.attention(), 1).any()


def test_arrays_are_read_only_and_counted(engine):
    trace = engine.run(SOURCE, TARGET)
    assert not trace.cross[0].query.flags.writeable and trace.nbytes > 0


def test_empty_target_is_refused(engine):
    with pytest.raises(InputError, match="type at least one word"):
        engine.run(SOURCE, " ")


def test_other_models_are_sent_to_the_other_door(checkpoint):
    import explorer

    with pytest.raises(CheckpointError, match=r"explorer\.load instead"):
        explorer.load_seq2seq(checkpoint("bert"))


def test_view_describes_two_sides_and_three_parts(engine):
    from explorer.views import payload

    meta = payload.describe(engine.run(SOURCE, TARGET))
    assert [part["name"] for part in meta["parts"]] == ["encoder", "decoder", "cross"]
    assert [(part["query"], part["key"]) for part in meta["parts"]] == [(0, 0), (1, 1), (1, 0)]
    assert [part["causal"] for part in meta["parts"]] == [False, True, False]


def test_tables_that_are_computed_and_never_saved_are_not_missing(checkpoint):
    import explorer

    engine = explorer.load_seq2seq(checkpoint("marian", head="Seq2SeqLM"))
    trace = engine.run(SOURCE, TARGET)
    own = _own(engine, trace)
    np.testing.assert_allclose(
        trace.decoder_hidden[-1], own.decoder_hidden_states[-1][0], atol=1e-5
    )


@pytest.mark.parametrize("start", [10**6, -1])
def test_a_start_token_that_is_not_there_is_refused(checkpoint, tmp_path, start):
    import explorer

    folder = _changed(checkpoint("bart"), tmp_path, decoder_start_token_id=start)
    with pytest.raises(CheckpointError, match=f"starts with token {start}, and its table holds"):
        explorer.load_seq2seq(folder)


def test_a_type_that_gives_other_numbers_here_is_refused(checkpoint, monkeypatch):
    from transformers import AttentionInterface

    import explorer
    from explorer.engine import capture

    def doubled(module, query, key, value, mask, **options):
        output, weights = ours(module, query, key, value, mask, **options)
        return 2 * output, weights

    known = AttentionInterface._global_mapping
    ours = known[capture.ATTENTION]
    monkeypatch.setitem(known, capture.ATTENTION, doubled)
    with pytest.raises(CheckpointError, match=r"\(t5\) gives other numbers here than by itself"):
        explorer.load_seq2seq(checkpoint("t5"))


def test_nllb_moe_which_refuses_sdpa_is_refused(checkpoint, tmp_path):
    from transformers import CONFIG_MAPPING, AutoModelForSeq2SeqLM

    import explorer

    folder = _changed(checkpoint("bart"), tmp_path)
    config = CONFIG_MAPPING["nllb-moe"](
        vocab_size=2000, d_model=32, encoder_layers=2, decoder_layers=2, num_experts=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=32,
        decoder_ffn_dim=32, decoder_start_token_id=2, pad_token_id=1, eos_token_id=2,
        bos_token_id=0,
    )  # fmt: skip
    (folder / "model.safetensors").unlink()
    AutoModelForSeq2SeqLM.from_config(config).save_pretrained(folder)
    with pytest.raises(CheckpointError, match="nllb-moe"):
        explorer.load_seq2seq(folder)


def _changed(folder, tmp_path, **facts):
    """A copy of a checkpoint with other facts in its config.json."""
    copy = tmp_path / "changed"
    shutil.copytree(folder, copy)
    config = json.loads((copy / "config.json").read_text("utf-8")) | facts
    (copy / "config.json").write_text(json.dumps(config), "utf-8")
    return copy
