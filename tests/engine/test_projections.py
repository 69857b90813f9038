"""Query, key and value that a run finds: in half precision too, and never by chance."""

import numpy as np
import pytest
from support import survey
from support.surveyed import plain

import explorer
from explorer.engine.projections import _clearly_best

TEXT, PAIR = survey.TEXT, survey.PAIR
PROJECTED = ("big_bird", "deberta-v2", "luke", "megatron-bert", "mpnet", "rembert", "tapas")


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
@pytest.mark.parametrize("kind", ["bert", "roberta", "modernbert", "splinter", *PROJECTED])
def test_no_model_loses_its_queries_in_half_precision(tmp_path, kind, dtype):
    """Sums of eight bits are off by percents; queries, keys and values are found all the same."""
    folder = survey.write(tmp_path / "model", kind)
    whole, half = explorer.load(folder), explorer.load(folder, dtype=dtype)
    found, plan = half.capture_plan.projected, whole.capture_plan.projected
    assert found == plan
    trace, plainly = half.run(TEXT, PAIR), whole.run(TEXT, PAIR)
    for layer in (0, plainly.num_layers - 1):
        for name in ("query", "key", "value"):
            expected = getattr(plainly.captured(layer), name)
            apart = np.abs(getattr(trace.captured(layer), name) - expected).max()
            assert apart < 0.1 * np.abs(expected).max()


def test_of_two_projections_that_explain_equally_well_none_is_taken():
    assert _clearly_best([(0.01, "a"), (0.02, "b")], 0.05) == "a"
    assert _clearly_best([(0.01, "a"), (0.019, "b")], 0.05) is None
    assert _clearly_best([(0.06, "a"), (0.9, "b")], 0.05) is None
    assert _clearly_best([], 0.05) is None


@pytest.mark.parametrize("window", [4, 30])
def test_a_window_is_seen_however_long_it_is(tmp_path, window):
    """GPT-Neo's second layer looks back over so many tokens; 24 were tried at loading."""
    engine = explorer.load(survey.write(tmp_path, "gpt_neo", window_size=window))
    text = "The cat sat on the bank of the river. " * 6
    trace = engine.run(text)
    expected = plain(tmp_path, text).attentions
    for layer, weights in enumerate(expected):
        assert np.abs(trace.attention(layer) - weights[0].numpy()).max() < 1e-4
    assert (trace.attention(1)[:, -1, : trace.num_tokens - window] == 0).all()
    assert trace.causal
