"""Sentences that count things say them in the singular where there is one."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from support.traces import make_trace, prediction

from explorer.measures.comparison import align
from explorer.tasks import batches
from explorer.tasks.batches import Row
from explorer.text import agreed, counted

ONE = ("cat",)
PLURAL = re.compile(
    r"(?<![\d.,+])1 (?:\w+ )?(tokens|words|sentences|heads|layers|texts|links|pieces|places|rows"
    r"|columns|logits|pictures|answers|steps|were|are|have|come|hold|give|pass)\b"
)


@pytest.fixture(autouse=True)
def numbering(monkeypatch):
    from explorer.ui import choices

    monkeypatch.setattr(choices, "first_index", lambda: 0)


def batch_of_one(trace):
    from explorer.ui.panels.batches import sentences

    rows = [Row(("x", "y"), np.arange(1, 3), np.zeros(2, int), 1)]
    return sentences(batches.pad(rows, (0, "[PAD]")))


def difference_of_one(trace):
    from explorer.ui.panels.difference import sentences

    longer = make_trace(("[CLS]", "a", "cat", "[SEP]"))
    shorter = make_trace(("[CLS]", "cat", "[SEP]"))
    pairs = align(shorter, longer)
    found = SimpleNamespace(first=shorter, second=longer, pairs=pairs, said="the other")
    return sentences(found, np.zeros((len(pairs), len(pairs))), "layer 0, head 0")


def pipeline_of_one(trace):
    from dataclasses import replace

    from explorer.ui.panels.inside_pipeline import sentences

    made = prediction("classify", [0.0], ["yes"])
    one = make_trace(ONE, weights=np.ones((1, 1, 1, 1)))
    return (*sentences(replace(made, trace=one)), *sentences(replace(made, trace=trace)))


def sinks_of_one(trace):
    from explorer.measures.sinks import SinkHead
    from explorer.ui.panels.head_atlas_sinks import KINDS, sentences

    head = SinkHead(0, 0, 0.9, 1, 1.0, 1.0, KINDS[0])
    return sentences(trace, [head], np.array([0.1]))


def tokens_of_one(trace):
    from explorer.ui.panels.tokens import summary

    return summary(trace), summary(make_trace(("[CLS]", "cat", "[SEP]"))), summary(make_trace(ONE))


def identities_of_one(trace):
    from explorer.measures.identities import Check
    from explorer.ui.panels.prove_it import sentences

    return sentences(make_trace(ONE), (Check("x", "", "y", np.array([1e-7]), 2e-5),))


def tree_of_one(trace):
    from explorer.measures.syntax import Tree
    from explorer.ui.panels.syntax import sentences

    tree = Tree(("a", "b"), frozenset({(0, 1)}))
    probe = SimpleNamespace(tested_on=9, found=(0.5,), neighbours=0.4)
    return sentences(tree, 0, tree, probe)


def relation_of_one(trace):
    from explorer.measures.relations import RelationScore
    from explorer.ui.panels.head_finder import corpus_sentences

    return corpus_sentences((RelationScore("obj", "to head", 1, np.ones((1, 1)), 0.5, 1),))


CALLS = (batch_of_one, difference_of_one, pipeline_of_one, sinks_of_one, tokens_of_one,
         identities_of_one, tree_of_one, relation_of_one)  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_one_thing_is_said_in_the_singular(call):
    said = [one for one in call(make_trace(("[CLS]", "cat", "[SEP]"))) if one]
    assert said
    for sentence in said:
        assert not PLURAL.search(sentence), sentence


def test_the_fault_that_is_looked_for_is_found():
    for fault in ("1 tokens have", "1 special tokens", "1 were cut off"):
        assert PLURAL.search(fault)
    for right in ("1 token has", "11 tokens have", "2.1 tokens", "1 of 5 tokens"):
        assert not PLURAL.search(right)


def test_a_number_and_its_word_agree():
    assert [counted(number, "word") for number in (0, 1, 2)] == ["0 words", "1 word", "2 words"]
    assert (agreed(1, "is", "are"), agreed(2, "is", "are")) == ("is", "are")
