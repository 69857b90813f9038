"""Per-relation accuracy with heads that were made to find it, and against a plain loop."""

import numpy as np
import pytest
from support.traces import make_trace, random_weights, shift

from explorer.data.treebank import Arc, Sentence
from explorer.measures.relations import ALL, most_attended, relation_scores

WORDS = ("the", "dog", "saw", "the", "cat")
ARCS = (Arc(0, 1, "det"), Arc(1, 2, "nsubj"), Arc(3, 4, "det"), Arc(4, 2, "obj"))
SENTENCE = Sentence(WORDS, ARCS)
LABELS = ["[CLS]", *WORDS, "[SEP]"]


def found(scores, relation, direction="dependent → head"):
    return next(s for s in scores if (s.relation, s.direction) == (relation, direction))


def test_a_next_word_head_finds_determiners_and_no_more_than_the_baseline():
    trace = make_trace(LABELS, weights=[[shift(7, 1), shift(7, -1)]])
    scores = relation_scores([(SENTENCE, trace)], least=1)
    det = found(scores, "det")
    assert det.count == 2
    assert det.accuracy[0, 0] == 1
    assert (det.baseline, det.offset) == (1, 1)
    assert det.gain == 0
    assert det.best == (0, 0)
    back = found(scores, "det", "head → dependent")
    assert back.accuracy[0, 1] == 1
    assert back.offset == -1


def test_a_head_beyond_any_fixed_offset_comes_first():
    knows = np.full((7, 7), 0.01)
    for query, key in [(2, 3), (5, 3)]:  # "dog" and "cat" both look at "saw"
        knows[query, key] = 0.9
    arcs = (Arc(1, 2, "argument"), Arc(4, 2, "argument"))
    scores = relation_scores(
        [(Sentence(WORDS, arcs), make_trace(LABELS, weights=[[knows]]))], least=1
    )
    best = scores[0]
    assert best.relation in {"argument", ALL}
    assert best.best_accuracy == 1
    assert best.baseline == 0.5
    assert best.gain == 0.5


def test_itself_and_special_tokens_are_left_out_and_pieces_are_merged():
    labels = ["[CLS]", "un", "##do", "cat", "[SEP]"]
    weights = np.array(
        [
            [0, 0, 0, 0, 1],
            [0, 0.1, 0.1, 0.2, 0.6],
            [0, 0.3, 0.1, 0.1, 0.5],
            [0.1, 0.15, 0.15, 0.5, 0.1],
            [1, 0, 0, 0, 0],
        ]
    )
    pointed = most_attended(make_trace(labels, weights=weights[None, None]), 2)
    assert pointed[0, 0].tolist() == [1, 0]


def test_accuracy_agrees_with_a_loop():
    trace = make_trace(LABELS, weights=random_weights(2, 3, 7, seed=5))
    scores = relation_scores([(SENTENCE, trace)] * 2, least=1)
    everything = found(scores, ALL)
    assert everything.count == 8
    for layer in range(2):
        for head in range(3):
            right = 0
            for arc in ARCS:
                row = trace.attention(layer)[head][arc.dependent + 1][1:6].copy()
                row[arc.dependent] = -1
                right += int(row.argmax() == arc.head)
            assert everything.accuracy[layer, head] == pytest.approx(right / 4)


def test_rare_relations_and_punctuation():
    sentence = Sentence((*WORDS, "."), (*ARCS, Arc(5, 2, "punct")))
    trace = make_trace(["[CLS]", *WORDS, ".", "[SEP]"], weights=random_weights(1, 1, 8))
    names = {score.relation for score in relation_scores([(sentence, trace)], least=2)}
    assert names == {"det", ALL}
    every = relation_scores([(sentence, trace)], least=1)
    assert found(every, ALL).count == 4
    assert "punct" not in {score.relation for score in every}


def test_words_that_were_cut_off_are_not_counted():
    trace = make_trace(["[CLS]", "the", "dog", "[SEP]"], weights=random_weights(1, 1, 4))
    scores = relation_scores([(SENTENCE, trace)], least=1)
    assert {score.relation for score in scores} == {"det", ALL}
    assert found(scores, "det").count == 1


def test_the_shipped_sample_runs_through_a_model(checkpoint):
    import explorer
    from explorer.data.treebank import sample

    engine = explorer.load(checkpoint("bert"))
    read = [(s, engine.run("", words=s.words)) for s in sample()[:12]]
    scores = relation_scores(read)
    assert {"det", "nsubj", "obj", ALL} <= {score.relation for score in scores}
    assert all(0 <= score.accuracy.min() <= score.best_accuracy <= 1 for score in scores)
