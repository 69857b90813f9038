"""Texts in one rectangle are what they are alone, or they are not put into one."""

from __future__ import annotations

import numpy as np
import pytest
from support import survey

import explorer
from explorer.engine.batch import embed
from explorer.engine.padding import pads, texts_a_pass
from explorer.engine.sample_states import sample_occurrences

LONG = "The cat sat on the bank of the river. " * 6
TEXTS = ["cat", LONG, "the cat sat on the mat", "a dog", "the river " * 12]
# Phi-3 turns positions by other angles once anything in the batch is longer than that.
LONG_ROPE = {
    "rope_scaling": {"type": "longrope", "short_factor": [1.0] * 4, "long_factor": [4.0] * 4},
    "original_max_position_embeddings": 32,
}
SEEN = {"convbert": {}, "nystromformer": {}, "phi3": LONG_ROPE}


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    made = {}

    def load(kind):
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            made[kind] = explorer.load(survey.write(folder, kind, **SEEN.get(kind, {})))
        return made[kind]

    return load


@pytest.mark.parametrize("kind", [*SEEN, "bert", "xlnet"])
def test_sentence_vectors_are_those_of_single_runs(engines, kind):
    engine = engines(kind)
    found = embed(engine, TEXTS).vectors["mean"]
    for text, vector in zip(TEXTS, found, strict=True):
        alone = engine.run(text).hidden[-1].mean(axis=0)
        assert np.abs(vector - alone).max() < 1e-5


@pytest.mark.parametrize("kind", ["phi3", "xlnet"])
def test_many_texts_are_those_of_single_runs(engines, kind):
    engine = engines(kind)
    for text, found in zip(TEXTS, engine.run_many(TEXTS), strict=True):
        alone = engine.run(text)
        assert np.abs(found.hidden - alone.hidden).max() < 1e-5
        assert len(found.embedding.parts) == len(alone.embedding.parts) > 0
        for layer in range(alone.num_layers):
            assert np.abs(found.attention(layer) - alone.attention(layer)).max() < 1e-5


def test_a_model_is_tried_at_each_new_length(engines):
    engine = engines("phi3")
    fresh = explorer.load(engine.folder)
    assert pads(fresh, 30)  # up to 32 tokens all turn alike
    assert texts_a_pass(fresh, np.array([5, 30]), 8) == 8
    assert texts_a_pass(fresh, np.array([40, 40]), 8) == 8  # nothing is padded
    assert texts_a_pass(fresh, np.array([5, 40]), 8) == 1
    assert not pads(fresh, 30)  # once seen to differ, a model is not trusted
    assert pads(engines("bert"), 60)


def test_the_sample_of_states_is_that_of_single_runs(engines):
    engine = engines("convbert")
    found = sample_occurrences(engine, ["the cat sat on the mat", "a dog"])
    alone = sample_occurrences(engine, ["a dog"])
    assert np.abs(found.states[:, -2:] - alone.states).max() < 1e-5  # both words of the last
