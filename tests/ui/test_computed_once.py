"""What a page shows is computed once in a run, and not again when it is already known."""

from collections import Counter

import pytest

from explorer.measures import norms
from explorer.text import TextInput
from explorer.trace import CapturedLayer
from explorer.ui import cache
from explorer.views import payload

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


@pytest.fixture
def scored(monkeypatch):
    """How often the weights of each layer were computed."""
    found = Counter()
    scores = CapturedLayer.scores

    def counted(self):
        found[id(self)] += 1
        return scores(self)

    monkeypatch.setattr(CapturedLayer, "scores", counted)
    return found


@pytest.mark.parametrize("page", ["attention_maps", "attention_view", "methods_compared"])
def test_each_layers_weights_are_computed_at_most_once_in_a_run(visit, scored, page):
    app = visit(page, **SOURCE)
    trace = cache.get_trace(SOURCE["model"], TextInput(SOURCE["text"]))
    trace._memo._kept.clear()
    cache.VIEW_BUFFERS.clear()
    scored.clear()
    app.run()
    assert scored and max(scored.values()) == 1
    scored.clear()
    app.run()
    assert not scored


def test_the_mixing_ratio_is_computed_once_for_all_runs(visit, monkeypatch):
    calls = []
    ratios = norms.mixing_ratios
    monkeypatch.setattr(norms, "mixing_ratios", lambda *given: calls.append(1) or ratios(*given))
    cache.RESULTS.clear()
    app = visit("methods_compared", **SOURCE)
    once = len(calls)
    assert once == 3  # one for each layer, with all scopes
    app.select_slider(key="layer_view").set_value(2).run()
    assert len(calls) == once


def test_the_view_takes_a_trace_to_its_parts_once_in_a_run(visit, monkeypatch):
    calls = []
    parts = payload.parts
    monkeypatch.setattr(payload, "parts", lambda source: calls.append(1) or parts(source))
    visit("attention_view", **SOURCE)
    assert len(calls) == 1
