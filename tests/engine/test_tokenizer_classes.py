"""The ids of a text are those of transformers' own tokenizer, for every kind of tokenizer."""

import numpy as np
import pytest
from support import tiny
from support.slow_tokenizers import SLOW

from explorer.engine.backend import in_target_mode
from explorer.engine.encode import Encoder
from explorer.measures.words import words
from explorer.text import TextInput

FAST = sorted(tiny.ARCHITECTURES)
ROOM = 10_000
TEXTS = {
    "words": "the cat sat on the bank of the river.",
    "unknown words": "The cat's jumping unhappily, 12 times!",
    "spaces": "  the   cat \n sat ",
    "scripts": "café 你好 🤗 हिन्दी",
    "protein": "M K T A Y <mask>",
    "specials": "[CLS] the <s> cat </s> [MASK]",
}


def chemistry(**special):
    """Words are atoms: no letter "a", nothing for what is not known."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    names = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "C", "N", "O", "(", ")", "=", "1"]
    made = Tokenizer(models.WordLevel({name: number for number, name in enumerate(names)}))
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    options = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    return PreTrainedTokenizerFast(tokenizer_object=made, **options, **special)


def sentences_for_words():
    """Like mmBERT's: spaces become ▁ before the split, so that a sentence is one "word"."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocab = tiny._unigrams(("<pad>", "<unk>"))["vocab"]
    made = Tokenizer(models.Unigram(vocab, unk_id=1))
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.decoder = decoders.Replace("▁", " ")
    return PreTrainedTokenizerFast(tokenizer_object=made, unk_token="<unk>", pad_token="<pad>")


def ids_of(tokenizer, text, pair=None, **options):
    return Encoder(tokenizer).encode(TextInput(text, pair, **options), ROOM).ids.tolist()


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("name", FAST)
def test_ids_of_fast_tokenizers(name, kind):
    tokenizer = tiny.make_tokenizer(name)
    for pair in (None, "it slept"):
        assert ids_of(tokenizer, TEXTS[kind], pair) == tokenizer(TEXTS[kind], pair)["input_ids"]
    plain = tokenizer(TEXTS[kind], add_special_tokens=False)["input_ids"]
    assert ids_of(tokenizer, TEXTS[kind], special_tokens=False) == plain


@pytest.mark.parametrize("name", SLOW)
def test_ids_of_slow_tokenizers(name, tmp_path):
    tokenizer = SLOW[name](tmp_path)
    assert not tokenizer.is_fast
    for text in TEXTS.values():
        for pair in (None, "it slept"):
            assert ids_of(tokenizer, text, pair) == tokenizer(text, pair)["input_ids"]
    split = ("the", "cat", "sat")
    words_in = Encoder(tokenizer).encode(TextInput.from_words(split), ROOM)
    assert words_in.ids.tolist() == tokenizer(list(split), is_split_into_words=True)["input_ids"]
    assert sorted(set(words_in.word[~words_in.special])) == [0, 1, 2]


@pytest.mark.parametrize("name", SLOW)
def test_slow_tokenizers_say_what_is_missing(name, tmp_path):
    encoder = Encoder(SLOW[name](tmp_path))
    text = encoder.encode(TextInput("the cat sat"), ROOM)
    assert not text.has_offsets
    assert (text.offsets[~text.special] == -1).all()
    assert "no character positions" in text.notices[0]
    assert encoder.vocabulary and all(text.labels)
    assert encoder.backend.num_special_tokens_to_add(False) == text.special.sum()
    assert encoder.backend.encode_batch_fast(["the cat sat"])[0].ids == text.ids.tolist()


@pytest.mark.parametrize("name", ["phobert", "marian", "bert-generation", "japanese"])
def test_words_of_slow_tokenizers_are_as_their_tokens_spell_them(name, tmp_path):
    text = Encoder(SLOW[name](tmp_path)).encode(TextInput("the cat sat"), ROOM)
    assert [word.text for word in words(text)] == ["the", "cat", "sat"]


@pytest.mark.filterwarnings("ignore:Recommended")  # a package that only tidies punctuation
@pytest.mark.parametrize("name", ["marian", "m2m_100"])
def test_the_text_that_is_written_has_the_ids_of_a_target(name, tmp_path):
    tokenizer = SLOW[name](tmp_path)
    writer = Encoder(in_target_mode(tokenizer))
    expected = tokenizer(text_target="the cat sat")["input_ids"]
    assert writer.encode(TextInput("the cat sat"), ROOM).ids.tolist() == expected
    assert ids_of(tokenizer, "the cat sat") == tokenizer("the cat sat")["input_ids"]


def test_most_tokenizers_write_as_they_read():
    tokenizer = tiny.make_tokenizer("t5")
    assert in_target_mode(tokenizer) is tokenizer


@pytest.mark.filterwarnings("ignore:Recommended")
def test_marian_with_its_own_tokenizer_runs(tmp_path):
    from explorer import load_seq2seq

    tokenizer = SLOW["marian"](tmp_path)
    folder = tiny.write(tmp_path / "model", "marian")
    for found in folder.glob("*token*"):
        found.unlink()
    tokenizer.save_pretrained(folder)
    assert not (folder / "tokenizer.json").exists()
    trace = load_seq2seq(folder).run("the cat sat", "the dog slept")
    assert trace.source.ids.tolist() == tokenizer("the cat sat")["input_ids"]
    assert trace.target.ids[1:].tolist() == tokenizer(text_target="the dog slept")["input_ids"][:-1]
    assert not trace.source.has_offsets and trace.source.notices


def test_a_vocabulary_without_the_letter_a():
    tokenizer = chemistry()
    text = Encoder(tokenizer).encode(TextInput("CC(=O)N", "CN"), ROOM)
    assert text.tokens == (
        "[CLS]", "C", "C", "(", "=", "O", ")", "N", "[SEP]", "C", "N", "[SEP]"
    )  # fmt: skip
    assert text.ids.tolist() == tokenizer("CC(=O)N", "CN")["input_ids"]
    assert Encoder(tokenizer).segments(text).tolist() == [0] * 9 + [1] * 3


def test_a_character_for_which_there_is_no_token():
    from explorer.errors import InputError

    with pytest.raises(InputError, match="has no token for what it does not know"):
        Encoder(chemistry()).encode(TextInput("aspirin"), ROOM)


def test_spaces_make_words_where_the_tokenizer_makes_none():
    text = Encoder(sentences_for_words()).encode(TextInput("the old cat  sat."), ROOM)
    assert [word.text for word in words(text)] == ["the", "old", "cat", "sat."]


def test_marks_stay_with_their_letters():
    encoder = Encoder(tiny.make_tokenizer("gpt2"))
    for typed in ("cafe\u0301s", "हिन्दी", "می\u200cخواهم"):
        found = words(encoder.encode(TextInput(f"the {typed} sat."), ROOM))
        assert [word.text for word in found] == ["the", typed, "sat", "."]


def test_calls_of_the_tokenizer_change_nothing():
    tokenizer = tiny.make_tokenizer("bert")
    encoder = Encoder(tokenizer)
    before = encoder.encode(TextInput("the cat", "it slept"), ROOM)
    tokenizer("the cat", padding="max_length", truncation=True, max_length=3)
    tokenizer.add_tokens(["the cat"])
    after = encoder.encode(TextInput("the cat", "it slept"), ROOM)
    assert before.ids.tolist() == after.ids.tolist()
    assert encoder.backend.padding is None and encoder.backend.truncation is None


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("bert", "[CLS] the cat [SEP]", "[CLS] [SEP]"),
        ("roberta", "<s> the cat", "<s>"),
        ("bert", "the [MASK] sat", ""),
        ("bert", "the zebra", ""),
    ],
)
def test_special_tokens_that_the_reader_typed(name, typed, said):
    text = Encoder(tiny.make_tokenizer(name)).encode(TextInput(typed), ROOM)
    if said:
        assert f"contains {said}, which this tokenizer reads as its own" in text.notices[0]
    else:
        assert text.notices == ()


def test_a_token_that_was_added_to_the_tokenizer_alone():
    from explorer.errors import InputError

    tokenizer = tiny.make_tokenizer("bert")
    rows = len(tokenizer)
    tokenizer.add_tokens(["<drug>"])
    tokenizer.add_special_tokens({"pad_token": "<filler>"})
    encoder = Encoder(tokenizer, rows)
    assert encoder.pad_id is None and encoder.mask_id == tokenizer.mask_token_id
    assert np.all(encoder.encode(TextInput("the cat"), ROOM).ids < rows)
    with pytest.raises(InputError, match=r"“<drug>” has number .* resize_token_embeddings"):
        encoder.encode(TextInput("the <drug>"), ROOM)
