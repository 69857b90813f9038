"""Encoder-decoders: what is captured is what the model itself hands out."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from support import survey
from support.surveyed import examine_two

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


def test_a_type_that_sdpa_changes_falls_back_to_its_own_attention(checkpoint, monkeypatch):
    from transformers import AttentionInterface

    import explorer
    from explorer.engine import capture

    def changed(module, query, key, value, mask, **options):
        output, weights = ours(module, query, key, value, mask, **options)
        return 1.001 * output, weights

    assert explorer.load_seq2seq(checkpoint("t5")).plan.captures
    known = AttentionInterface._global_mapping
    ours = known[capture.ATTENTION]
    monkeypatch.setitem(known, capture.ATTENTION, changed)
    engine = explorer.load_seq2seq(checkpoint("t5"))
    assert not engine.plan.captures
    trace = engine.run(SOURCE, TARGET)
    assert "query, key and value vectors cannot be shown" in trace.why_no_vectors
    own = _own(engine, trace)
    np.testing.assert_allclose(trace.cross[1].attention(), own.cross_attentions[1][0], atol=1e-6)


AGREE = ("bigbird_pegasus", "fsmt", "m2m_100", "mvp", "nllb-moe", "pegasus", "plbart",
         "switch_transformers", "t5gemma", "t5gemma2", "umt5")  # fmt: skip
WEIGHTS_ONLY = {"bigbird_pegasus", "fsmt", "mvp", "nllb-moe", "t5gemma", "t5gemma2"}
IN_PARTS = ("led", "longt5", "pegasus_x", "prophetnet")


@pytest.mark.parametrize("kind", AGREE)
def test_attentions_and_states_are_those_of_a_plain_eager_run(kind, tmp_path):
    found = examine_two(kind, tmp_path / "model")
    assert found.built, found.said
    assert not found.said
    assert found.agrees, (found.attention, found.hidden)
    assert found.vectors == (kind not in WEIGHTS_ONLY)


@pytest.mark.parametrize("kind", IN_PARTS)
def test_attention_over_parts_of_a_text_is_refused_with_type_and_remedy(kind, tmp_path):
    found = examine_two(kind, tmp_path / "model")
    assert found.built, found.said
    assert "does not weigh every token" in found.said
    assert f"“{kind}”" in found.said
    assert "choose another model, such as T5, BART or Marian" in found.said


@pytest.fixture(scope="module")
def weights_only(tmp_path_factory):
    """A model that hands out its weights and nothing else."""
    import explorer

    folder = survey.write(tmp_path_factory.mktemp("mvp") / "model", "mvp", tokenizer="t5")
    return explorer.load_seq2seq(folder)


def test_weights_alone_are_read_only_counted_saved_and_drawn(weights_only, tmp_path):
    import explorer
    from explorer.views import payload

    trace = weights_only.run(SOURCE, TARGET)
    size = trace.encoder[0].weights.nbytes
    assert not trace.encoder[0].weights.flags.writeable
    assert trace.nbytes > trace.encoder_hidden.nbytes + trace.decoder_hidden.nbytes + size
    opened = explorer.open_trace(trace.save(tmp_path / "two.npz"))
    np.testing.assert_array_equal(opened.cross[1].weights, trace.cross[1].weights)
    parts = payload.describe(trace)["parts"]
    assert all("cannot be shown" in part["whyNoVectors"] for part in parts)
    assert all(part["layers"] == 2 and part["heads"] == 4 for part in parts)


def test_layers_of_other_texts_are_refused(weights_only):
    trace = weights_only.run(SOURCE, TARGET)
    with pytest.raises(ValueError, match="cross attention is"):
        replace(trace, cross=trace.decoder)


def test_two_texts_that_are_too_much_are_refused_before_the_run(weights_only, monkeypatch):
    monkeypatch.setenv("EXPLORER_RUN_MB", "1")
    assert weights_only.run("cat", "dog").encoder
    monkeypatch.setattr(weights_only, "spec", replace(weights_only.spec, max_tokens=2000))
    with pytest.raises(InputError, match="These texts have 1,001 and 3 tokens, and their run"):
        weights_only.run("cat " * 1000, "cat dog")


def _changed(folder, tmp_path, **facts):
    """A copy of a checkpoint with other facts in its config.json."""
    copy = tmp_path / "changed"
    shutil.copytree(folder, copy)
    config = json.loads((copy / "config.json").read_text("utf-8")) | facts
    (copy / "config.json").write_text(json.dumps(config), "utf-8")
    return copy
