"""Tagging: a checkpoint that is not there, and a text that is markup."""


def test_an_unknown_checkpoint_in_a_link_gets_a_sentence(visit):
    app = visit("tag", text="the cat sat", entities_model="folder:nowhere")
    app.check_up()
    assert "nowhere" in " ".join(app.said())


def test_typed_text_is_never_markup(visit):
    text = "<img src=x onerror=alert(1)> **bold**"
    app = visit("tag", text=text, entities_model="folder:tagger")
    app.check_up()
    drawn = [entry.proto.body for entry in app.get("html")]
    assert drawn
    assert all("<img" not in html for html in drawn)
