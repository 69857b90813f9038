"""The grids of what each attention of an encoder-decoder may look at."""

from explorer.views.masks import MOST_WORDS, attention_masks, visible


def test_the_decoder_never_looks_ahead():
    for kind, seen in (("encoder", 9), ("decoder", 6), ("cross", 9)):
        assert visible(kind, 3, 3).sum() == seen
    assert not visible("decoder", 3, 3)[0, 1]


def test_the_grids_hold_the_words_as_text():
    drawn = attention_masks(["<b>x</b>", "y"], ["z"])
    assert "<b>x" not in drawn and "&lt;b&gt;x" in drawn
    assert drawn.count('class="seen"') == 4 + 1 + 2
    assert drawn.count("<table>") == 3


def test_long_texts_show_their_beginning():
    words = [f"w{n}" for n in range(50)]
    assert attention_masks(words, words).count('class="seen"') == 2 * MOST_WORDS**2 + 36
