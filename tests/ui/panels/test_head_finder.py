"""Head finder: links drawn by words and by numbers, and relations that a reader types."""

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_links_are_drawn_by_words_and_by_numbers(visit):
    app = visit("head_finder", **SOURCE)
    app.selectbox(key="finder_from").set_value(2).run()
    app.selectbox(key="finder_to").set_value(1).run()
    assert "“cat” → “the”" in app.words()
    app.press("Add this link")
    assert app.session_state["finder_links"] == "2>1"
    app.text_input(key="finder_links").set_value("2>1, 99>3").run()
    assert "“99>3” is not a valid link for this text" in app.words()


def test_heads_are_tried_on_typed_relations(visit):
    app = visit("head_finder", **SOURCE)
    app.segmented_control(key="finder_corpus").set_value("Links I type").run()
    app.press("finder_run_start")
    assert "points at the right word" in app.words()
    assert len(app.pictures()) == 4
