"""Checkpoints with one thing wrong: each loads and runs, or is refused in one sentence."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pytest
from support import survey
from support.broken import BROKEN, config, tokenizer

import explorer
from explorer import catalog
from explorer.engine.border import border, room_for
from explorer.engine.config_rules import class_names
from explorer.errors import CheckpointError, ExplorerError, InputError
from explorer.text import TextInput

RUN = {  # what does no harm to a body, and must not be refused
    "id2label = null", "id2label = {}", "label2id = null", "architectures = null",
    "pad id = last id", "pad_token_id = null", "pad_token_id = -1", "half the precision",
    'dtype = "float16"', "output_attentions = true", 'id2label = {"1": "a", "2": "b", "3": "c"}',
    "no added tokens", "an unknown tokenizer", 'transformers_version = "99.0"',
    'id2label = ["a", "b", "c"]',
}  # fmt: skip
CODE = re.compile(r"Traceback|\w+Error\b|<class|0x[0-9a-f]{6}|/tmp|NoneType")


@pytest.fixture
def damaged(checkpoint, tmp_path):
    """A copy of a tiny classifier."""
    return shutil.copytree(checkpoint("bert", head="SequenceClassification"), tmp_path / "mine")


def is_one_sentence(text: str) -> bool:
    """Whether it reads as the house's sentences do."""
    whole = text.endswith(".") and "\n" not in text and len(text) < 300
    return whole and ". " not in text and not CODE.search(text)


@pytest.mark.filterwarnings("ignore")  # transformers remarks on some of them before it fails
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_checkpoint_runs_or_is_refused_in_a_sentence(damaged, name):
    BROKEN[name](damaged)
    try:
        trace = explorer.load(damaged).run("The cat sat on the mat.", "It slept.")
    except ExplorerError as error:
        assert name not in RUN
        assert is_one_sentence(str(error)), str(error)
    else:
        assert np.isfinite(trace.hidden).all()
        assert np.allclose(trace.attention(0).sum(axis=-1), 1, atol=1e-4)


def test_all_that_must_run_is_tried():
    assert set(BROKEN) >= RUN
    assert len(BROKEN) > 60


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("num_attention_heads = 0", "has num_attention_heads = 0 in its config.json"),
        ('num_hidden_layers = "3"', 'has num_hidden_layers = "3" in its config.json'),
        ("vocab_size = 0", "has vocab_size = 0 in its config.json"),
        ("layer_norm_eps = -1.0", "where a number from 0 to 1 belongs"),
        ("pad_token_id = 1000000000", "names the token 1000000000 as its padding"),
        ('dtype = "no such"', "where a type of number such as float32 belongs"),
        ('_attn_implementation = "flash_attention_2"', "where eager, sdpa or nothing belongs"),
        ('quantization_config = {"quant_method": "gptq", "bits": 4}', "is quantised with gptq"),
        ('id2label = "a"', "where a table such as"),
        ("whole numbers as weights", "as I32, as compressed checkpoints do"),
        ("chunk_size_feed_forward = null", "an entry of its files is null"),
        ("hidden_size = null", "hidden_size in its config.json is of the wrong type"),
        ('model_type = "no-such"', "the installed transformers does not know its type"),
        ("config.json is a list", "its config.json names no model_type"),
        ("_attn_implementation = []", "where eager, sdpa or nothing belongs"),
        ("a nameless special token", "a special token without a name (unk_token)"),
        ("a newer tokenizer.json", "The tokenizer of “mine” could not be loaded"),
        ("a newer normalizer", "a step that the installed tokenizers does not know"),
        ("tokenizer.json is empty", "one of its files is not valid JSON"),
        ("an empty vocabulary", "has an empty vocabulary"),
        ("fewer rows of words", "its weights have other shapes than its config.json says"),
        ("NaN in one weight", "hold numbers that are not finite"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_is_wrong_is_named(damaged, name, says):
    BROKEN[name](damaged)
    with pytest.raises(CheckpointError, match=re.escape(says)):
        explorer.load(damaged)


def test_a_padding_token_that_was_added_past_the_table(damaged):
    rows = json.loads((damaged / "config.json").read_text())["vocab_size"]
    config(pad_token_id=rows)(damaged)
    with pytest.raises(CheckpointError, match="set pad_token_id in"):
        explorer.load(damaged)


def test_a_token_that_was_added_to_the_tokenizer_alone(damaged):
    added = {"special": False, "single_word": False, "lstrip": False, "rstrip": False}
    rows = json.loads((damaged / "config.json").read_text())["vocab_size"]
    entry = {"id": rows, "content": "<drug>", "normalized": False, **added}
    tokenizer(lambda found: found["added_tokens"].append(entry))(damaged)
    engine = explorer.load(damaged)
    assert engine.run("The cat sat.").num_tokens
    with pytest.raises(InputError, match=r"“<drug>” has number .* resize_token_embeddings"):
        engine.run("The <drug> sat.")


@pytest.mark.parametrize(
    "named", [{"1": "a", "2": "b", "3": "c"}, {"0": "a", "5": "b", "9": "c"}, ["a", "b", "c"]]
)
def test_a_head_whose_classes_are_in_order_and_not_numbered_from_0(damaged, named):
    from explorer.predictors import checkpoint as predictors

    config(id2label=named)(damaged)
    predictor = predictors.load("classify", catalog.from_path(damaged))
    assert predictor.labels == ("a", "b", "c")
    assert not predictor.untrained
    assert predictor.run(TextInput("the cat sat")).logits.shape == (3,)


def test_a_head_with_fewer_names_than_classes(damaged):
    from explorer.predictors import checkpoint as predictors

    config(id2label=["a", {"name": "b"}, "c"])(damaged)
    with pytest.raises(CheckpointError, match=r"has the class name .* where a text belongs"):
        predictors.load("classify", catalog.from_path(damaged))
    config(id2label=["a", "b"])(damaged)
    with pytest.raises(CheckpointError, match="other shapes than its config"):
        predictors.load("classify", catalog.from_path(damaged))


@pytest.mark.parametrize("named", [3, True, "BertForTokenClassification", [["x"]], {"a": 1}])
def test_what_a_checkpoint_was_saved_as_may_be_anything(damaged, named):
    from explorer.predictors import checkpoint as predictors

    config(architectures=named)(damaged)
    try:
        predictor = predictors.load("classify", catalog.from_path(damaged))
    except CheckpointError as error:
        assert is_one_sentence(str(error))
    else:
        assert bool(predictor.untrained) == (named == "BertForTokenClassification")


def test_a_text_longer_than_the_model_can_read(tmp_path):
    """I-BERT keeps its positions in a table of its own kind, two rows shorter than it says."""
    engine = explorer.load(survey.write(tmp_path / "ibert", "ibert"))
    assert engine.run("the cat sat").num_tokens
    with pytest.raises(InputError, match=r"“ibert” cannot read 64 tokens at once.*shorten"):
        engine.run("the cat sat " * 50)


def test_what_fails_at_a_text_that_was_tried_is_a_bug():
    with pytest.raises(IndexError), room_for(catalog.BUNDLED, None):
        raise IndexError("out of range")
    with pytest.raises(TypeError), room_for(catalog.BUNDLED, 500):
        raise TypeError("ours")


@pytest.mark.parametrize("pair", ["\u200b", "\x00"])
def test_a_second_text_of_characters_that_are_dropped(bundled, pair):
    with pytest.raises(InputError, match="nothing to read in the second text"):
        bundled.run("the cat", pair)


def test_names_of_classes():
    assert class_names({0: "no", 1: 2.5}, 2, "mine") == ("no", "2.5")
    assert class_names({5: "b", 1: "a"}, 2, "mine") == ("a", "b")
    for lacking in ({1: "a"}, {0: "a", 1: "b", 2: "c"}, None, ["a", "b"]):
        with pytest.raises(CheckpointError, match=r"number them from 0 to 1\.$"):
            class_names(lacking, 2, "mine")
    for nested in ({"name": "a"}, ["a"], None):
        with pytest.raises(CheckpointError, match=r"where a text belongs.*\.$"):
            class_names({0: "a", 1: nested}, 2, "mine")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ImportError("Using X requires Y: `pip install y`"), "(Using X requires Y: `pip install"),
        (Exception("Unknown version at line 1"), "(Unknown version at line 1)"),
        (ZeroDivisionError(), "(its files do not fit together)"),
        (AssertionError("Padding. Must be. TypeError: no"), "(Padding; Must be; no)"),
        (KeyError("x"), "(the entry 'x' is unknown or missing)"),
        (ValueError("bad /home/reader/model.bin here " * 20), "(bad here bad here"),
    ],
)
def test_the_border_tells_the_gist_of_any_error(error, told):
    with pytest.raises(CheckpointError) as raised, border("It failed", "try again"):
        raise error
    assert str(raised.value).startswith(f"It failed {told}")
    assert is_one_sentence(str(raised.value))
    assert raised.value.__cause__ is error


def test_the_border_leaves_sentences_of_ours_alone():
    with pytest.raises(InputError, match=r"^Type a word\.$"), border("It failed", "try again"):
        raise InputError("Type a word.")
