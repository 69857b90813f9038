"""Query, key and value are the projections of the state, where a model has them."""

import numpy as np
import pytest
from support.plain_run import PAIR, TEXT

import explorer


@pytest.mark.parametrize("name", ["bundled", "bert"])
def test_query_key_value_are_the_projections_of_the_state(engine, name):
    found = engine(name)
    trace = found.run(TEXT, PAIR)
    for number, layer in enumerate(found.body.encoder.layer):
        for part in ("query", "key", "value"):
            linear = getattr(layer.attention.self, part)
            weight, bias = linear.weight.detach().numpy(), linear.bias.detach().numpy()
            expected = trace.hidden[number] @ weight.T + bias  # (T, D)
            got = getattr(trace, part)(number).swapaxes(0, 1).reshape(expected.shape)
            np.testing.assert_allclose(got, expected, atol=1e-4)
    width = trace.query(0).shape[-1]
    assert trace.captured(0).scale == pytest.approx(width**-0.5)


def test_fallback_has_no_query(engine):
    with pytest.raises(explorer.ExplorerError, match="attention weights can"):
        engine("deberta-v2").run(TEXT).query(0)
