"""Next token: opens on an induction head, takes what others refuse, and writes."""

import pytest

from explorer.ui.panels import next_token


def _page(app):
    return " ".join(node.proto.body for node in app.get("html"))


def _written(app):
    return _page(app).count('class="new"')


@pytest.fixture(scope="module")
def opened(visit):
    app = visit("next_token")
    app.check_up()
    return app


def test_the_page_opens_on_the_teaching_model_and_names_its_induction_head(opened):
    assert opened.selectbox(key="next_token_model").value == "teaching:next-token"
    said = opened.said("markdown")[0]
    assert said.startswith("After “er”, the end of “paper”, the model expects “h” with")
    assert "is an induction head (prefix matching" in said and "copying" in said
    assert "which followed “er” before" in said
    titles = opened.titles()
    assert any("Likeliest next tokens" in title for title in titles)
    assert any("Prefix matching on repeated random tokens" in title for title in titles)


def test_settings_change_what_is_drawn(visit):
    app = visit("next_token", next_k="3", next_temperature="0.5")
    app.check_up()
    assert "3 of 1,024 tokens can be drawn" in app.said("markdown")[0]
    bars = next(p for p in app.pictures() if "Likeliest" in p["layout"]["title"]["text"])
    assert [trace["name"] for trace in bars["data"]] == ["the model's own", "as drawn"]


def test_the_text_grows_token_by_token_and_starts_again(visit):
    app = visit("next_token")
    assert _written(app) == 0
    app.press("next_one").check_up()
    assert _written(app) == 1
    app.press("next_more").check_up()
    assert _written(app) == 11
    first = _page(app)
    app.press("next_anew").check_up()
    assert _written(app) <= 11 and _page(app) != first
    app.press("next_again").check_up()
    assert _written(app) == 0


def test_another_text_is_not_written_on(visit):
    app = visit("next_token", next_written="5", text="The people of the city")
    app.check_up()
    assert _written(app) == 5
    app.text_input(key="text_line").set_value("The river").run()
    app.check_up()
    assert _written(app) == 0


def test_a_text_that_never_ends_is_stopped_with_a_sentence(visit):
    app = visit("next_token", next_written="60", next_temperature="0", text="The people")
    app.check_up()
    assert _written(app) == 60
    assert "stopped at the limit of 60 tokens" in app.said("info")[0]


def test_a_text_longer_than_the_window_is_cut_with_a_sentence(visit):
    app = visit("next_token", text="The cat sat on the mat. " * 60)
    app.check_up()
    said = " ".join(app.said("info"))
    assert "reads at most 128 tokens" in said and "window of 128 tokens is full" in said
    assert _written(app) == 0


def test_other_characters_are_read_as_bytes(visit):
    app = visit("next_token", text="日本語 Ω 🤗", next_written="2")
    app.check_up()
    assert _written(app) == 2


def test_a_model_that_reads_both_ways_is_refused_with_a_sentence(visit):
    app = visit("next_token", next_token_model="folder:filler")
    app.check_up()
    assert "does not read left to right" in " ".join(app.said())


def test_examples_fit_into_the_window(opened):
    from explorer.predictors import load_predictor
    from explorer.text import TextInput

    predictor = load_predictor("next-token", "teaching:next-token")
    for example in next_token.EXAMPLES.values():
        assert predictor.run(TextInput(example["text"])).trace.num_tokens < 64


def test_the_teaching_models_are_a_group_of_the_menu(visit):
    app = visit("tokens")
    assert "Teaching models" in app.words()
    app.press("teaching_next-token").check_up()
    assert app.selectbox(key="model").value == "teaching:next-token"
