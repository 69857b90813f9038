"""What of the published numbers needs no other checkpoint: token ids, and what logits lead to.

The bundled model has the vocabulary of bert-base-uncased; losses and probabilities follow from
the printed logits alone.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from support.traces import prediction

from explorer.measures.words import find_word
from explorer.tasks import batches, classify, next_sentence
from explorer.tasks.scores import mean_loss, softmax
from explorer.text import TextInput

DATA = Path(__file__).parents[1] / "data"
CORE = json.loads((DATA / "published.json").read_text("utf-8"))
TASKS = json.loads((DATA / "published_tasks.json").read_text("utf-8"))
TEXTS = [case for case in TASKS["sequence_classification"] if "softmax" in case]


def test_tokens_of_the_attention_example(bundled):
    facts = CORE["attention"]
    assert list(bundled.run(facts["text"]).tokens) == facts["tokens"]


def test_labels_of_the_similarity_table(bundled):
    facts = CORE["token_similarity"]
    for side in ("rows", "columns"):
        trace = bundled.run(facts[f"{side}_text"])
        typed = [token for token, out in zip(trace.tokens, trace.special, strict=True) if not out]
        assert typed == list(facts[side])


def test_rows_of_the_embedding_tables_are_as_many_as_printed(bundled):
    facts = CORE["embedding_sum"]
    trace = bundled.run(facts["text"])
    assert trace.num_tokens == facts["shape"][0] == len(facts["word_first3_last3"])
    assert [part.name for part in trace.embedding.parts] == ["word", "position", "segment"]


@pytest.mark.parametrize("case", CORE["word_in_context"]["pairs"])
def test_positions_of_words_in_context_exist_in_their_sentences(bundled, case):
    for text, position in (case["a"], case["b"]):
        trace = bundled.run(text)
        assert 0 < position < trace.num_tokens - 1
        assert not trace.special[position]
    coolest = bundled.run("The coolest programming language is Python")
    assert [found.tokens for found in find_word(coolest, "is")] == [(6,)]  # as published, not (7,)


def test_ids_and_padding_of_the_batch(bundled):
    case = TASKS["padding_and_mask"]
    sources = [TextInput(text, special_tokens=False) for text in case["texts"]]
    rows = batches.rows(bundled, sources, 64)
    assert [row.ids.tolist() for row in rows] == case["input_ids"]
    padded = batches.pad(rows, (case["pad_id_used"], "[unused]"))
    assert padded.ids[0].tolist() == [*case["input_ids"][0], *[case["pad_id_used"]] * 3]
    assert padded.mask.sum(axis=1).tolist() == [3, 6]


def test_losses_of_next_sentence_follow_from_its_logits():
    case = TASKS["next_sentence"]
    found = next_sentence.verdict(
        prediction("next-sentence", case["logits"], ("next", "random"), pair="d e")
    )
    assert found.losses == pytest.approx((case["loss_label_0"], case["loss_label_1"]), rel=1e-2)
    assert found.follows


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["text"][:30])
def test_probabilities_of_labels_follow_from_their_logits(case):
    np.testing.assert_allclose(softmax(np.array(case["logits"])), case["softmax"], atol=1e-4)
    made = prediction("classify", case["logits"], ("NEGATIVE", "POSITIVE"))
    assert classify.ranking(made)[0].label == "POSITIVE"


def test_the_loss_of_two_texts_follows_from_their_logits():
    case = TASKS["labels_and_loss"]
    logits = np.array(case["logits"])
    np.testing.assert_allclose(softmax(logits), case["softmax"], atol=1e-4)
    assert mean_loss(logits, case["labels"]) == pytest.approx(case["loss"], abs=1e-4)
