"""The graph of a prediction: a network on paper, and the flow through every node of real ones."""

from collections import defaultdict

import numpy as np
import pytest
from support.paper_network import network

from explorer.measures.logit_parts import logit_parts, one_logit
from explorer.measures.prediction_graph import LOGIT, Edge, Node, prediction_graph
from explorer.predictors import load_predictor
from explorer.text import TextInput


def test_the_edges_of_a_network_on_paper():
    """Of the first state, (1 + 0.5 + 1.5) / 3; twice that is the logit, and 0.25 of the head."""
    graph = prediction_graph(*network(), one_logit((2,), None, 0))
    here, head = Node("state", 1, 0), Node("head", 0, 0, 0)
    expected = {
        (Node("state", 0, 0), here): 2 / 3,
        (Node("state", 0, 0), head): 1 / 3,
        (Node("state", 0, 1), head): 1.0,
        (head, here): 4 / 3,
        (here, LOGIT): 2.0,
        (Node("bias", 1), LOGIT): 0.25,
    }
    assert {(one.source, one.target): pytest.approx(one.weight) for one in graph.edges} == expected
    assert [round(one.weight, 3) for one in graph.links] == [1.0, 0.333]
    assert (graph.count, graph.carried, graph.value) == (6, 1.0, 2.25)
    np.testing.assert_allclose(graph.states, [[1, 1], [2, 0]], atol=1e-6)
    np.testing.assert_allclose(graph.heads, [[[4 / 3, 0]]], atol=1e-6)


def flow(edges):
    """What goes into each node and out of it."""
    into, out = defaultdict(float), defaultdict(float)
    for source, target, weight in edges:
        into[target] += weight
        out[source] += weight
    return into, out


@pytest.fixture(scope="module", params=["bert", "albert", "classify", "answer"])
def whole(request, checkpoint, bundled):
    """Trace, parts and the whole graph of a logit: checkpoints, and heads that mix states."""
    from explorer.predictors.split_heads import split

    if request.param in ("bert", "albert"):
        folder = checkpoint(request.param, head="SequenceClassification")
        predictor = load_predictor("classify", folder)
    else:
        predictor = load_predictor(request.param, body=bundled)
    prediction = predictor.run(TextInput("who sat", "the cat"))
    model, shape = split(predictor, prediction), prediction.logits.shape
    row = None if len(shape) == 1 else prediction.trace.num_tokens - 2
    given = prediction.trace, model.blocks, model.head, one_logit(shape, row, 1)
    return prediction.trace, logit_parts(*given), prediction_graph(*given, most=None), given


def test_as_much_flows_into_every_node_as_out_of_it(whole):
    trace, parts, graph, _ = whole
    assert len(graph.edges) == graph.count
    assert graph.carried == pytest.approx(1)
    into, out = flow(graph.edges)
    inner = [node for node in into if node.kind in {"head", "state"}]
    assert len(inner) > trace.num_layers * trace.num_tokens
    for node in inner:
        assert into[node] == pytest.approx(out[node], abs=1e-3)
    assert into[LOGIT] == pytest.approx(parts.value, abs=1e-3)
    assert graph.gap < 1e-3


def test_the_sources_of_the_flow_are_the_tokens_contributions(whole):
    trace, parts, graph, _ = whole
    _, out = flow(graph.edges)
    given = [out[Node("state", 0, token)] for token in range(trace.num_tokens)]
    np.testing.assert_allclose(given, parts.tokens, atol=1e-4)
    biases = [out[Node("bias", layer)] for layer in range(trace.num_layers + 1)]
    assert sum(biases[:-1]) == pytest.approx(parts.biases, abs=1e-3)
    assert biases[-1] == pytest.approx(parts.head, abs=1e-4)


def test_the_strongest_edges_are_kept_and_their_share_is_that_of_all(whole):
    _, _, graph, given = whole
    pruned = prediction_graph(*given, most=30)
    assert pruned.edges == graph.edges[:30]
    sizes = np.abs([edge.weight for edge in graph.edges])
    assert pruned.carried == pytest.approx(sizes[:30].sum() / sizes.sum())
    assert pruned.count == graph.count
    assert all(isinstance(edge, Edge) for edge in pruned.edges)
