"""What the page shows beside attention is what Python computes, from tokens to the layer film."""

import numpy as np
import pytest
from support import live_service
from support.live_service import shown

from explorer.live.model import live_model
from explorer.measures import embedding_sum, projection, tokens
from explorer.measures.similarity import cosine

TEXT = "The river bank was muddy, and [MASK] sat down."
PAIR = ("Ducks nest along the unbelievable bank.", "It was hyperparameterized!")
LONG = "word " * 40 + "antidisestablishmentarianism, naïve"
QUESTIONS = {
    "shown": shown(TEXT),
    "alike": {"kind": "alike", "tag": "a", "state": 3},
    "sentences": {"kind": "sentences", "texts": ["The cat sat.", "A cat was sitting.", "Rates."]},
    "alike again": {"kind": "alike", "tag": "a", "state": 3},
    "nothing": {"kind": "sentences", "texts": ["The cat sat.", " "]},
    "another": {"kind": "alike", "tag": "b", "state": 3},
    "embedding, another": {"kind": "embedding", "tag": "b", "at": 3},
    "film, another": {"kind": "film", "tag": "b"},
    "steps, another": {"kind": "steps", "tag": "b", "word": 0},
    "pair": shown(*PAIR, tag="p"),
    "embedding": {"kind": "embedding", "tag": "p", "at": 12},
    "film of a pair": {"kind": "film", "tag": "p"},
    **{f"step {word}": {"kind": "steps", "tag": "p", "word": word} for word in range(13)},
    "hard": shown("[MASK] 🙂unbelievable " + "x" * 101, tag="h"),
    **{f"hard {word}": {"kind": "steps", "tag": "h", "word": word} for word in range(3)},
    "long": shown(LONG, tag="l"),
    "film": {"kind": "film", "tag": "l"},
    "shortest": shown(".", tag="s"),
    "film of the shortest": {"kind": "film", "tag": "s"},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the service of the page answers to each of the questions."""
    folder = tmp_path_factory.mktemp("parts")
    found = live_service.answers(folder, live_model(), list(QUESTIONS.values()))
    return dict(zip(QUESTIONS, found, strict=True))


def cosines(states):
    unit = states / np.linalg.norm(states, axis=-1, keepdims=True)
    return unit @ unit.T


def test_tokens_are_as_similar_as_in_python(answers, bundled):
    wanted = cosines(bundled.run(TEXT).hidden[3])
    for name in ("alike", "alike again"):  # before and after other passes came between
        found = np.reshape(answers[name]["cosines"], wanted.shape)
        assert found == pytest.approx(wanted, abs=2e-3)


def test_a_question_about_another_text_gets_no_numbers(answers):
    assert answers["another"] == {"cosines": None}
    assert answers["embedding, another"] == {"stages": None}
    assert answers["film, another"] == {"points": None}
    assert answers["steps, another"] == {"tried": None}


def test_sentences_are_as_similar_as_in_python(answers, bundled):
    texts = QUESTIONS["sentences"]["texts"]
    vectors = [bundled.run(text).hidden[-1].mean(axis=0) for text in texts]
    wanted = cosines(np.array(vectors))[0, 1:]
    assert answers["sentences"]["cosines"] == pytest.approx(wanted, abs=1e-3)
    assert answers["nothing"] == {"cosines": [None]}


def test_the_embedding_sum_is_the_measures(answers, bundled):
    trace, at = bundled.run(*PAIR), QUESTIONS["embedding"]["at"]
    assert trace.side[at] == 1  # a token of the second text: its segment counts
    wanted = embedding_sum.stages(trace, at)
    stages = {stage["name"]: stage for stage in answers["embedding"]["stages"]}
    assert list(stages) == list(wanted)
    for name, vector in wanted.items():
        assert stages[name]["vector"] == pytest.approx(
            vector, abs=2e-2 if name == "LayerNorm" else 2e-3
        )
        assert stages[name]["length"] == pytest.approx(np.linalg.norm(vector), rel=1e-3)
        assert stages[name]["cosine"] == pytest.approx(cosine(vector, wanted["sum"]), abs=1e-3)


def test_shares_of_the_parts_are_the_measures(answers, bundled):
    trace = bundled.run(*PAIR)
    shares = answers["embedding"]["shares"]
    found = np.array([[one[part.name] for one in shares] for part in trace.embedding.parts])
    assert found == pytest.approx(embedding_sum.part_shares(trace), abs=1e-3)
    assert found.sum(axis=0) == pytest.approx(1)


@pytest.mark.parametrize("name", ["film", "film of a pair", "film of the shortest"])
def test_the_film_is_the_apps_up_to_the_signs_of_its_axes(answers, bundled, name):
    typed = {"film": (LONG,), "film of a pair": PAIR, "film of the shortest": (".",)}[name]
    (wanted,), whole = projection.film([bundled.run(*typed).hidden])  # (L+1, T, 2)
    found = np.array(answers[name]["points"])
    assert found.shape == wanted.shape
    signs = np.sign((found * wanted).sum(axis=(0, 1)))  # (2,)
    assert found * signs == pytest.approx(wanted, abs=0.01 * np.abs(wanted).max())
    assert answers[name]["explained"] == pytest.approx(whole.explained, abs=1e-3)


def test_the_steps_of_a_word_are_the_longest_matches(answers, bundled):
    encoder, trace = bundled.encoder, bundled.run(*PAIR)
    lengths = []
    for word in range(int(trace.word.max()) + 1):
        places = np.flatnonzero(trace.word == word)
        text = trace.side_text(int(trace.side[places[0]]))
        written = text[trace.offsets[places[0], 0] : trace.offsets[places[-1], 1]]
        parts = encoder.pretokenized(encoder.normalized(written))
        steps = [
            step for part in parts for step in tokens.wordpiece_steps(part, encoder.vocabulary)
        ]
        tried = answers[f"step {word}"]["tried"]
        assert [one["piece"] for one in tried] == [step.candidate for step in steps]
        found = [one["id"] for one in tried if one["id"] is not None]
        assert found == trace.ids[places].tolist()
        lengths.append(len(tried))
    assert max(lengths) > 20  # a word of several pieces is among them


def test_a_special_token_and_unknown_words_have_their_steps(answers):
    mask, unknown, long = (answers[f"hard {word}"]["tried"] for word in range(3))
    assert [one["piece"] for one in mask] == ["[MASK]"]
    assert unknown[-1] == {"piece": "🙂", "id": None}
    assert long == [{"piece": "x" * 101, "id": None}]
