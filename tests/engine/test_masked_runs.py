"""Numbers of masked texts against the same texts typed with masks; every method has its say."""

import numpy as np
import pytest

from explorer.errors import InputError, NotCaptured
from explorer.text import TextInput


@pytest.fixture(scope="module")
def engine(checkpoint):
    import explorer

    return explorer.load(checkpoint("bert"))


def first_number(output):
    return output.last_hidden_state[:, 1, 3]


def test_masked_texts_are_the_same_texts_one_by_one(engine, monkeypatch):
    from explorer.engine import masked_runs

    trace = engine.run("The cat sat on the bank.")
    keep = np.ones((3, trace.num_tokens), bool)
    keep[1, 2] = keep[2, 2] = keep[2, 4] = False
    found = masked_runs.masked_numbers(engine, trace, first_number, keep)
    for row, number in zip(keep, found, strict=True):
        masked = tuple(np.flatnonzero(~row).tolist())
        alone = engine.run(TextInput(trace.input.text, masked=masked))
        assert number == pytest.approx(float(alone.hidden[-1, 1, 3]), abs=1e-5)
    monkeypatch.setattr(masked_runs, "TOKENS_AT_ONCE", 1)
    again = masked_runs.masked_numbers(engine, trace, first_number, keep)
    np.testing.assert_allclose(found, again, atol=1e-6)
    with pytest.raises(InputError, match="tokens, not 3"):
        masked_runs.masked_numbers(engine, trace, first_number, keep[:, :3])
    monkeypatch.setattr(engine.encoder, "mask_id", None)
    with pytest.raises(NotCaptured, match="no mask token"):
        masked_runs.masked_numbers(engine, trace, first_number, keep)


def test_every_method_scores_every_token(engine, monkeypatch):
    from explorer.engine import methods
    from explorer.measures.alti import alti

    trace = engine.run("The cat sat on the bank.")
    found = methods.token_scores(engine, trace, first_number, steps=4)
    assert list(found) == list(methods.METHODS)
    for scores in found.values():
        assert scores.shape == (trace.num_tokens,)
        assert np.isfinite(scores).all()
    readers = np.zeros(trace.num_tokens)
    readers[1] = 2.0
    by_one = methods.attention_scores(engine, trace, readers)
    known = methods.blocks(engine)
    np.testing.assert_allclose(by_one["ALTI"], alti(trace, known)[-1][1], atol=1e-6)

    def unknown(_engine):
        raise NotCaptured("not built like BERT")

    monkeypatch.setattr(methods, "blocks", unknown)
    left = methods.attention_scores(engine, trace)
    assert list(left) == ["rollout", "attention received"]
