"""Logits with gradients against the heads' own, for several texts at once."""

import numpy as np
import pytest

from explorer import teaching
from explorer.text import TextInput

TEXT, FIRST = "The music is a joy.", "We went to a concert."


@pytest.fixture(scope="module")
def read(bundled):
    import torch

    trace = bundled.run(TEXT)
    inputs = bundled.inputs(trace.ids, trace.segment)
    batch = {name: one.expand(2, -1).clone() for name, one in inputs.items()}
    batch["input_ids"][1, 2] = bundled.encoder.mask_id
    with torch.inference_mode():
        return trace, bundled.body(**batch, output_hidden_states=True)


def test_a_label_of_one_text(bundled, read):
    from explorer.teaching import head_logits

    head, (trace, output) = teaching.load("classify", bundled), read
    logits = head_logits.label_logits(head)
    found = logits(output).numpy()
    np.testing.assert_allclose(found[0], head.read(trace).logits, atol=1e-5)
    masked = head.run(TextInput(TEXT, masked=(2,))).logits
    np.testing.assert_allclose(found[1], masked, atol=1e-5)
    first, second = head_logits.first_over_second(logits, output)
    assert (first, second) == tuple(np.argsort(-found[0]))
    target = head_logits.difference(logits, first, second)
    np.testing.assert_allclose(target(output), found[:, first] - found[:, second], atol=1e-6)


def test_a_label_of_two_texts(bundled, read):
    from explorer.teaching import head_logits

    head = teaching.load("next-sentence", bundled)
    found = head_logits.second_text_logits(head, bundled.run(FIRST))(read[1]).numpy()
    np.testing.assert_allclose(found[0], head.run(TextInput(FIRST, TEXT)).logits, atol=1e-4)


def test_a_tag_of_a_word(bundled, read):
    from explorer.teaching import head_logits

    head, (trace, output) = teaching.load("part-of-speech", bundled), read
    scores = [head_logits.tag_logits(head, trace, word)(output).numpy() for word in range(6)]
    own = head.read(trace).logits.argmax(axis=1)  # (T,), with the scores of neighbours added
    tags = [head.labels[int(row[0].argmax())] for row in scores]
    assert tags == [head.labels[own[token]] for token in range(1, 7)]
    assert not np.allclose(scores[1][0], scores[1][1], atol=1e-3)  # the second text has a mask
