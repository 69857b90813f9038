"""Engine.run against transformers' own eager run of the same folder: tokens, states, attention."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest

import explorer
from explorer.errors import CheckpointError, ExplorerError, InputError
from explorer.measures.embedding_sum import formula, residual
from explorer.text import TextInput
from explorer.trace import CapturedLayer, Trace, WeightsLayer

TOLERANCE = 1e-5
TEXT, PAIR = "The cat sat on the bank of the river.", "It slept, jumping unhappily."
WORDS = ("The", "cats", "sat", "on", "the", "bank", ".")
CAPTURED = ("bert", "roberta", "distilbert", "albert", "electra", "gpt2")
FALLBACK = ("deberta-v2", "mpnet")
ALL = ("bundled", *CAPTURED, *FALLBACK)
CASES = {
    "one text": {"text": TEXT},
    "a pair": {"text": TEXT, "pair": PAIR},
    "no specials": {"text": TEXT, "special_tokens": False},
    "a pair without specials": {"text": TEXT, "pair": PAIR, "special_tokens": False},
    "words": {"text": "", "words": WORDS},
    "one word": {"text": "cat"},
}


@dataclass(frozen=True)
class Plain:
    """The same checkpoint through transformers alone, eager, with everything switched on."""

    model: Any
    tokenizer: Any
    segments: bool

    def __call__(self, text, pair=None, *, words=None, special_tokens=True):
        import torch

        text = " ".join(words) if words else text
        options = {"add_special_tokens": special_tokens, "return_token_type_ids": self.segments}
        inputs = self.tokenizer(text, pair, return_tensors="pt", **options)
        inputs.pop("attention_mask", None)
        with torch.inference_mode():
            return inputs, self.model(**inputs, output_attentions=True, output_hidden_states=True)


@pytest.fixture(scope="module")
def both(checkpoint):
    """both("bert") -> (Engine, Plain) over one folder, loaded once."""
    made = {}

    def make(name):
        from transformers import AutoModel, AutoTokenizer

        if name not in made:
            engine = explorer.load() if name == "bundled" else explorer.load(checkpoint(name))
            model = AutoModel.from_pretrained(engine.folder, attn_implementation="eager").eval()
            tokenizer = AutoTokenizer.from_pretrained(engine.folder)
            segments = (getattr(model.config, "type_vocab_size", 0) or 0) > 1
            made[name] = engine, Plain(model, tokenizer, segments)
        return made[name]

    return make


@pytest.fixture
def engine(both):
    return lambda name: both(name)[0]


def check_equal(trace, inputs, output, tolerance=TOLERANCE):
    """The trace holds what the plain run returned."""
    assert list(trace.ids) == inputs["input_ids"][0].tolist()
    if "token_type_ids" in inputs:
        assert list(trace.segment) == inputs["token_type_ids"][0].tolist()
    assert trace.num_layers == len(output.attentions)
    for state, plain in zip(trace.hidden, output.hidden_states, strict=True):
        assert np.abs(state - plain[0].numpy()).max() < tolerance
    for layer, plain in enumerate(output.attentions):
        weights = trace.attention(layer)
        assert np.abs(weights - plain[0].numpy()).max() < tolerance
        assert np.abs(weights.sum(axis=-1) - 1).max() < tolerance


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ALL)
def test_equals_a_plain_eager_run(both, name, case):
    engine, plain = both(name)
    trace = engine.run(**CASES[case])
    check_equal(trace, *plain(**CASES[case]))
    kind = WeightsLayer if name in FALLBACK else CapturedLayer
    assert all(type(layer) is kind for layer in trace.layers)
    assert trace.causal == (name == "gpt2" and trace.num_tokens > 1)


@pytest.mark.parametrize("name", ["bundled", "gpt2", "roberta"])
def test_equals_a_plain_run_at_the_longest_text(both, name):
    engine, plain = both(name)
    room = engine.spec.max_tokens - engine.encoder.backend.num_special_tokens_to_add(False)
    text = ("The cat sat on " * 200).split()
    trace = engine.run(" ".join(text[:room]))
    assert trace.num_tokens == engine.spec.max_tokens
    assert not trace.dropped
    check_equal(trace, *plain(" ".join(text[:room])))


def test_the_comparison_sees_a_wrong_layer(both):
    """The guard above fails when it should: another scale, another mask, another state."""
    engine, plain = both("bert")
    expected = plain(TEXT)
    wrong = engine.run(TEXT, special_tokens=True)
    check_equal(wrong, *expected)
    object.__setattr__(wrong.layers[1], "scale", wrong.layers[1].scale * 1.01)
    with pytest.raises(AssertionError):
        check_equal(wrong, *expected)
    with pytest.raises(AssertionError):
        check_equal(engine.run(TEXT + " it"), *expected)


# ------------------------------------------------------------------ query, key, value


@pytest.mark.parametrize("name", ["bundled", "bert"])
def test_query_key_value_are_the_projections_of_the_state(engine, name):
    found = engine(name)
    trace = found.run(TEXT, PAIR)
    for number, layer in enumerate(found.body.encoder.layer):
        for part in ("query", "key", "value"):
            linear = getattr(layer.attention.self, part)
            weight, bias = linear.weight.detach().numpy(), linear.bias.detach().numpy()
            expected = trace.hidden[number] @ weight.T + bias  # (T, D)
            got = getattr(trace, part)(number).swapaxes(0, 1).reshape(expected.shape)
            np.testing.assert_allclose(got, expected, atol=1e-4)
    width = trace.query(0).shape[-1]
    assert trace.captured(0).scale == pytest.approx(width**-0.5)


def test_fallback_has_no_query(engine):
    with pytest.raises(explorer.ExplorerError, match="attention weights can"):
        engine("mpnet").run(TEXT).query(0)


# ------------------------------------------------------------------ the embedding sum


FORMULAS = {
    "bundled": "LayerNorm(word + position + segment)",
    "bert": "LayerNorm(word + position + segment)",
    "roberta": "LayerNorm(word + position + segment)",
    "distilbert": "LayerNorm(word + position)",
    "albert": "projection(LayerNorm(word + position + segment))",
    "electra": "projection(LayerNorm(word + position + segment))",
    "gpt2": "word + position",
    "mpnet": "LayerNorm(word + position)",
    "deberta-v2": "LayerNorm(word)",
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("case", ["one text", "a pair"])
def test_the_sum_of_the_tables_is_the_first_state(engine, name, case):
    trace = engine(name).run(**CASES[case])
    assert residual(trace) < TOLERANCE
    assert formula(trace) == FORMULAS[name]


@pytest.mark.parametrize(("name", "first"), [("bert", 0), ("roberta", 2), ("mpnet", 2)])
def test_rows_of_the_tables(engine, name, first):
    trace = engine(name).run(TEXT, PAIR)
    parts = {part.name: part for part in trace.embedding.parts}
    assert list(parts["word"].rows) == list(trace.ids)
    assert list(parts["position"].rows) == list(range(first, first + trace.num_tokens))
    if name == "bert":
        assert list(parts["segment"].rows) == list(trace.segment)


# ------------------------------------------------------------------ tokens, words, sides


@pytest.mark.parametrize("name", ALL)
def test_words_and_offsets_cover_the_text(engine, name):
    trace = engine(name).run(TEXT, PAIR)
    texts = (trace.input.text, trace.input.pair)
    words = explorer_words(trace)
    joined = "".join(words).replace(" ", "")
    assert joined == (TEXT + PAIR).replace(" ", "")
    for place in np.flatnonzero(~trace.special):
        start, end = trace.offsets[place]
        assert 0 <= start <= end <= len(texts[trace.side[place]])
        # RoBERTa trims the blank off its spans: of a blank that is a token by itself none is left.
        assert start < end or trace.labels[place] == "␣"
    assert (trace.word[trace.special] == -1).all()
    typed = trace.word[~trace.special]
    assert (np.diff(typed) >= 0).all()
    assert typed[0] == 0


def explorer_words(trace: Trace):
    from explorer.measures.words import words

    return [word.text for word in words(trace)]


@pytest.mark.parametrize("name", ["bundled", "bert", "roberta", "albert", "gpt2", "mpnet"])
def test_the_pair_counts_its_words_on(engine, name):
    trace = engine(name).run("the cat", "the dog sat")
    first, second = (
        trace.word[(trace.side == 0) & ~trace.special],
        trace.word[(trace.side == 1) & ~trace.special],
    )
    assert list(dict.fromkeys(first)) == [0, 1]
    assert list(dict.fromkeys(second)) == [2, 3, 4]
    assert explorer_words(trace) == ["the", "cat", "the", "dog", "sat"]


@pytest.mark.parametrize("name", ["bert", "albert", "electra"])
def test_segments_of_a_pair(both, name):
    engine, plain = both(name)
    trace = engine.run(TEXT, PAIR)
    inputs, _ = plain(TEXT, PAIR)
    assert list(trace.segment) == inputs["token_type_ids"][0].tolist()
    assert set(trace.segment) == {0, 1}
    assert list(trace.segment) == list(trace.side)


@pytest.mark.parametrize("name", ["roberta", "distilbert", "gpt2", "mpnet"])
def test_models_without_segments_still_know_the_side(engine, name):
    trace = engine(name).run(TEXT, PAIR)
    assert set(trace.segment) == {0}
    assert set(trace.side) == {0, 1}


@pytest.mark.parametrize("name", ALL)
def test_split_words_are_kept(engine, name):
    trace = engine(name).run("", words=WORDS)
    assert list(dict.fromkeys(trace.word[~trace.special])) == list(range(len(WORDS)))
    assert explorer_words(trace) == list(WORDS)


def test_split_words_as_transformers_sees_them(both):
    engine, plain = both("bert")
    words = ["didn't", "the", "riverbank", "..."]
    expected = plain.tokenizer(words, is_split_into_words=True)
    trace = engine.run("", words=words)
    assert list(trace.ids) == expected["input_ids"]
    assert [None if word < 0 else word for word in trace.word] == expected.word_ids()


@pytest.mark.parametrize("name", ["roberta", "gpt2"])
def test_byte_level_labels(engine, name):
    trace = engine(name).run("café 你 🤗 the")
    assert trace.labels[-2 if name == "roberta" else -1] == "the"
    typed = [label for label, out in zip(trace.labels, trace.special, strict=True) if not out]
    assert "".join(label for label in typed[:3]) == "caf"
    # The tiny vocabulary has only single bytes for these: two for é, three for 你, four for 🤗.
    assert typed[3:5] == ["⟨C3⟩", "⟨A9⟩"]
    assert typed[-5:-1] == ["⟨F0⟩", "⟨9F⟩", "⟨A4⟩", "⟨97⟩"]
    assert engine(name).encoder.decode(trace.ids).strip() == "café 你 🤗 the"


# ------------------------------------------------------------------ the limit


LIMITS = {"bundled": 512, "bert": 64, "roberta": 64, "mpnet": 64, "gpt2": 64, "albert": 64}


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_long_texts_are_cut_and_say_what_went(engine, name, limit):
    found = engine(name)
    assert found.spec.max_tokens == limit
    text = "The" + " cat" * (limit + 9)
    trace = found.run(text)
    assert trace.num_tokens == limit
    assert len(trace.dropped) == limit + 10 - int((~trace.special).sum())
    assert set(explorer_words(trace)) == {"The", "cat"}
    if name != "gpt2":
        assert trace.special[0]
        assert trace.special[-1]


@pytest.mark.parametrize(("first", "second"), [(100, 5), (5, 100), (100, 100)])
def test_the_longer_text_of_a_pair_is_cut(engine, first, second):
    trace = engine("bert").run("cat " * first, "dog " * second)
    kept = [explorer_words(trace).count(word) for word in ("cat", "dog")]
    assert sum(kept) == 64 - 3
    assert min(kept) == (5 if first != second else 30)
    assert len(trace.dropped) == first + second - sum(kept)
    assert trace.tokens[-1] == "[SEP]"
    assert trace.tokens.count("[SEP]") == 2


def test_one_hundred_thousand_characters(engine):
    trace = engine("bundled").run("word " * 20_000)
    assert trace.num_tokens == 512
    assert len(trace.dropped) == 20_000 - 510


def test_two_endless_texts_take_seconds_not_minutes(engine):
    start = time.monotonic()
    trace = engine("bert").run("." * 100_000, "!" * 90_000)
    assert trace.num_tokens == 64
    assert len(trace.dropped) == 190_000 - 61
    assert time.monotonic() - start < 20  # one second when nothing else runs


def test_a_long_text_does_not_shorten_the_next_one(engine):
    found = engine("bert")
    found.run("cat " * 200)
    trace = found.run("cat " * 40, "dog " * 10)
    assert not trace.dropped
    assert trace.num_tokens == 53


# ------------------------------------------------------------------ hostile text


HOSTILE = {
    "markup": "</script><b>bold</b> <img src=x onerror=alert(1)>",
    "latex": "$latex$ and \\[x^2\\]",
    "markdown": "**stars** _lines_ # title [a](javascript:b)",
    "control": "a\x00b\x07c\x1b[31m d\x7f",
    "emoji": "👩‍👩‍👧‍👦 🤗 🏳️‍🌈",
    "right to left": "مرحبا بالعالم שלום \u202eabc",
    "cjk": "你好世界 こんにちは 안녕",
    "surrogates": "a \ud83d b \udc00",
    "one long word": "x" * 5000,
    "combining": "Z̷̢̛a̴lgo " * 5,
    "formula": "=CMD()|' /C calc'!A0",
    "specials typed": "[CLS] [SEP] [MASK] <s> </s> <|endoftext|>",
    "zero width": "a\u200bb\u2060c\ufeffd",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("name", ["bundled", "roberta", "albert", "gpt2", "deberta-v2"])
def test_hostile_text_becomes_an_ordinary_trace(engine, name, kind):
    trace = engine(name).run(HOSTILE[kind], HOSTILE[kind])
    assert np.isfinite(trace.hidden).all()
    assert np.isfinite(trace.attention(0)).all()
    assert all(trace.labels)
    assert all(label.isprintable() for label in trace.labels)
    for place in np.flatnonzero(~trace.special):
        start, end = trace.offsets[place]
        assert 0 <= start <= end <= len(trace.input.text)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_to_read(engine, text):
    with pytest.raises(InputError, match="at least one word"):
        engine("bundled").run(text)


@pytest.mark.parametrize("text", ["\x00", "\x07\x07", "\u200b"])
def test_only_characters_that_the_tokenizer_drops(engine, text):
    with pytest.raises(InputError, match="nothing to read in this text"):
        engine("bundled").run(text)


def test_empty_words(engine):
    with pytest.raises(InputError, match="Word 2 of 2 is empty"):
        engine("bundled").run("", words=["a", ""])
    with pytest.raises(InputError, match="list of words is empty"):
        engine("bundled").run("", words=[])


def test_a_run_after_a_refused_one_is_right(both):
    engine, plain = both("bert")
    with pytest.raises(ExplorerError):
        engine.run("")
    check_equal(engine.run(TEXT), *plain(TEXT))


# ------------------------------------------------------------------ masked tokens


def test_masked_tokens_are_hidden(engine):
    found = engine("bert")
    trace = found.run(TextInput(TEXT, masked=(2,)))
    assert trace.tokens[2] == "[MASK]"
    assert trace.ids[2] == found.encoder.mask_id
    assert explorer_words(trace)[1] == "cat"  # the word is still known
    for place in (0, 99, -1):
        with pytest.raises(InputError, match="There is no word at position"):
            found.run(TextInput(TEXT, masked=(place,)))
    with pytest.raises(InputError, match="no mask token"):
        engine("gpt2").run(TextInput(TEXT, masked=(1,)))


# ------------------------------------------------------------------ threads, engines, encoder


@pytest.mark.parametrize("name", ["bert", "gpt2", "mpnet"])
def test_one_engine_serves_many_threads(engine, name):
    found = engine(name)
    jobs = [partial(found.run, "cat " * n, "dog " * (9 - n)) for n in range(1, 9)]
    jobs += [partial(found.run, text) for text in (TEXT, PAIR, "cat " * 600)]
    alone = [job() for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        together = [pool.submit(job) for job in jobs * 3]
        for number, running in enumerate(together):
            expected, trace = alone[number % len(jobs)], running.result()
            assert trace.tokens == expected.tokens
            assert trace.dropped == expected.dropped
            np.testing.assert_allclose(trace.hidden, expected.hidden, atol=TOLERANCE)
            for layer in range(trace.num_layers):
                np.testing.assert_allclose(
                    trace.attention(layer), expected.attention(layer), atol=TOLERANCE
                )
            assert residual(trace) < TOLERANCE  # nobody else's tables


def test_two_models_at_once_do_not_mix(engine):
    with ThreadPoolExecutor(4) as pool:
        names = ["bert", "roberta", "gpt2", "mpnet"] * 5
        for name, job in [(name, pool.submit(engine(name).run, TEXT)) for name in names]:
            trace = job.result()
            assert trace.num_layers == 3
            assert formula(trace) == FORMULAS[name]


def test_a_run_leaves_nothing_behind(engine):
    found = engine("bert")
    first = found.run(TEXT)
    kept = first.hidden.copy(), first.query(0).copy()
    found.run(PAIR)
    np.testing.assert_array_equal(first.hidden, kept[0])
    np.testing.assert_array_equal(first.query(0), kept[1])
    np.testing.assert_array_equal(found.run(TEXT).hidden, kept[0])
    assert not found.model.training


@pytest.mark.parametrize("arch", ["t5", "bart", "marian"])
def test_encoder_decoders_are_refused_with_a_sentence(checkpoint, arch):
    with pytest.raises(CheckpointError, match=r"is an encoder-decoder model.*load_seq2seq"):
        explorer.load(checkpoint(arch))


def test_a_checkpoint_with_a_head_gives_the_same_trace(checkpoint, engine):
    with_head = explorer.load(checkpoint("bert", head="MaskedLM"))
    trace = with_head.run(TEXT)
    assert trace.num_layers == 3
    assert residual(trace) < TOLERANCE
    assert formula(trace) == FORMULAS["bert"]


def test_the_steps_of_the_tokenizer(engine):
    encoder = engine("bundled").encoder
    assert encoder.normalized("Café CAT") == "cafe cat"
    assert encoder.pretokenized("don't stop.") == ["don", "'", "t", "stop", "."]
    assert encoder.pieces("Tokenization") == ("token", "##ization")
    assert len(encoder.vocabulary) == 30522
    assert encoder.special_tokens == {
        "[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103
    }  # fmt: skip
    trace = engine("bundled").run("The Cat sat.")
    assert encoder.decode(trace.ids) == "the cat sat."


def test_wordpiece_steps_find_the_tokenizers_own_pieces(engine):
    from explorer.measures.tokens import wordpiece_steps

    encoder = engine("bundled").encoder
    for word in ("tokenization", "unbelievably", "hyperparameterization", "cat", "buan6342"):
        steps = wordpiece_steps(word, encoder.vocabulary)
        assert tuple(step.candidate for step in steps if step.known) == encoder.pieces(word)


def test_a_reading_with_progress_is_not_needed_for_folders(checkpoint):
    seen = []
    explorer.load(checkpoint("bert"), progress=lambda done, total: seen.append((done, total)))
    assert seen == []
