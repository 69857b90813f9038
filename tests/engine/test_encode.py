"""Tokens, words, sides, the limit, masked tokens, and the tokenizer's own steps."""

import json
import shutil

import numpy as np
import pytest
from support.plain_run import ALL, PAIR, TEXT, WORDS, words_of

import explorer
from explorer.errors import CheckpointError, InputError
from explorer.text import TextInput


@pytest.mark.parametrize("name", ALL)
def test_words_and_offsets_cover_the_text(engine, name):
    trace = engine(name).run(TEXT, PAIR)
    texts = (trace.input.text, trace.input.pair)
    words = words_of(trace)
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


@pytest.mark.parametrize("name", ["bundled", "bert", "roberta", "albert", "gpt2", "mpnet"])
def test_the_pair_counts_its_words_on(engine, name):
    trace = engine(name).run("the cat", "the dog sat")
    first, second = (
        trace.word[(trace.side == 0) & ~trace.special],
        trace.word[(trace.side == 1) & ~trace.special],
    )
    assert list(dict.fromkeys(first)) == [0, 1]
    assert list(dict.fromkeys(second)) == [2, 3, 4]
    assert words_of(trace) == ["the", "cat", "the", "dog", "sat"]


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
    assert words_of(trace) == list(WORDS)


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


def test_masked_tokens_are_hidden(engine):
    found = engine("bert")
    trace = found.run(TextInput(TEXT, masked=(2,)))
    assert trace.tokens[2] == "[MASK]"
    assert trace.ids[2] == found.encoder.mask_id
    assert words_of(trace)[1] == "cat"  # the word is still known
    for place in (0, 99, -1):
        with pytest.raises(InputError, match="There is no word at position"):
            found.run(TextInput(TEXT, masked=(place,)))
    with pytest.raises(InputError, match="no mask token"):
        engine("gpt2").run(TextInput(TEXT, masked=(1,)))


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


def test_special_tokens_that_a_publisher_has_read_as_typed_characters(checkpoint, tmp_path):
    from transformers import AutoTokenizer

    folder = shutil.copytree(checkpoint("bert"), tmp_path / "split")
    file = folder / "tokenizer_config.json"
    told = {**json.loads(file.read_text("utf-8")), "split_special_tokens": True}
    file.write_text(json.dumps(told), "utf-8")
    theirs = AutoTokenizer.from_pretrained(folder)
    trace = explorer.load(folder).run("the [MASK] sat", "on [SEP]")
    assert trace.ids.tolist() == theirs("the [MASK] sat", "on [SEP]")["input_ids"]
    assert theirs.mask_token_id not in trace.ids


def with_template(folder, **template):
    """The checkpoint with another template of special tokens, read as its file has it."""
    for name, change in (
        ("tokenizer.json", lambda told: told["post_processor"].update(template)),
        ("tokenizer_config.json", lambda told: told.update(tokenizer_class="TokenizersBackend")),
    ):  # BertTokenizer would write a template of its own
        told = json.loads((folder / name).read_text("utf-8"))
        change(told)
        (folder / name).write_text(json.dumps(told), "utf-8")
    return explorer.load(folder)


def test_a_template_that_repeats_the_text_is_refused(checkpoint, tmp_path):
    folder = shutil.copytree(checkpoint("bert"), tmp_path / "twice")
    with pytest.raises(CheckpointError, match="repeats a text or leaves one out"):
        with_template(folder, single=_TWICE).run("the cat sat")


def test_a_template_that_puts_the_second_text_first_is_refused(checkpoint, tmp_path):
    folder = shutil.copytree(checkpoint("bert"), tmp_path / "turned")
    turned = [{"Sequence": {"id": name, "type_id": 0}} for name in "BA"]
    with pytest.raises(CheckpointError, match="puts the second text before the first"):
        with_template(folder, pair=turned).run("the cat sat", "on")


_TWICE = [{"Sequence": {"id": "A", "type_id": 0}}] * 2
