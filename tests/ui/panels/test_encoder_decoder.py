"""Encoder and decoder: the page takes over the models that others refuse."""

import json


def test_the_page_takes_over_what_others_refuse(visit):
    app = visit("encoder_decoder", text="The cat sat.", model="folder:tiny-bert")
    app.check_up()
    meta = json.loads(app.get("bidi_component")[0].proto.mixed.json)["meta"]
    assert [part["name"] for part in meta["parts"]] == ["encoder", "decoder", "cross"]
    assert "folder:tiny-bert" not in app.selectbox(key="pairs_model").options
    app.text_area(key="pairs_target").set_value(" ").run()
    app.check_up()
    assert "type at least one word" in app.said("warning")[0]
