"""Batches: padding, truncation, and what happens when the mask is dropped."""

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.tasks import batches
from explorer.text import TextInput

TEXTS = ("the cat", "the dog ran by the river and slept", "a bird")
PAD = (0, "[PAD]")


def row(*ids):
    numbers = np.array(ids)
    return batches.Row(tuple(map(str, ids)), numbers, np.zeros_like(numbers), 0)


@pytest.fixture(scope="module", params=["bert", "distilbert", "roberta"])
def classifier(request, checkpoint):
    from explorer.predictors import load_predictor

    return load_predictor("classify", checkpoint(request.param, head="SequenceClassification"))


def experiment(predictor):
    rows = batches.rows(predictor.engine, [TextInput(text) for text in TEXTS], 64)
    batch = batches.pad(rows, batches.padding(predictor.engine))
    return batches.compare(predictor.engine, rows, batch)


def test_padding_fills_up_to_the_longest_on_the_right():
    batch = batches.pad([row(1, 2), row(3, 4, 5)], PAD)
    assert batch.ids.tolist() == [[1, 2, 0], [3, 4, 5]]
    assert batch.mask.tolist() == [[1, 1, 0], [1, 1, 1]]
    assert batch.tokens[0] == ("1", "2", "[PAD]")
    assert batch.wasted == 1


def test_padding_on_the_left_and_to_a_length():
    batch = batches.pad([row(1, 2)], PAD, side="left", to=4)
    assert batch.ids.tolist() == [[0, 0, 1, 2]]
    assert batch.mask.tolist() == [[0, 0, 1, 1]]


def test_a_batch_equals_what_the_tokenizer_makes(classifier):
    from explorer.engine import load_tokenizer

    tokenizer = load_tokenizer(classifier.engine.folder)  # a call changes it: not the engine's
    expected = tokenizer(list(TEXTS), padding=True, truncation=True, max_length=6)
    rows = batches.rows(classifier.engine, [TextInput(text) for text in TEXTS], 6)
    batch = batches.pad(rows, batches.padding(classifier.engine))
    assert batch.ids.tolist() == expected["input_ids"]
    assert batch.mask.tolist() == expected["attention_mask"]
    assert sum(batch.dropped) > 0


def test_the_mask_makes_padding_harmless_and_dropping_it_does_not(classifier):
    found = experiment(classifier)
    with_mask, without = found.largest()
    assert with_mask < 1e-4
    assert without > 1e-2
    assert found.vector_change_masked.max() < 1e-5
    assert found.vector_change_unmasked.max() > 1e-4


def test_this_test_fails_when_the_mask_is_dropped(classifier, monkeypatch):
    from explorer.engine import forward

    given = forward._pass
    monkeypatch.setattr(forward, "_pass", lambda p, ids, _mask, seg: given(p, ids, None, seg))
    assert experiment(classifier).largest()[0] > 1e-2  # the padded batch is wrong now


def test_each_text_alone_equals_the_predictor(classifier):
    expected = [classifier.run(TextInput(text)).logits for text in TEXTS]
    np.testing.assert_allclose(experiment(classifier).alone, expected, atol=1e-5)


def test_wasted_positions_are_counted():
    whole, dynamic, by_length = batches.waste([2, 8, 2, 8], 2)
    assert (whole.padding, whole.positions) == (12, 32)
    assert (dynamic.padding, dynamic.positions) == (12, 32)
    assert (by_length.padding, by_length.positions) == (0, 20)
    assert whole.share == pytest.approx(0.375)


@pytest.mark.parametrize(("typed", "said"), [("\n \n", "no text yet"), ("x\n" * 33, "at most 32")])
def test_no_texts_and_too_many_are_refused_in_words(typed, said):
    with pytest.raises(InputError, match=said):
        batches.texts(typed)


def test_a_length_without_room_is_refused_in_words(classifier):
    with pytest.raises(InputError):
        batches.rows(classifier.engine, [TextInput("cat")], 1)


def test_a_model_without_a_padding_token_says_so(checkpoint):
    import explorer

    engine = explorer.load(checkpoint("gpt2"))
    with pytest.raises(InputError, match="no padding token"):
        batches.padding(engine)
