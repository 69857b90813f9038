"""Many texts in batches: each as if it had run alone, in order, within bounded memory."""

from __future__ import annotations

import numpy as np
import pytest
from support import survey

import explorer
from explorer.engine import run_many as module
from explorer.errors import InputError
from explorer.text import TextInput
from explorer.trace import CapturedLayer, TokenStates, Trace

TEXTS = [
    "the cat sat",
    "a dog",
    TextInput("the old man saw the red bird by the river.", "his wife slept."),
    "x",
    "they ran and the cat slept",
    TextInput.from_words(["the", "cat"], special_tokens=False),
    "A dog.",
]
FAMILIES = ["bert", "roberta", "distilbert", "albert", "electra", "deberta-v2", "mpnet", "gpt2"]


@pytest.fixture(scope="module")
def tiny_engine(checkpoint):
    made = {}

    def load(arch):
        if arch not in made:
            made[arch] = explorer.load(checkpoint(arch))
        return made[arch]

    return load


@pytest.mark.parametrize("arch", FAMILIES)
def test_each_text_is_as_if_it_had_run_alone(tiny_engine, arch):
    engine = tiny_engine(arch)
    many = list(engine.run_many(TEXTS))
    assert len(many) == len(TEXTS)
    for text, found in zip(TEXTS, many, strict=True):
        alone = engine.run(text)
        assert isinstance(found, Trace)
        assert found.input == alone.input
        assert np.array_equal(found.ids, alone.ids)
        assert np.array_equal(found.segment, alone.segment)
        assert np.abs(found.hidden - alone.hidden).max() < 1e-5
        assert found.causal == alone.causal
        assert [part.name for part in found.embedding.parts] == [
            part.name for part in alone.embedding.parts
        ]
        if alone.embedding.parts:
            assert np.abs(found.embedding.output() - alone.embedding.output()).max() < 1e-5
        for layer in range(alone.num_layers):
            assert type(found.layers[layer]) is type(alone.layers[layer])
            assert np.abs(found.attention(layer) - alone.attention(layer)).max() < 1e-5
            if isinstance(alone.layers[layer], CapturedLayer):
                assert found.layers[layer].mask.shape == alone.layers[layer].mask.shape
                for name in ("query", "key", "value", "mask"):
                    mine, other = (getattr(one.layers[layer], name) for one in (found, alone))
                    assert np.abs(mine - other).max() < 1e-5, name


@pytest.mark.parametrize("arch", ["bert", "gpt2", "deberta-v2"])
def test_batches_are_batches(tiny_engine, arch, monkeypatch):
    engine = tiny_engine(arch)
    list(engine.run_many(TEXTS[:1]))  # tries how the model takes padding
    sizes = []
    true = module._pass

    def counted(engine, batch, keep):
        sizes.append(len(batch))
        return true(engine, batch, keep)

    monkeypatch.setattr(module, "_pass", counted)
    list(engine.run_many(TEXTS, batch_size=4))
    assert sizes == [4, 3]


def test_parts_alone_are_kept(tiny_engine):
    engine = tiny_engine("bert")
    whole = [engine.run(text) for text in TEXTS]
    for trace, states in zip(whole, engine.run_many(TEXTS, keep="hidden"), strict=True):
        assert type(states) is TokenStates
        assert np.abs(states.hidden - trace.hidden).max() < 1e-5
        assert states.hidden.base is None  # nothing of the batch lives on behind it
    for trace, found in zip(whole, engine.run_many(TEXTS, keep="attention"), strict=True):
        expected = np.stack([trace.attention(layer) for layer in range(trace.num_layers)])
        assert np.abs(found.weights - expected).max() < 1e-5
        assert not found.weights.flags.writeable


def test_a_trace_does_not_keep_its_batch_in_memory(tiny_engine):
    for trace in tiny_engine("bert").run_many(TEXTS):
        for array in (trace.hidden, trace.layers[0].query, trace.embedding.parts[0].vectors):
            whole = array
            while whole.base is not None and isinstance(whole.base, np.ndarray):
                whole = whole.base
            assert whole.size == array.size


def test_texts_are_taken_and_given_out_as_they_come(tiny_engine, monkeypatch):
    engine = tiny_engine("bert")
    taken = []

    def endless():
        while True:
            taken.append(len(taken))
            yield f"the cat {'sat ' * (len(taken) % 7)}"

    results = engine.run_many(endless(), batch_size=2)
    assert taken == []
    assert next(results).num_tokens == 5
    assert len(taken) <= 9
    monkeypatch.setattr(module, "WINDOW_BYTES", 1)
    taken.clear()
    next(engine.run_many(endless(), batch_size=2))
    assert len(taken) == 2


def test_a_model_that_padding_changes_runs_one_by_one(checkpoint, monkeypatch):
    engine = explorer.load(checkpoint("bert"))
    sizes = []
    true = engine.body.forward

    def forward(*args, **named):
        named.pop("attention_mask", None)  # as if it paid no attention to padding
        sizes.append(len(named["input_ids"]))
        return true(*args, **named)

    monkeypatch.setattr(engine.body, "forward", forward)
    found = list(engine.run_many(TEXTS))
    assert sizes[-len(TEXTS) :] == [1] * len(TEXTS)
    for text, trace in zip(TEXTS, found, strict=True):
        assert np.abs(trace.hidden - engine.run(text).hidden).max() < 1e-5


def test_states_of_thousands_differ_by_no_more_than_their_last_digits(tmp_path):
    """MobileBERT does not normalise: its states grow to 10,000 and differ by 0.01 in a batch."""
    engine = explorer.load(survey.write(tmp_path / "model", "mobilebert"))
    texts = ["the cat sat", "a dog", "the old man saw the red bird by the river, and slept."]
    for text, found in zip(texts, engine.run_many(texts, keep="hidden"), strict=True):
        alone = engine.run(text).hidden  # (L+1, T, D)
        largest = np.abs(alone).max(axis=(1, 2), keepdims=True)  # (L+1, 1, 1)
        assert largest.max() > 1000
        assert (np.abs(found.hidden - alone) / largest).max() < 1e-5


def test_bad_requests_are_told(tiny_engine):
    engine = tiny_engine("bert")
    with pytest.raises(InputError, match="all, hidden, attention"):
        engine.run_many(TEXTS, keep="everything")
    with pytest.raises(InputError, match="at least 1"):
        engine.run_many(TEXTS, batch_size=0)
    with pytest.raises(InputError, match="type at least one word"):
        list(engine.run_many(["the cat", " "]))
    assert list(engine.run_many([])) == []


def test_as_many_texts_as_tokens_at_the_models_limit(tmp_path):
    """Texts and tokens are told apart by their number, and no token more can be read here."""
    engine = explorer.load(survey.write(tmp_path, "bert", max_position_embeddings=16))
    texts = ["cat sat on the bank " * 9] * 16
    found = list(engine.run_many(texts, batch_size=16))
    alone = engine.run(texts[0])
    assert alone.num_tokens == engine.spec.max_tokens == len(found)
    for one in (found[0], found[-1]):
        assert np.abs(one.hidden - alone.hidden).max() < 1e-5


@pytest.mark.parametrize("size", [0, "3", 2.5, None])
def test_a_batch_size_that_is_none(tiny_engine, size):
    with pytest.raises(InputError, match="batch size of at least 1"):
        tiny_engine("bert").run_many(TEXTS, batch_size=size)


def test_one_text_is_not_taken_for_many_letters(tiny_engine):
    with pytest.raises(InputError, match="many texts in a list"):
        tiny_engine("bert").run_many("the cat")
    with pytest.raises(InputError, match="no list of words"):
        tiny_engine("bert").run("", words="the cat")


@pytest.mark.parametrize("text", [float("nan"), None, 3, b"the cat", ["the cat"]])
def test_what_is_no_text_is_said(tiny_engine, text):
    with pytest.raises(InputError, match="is no text: give a text in quotation marks"):
        list(tiny_engine("bert").run_many(["the cat", text]))
    with pytest.raises(InputError, match="is no text"):
        tiny_engine("bert").run("", words=["the", text])
