"""Markup, formulas, control characters, all scripts, and nothing at all."""

import numpy as np
import pytest

from explorer.errors import InputError

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
