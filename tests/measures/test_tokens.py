"""Tokens as a person reads them, and the steps of WordPiece."""

import numpy as np
import pytest
from support.traces import PAIR, SINGLE, make_trace

from explorer.measures import tokens
from explorer.measures.tokens import MatchStep, readable
from explorer.views.chips import plain_chips, token_chips


@pytest.mark.parametrize(
    ("token", "style", "label"),
    [
        ("##ing", "wordpiece", "##ing"),
        ("Ġthe", "byte-level", "the"),
        ("cafÃ©", "byte-level", "café"),
        ("ä½łå¥½", "byte-level", "你好"),
        ("ðŁ¤Ĺ", "byte-level", "🤗"),
        ("ðŁ", "byte-level", "⟨F0 9F⟩"),  # half an emoji
        ("Ġ", "byte-level", "␣"),
        ("ĠĠ", "byte-level", "␣␣"),
        ("Ċ", "byte-level", "⏎"),
        ("<s>", "byte-level", "<s>"),
        ("<|endoftext|>", "byte-level", "<|endoftext|>"),
        ("▁cat", "metaspace", "cat"),
        ("▁", "metaspace", "␣"),
        ("s", "metaspace", "s"),
        ("a\tb", "plain", "a⇥b"),
        ("\u200b", "wordpiece", "⟨U+200B⟩"),
        ("\u202eabc", "wordpiece", "⟨U+202E⟩abc"),  # would turn its neighbours round
        ("", "plain", "⟨empty⟩"),
        ("</script><b>", "wordpiece", "</script><b>"),
        ("$x$", "wordpiece", "$x$"),
    ],
)
def test_labels(token, style, label):
    assert readable(token, style) == label


def test_every_byte_has_a_label():
    from tokenizers.pre_tokenizers import ByteLevel

    alphabet = ByteLevel.alphabet()
    assert len(alphabet) == 256
    labels = {readable(char, "byte-level") for char in alphabet}
    assert len(labels) == 256
    assert all(labels)


def test_three_ways():
    words, characters, pieces = tokens.three_ways(make_trace(PAIR))
    assert words.pieces == ("the", "cats", "sat", "the", "dog", "ran")
    assert len(characters.pieces) == 19
    assert pieces.pieces == ("the", "cat", "##s", "sat", "the", "dog", "ran")
    assert all(way.loses.endswith(".") for way in (words, characters, pieces))


def known(*candidates):
    return [MatchStep(candidate, known=True) for candidate in candidates]


def test_longest_match_by_hand():
    vocabulary = {"token", "##ization", "##iza", "to"}
    steps = tokens.wordpiece_steps("tokenization", vocabulary)
    found = [step.candidate for step in steps if step.known]
    assert found == ["token", "##ization"]
    # tokenization, tokenizatio, ..., token: 8 tries; then ##ization at once.
    assert [step.candidate for step in steps[:2]] == ["tokenization", "tokenizatio"]
    assert len(steps) == 9


def test_longest_match_gives_up():
    steps = tokens.wordpiece_steps("cax", {"ca", "##a"})
    assert [step.candidate for step in steps] == ["cax", "ca", "##x"]
    assert not steps[-1].known
    assert tokens.wordpiece_steps("a" * 101, {"a", "##a"}) == [MatchStep("a" * 101, known=False)]
    assert len(tokens.wordpiece_steps("a" * 100, {"a", "##a"})) > 100
    assert tokens.wordpiece_steps("", {"a"}) == []
    assert tokens.wordpiece_steps("a", {"a"}) == known("a")


def test_chips_escape_everything():
    trace = make_trace(("[CLS]", '<b onclick="x">', "&", "##s", "[SEP]"))
    for html in (token_chips(trace, ids=True), plain_chips(trace.labels)):
        assert "<b" not in html
        assert 'onclick="x"' not in html
        assert "&lt;b onclick=&quot;x&quot;&gt;" in html
        assert ">&amp;<" in html


def test_chips_join_the_pieces_of_a_word():
    html = token_chips(make_trace(SINGLE), ids=True)
    assert html.count('class="word"') == 5  # [CLS], the, cat+##s, sat, [SEP]
    assert html.count('class="chip special"') == 2
    assert html.count('class="chip b"') == 0
    assert "##s</span><small>3</small></span></span>" in html
    assert token_chips(make_trace(PAIR)).count('class="chip b"') == 3


def test_words_of_the_first_and_second_text_do_not_mix():
    trace = make_trace(PAIR)
    assert not set(trace.word[trace.side == 0][trace.word[trace.side == 0] >= 0]) & set(
        trace.word[trace.side == 1][trace.word[trace.side == 1] >= 0]
    )
    assert np.unique(trace.word[trace.special]) == [-1]
