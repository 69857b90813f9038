"""The embedding sum in numbers, against 3-4-5 and 5-12-13 triangles."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import PAIR, SINGLE, make_trace

from explorer.errors import NotCaptured
from explorer.measures import embedding_sum
from explorer.trace import EmbeddingSum, LayerNorm, NoNorm, Projection, RMSNorm

CAT, DOG = 2, 7


def norm(width):
    return LayerNorm(np.ones(width, np.float32), np.zeros(width, np.float32), 1e-12)


def with_steps(trace, *steps):
    return replace(trace, embedding=EmbeddingSum(trace.embedding.parts, steps))


def test_stages_stand_in_order():
    trace = make_trace()
    width = trace.hidden.shape[2]
    stages = embedding_sum.stages(with_steps(trace, norm(width)), CAT)
    assert list(stages) == ["word", "position", "segment", "sum", "LayerNorm"]
    lengths = {name: float(np.linalg.norm(vector)) for name, vector in stages.items()}
    assert lengths["word"] == 3
    assert lengths["position"] == 4
    assert lengths["segment"] == 0
    assert lengths["sum"] == pytest.approx(5)
    assert lengths["LayerNorm"] == pytest.approx(np.sqrt(width), rel=1e-4)
    np.testing.assert_allclose(stages["sum"], trace.hidden[0, CAT])


def test_one_part_has_no_sum():
    trace = make_trace(SINGLE)
    only = replace(trace, embedding=EmbeddingSum(trace.embedding.parts[:1], ()))
    assert list(embedding_sum.stages(only, 1)) == ["word"]
    assert embedding_sum.formula(only) == "word"


def test_norms_and_shares():
    trace = make_trace()
    norms, shares = embedding_sum.part_norms(trace), embedding_sum.part_shares(trace)
    np.testing.assert_allclose(norms[:, CAT], [3, 4, 0])
    np.testing.assert_allclose(norms[:, DOG], [3, 4, 12])
    np.testing.assert_allclose(shares[:, CAT], [9 / 25, 16 / 25, 0], atol=1e-6)
    np.testing.assert_allclose(shares[:, DOG], [9 / 169, 16 / 169, 144 / 169], atol=1e-6)
    np.testing.assert_allclose(shares.sum(axis=0), 1, atol=1e-6)


def test_a_part_against_the_sum_has_a_negative_share():
    trace = make_trace(SINGLE)
    word, position, _ = trace.embedding.parts
    against = replace(position, vectors=(-0.5 * word.vectors).astype(np.float32))
    shares = embedding_sum.part_shares(replace(trace, embedding=EmbeddingSum((word, against), ())))
    np.testing.assert_allclose(shares, [[2] * 6, [-1] * 6], atol=1e-6)


def test_residual_is_zero_only_when_the_sum_explains_the_first_state():
    trace = make_trace()
    assert embedding_sum.residual(trace) == 0
    hidden = trace.hidden.copy()
    hidden[0, 3, 1] += 0.25
    assert embedding_sum.residual(replace(trace, hidden=hidden)) == pytest.approx(0.25)


def test_formula_names_parts_and_steps():
    trace = make_trace()
    width = trace.hidden.shape[2]
    wide = Projection(np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    assert embedding_sum.formula(trace) == "word + position + segment"
    assert (
        embedding_sum.formula(with_steps(trace, norm(width), wide))
        == "projection(LayerNorm(word + position + segment))"
    )


def test_truths_of_other_architectures():
    trace = make_trace()
    width = trace.hidden.shape[2]
    assert embedding_sum.architecture_notes(with_steps(trace, norm(width))) == []
    word, position, segment = trace.embedding.parts
    offset = replace(position, rows=position.rows + 2)
    told = embedding_sum.architecture_notes(
        replace(trace, embedding=EmbeddingSum((word, offset), ()))
    )
    assert [sentence.split(":")[0] for sentence in told] == [
        "This model has no segment embeddings",
        "Positions count from 2 here",
        "No LayerNorm follows the sum",
    ]
    told = embedding_sum.architecture_notes(
        replace(trace, embedding=EmbeddingSum((word, segment), (norm(width),)))
    )
    assert len(told) == 1
    assert "no position vector" in told[0]
    wide = Projection(np.eye(width, dtype=np.float32), np.zeros(width, np.float32))
    told = embedding_sum.architecture_notes(with_steps(trace, norm(width), wide))
    assert len(told) == 1
    assert "learned projection widens them" in told[0]


def test_no_step_changes_its_input():
    trace = make_trace()
    before = trace.embedding.total().copy()
    norm(trace.hidden.shape[2])(before)
    np.testing.assert_array_equal(before, trace.embedding.total())
    assert len(PAIR) == trace.num_tokens


def test_an_embedding_that_is_no_sum_has_no_shares_and_no_formula():
    nothing = replace(make_trace(), embedding=EmbeddingSum((), ()))
    for name in ("formula", "part_norms", "part_shares", "architecture_notes", "residual"):
        with pytest.raises(NotCaptured, match="cannot be taken apart"):
            getattr(embedding_sum, name)(nothing)


def test_other_norms_are_called_what_they_are():
    trace = make_trace()
    total = trace.embedding.total()
    twice, one = np.full(total.shape[1], 2, np.float32), np.ones(total.shape[1], np.float32)
    made = with_steps(trace, RMSNorm(twice, 0.0))
    assert embedding_sum.formula(made) == "RMSNorm(word + position + segment)"
    expected = 2 * total / np.sqrt((total**2).mean(axis=-1, keepdims=True))
    np.testing.assert_allclose(made.embedding.output(), expected, rtol=1e-5)
    made = with_steps(trace, NoNorm(twice, one))
    assert embedding_sum.formula(made) == "NoNorm(word + position + segment)"
    np.testing.assert_allclose(made.embedding.output(), 2 * total + 1, rtol=1e-5)
