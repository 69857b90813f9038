"""The bytes that the attention view is sent: how exact, how large, and what is described."""

import numpy as np
import pytest
from support.traces import SINGLE, make_trace

from explorer.errors import NotCaptured
from explorer.trace import BLOCKED, CapturedLayer
from explorer.views import codec, payload


def _rows(count, *, heads=2, sharp=3.0, seed=0):
    scores = np.random.default_rng(seed).standard_normal((heads, count, count)) * sharp
    weights = np.exp(scores)
    return (weights / weights.sum(-1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("sharp", [0.0, 0.3, 3.0, 30.0])
@pytest.mark.parametrize("count", [1, 7, 130])
def test_no_weight_is_off_by_more_than_1_510(count, sharp):
    weights = _rows(count, sharp=sharp)
    back = codec.decode_weights(codec.encode_weights(weights), 2, count, count)
    assert np.abs(back - weights).max() <= codec.ERROR + 1e-7


def test_row_spread_over_512_tokens_keeps_its_mass():
    weights = np.full((1, 3, 512), 1 / 512, np.float32)
    back = codec.decode_weights(codec.encode_weights(weights), 1, 3, 512)
    assert back.sum(-1) == pytest.approx(1, abs=0.01)


def test_weight_takes_one_byte_and_a_row_one_more():
    bytes_, scale = codec.quantise(_rows(60))
    assert (bytes_.nbytes, scale.nbytes) == (2 * 60 * 60, 2 * 60)
    assert len(codec.encode_weights(_rows(60))) <= bytes_.nbytes + scale.nbytes + 1


def test_zeros_and_ones_stay_exact():
    weights = np.eye(5, dtype=np.float32)[None]
    assert (codec.decode_weights(codec.encode_weights(weights), 1, 5, 5) == weights).all()


def test_packing_is_undone_and_only_used_where_it_pays():
    plain, dull = np.random.default_rng(0).bytes(5000), bytes(5000)
    assert codec.unpack(codec.pack(plain)) == plain and len(codec.pack(plain)) == 5001
    assert codec.unpack(codec.pack(dull)) == dull and len(codec.pack(dull)) < 100


def test_vectors_come_as_halves_in_the_order_query_key_value():
    trace = make_trace(SINGLE, seed=0)
    (part,) = payload.parts(trace)
    halves = np.frombuffer(codec.unpack(payload.vectors_buffer(part, 1)), np.float16)
    layer = trace.captured(1)
    wanted = np.concatenate([layer.query.ravel(), layer.key.ravel(), layer.value.ravel()])
    assert halves == pytest.approx(wanted, rel=1e-3, abs=1e-4)


def test_description_names_tokens_words_and_texts():
    trace = make_trace(
        ("[CLS]", "the", "cat", "##s", "[SEP]", "it", "[SEP]"), seed=0, second_from=5
    )
    side = payload.describe(trace)["sides"][0]
    assert side["words"] == ["the", "cats", "it"]
    assert side["word"] == [-1, 0, 1, 1, -1, 2, -1]
    assert side["special"] == [1, 0, 0, 0, 1, 0, 1]
    assert side["second"] == [0, 0, 0, 0, 0, 1, 1]
    assert side["text"] == "the cats | it"


def test_causal_mask_is_named_and_any_other_is_sent():
    causal = payload.describe(make_trace(SINGLE, causal=True))["parts"][0]
    assert causal["causal"] and causal["masks"] == ["causal", "causal"]
    assert payload.describe(make_trace(SINGLE, seed=0))["parts"][0]["masks"] == ["none", "none"]
    part = payload.Part("self", 0, 0, (_with_bias(),), causal=False)
    halves = np.frombuffer(codec.unpack(payload.vectors_buffer(part, 0)), np.float16)
    assert halves[-9:].tolist() == [0, 0.5, -np.inf] * 3


def _with_bias():
    vectors = np.ones((2, 3, 4), np.float32)
    mask = np.array([[[0, 0.5, BLOCKED]] * 3], np.float32)
    return CapturedLayer(vectors, vectors, vectors, 0.5, mask)


def test_model_without_vectors_says_why():
    trace = make_trace(SINGLE, seed=0, captured=False)
    (part,) = payload.parts(trace)
    assert "cannot be shown" in payload.describe(trace)["parts"][0]["whyNoVectors"]
    with pytest.raises(NotCaptured):
        payload.vectors_buffer(part, 0)


def test_tag_tells_texts_and_weights_apart():
    tags = {payload.tag(make_trace(SINGLE, seed=0)), payload.tag(make_trace(SINGLE, seed=1))}
    tags |= {payload.tag(make_trace(("[CLS]", "a", "dog", "##s", "[SEP]"), seed=0))}
    assert len(tags) == 3
    assert payload.tag(make_trace(SINGLE, seed=0)) == payload.tag(make_trace(SINGLE, seed=0))


def test_direction_is_that_of_most_letters():
    assert payload.is_right_to_left(["[CLS]", "القطة", "جلست", "ok"])
    assert not payload.is_right_to_left(["[CLS]", "the", "قط"])
    assert not payload.is_right_to_left(["12", "!"])
