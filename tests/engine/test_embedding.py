"""The embedding sum as it was recorded: tables, rows, steps."""

import pytest
from support.plain_run import ALL, CASES, FORMULAS, PAIR, TEXT, TOLERANCE

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
