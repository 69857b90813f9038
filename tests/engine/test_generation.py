"""Writing: the loop that shows its steps writes what transformers' own search writes."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from explorer.errors import CheckpointError, InputError

SOURCES = ("the cat sat on the big house", "a dog ran", "It slept, because it was tired.")
MOST = 7


@pytest.fixture(scope="module", params=["t5", "bart", "marian"])
def engine(request, checkpoint):
    import explorer

    return explorer.load_seq2seq(checkpoint(request.param, head="Seq2SeqLM"))


def _theirs(engine, source, beams):
    """Token ids by transformers' generate, without the start token and a forced end mark."""
    import torch

    ids = torch.tensor(engine.read(source).ids)[None]
    written = engine.writer.generate(
        input_ids=ids, attention_mask=torch.ones_like(ids), num_beams=beams, do_sample=False,
        max_new_tokens=MOST, forced_eos_token_id=None,
    )  # fmt: skip
    return written[0, 1:].tolist()


def _ids(made, engine):
    vocabulary = engine.target_encoder.vocabulary
    last = made.steps[-1].token
    known = {_label(engine, number): number for number in vocabulary.values()}
    return [*made.trace.target.ids[1:].tolist(), known[last]]


def _label(engine, number):
    from explorer.engine.generation import label

    return label(engine, number)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("beams", [1, 3])
def test_it_writes_what_transformers_writes(engine, source, beams):
    made = engine.generate(source, beams=beams, most_tokens=MOST)
    assert _ids(made, engine) == _theirs(engine, source, beams)[: len(made.steps)]
    assert made.ended or len(made.steps) == MOST


def test_each_row_is_what_that_step_saw(engine):
    """A decoder sees only what is behind it: the whole pass has each step's attention."""
    made = engine.generate(SOURCES[0], most_tokens=5)
    whole = made.trace
    assert whole.target.num_tokens == len(made.steps) == len(whole.target.labels)
    assert whole.target.labels[1:] == tuple(step.token for step in made.steps[:-1])
    from explorer.engine.generation import _first

    for step in range(1, 5):
        part = engine.run_tokens(whole.source, _first(whole.target, step + 1))
        for layer in range(3):
            np.testing.assert_allclose(
                part.cross[layer].attention()[:, step],
                whole.cross[layer].attention()[:, step],
                atol=1e-5,
            )
            np.testing.assert_allclose(
                made.cross(step, layer), part.cross[layer].attention()[:, step].mean(0), atol=1e-5
            )
    assert made.cross(2, 1, head=3).shape == (whole.source.num_tokens,)


def test_steps_say_how_likely_they_were(engine):
    made = engine.generate(SOURCES[1], most_tokens=4)
    for step in made.steps:
        tokens, shares = zip(*step.likely, strict=True)
        assert step.token == tokens[0]  # greedy: the likeliest
        assert step.probability == pytest.approx(shares[0])
        assert list(shares) == sorted(shares, reverse=True) and 0 < sum(shares) <= 1 + 1e-6
    kept = made.steps[-1].hypotheses
    assert len(kept) == 1 and kept[0].score == pytest.approx(made.score, abs=1e-4)


def test_beam_search_finds_what_trying_everything_finds(checkpoint):
    """Two tokens ahead with as many beams as there can be: the best of all pairs of tokens."""
    import torch

    import explorer

    engine = explorer.load_seq2seq(checkpoint("bart", head="Seq2SeqLM", seed=4))
    made = engine.generate(SOURCES[0], beams=8, most_tokens=2)
    ids = torch.tensor(engine.read(SOURCES[0]).ids)[None]

    def logs(*written):
        given = torch.tensor([[engine.start_token, *written]])
        with torch.inference_mode():
            out = engine.writer(input_ids=ids, decoder_input_ids=given).logits
        return out[0].log_softmax(-1)

    first = logs()[0]
    likely = first.topk(8).indices.tolist()
    ends = {engine.writer.generation_config.eos_token_id}
    best = max((float(first[a] + logs(a)[1].max()), a) for a in likely if a not in ends)
    assert len(made.steps[0].hypotheses) == 8
    if not made.ended:
        assert made.score == pytest.approx(best[0], abs=1e-4)
    scores = [kept.score for kept in made.steps[0].hypotheses]
    assert all(a >= b for a, b in itertools.pairwise(scores))


def test_it_stops_at_the_limit(engine, monkeypatch):
    """Random weights hardly ever write an end mark."""
    made = engine.generate(SOURCES[0], most_tokens=3)
    assert len(made.steps) == 3 and not made.ended
    monkeypatch.setattr("explorer.engine.generation.LONGEST", 20)
    longest = engine.generate("cat", most_tokens=10**6)
    assert len(longest.steps) <= 20


@pytest.mark.parametrize("beams", [0, 9])
def test_other_numbers_of_beams_are_refused(engine, beams):
    with pytest.raises(InputError, match="from 1 to 8"):
        engine.generate("cat", beams=beams)


def test_without_a_head_nothing_is_written(checkpoint):
    import explorer

    engine = explorer.load_seq2seq(checkpoint("t5"))
    assert engine.writer is None
    with pytest.raises(CheckpointError, match="without the layer that writes tokens"):
        engine.generate("the cat")


def test_forced_and_forbidden_tokens_hold(checkpoint):
    import explorer

    engine = explorer.load_seq2seq(checkpoint("marian", head="Seq2SeqLM"))
    free = engine.generate("the cat", most_tokens=3)
    written = int(free.trace.target.ids[1])
    config = engine.writer.generation_config
    config.bad_words_ids = [[written], [1, 2]]
    barred = engine.generate("the cat", most_tokens=3)
    assert written not in barred.trace.target.ids[1:]
    config.forced_bos_token_id = 30
    forced = engine.generate("the cat", most_tokens=3)
    assert forced.trace.target.ids[1] == 30 and forced.steps[0].probability == 1.0


def test_a_text_that_is_not_its_tokens_again_keeps_the_tokens(checkpoint):
    """Byte-level nonsense decodes to a text that the tokenizer cuts otherwise."""
    import explorer

    engine = explorer.load_seq2seq(checkpoint("bart", head="Seq2SeqLM"))
    made = engine.generate(SOURCES[0], most_tokens=6)
    target = made.trace.target
    assert target.num_tokens == 6 and target.special[0] and not target.special[1:].any()
    assert (target.word[1:] == np.arange(5)).all() and target.word[0] == -1
