"""Watch it learn: a guess or none, trained behind the page, stopped, continued, compared."""

import pytest

from explorer.ui.panels import watch_it_learn

SENTENCES = "\n".join(f"{who} {did} a red hat." for who in "Ann Eve Zoe Ida Amy".split()
                      for did in ("lost", "sold"))  # fmt: skip


@pytest.fixture
def few_steps(monkeypatch):
    monkeypatch.setattr(watch_it_learn, "LENGTHS", (12,))


def run_of(app):
    return app.session_state["_watch_run"]


def trained(app):
    """The page once the training has ended, as the fragment draws it."""
    run_of(app).work.wait()
    return app.run()


def test_it_opens_untrained_and_ready_to_train(visit, few_steps):
    app = visit("watch_it_learn")
    app.check_up()
    assert "Before any training on 64 sentences (16 more are kept out)" in app.words()
    assert "press “Train”, with or without a guess" in app.words()
    assert not app.button(key="watch_train").disabled
    assert [title.partition("<")[0] for title in app.titles()] == [
        "Loss at masked words", "Likeliest words at position 3", "Attention, layer 0, head 0",
    ]  # fmt: skip
    assert any("a blind guess among its 38 words" in one.value for one in app.caption)


def test_without_a_guess_it_trains_and_compares_with_none(visit, few_steps):
    app = trained(visit("watch_it_learn").press("watch_train"))
    assert "After 12 of 12 steps" in app.words() and "What it got wrong" in app.words()
    assert "you named" not in app.words() and "you expected" not in app.words()
    assert "you expected" not in app.dataframe[-1].value


def test_it_trains_and_compares_with_the_guess(visit, few_steps):
    app = visit("watch_it_learn")
    app.multiselect(key="watch_guess").set_value([3]).run()
    app = trained(app.press("watch_train"))
    assert "After 12 of 12 steps" in app.words() and "What it got wrong" in app.words()
    table = app.dataframe[-1].value
    assert list(table["word"]) == ["emma", "found", "her", "coat", "."]
    assert list(table["you expected"]) == ["right", "right", "right", "wrong", "right"]
    guesses = run_of(app).watched.frames[-1].guesses
    assert list(table["its guess"]) == list(guesses)
    wrong = [n for n, (a, b) in enumerate(zip(guesses, table["word"], strict=True)) if a != b]
    assert [n for n, said in enumerate(table["result"]) if said == "wrong"] == wrong
    assert not [one for one in app.button if one.key in ("watch_train", "watch_stop")]


def test_an_earlier_step_can_be_looked_at_again(visit, few_steps):
    app = visit("watch_it_learn")
    app.multiselect(key="watch_guess").set_value([5]).run()
    app = trained(app.press("watch_train"))
    slider = next(one for one in app.select_slider if one.key.startswith("watch_step"))
    slider.set_value(slider.options[0]).run()
    assert "Before any training" in app.words() and "step 0" in app.titles()[0]


def test_stopped_and_continued_it_has_the_weights_of_one_that_went_through(visit, monkeypatch):
    monkeypatch.setattr(watch_it_learn, "LENGTHS", (60,))
    app = visit("watch_it_learn")
    app.multiselect(key="watch_guess").set_value([5]).run()
    app.press("watch_train")
    stopped = [one.key for one in app.button if one.key == "watch_stop"]
    if stopped:  # not where it was done before the page was
        app.press("watch_stop")
        assert not run_of(app).running
    paused = run_of(app).watched
    if not paused.finished:
        assert app.button(key="watch_train").label == "Continue"
        app = trained(app.press("watch_train"))
    again = type(paused)(paused.text, paused.question, paused.recipe).run()
    assert paused.weights() == again.weights()


def test_a_new_question_is_a_new_training_and_a_new_guess(visit, few_steps):
    app = visit("watch_it_learn")
    app.multiselect(key="watch_guess").set_value([3]).run()
    app = trained(app.press("watch_train"))
    app.selectbox(key="watch_word").set_value(0).run()
    assert "Before any training" in app.words()
    assert app.multiselect(key="watch_guess").value == []
    assert not app.button(key="watch_train").disabled


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no text yet"),
        ("Only five words are here.", "only 6 different words"),
        ("word " * 900, "only 1 different word:"),
        ("One two three four five six seven eight nine ten.", "1 different sentence"),
    ],
)
def test_an_unfit_text_gets_one_sentence(visit, text, sentence):
    app = visit("watch_it_learn")
    app.text_area(key="watch_text").set_value(text).run()
    app.check_up()
    assert [said for said in app.said("warning") if sentence in said]
    assert app.pictures() == []


def test_a_link_brings_text_sentence_and_seed(visit, few_steps):
    app = visit("watch_it_learn", watch_text=SENTENCES, watch_sentence="4", watch_seed="3")
    app.check_up()
    asked = run_of(app).asked
    assert asked.text == SENTENCES and asked.seed == 3
    assert "on 10 sentences:" in app.words()
