"""Encoder and decoder: opens on the teaching model, takes what others refuse, and writes."""

import json

import pytest

TO_COME = 'class="to-come"'  # a row that keeps its place
WRITES, TYPED = {"pairs_who": "The model, greedy"}, {"pairs_who": "I type it"}


def _meta(app):
    node = next(n for n in app.get("bidi_component") if n.key == "pairs")
    return json.loads(node.proto.mixed.json)["meta"]


def _page(app):
    return " ".join(node.proto.body for node in app.get("html"))


def test_the_page_opens_on_what_the_teaching_model_wrote(visit):
    from explorer.ui.panels.encoder_decoder import SOURCE, TARGET

    app = visit("encoder_decoder")
    app.check_up()
    assert app.selectbox(key="pairs_model").value == "teaching:dates-and-numbers"
    assert f"wrote “{TARGET}”" in app.said("markdown")[0].replace("\\", "")
    assert app.text_input(key="pairs_source").value == SOURCE
    app.selectbox(key="pairs_who").set_value("I type it").run()
    app.check_up()
    meta = _meta(app)
    assert meta["start"]["link"].startswith("part.2")
    assert "".join(meta["sides"][1]["labels"][1:]) == TARGET
    said = app.words().replace("\\", "")
    assert "Reading “0” to write “5”, it gives 95 % of its attention to “may”" in said


def test_a_link_to_the_view_is_followed(visit):
    app = visit("encoder_decoder", view_pairs="part.1", **TYPED)
    assert _meta(app)["start"]["link"] == "part.1"


def test_the_page_takes_over_what_others_refuse(visit):
    app = visit("encoder_decoder", text="The cat sat.", model="folder:tiny-bert", **TYPED)
    app.check_up()
    assert [part["name"] for part in _meta(app)["parts"]] == ["encoder", "decoder", "cross"]
    assert "folder:tiny-bert" not in app.selectbox(key="pairs_model").options
    app.text_input(key="pairs_target").set_value(" ").run()
    app.check_up()
    assert "type at least one word" in app.said("warning")[0]


def test_attention_grows_with_each_token(visit):
    app = visit("encoder_decoder", **WRITES)
    assert _page(app).count(TO_COME) == 1
    app.button(key="pairs_again").click().run()
    app.check_up()
    assert _page(app).count(TO_COME) == 10
    assert app.slider(key="pairs_step_11").value == 1
    for _ in range(2):
        app.button(key="pairs_next").click().run()
    app.check_up()
    assert _page(app).count(TO_COME) == 8
    assert "Step 3 wrote “9”" in app.said("markdown")[0].replace("\\", "")


def test_it_opens_on_a_step_whose_source_can_be_named(visit):
    app = visit("encoder_decoder", **WRITES)
    assert app.slider(key="pairs_step_11").value == 10
    said = app.words().replace("\\", "")
    assert "Step 10 wrote “3”" in said and "lies on “third”" in said
    assert "The page opens on step 10: the last one that gives more than half" in said


@pytest.mark.parametrize(
    ("asked", "step"), [("4", 4), ("11", 11), ("1", 1), ("99", 11), ("0", 1), ("x", 10), ("²", 10)]
)
def test_a_link_brings_back_its_step(visit, asked, step):
    app = visit("encoder_decoder", pairs_step_11=asked, **WRITES)
    app.check_up()
    assert app.slider(key="pairs_step_11").value == step
    assert f"Step {step} wrote" in app.words()


def test_beams_are_listed_beside_the_step(visit):
    app = visit("encoder_decoder", pairs_who="The model, 3 beams")
    app.check_up()
    kept = app.dataframe[0].value
    assert len(kept) == 3 and kept["kept text"][0].startswith("1 9 9 8 -")
    assert kept["log probability"].is_monotonic_decreasing


def test_layer_and_head_choose_the_weights(visit):
    mean = _page(visit("encoder_decoder", **WRITES))
    app = visit("encoder_decoder", **WRITES)
    app.selectbox(key="pairs_head").set_value(1).run()
    app.check_up()
    assert _page(app) != mean


def _with_folder(monkeypatch, tmp_path, head):
    from support import tiny

    name = f"mine-{head}"  # loaded models are kept by name
    tiny.write(tmp_path / name, "t5", head=head)
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(tmp_path))
    return {"pairs_model": f"folder:{name}", **WRITES}


def test_a_model_that_never_ends_is_stopped_with_a_sentence(visit, monkeypatch, tmp_path):
    link = _with_folder(monkeypatch, tmp_path, "Seq2SeqLM")
    app = visit("encoder_decoder", **link)
    app.check_up()
    assert "stopped at the limit of 64 tokens" in app.said("info")[0]


def test_a_model_without_a_head_cannot_write(visit, monkeypatch, tmp_path):
    app = visit("encoder_decoder", **_with_folder(monkeypatch, tmp_path, None))
    app.check_up()
    assert "without the layer that writes tokens" in app.said("warning")[0]


def test_other_characters_and_long_texts_are_read_with_a_sentence_or_cut(visit):
    for text in ("日本語 Ω", "may " * 512):
        app = visit("encoder_decoder", pairs_source=text, **WRITES)
        app.check_up()
        assert "The model wrote" in app.said("markdown")[0]


def test_words_that_were_never_learnt_are_named(visit):
    app = visit("encoder_decoder", pairs_source="a million", **WRITES)
    app.check_up()
    assert "“million” is new to this model" in app.said("info")[0].replace("\\", "")
    app.text_input(key="pairs_source").set_value("seventy-two thousand and five").run()
    app.check_up()
    assert not app.said("info")
