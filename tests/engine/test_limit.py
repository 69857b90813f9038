"""Texts longer than the model reads: cut, and said."""

import time

import pytest
from support.plain_run import words_of

LIMITS = {"bundled": 512, "bert": 64, "roberta": 64, "mpnet": 64, "gpt2": 64, "albert": 64}


@pytest.mark.parametrize(("name", "limit"), LIMITS.items())
def test_long_texts_are_cut_and_say_what_went(engine, name, limit):
    found = engine(name)
    assert found.spec.max_tokens == limit
    text = "The" + " cat" * (limit + 9)
    trace = found.run(text)
    assert trace.num_tokens == limit
    assert len(trace.dropped) == limit + 10 - int((~trace.special).sum())
    assert set(words_of(trace)) == {"The", "cat"}
    if name != "gpt2":
        assert trace.special[0]
        assert trace.special[-1]


@pytest.mark.parametrize(("first", "second"), [(100, 5), (5, 100), (100, 100)])
def test_the_longer_text_of_a_pair_is_cut(engine, first, second):
    trace = engine("bert").run("cat " * first, "dog " * second)
    kept = [words_of(trace).count(word) for word in ("cat", "dog")]
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
