"""Links cut in a real pass: against the layer rebuilt without them, and nothing left behind."""

import numpy as np
import pytest

from explorer.engine.cut_links import without_links
from explorer.errors import NotCaptured

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.mark.parametrize("arch", ["bert", "distilbert"])
def test_a_cut_link_equals_the_layer_rebuilt_without_it(arch, checkpoint):
    import explorer
    from explorer.engine.blocks import blocks

    engine = explorer.load(checkpoint(arch))
    trace = engine.run(TEXT, PAIR)
    with without_links(engine, 2, 1, 3, [4, 5]):
        changed = engine.run(TEXT, PAIR)
    weights = trace.attention(2).copy()
    assert weights[1, 3, [4, 5]].min() > 0
    weights[1, 3, [4, 5]] = 0
    np.testing.assert_allclose(changed.attention(2), weights, atol=1e-6)
    expected = blocks(engine)[2].rebuild(trace.hidden[2], weights)
    np.testing.assert_allclose(changed.hidden[-1], expected, atol=5e-6)
    assert np.abs(changed.hidden[-1] - trace.hidden[-1])[3].max() > 1e-4
    np.testing.assert_array_equal(engine.run(TEXT, PAIR).hidden, trace.hidden)


def test_what_cutting_a_link_in_the_last_layer_changes_is_as_the_graph_says(checkpoint):
    """Claims and cuts go together, though LayerNorms and activations answer to the cut."""
    from explorer.measures.logit_parts import one_logit
    from explorer.measures.prediction_graph import prediction_graph
    from explorer.predictors import load_predictor
    from explorer.predictors.split_heads import split
    from explorer.text import TextInput

    predictor = load_predictor("entities", checkpoint("bert", head="TokenClassification"))
    prediction = predictor.run(TextInput(TEXT, PAIR))
    model = split(predictor, prediction)
    target = one_logit(prediction.logits.shape, 3, 1)
    graph = prediction_graph(prediction.trace, model.blocks, model.head, target, most=None)
    last = [edge for edge in graph.links if edge.target.layer == 2]
    claimed, cut = [], []
    for source, to, weight in last[:6]:
        with without_links(predictor.engine, 2, to.head, to.token, [source.token]):
            changed = predictor.run(TextInput(TEXT, PAIR))
        claimed.append(-weight)
        cut.append(float(changed.logits[3, 1] - prediction.logits[3, 1]))
    assert np.corrcoef(claimed, cut)[0, 1] > 0.5


def test_a_model_with_an_attention_of_its_own_is_refused(checkpoint):
    import explorer

    engine = explorer.load(checkpoint("deberta-v2"))
    with pytest.raises(NotCaptured, match="cannot be switched off"), \
            without_links(engine, 0, 0, 0, [0]):  # fmt: skip
        pass
