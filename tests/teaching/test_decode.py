"""From scores to decisions: tags, entities and spans are the best of all."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from explorer.teaching.decode import best_span, entity_spans, span_f1, tag_logits


def test_tag_logits_are_the_best_of_all_sequences():
    rng = np.random.default_rng(1)
    scores, chain, start = (rng.normal(size=shape) for shape in ((4, 3), (3, 3), 3))
    found = tag_logits(scores, chain, start)
    for word, wanted in product(range(4), range(3)):
        totals = [
            start[path[0]]
            + sum(scores[place, tag] for place, tag in enumerate(path))
            + sum(chain[a, b] for a, b in pairwise(path))
            for path in product(range(3), repeat=4)
            if path[word] == wanted
        ]
        assert found[word, wanted] == pytest.approx(max(totals))


def test_best_span_begins_before_it_ends_and_is_short():
    logits = np.array([[0, 6], [5, 0], [1, 2], [0, 3], [0, 8]], float)
    assert best_span(logits) == (1, 4)
    assert best_span(logits, longest=3) == (2, 4)
    assert best_span(logits[:4], longest=3) == (1, 3)
    assert best_span(logits, longest=1) == (4, 4)


def test_entity_spans_and_their_f1():
    tags = ["B-PER", "I-PER", "O", "B-LOC", "B-LOC", "I-ORG"]
    assert entity_spans(tags) == {(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC"), (5, 6, "ORG")}
    assert span_f1([tags], [tags]) == 1
    assert span_f1([["B-PER", "O"]], [["B-PER", "I-PER"]]) == 0
    assert span_f1([["B-PER", "O", "B-LOC"]], [["B-PER", "O", "O"]]) == pytest.approx(2 / 3)
