"""What a recipe says of its body: followed as sentence-transformers does, or refused."""

import json

import numpy as np
import pytest
from support.sentence_folders import SENTENCES, to_json

import explorer
from explorer.engine.batch import embed
from explorer.errors import CheckpointError


@pytest.fixture
def folder(sentence_folder):
    return sentence_folder


def ours(folder):
    return embed(explorer.load(folder), SENTENCES, kinds=("recipe",))


def test_a_tokenizer_that_keeps_the_end_is_followed(folder):
    import sentence_transformers as library

    made = folder(pools=("mean",))
    file = made / "tokenizer_config.json"
    to_json(file, {**json.loads(file.read_text()), "truncation_side": "left"})
    theirs = library.SentenceTransformer(str(made), device="cpu").encode(SENTENCES)
    np.testing.assert_allclose(ours(made).vectors["recipe"], theirs, atol=2e-5)
    engine = explorer.load(made)
    assert not engine.run(SENTENCES[0]).notices
    cut = engine.run("the cat sat on the mat " * 99)
    assert cut.dropped
    assert any("keeps the end" in notice for notice in cut.notices)


AS_SAVED_TODAY = {
    "transformer_task": "feature-extraction",
    "modality_config": {"text": {"method": "forward", "method_output_name": "last_hidden_state"}},
    "module_output_name": "token_embeddings",
    "processing_kwargs": {},
    "unpad_inputs": None,
    "model_args": {"attn_implementation": "eager", "torch_dtype": "float32"},
}


def test_settings_that_change_no_number_are_passed_over_and_a_limit_is_followed(folder):
    import sentence_transformers as library

    made = folder(max_tokens=None)
    for further, limit in (
        ({"max_seq_length": 9, "tokenizer_args": {"use_fast": True}}, 9),
        ({"max_seq_length": 9, "processor_kwargs": {"model_max_length": 7}}, 7),
    ):
        to_json(made / "sentence_bert_config.json", {**AS_SAVED_TODAY, **further})
        found = ours(made)
        assert found.tokens.max() == limit
        theirs = library.SentenceTransformer(str(made), device="cpu").encode(SENTENCES)
        np.testing.assert_allclose(found.vectors["recipe"], theirs, atol=2e-5)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"config_args": {"num_hidden_layers": 1}}, "config_args: num_hidden_layers"),
        ({"processing_kwargs": {"text": {"max_length": 7}}}, "processing_kwargs"),
        (
            {"modality_config": {"text": {"method": "forward", "method_output_name": "pooler"}}},
            "modality_config",
        ),
        ({"module_output_name": "sentence_embedding"}, "module_output_name"),
        ({"transformer_task": "fill-mask"}, "transformer_task"),
        ({"model_args": [1]}, "model_args"),
        ({"something": "new"}, "something"),
    ],
)
def test_settings_that_may_change_numbers_are_refused_by_name(folder, given, named):
    made = folder()
    to_json(made / "sentence_bert_config.json", given)
    with pytest.raises(CheckpointError, match=f"sets {named}, which is not followed here"):
        ours(made)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"prompts": {"a": "b"}, "default_prompt_name": ["a"]}, "has no prompt called"),
        ({"prompts": {"a": {"b": 1}}, "default_prompt_name": "a"}, "“a” of .* is no text"),
        ({"prompts": ["a"], "default_prompt_name": "a"}, "it knows none"),
    ],
)
def test_prompts_that_are_none(folder, given, said):
    with pytest.raises(CheckpointError, match=said):
        ours(folder(prompts=given))
