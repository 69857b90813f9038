"""The embedding sum as it was recorded: tables, rows, steps."""

import numpy as np
import pytest
from support import survey
from support.plain_run import ALL, CASES, FORMULAS, PAIR, TEXT, TOLERANCE

import explorer
from explorer.measures.embedding_sum import formula, residual


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("case", ["one text", "a pair"])
def test_the_sum_of_the_tables_is_the_first_state(engine, name, case):
    trace = engine(name).run(**CASES[case])
    assert residual(trace) < TOLERANCE
    assert formula(trace) == FORMULAS[name]


@pytest.mark.parametrize(("name", "first"), [("bert", 0), ("roberta", 2), ("mpnet", 2)])
def test_rows_of_the_tables(engine, name, first):
    trace = engine(name).run(TEXT, PAIR)
    parts = {part.name: part for part in trace.embedding.parts}
    assert list(parts["word"].rows) == list(trace.ids)
    assert list(parts["position"].rows) == list(range(first, first + trace.num_tokens))
    if name == "bert":
        assert list(parts["segment"].rows) == list(trace.segment)


def test_a_sum_that_is_not_the_first_state_is_left_out(tmp_path):
    """ESM scales its words by how many are masked: its tables are the sum of some texts only."""
    masked = {"token_dropout": True, "mask_token_id": 4, "emb_layer_norm_before": True}
    folder = survey.write(tmp_path, "esm", position_embedding_type="rotary", **masked)
    engine = explorer.load(folder)
    told = []
    for text in ("the cat sat on the mat", "the [MASK] sat on the [MASK]"):
        trace = engine.run(text)
        told.append(bool(trace.embedding.parts))
        if told[-1]:
            assert np.allclose(trace.embedding.output(), trace.hidden[0], atol=1e-5)
    assert told == [True, False]
