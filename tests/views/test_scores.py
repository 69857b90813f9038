"""A head's scores are the same number in the view and in Python."""

import numpy as np
import pytest
from support import node
from support.traces import make_trace

from explorer.measures.head_scores import HEAD_MEASURES, token_groups
from explorer.views import codec, payload

LABELS = ("[CLS]", "the", "cat", "##s", "sat", "[SEP]", "it", "slept", "[SEP]")

SCORE = """
const { MEASURES, score } = await import("./explorer/views/js/scores.js");
const data = {
  bytes: Uint8Array.from(given.bytes.flat(2)),
  scale: Uint8Array.from(given.scale.flat()),
  heads: given.scale.length,
  queries: given.bytes[0].length,
  keys: given.bytes[0][0].length,
};
const sides = { query: given.side, key: given.side };
const of = (name) => given.scale.map((_, head) => score(name, data, head, sides));
const all = Object.keys(MEASURES).map((name) => [name, of(name)]);
console.log(JSON.stringify(Object.fromEntries(all)));
"""
NAMES = """
const { MEASURES } = await import("./explorer/views/js/scores.js");
console.log(JSON.stringify(MEASURES));
"""


def both(labels):
    """(the view's scores, Python's of what was sent, Python's of the Trace itself)."""
    trace = make_trace(labels, seed=0, layers=1, heads=4)
    bytes_, scale = codec.quantise(trace.attention(0))
    side = payload.describe(trace)["sides"][0]
    given = {"bytes": bytes_.tolist(), "scale": scale.tolist(), "side": side}
    sent = codec.dequantise(bytes_, scale)
    return node.answer(SCORE, given), of_python(sent, trace), of_python(trace.attention(0), trace)


def of_python(weights, trace):
    groups = token_groups(trace)
    scores = {name: measure.score(weights, groups) for name, measure in HEAD_MEASURES.items()}
    special = weights[:, :, groups.special].sum(-1).mean(-1)
    return {**scores, "special": special, "first": weights[:, :, 0].mean(-1)}


def test_scores_of_the_view_are_those_of_python():
    view, sent, exact = both(LABELS)
    shared = view.keys() & HEAD_MEASURES.keys()
    assert shared == {"confidence", "self", "previous", "next"}
    for name, scores in view.items():
        assert scores == pytest.approx(sent[name], abs=1e-6), name
        # "special" adds up the errors of three columns.
        assert scores == pytest.approx(exact[name], abs=3 * codec.ERROR), name


def test_a_score_has_one_name_in_the_view_and_in_python():
    view = node.answer(NAMES, {})
    shared = view.keys() & HEAD_MEASURES.keys()
    assert {view[name] for name in shared} == {"Confidence", "Self", "Previous token", "Next token"}
    assert all(view[name] == HEAD_MEASURES[name].label for name in shared)


def test_special_tokens_get_what_cls_and_sep_get():
    view, sent, _ = both(LABELS)
    assert view["special"] == pytest.approx(sent["cls"] + sent["sep"], abs=1e-6)


@pytest.mark.parametrize("labels", [("[CLS]",), ("[SEP]",)])
def test_text_without_such_a_place_has_no_score_on_either_side(labels):
    view, sent, _ = both(labels)
    for name, scores in view.items():
        none = [score is None for score in scores]  # NaN, as JSON writes it
        assert none == np.isnan(sent[name]).tolist(), name
    assert None in view["previous"]
