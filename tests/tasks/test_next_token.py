"""Temperature, top-k and top-p are those of transformers; a text grows the same from one seed."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.tasks import next_token
from explorer.tasks.next_token import Sampling, drawn_from

LOGITS = np.random.default_rng(0).normal(scale=2.0, size=50)
SETTINGS = [
    (1.0, 0, 1.0), (0.5, 0, 1.0), (1.7, 0, 1.0), (1.0, 5, 1.0), (1.0, 0, 0.6), (0.7, 12, 0.8),
    (1.0, 500, 1.0), (1.0, 0, 0.01), (1.3, 1, 0.5),
]  # fmt: skip


def theirs(temperature, top_k, top_p):
    import torch
    from transformers.generation import logits_process as warpers

    scores = torch.tensor(LOGITS)[None]
    steps = [warpers.TemperatureLogitsWarper(temperature)]
    steps += [warpers.TopKLogitsWarper(top_k)] if top_k else []
    steps += [warpers.TopPLogitsWarper(top_p)] if top_p < 1 else []
    for step in steps:
        scores = step(None, scores)
    return scores.softmax(-1)[0].numpy()


@pytest.mark.parametrize("setting", SETTINGS)
def test_probabilities_are_those_of_transformers(setting):
    found = drawn_from(LOGITS, Sampling(*setting))
    assert found == pytest.approx(theirs(*setting), abs=1e-9)
    assert found.sum() == pytest.approx(1)


def test_temperature_nothing_takes_the_likeliest():
    found = drawn_from(LOGITS, Sampling(0.0, 7, 0.3))
    assert found[LOGITS.argmax()] == 1 and np.count_nonzero(found) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"temperature": -0.1}, "temperature must be from 0"),
        ({"temperature": float("nan")}, "temperature must be from 0"),
        ({"temperature": 99.0}, "temperature must be from 0"),
        ({"top_k": -1}, "1 or more, or 0"),
        ({"top_p": 0.0}, "above 0 and at most 1"),
        ({"top_p": 1.01}, "above 0 and at most 1"),
    ],
)
def test_settings_without_meaning_are_refused_with_a_sentence(wrong, said):
    with pytest.raises(InputError, match=said):
        Sampling(**wrong)


def test_draws_follow_the_probabilities():
    shares = drawn_from(LOGITS, Sampling(top_k=4))
    drawn = [
        next_token._draw(LOGITS, Sampling(top_k=4), np.random.default_rng((3, n))).id
        for n in range(2000)
    ]
    counts = np.bincount(drawn, minlength=len(LOGITS)) / len(drawn)
    assert set(drawn) == set(np.flatnonzero(shares).tolist())
    assert counts == pytest.approx(shares, abs=0.05)


@pytest.fixture(scope="module")
def predictor(checkpoint):
    from explorer.predictors import load_predictor

    return load_predictor("next-token", checkpoint("gpt2", head="CausalLM"))


@pytest.fixture(scope="module")
def prediction(predictor):
    from explorer.text import TextInput

    return predictor.run(TextInput("the cat sat on the big house"))


def grow(predictor, prediction, count, **options):
    sampling = Sampling(**{"temperature": 1.0, **options.pop("sampling", {})})
    return next_token.continue_text(predictor, prediction, sampling, count=count, **options)


def test_greedy_writes_what_transformers_writes(predictor, prediction):
    import torch

    made = grow(predictor, prediction, 5, sampling={"temperature": 0.0})
    ids = torch.tensor(prediction.trace.ids)[None]
    written = predictor.engine.model.generate(
        input_ids=ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=5
    )[0, ids.shape[1] :].tolist()
    assert [one.id for one in made.written] == written[: len(made.written)]
    assert made.written and made.prediction.trace.ids.tolist()[made.start :] == written


def test_a_longer_text_begins_like_a_shorter_one(predictor, prediction):
    short, long = (grow(predictor, prediction, n, seed=4) for n in (3, 6))
    assert long.written[:3] == short.written
    again = grow(predictor, prediction, 6, seed=4)
    assert again.written == long.written
    others = {tuple(grow(predictor, prediction, 6, seed=n).written) for n in range(5)}
    assert len(others) > 1


def test_each_token_is_drawn_from_what_was_expected_there(predictor, prediction):
    sampling = Sampling(1.3, 20, 0.9)
    made = next_token.continue_text(predictor, prediction, sampling, count=4, seed=1)
    before = next_token.continue_text(predictor, prediction, sampling, count=3, seed=1)
    shares = drawn_from(before.prediction.logits[-1], sampling)
    last = made.written[-1]
    assert last.drawn == pytest.approx(shares[last.id], abs=1e-5) and last.drawn > 0
    assert last.left == np.count_nonzero(shares) <= 20


def test_the_window_and_the_limit_end_a_text(predictor, prediction, monkeypatch):
    monkeypatch.setattr(next_token, "MOST_WRITTEN", 10**6)
    window = predictor.engine.spec.max_tokens
    made = grow(predictor, prediction, 10**6)
    assert made.ended or (made.full and made.prediction.trace.num_tokens == window)
    monkeypatch.setattr(next_token, "MOST_WRITTEN", 4)
    made = grow(predictor, prediction, 10**6)
    assert made.ended or len(made.written) == 4
    from explorer.text import TextInput

    full = predictor.run(TextInput("the cat sat " * window))
    assert full.trace.num_tokens == window and full.trace.dropped
    made = grow(predictor, full, 3)
    assert made.full and made.written == () and next_token.room(predictor, full) == 0


def test_the_end_mark_ends_a_text(predictor, prediction, monkeypatch):
    first = grow(predictor, prediction, 1, sampling={"temperature": 0.0}).written[0].id
    monkeypatch.setattr(predictor, "ends", frozenset({first}))
    made = grow(predictor, prediction, 9, sampling={"temperature": 0.0})
    assert made.ended and [one.id for one in made.written] == [first]
