"""Words as taggers count them, and the shape of their letters."""

from __future__ import annotations

from explorer.teaching.word_shapes import word_shapes, word_spans


def test_words_are_split_as_in_universal_dependencies():
    text = "She didn't pay $3.50 (cash), e.g. in the U.S.A.; it's Anna's."
    words = [text[start:end] for start, end in word_spans(text)]
    assert words == (
        "She did n't pay $ 3.50 ( cash ) , e.g. in the U.S.A. ; it 's Anna 's .".split()
    )


def test_shapes_say_nothing_where_all_letters_are_alike():
    names = ("Ada", "NASA", "iPhone", "42", "!")
    shapes = word_shapes(names)
    assert shapes.tolist() == [
        [1, 0, 0, 0, 0, 1, 0],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1, 0, 0],
    ]
    lower = word_shapes([name.lower() for name in names])
    assert lower[:, :3].sum() == 0 and lower[:, 6].all()
