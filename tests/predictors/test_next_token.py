"""The predictor of the next token: who can be one, and what one pass gives."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import CheckpointError, ModelUnavailable
from explorer.predictors import load_predictor
from explorer.predictors.catalogue import choices
from explorer.text import TextInput

TEXT = TextInput("the cat sat on the")


@pytest.fixture(scope="module")
def predictor(checkpoint):
    return load_predictor("next-token", checkpoint("gpt2", head="CausalLM"))


def test_logits_are_those_of_transformers(predictor):
    import torch

    made = predictor.run(TEXT)
    with torch.inference_mode():
        plain = predictor.engine.model(input_ids=torch.tensor(made.trace.ids)[None]).logits[0, -1]
    assert made.logits[0] == pytest.approx(plain.numpy(), abs=1e-4)
    assert predictor.logits(made.trace.ids.tolist()) == pytest.approx(made.logits[0], abs=1e-4)
    assert made.positions.tolist() == [made.trace.num_tokens - 1]
    assert len(made.labels) == made.logits.shape[1]


def test_a_text_goes_on_in_tokens_of_its_own(predictor):
    made = predictor.run(TEXT)
    ids = [predictor.engine.encoder.vocabulary[token] for token in ("Ġdog", "s", "ly")]
    text = predictor.continued(made.trace, ids)
    assert text.ids.tolist() == [*made.trace.ids.tolist(), *ids]
    assert text.labels[-3:] == ("dog", "s", "ly")
    assert text.input.text == "the cat sat on the dogsly"
    assert np.diff(text.word[-4:]).tolist() == [1, 0, 0] and not text.has_offsets
    again = predictor.read(text)
    assert again.trace.num_tokens == made.trace.num_tokens + 3
    before = again.trace.attention(1)[:, : made.trace.num_tokens, : made.trace.num_tokens]
    assert before == pytest.approx(made.trace.attention(1), abs=1e-4)  # the past stays as it was


def test_the_end_mark_is_special_in_a_text_that_goes_on(predictor):
    end = next(iter(predictor.ends))
    text = predictor.continued(predictor.run(TEXT).trace, [end])
    assert text.special[-1] and text.word[-1] == -1


def test_a_model_that_reads_both_ways_is_refused(checkpoint):
    with pytest.raises(CheckpointError, match="does not read left to right"):
        load_predictor("next-token", checkpoint("bert", head="MaskedLM"))
    with pytest.raises(CheckpointError, match="does not read left to right"):
        load_predictor("next-token", checkpoint("t5", head="Seq2SeqLM"))
    with pytest.raises(ModelUnavailable, match="no head for the next token"):
        load_predictor("next-token")


def test_the_teaching_model_is_offered_first():
    found = [spec.id for spec in choices("next-token")]
    assert found[0] == "teaching:next-token" and "gpt2" in found
    assert "teaching:next-token" not in [spec.id for spec in choices("fill-mask")]
