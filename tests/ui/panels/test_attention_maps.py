"""Attention maps: sentences from the reader's text, other views, and the numbers of a picture."""

import pytest


def test_a_token_that_is_markdown_is_escaped_in_a_sentence(visit):
    app = visit("attention_maps", text="$ *")
    (sentence,) = [text.value for text in app.markdown if "of its attention" in text.value]
    assert "“\\$”" in sentence
    assert "“\\*”" in sentence


def test_a_row_is_read_aloud_in_every_view(visit):
    app = visit("attention_maps", text="The cat sat.")
    assert "of its attention to" in app.words()
    seen = []
    for kind in ("Mean of the layer", "Mean over layers", "Mean of all heads"):
        app.segmented_control(key="maps_kind").set_value(kind).run()
        app.check_up()
        seen.append(app.titles()[0])
    assert len(set(seen)) == 3
    assert "mean of all 72 heads" in seen[-1]


def test_the_numbers_behind_a_picture(visit):
    app = visit("attention_maps", text="The cat sat.")
    assert not app.dataframe
    app.toggle(key="attention_map_numbers").set_value(True).run()
    frame = app.dataframe[0].value
    assert frame.shape == (6, 6)
    assert frame.sum(axis=1).tolist() == pytest.approx([1] * 6, abs=1e-5)
