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
        app.selectbox(key="maps_kind").set_value(kind).run()
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


def test_colours_begin_fit_for_a_long_text_and_the_choice_is_in_the_link(visit):
    app = visit("attention_maps", text="The cat sat.")
    assert app.selectbox(key="fit").value == "full scale"
    assert not any("colours fit to data" in title for title in app.titles())
    app.selectbox(key="fit").set_value("fit to data").run()
    app.check_up()
    assert all("colours fit to data" in plain(title) for title in app.titles())
    long = visit("attention_maps", text="The cat sat on the mat. " * 6)
    assert long.selectbox(key="fit").value == "fit to data"
    linked = visit("attention_maps", text="The cat sat.", fit="fit to data")
    assert "colours fit to data" in plain(linked.titles()[0])


def test_a_panel_that_is_clicked_is_shown_large(visit):
    app = visit("attention_maps", text="The cat sat.")
    app.selectbox(key="maps_kind").set_value("Mean of all heads").run()
    app.session_state["attention_heads"] = {"selection": {"points": [{"customdata": [2, 7]}]}}
    app.run()
    app.check_up()
    assert app.selectbox(key="maps_kind").value == "One head"
    assert "layer 2, head 7" in plain(app.titles()[0])


def plain(title):
    """A title without the breaks that only keep it narrow."""
    return title.replace("<br >", " ")
