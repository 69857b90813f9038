"""Answers about a tiny model that learns, over frames made by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from support.traces import make_trace

from explorer.lessons.answers import learning
from explorer.lessons.card import View

WORDS = ("emma", "found", "her", ".")
VIEW = View(
    "watch_it_learn", "x", settings={"watch_sentence": 2, "watch_word": 2, "watch_steps": 9}
)


def frame(step, shares, looked=(0.25, 0.25, 0.25, 0.25)):
    """What was said after a step; the blank looks at the four words so."""
    row = np.array([0.0, *looked, 0.0])
    weights = np.tile(row, (1, 2, 6, 1))
    prediction = SimpleNamespace(
        labels=("a",) * 20, trace=make_trace(("[CLS]", *WORDS, "[SEP]"), weights=weights)
    )
    return SimpleNamespace(
        step=step, shares=np.array(shares), guesses=("a", "b", "c", "d"), prediction=prediction
    )


@pytest.fixture
def model():
    frames = (
        frame(0, [0.1, 0.1, 0.05, 0.1]),
        frame(3, [0.6, 0.1, 0.1, 0.7]),
        frame(6, [0.4, 0.1, 0.8, 0.9]),
        frame(9, [0.3, 0.2, 0.9, 1.0], (0.7, 0.1, 0.1, 0.1)),
    )
    made = SimpleNamespace(
        frames=frames, words=WORDS, question=SimpleNamespace(sentence=2, word=2),
        recipe=SimpleNamespace(steps=9, heads=2),
    )  # fmt: skip
    asked = []

    def learnt(text, sentence, word, *, seed, steps):
        asked.append((text, sentence, word, seed, steps))
        return made

    return SimpleNamespace(learnt=learnt, asked=asked)


def test_what_the_blank_gets_before_and_after(model):
    before = learning.share_before(model, VIEW)
    assert before.value == pytest.approx(5)
    assert before.facts == {"guess": "c", "word": "her", "count": "20"}
    after = learning.share_after(model, VIEW)
    assert after.value == pytest.approx(90)
    assert after.facts["before"] == "5 %"


def test_a_word_is_known_first_that_stays_known(model):
    found = learning.first_known(model, VIEW)  # “emma” was above half once, and fell again
    assert found.value == "the full stop"
    assert found.facts == {"step": "3", "second": "her", "second_step": "6"}


def test_where_the_blank_looks_in_the_end(model):
    found = learning.looked_at(model, VIEW)
    assert found.value == "emma"
    assert found.facts == {"before": "25 %", "after": "70 %"}


def test_words_that_stay_below_half(model):
    found = learning.never_known(model, VIEW)
    assert found.value == "emma, found"
    assert found.facts == {"word": "found", "share": "20 %"}
    assert learning.all_known(model, VIEW, above=19).value is True
    assert learning.all_known(model, VIEW, above=21).value is False


def test_the_text_is_that_of_the_page_or_of_its_box(model):
    learning.share_before(model, VIEW)
    learning.share_before(
        model, View("watch_it_learn", "mine", settings=VIEW.settings, box="watch_text")
    )
    assert [one[0] == learning.START for one in model.asked] == [True, False]
    assert model.asked[1] == ("mine", 2, 2, 0, 9)
