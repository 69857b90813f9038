"""Engine.run against transformers' own eager run of the same folder; threads; several engines."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from support.plain_run import ALL, CASES, FALLBACK, FORMULAS, PAIR, TEXT, TOLERANCE, check_equal

import explorer
from explorer.errors import CheckpointError, ExplorerError
from explorer.measures.embedding_sum import formula, residual
from explorer.trace import CapturedLayer, WeightsLayer


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ALL)
def test_equals_a_plain_eager_run(both, name, case):
    engine, plain = both(name)
    trace = engine.run(**CASES[case])
    check_equal(trace, *plain(**CASES[case]))
    kind = WeightsLayer if name in FALLBACK else CapturedLayer
    assert all(type(layer) is kind for layer in trace.layers)
    assert trace.causal == (name == "gpt2" and trace.num_tokens > 1)


@pytest.mark.parametrize("name", ["bundled", "gpt2", "roberta"])
def test_equals_a_plain_run_at_the_longest_text(both, name):
    engine, plain = both(name)
    room = engine.spec.max_tokens - engine.encoder.backend.num_special_tokens_to_add(False)
    text = ("The cat sat on " * 200).split()
    trace = engine.run(" ".join(text[:room]))
    assert trace.num_tokens == engine.spec.max_tokens
    assert not trace.dropped
    check_equal(trace, *plain(" ".join(text[:room])))


def test_the_comparison_sees_a_wrong_layer(both):
    """The guard above fails when it should: another scale, another mask, another state."""
    engine, plain = both("bert")
    expected = plain(TEXT)
    check_equal(engine.run(TEXT), *expected)
    wrong = engine.run(TEXT)  # not looked at yet: weights are computed when asked for
    object.__setattr__(wrong.layers[1], "scale", wrong.layers[1].scale * 1.01)
    with pytest.raises(AssertionError):
        check_equal(wrong, *expected)
    with pytest.raises(AssertionError):
        check_equal(engine.run(TEXT + " it"), *expected)


def test_a_run_after_a_refused_one_is_right(both):
    engine, plain = both("bert")
    with pytest.raises(ExplorerError):
        engine.run("")
    check_equal(engine.run(TEXT), *plain(TEXT))


@pytest.mark.parametrize("name", ["bert", "gpt2", "mpnet"])
def test_one_engine_serves_many_threads(engine, name):
    found = engine(name)
    jobs = [partial(found.run, "cat " * n, "dog " * (9 - n)) for n in range(1, 9)]
    jobs += [partial(found.run, text) for text in (TEXT, PAIR, "cat " * 600)]
    alone = [job() for job in jobs]
    with ThreadPoolExecutor(8) as pool:
        together = [pool.submit(job) for job in jobs * 3]
        for number, running in enumerate(together):
            expected, trace = alone[number % len(jobs)], running.result()
            assert trace.tokens == expected.tokens
            assert trace.dropped == expected.dropped
            np.testing.assert_allclose(trace.hidden, expected.hidden, atol=TOLERANCE)
            for layer in range(trace.num_layers):
                np.testing.assert_allclose(
                    trace.attention(layer), expected.attention(layer), atol=TOLERANCE
                )
            assert residual(trace) < TOLERANCE  # nobody else's tables


def test_two_models_at_once_do_not_mix(engine):
    with ThreadPoolExecutor(4) as pool:
        names = ["bert", "roberta", "gpt2", "mpnet"] * 5
        for name, job in [(name, pool.submit(engine(name).run, TEXT)) for name in names]:
            trace = job.result()
            assert trace.num_layers == 3
            assert formula(trace) == FORMULAS[name]


def test_a_run_leaves_nothing_behind(engine):
    found = engine("bert")
    first = found.run(TEXT)
    kept = first.hidden.copy(), first.query(0).copy()
    found.run(PAIR)
    np.testing.assert_array_equal(first.hidden, kept[0])
    np.testing.assert_array_equal(first.query(0), kept[1])
    np.testing.assert_array_equal(found.run(TEXT).hidden, kept[0])
    assert not found.model.training


@pytest.mark.parametrize("arch", ["t5", "bart", "marian"])
def test_encoder_decoders_are_refused_with_a_sentence(checkpoint, arch):
    with pytest.raises(CheckpointError, match=r"is an encoder-decoder model.*load_seq2seq"):
        explorer.load(checkpoint(arch))


def test_a_checkpoint_with_a_head_gives_the_same_trace(checkpoint, engine):
    with_head = explorer.load(checkpoint("bert", head="MaskedLM"))
    trace = with_head.run(TEXT)
    assert trace.num_layers == 3
    assert residual(trace) < TOLERANCE
    assert formula(trace) == FORMULAS["bert"]


def test_a_reading_with_progress_is_not_needed_for_folders(checkpoint):
    seen = []
    explorer.load(checkpoint("bert"), progress=lambda done, total: seen.append((done, total)))
    assert seen == []
