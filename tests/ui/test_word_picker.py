"""Words to click: the one that stands in both texts."""

from explorer.ui.word_picker import Choice, shared


def test_a_word_of_both_texts_is_found_however_its_accents_are_written():
    first = [Choice("The", (1,)), Choice("cafe\u0301", (2, 3))]
    second = [Choice("A", (1,)), Choice("new", (2,)), Choice("Café", (3,))]
    assert shared(first, second) == (1, 2)
