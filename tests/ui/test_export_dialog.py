"""The export dialog offers what the picture can be, and gives the file as it was previewed."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from support.traces import make_trace

from explorer import pictures
from explorer.ui import export_dialog, links

MANY = ("[CLS]", *(f"token{i}" for i in range(120)), "[SEP]")


def long_trace():
    weights = np.full((1, 1, len(MANY), len(MANY)), 1 / len(MANY), np.float32)
    return make_trace(MANY, weights=weights)


@pytest.fixture
def opened(monkeypatch):
    """The dialog over a picture; what is drawn is noted and replaced by a dot."""
    asked = []

    def show(picture):
        def made(shown, format, options, key=""):
            asked.append((shown, format, options))
            return export_dialog_made(shown, format, options, key)

        export_dialog_made = export_dialog.made
        monkeypatch.setattr(export_dialog, "made", made)
        monkeypatch.setattr(export_dialog, "address", lambda: "http://127.0.0.1/page?layer=1")

        def script():
            import streamlit as st

            from explorer.ui import export_dialog

            export_dialog.show(st.session_state["picture"], "some_key")

        app = AppTest.from_function(script, default_timeout=60)
        app.session_state["picture"] = picture
        return app.run(), asked

    return show


def test_a_matrix_offers_words_and_a_part_and_is_drawn_so(opened):
    app, asked = opened(pictures.attention_heatmap(make_trace(), 0, 0))
    assert asked[-1][2].unit == "tokens" and asked[-1][2].part is None
    app.slider[0].set_value((1, 4)).run()
    assert asked[-1][2].part == (1, 5)
    app.toggle(key="export_words").set_value(True).run()
    shown, _, options = asked[-1]
    assert options.unit == "words" and options.part is None  # words are counted anew
    assert len(shown.table) == shown.extent["words"] < shown.extent["tokens"]


def test_what_is_added_to_the_collection_is_what_was_previewed(opened):
    app, _ = opened(pictures.attention_heatmap(make_trace(), 0, 0))
    app.slider[0].set_value((1, 4)).run()
    next(one for one in app.button if one.label == "Add to collection").click().run()
    assert not app.exception
    entry = app.session_state["_collection"].entries[0]
    assert "tokens 1 to 4" in entry.kept.caption
    assert entry.kept.csv.count(b"\r\n") == 5


def test_what_is_too_large_says_so_and_becomes_a_file_in_part(opened):
    app, _ = opened(pictures.attention_heatmap(long_trace(), 0, 0))
    assert len(app.warning) == 1 and "part" in app.warning[0].value
    assert not app.get("download_button") and not app.tabs
    app.slider[0].set_value((0, 9)).run()
    assert not app.warning
    assert app.get("download_button") and app.tabs


def test_bars_offer_neither_words_nor_a_part(opened):
    app, _ = opened(pictures.layer_effect_bars(make_trace(), np.array([0.1, 0.2]), "what"))
    assert not app.slider
    assert "export_words" not in {one.key for one in app.toggle}


def test_title_and_caption_are_off_on_or_of_ones_own(opened):
    picture = pictures.attention_heatmap(make_trace(), 1, 0)
    app, asked = opened(picture)
    assert app.text_input[0].value == picture.words.title
    assert (asked[-1][2].title, asked[-1][2].caption) == (True, False)
    app.text_input[0].set_value("<b>Mine</b> $x$").run()
    assert asked[-1][2].title == "<b>Mine</b> $x$"
    app.toggle(key="export_caption").set_value(True).run()
    assert app.text_area[0].value == picture.words.caption
    app.text_area[0].set_value("A caption.").run()
    assert asked[-1][2].caption == "A caption."
    assert app.code[0].value == "A caption."
    app.toggle(key="export_title").set_value(False).run()
    assert asked[-1][2].title is False


def test_numbers_show_the_table_and_ask_for_no_look(opened):
    app, asked = opened(pictures.attention_heatmap(make_trace(), 1, 0))
    app.selectbox(key="export_format").set_value("csv").run()
    before = len(asked)
    app.slider[0].set_value((0, 2)).run()
    assert len(asked) == before  # nothing is drawn
    assert len(app.dataframe[0].value) == 3
    assert {one.key for one in app.selectbox} == {"export_format"}


def test_a_picture_of_cosines_cites_the_paper_on_them(opened):
    app, _ = opened(pictures.similarity_heatmap(make_trace(), 1))
    said = {tab.label: tab.code[0].value for tab in app.tabs}
    assert "ethayarajh2019" in said["BibTeX"]
    assert set(said) == {"Caption", "Code", "BibTeX", "Link", "Made with"}


def test_the_code_saves_the_file_that_is_previewed(opened):
    shown = pictures.attention_heatmap(make_trace(), 1, 0)
    app, _ = opened(replace(shown, write_code=lambda: "picture = 1\npicture.figure.show()\n"))
    app.selectbox(key="export_format").set_value("svg").run()
    app.slider[0].set_value((0, 2)).run()
    code = next(tab.code[0].value for tab in app.tabs if tab.label == "Code")
    assert ".svg'" in code and "part=(0, 3)" in code
    assert "show()" not in code


def test_the_link_names_what_the_page_opened_on(visit, monkeypatch):
    """Another version of the app may open on another example, or find another head telling."""
    told = []
    monkeypatch.setattr(export_dialog, "address", lambda: told.append(links.whole()) or "")
    visit("attention_maps", lesson="it-tired-or-wide", step="4").press("Export")
    assert {name: told[-1][name] for name in ("layer", "head", "model")} == {
        "layer": "3", "head": "1", "model": "all-MiniLM-L6-v2"}  # fmt: skip
    assert told[-1]["text"].startswith("The animal")
    assert not {"lesson", "step", "present"} & set(told[-1])
