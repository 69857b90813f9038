"""What the app put into a box stands until the browser says that it has heard of it."""

from __future__ import annotations


def typed(visit):
    """A page on which a new text was typed, the text before, and what the browser had heard."""
    app = visit("attention_maps")
    old, heard = app.text_area(key="text").value, app.text_input(key="told").value
    app.text_input(key="text_line").set_value("The bird ate.").run()
    assert "The bird ate." in app.titles()[0]
    return app, old, heard


def test_a_browser_that_has_heard_may_go_back_to_the_old_text(visit):
    app, old, _ = typed(visit)
    app.text_area(key="text").set_value(old).run()  # what the browser asks for on the way back
    assert app.text_area(key="text").value == old
    app.run()
    assert app.text_area(key="text").value == old


def test_a_browser_that_has_not_heard_is_told_again(visit):
    app, old, heard = typed(visit)
    app.text_area(key="text").set_value(old)
    app.text_input(key="told").set_value(heard).run()
    assert app.text_area(key="text").value == "The bird ate."
    assert "The bird ate." in app.titles()[0]


def test_what_was_chosen_since_is_not_an_echo(visit):
    app, _, heard = typed(visit)
    app.text_area(key="text").set_value("A cat.")
    app.text_input(key="told").set_value(heard).run()
    assert app.text_area(key="text").value == "A cat."


def test_two_things_told_one_after_the_other_are_both_remembered(visit):
    app, old, heard = typed(visit)
    layer = app.text_input(key="layer").value
    app.text_area(key="text").set_value(old)
    app.text_input(key="told").set_value(heard)
    app.select_slider(key="layer_view").set_value(2).run()
    assert "The bird ate." in app.titles()[0] and app.session_state["layer"] == "2"
    app.text_area(key="text").set_value(old)
    app.text_input(key="layer").set_value(layer)
    app.text_input(key="told").set_value(heard).run()
    assert "The bird ate." in app.titles()[0] and app.session_state["layer"] == "2"


def test_a_text_that_cannot_be_read_is_heard_of_too(visit):
    app, old, _ = typed(visit)
    app.text_input(key="text_line").set_value("   ").run()
    assert "type at least one word" in " ".join(app.said())
    app.text_area(key="text").set_value(old).run()
    assert app.text_area(key="text").value == old
