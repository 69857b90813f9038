"""Numbers that others printed for real checkpoints, reproduced.

Those of bert-base-uncased and other checkpoints need the public hub:

    python -m pytest -m hub tests/published

The bundled model has the vocabulary of bert-base-uncased, so those tokenizations always run.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer import catalog
from explorer.measures import attention, embedding_sum, similarity

PUBLISHED = json.loads((Path(__file__).parents[1] / "data" / "published.json").read_text("utf-8"))
BERT = "bert-base-uncased"
HUB = pytest.mark.hub

engine = cache(explorer.load)


def ends(vectors, count=3):
    """The first and last numbers of each row, as tutorials print them."""
    return np.concatenate([vectors[..., :count], vectors[..., -count:]], axis=-1)


# ------------------------------------------------------------------ tokenization


def cases(section, kind):
    entries = PUBLISHED[section][kind]
    return [pytest.param(entry, id=entry["text"][:30]) for entry in entries]


@pytest.mark.parametrize("case", cases("tokenization", "cases") + cases("tokenization", "pairs"))
def test_uncased_ids(case):
    check_ids(engine(catalog.BUNDLED_ID).run(case["text"], case.get("text_pair")), case)


@HUB
@pytest.mark.parametrize(
    "case", cases("tokenization_cased", "cases") + cases("tokenization_cased", "pairs")
)
def test_cased_ids(case):
    check_ids(engine("bert-base-cased").run(case["text"], case.get("text_pair")), case)


def check_ids(trace, case):
    assert list(trace.ids) == case["input_ids"]
    if "token_type_ids" in case:
        assert list(trace.segment) == case["token_type_ids"]


@pytest.mark.parametrize("model", [catalog.BUNDLED_ID, pytest.param(BERT, marks=HUB)])
def test_vocabulary(model):
    encoder = engine(model).encoder
    assert len(encoder.vocabulary) == PUBLISHED["tokenization"]["vocab_size"]
    assert encoder.special_tokens == PUBLISHED["tokenization"]["special_tokens"]


@HUB
def test_cased_vocabulary():
    size = PUBLISHED["tokenization_cased"]["vocab_size"]
    assert len(engine("bert-base-cased").encoder.vocabulary) == size


# ------------------------------------------------------------------ attention, states


@HUB
def test_attention_of_the_last_layer():
    facts = PUBLISHED["attention"]
    trace = engine(BERT).run(facts["text"])
    assert list(trace.tokens) == facts["tokens"]
    found = attention.layer_mean(trace, 11)
    np.testing.assert_allclose(found, facts["mean_over_heads_layer_11"], atol=facts["tolerance"])


@HUB
def test_the_head_of_direct_objects():
    facts = PUBLISHED["attention"]
    trace = engine(BERT).run(facts["text"])
    found = attention.head_attention(trace, 7, 9)
    np.testing.assert_allclose(found, facts["layer_7_head_9"], atol=facts["tolerance"])
    assert found[trace.tokens.index("ground"), trace.tokens.index("left")] == pytest.approx(
        0.6486, abs=1e-4
    )


@HUB
def test_embedding_sum():
    facts = PUBLISHED["embedding_sum"]
    trace = engine(BERT).run(facts["text"])
    parts = {part.name: part.vectors for part in trace.embedding.parts}
    assert list(parts["word"].shape) == facts["shape"]
    for name in ("word", "position"):
        np.testing.assert_allclose(ends(parts[name]), facts[f"{name}_first3_last3"], atol=6e-5)
    np.testing.assert_allclose(ends(parts["segment"])[0], facts["segment_A_first3_last3"],
                               atol=6e-5)  # fmt: skip
    np.testing.assert_allclose(
        ends(trace.hidden[0]), facts["sum_after_layernorm_first3_last3"], atol=1e-4
    )
    assert embedding_sum.residual(trace) < 1e-5


@HUB
@pytest.mark.parametrize("case", PUBLISHED["last_hidden_state"])
def test_last_hidden_state(case):
    specials = case.get("add_special_tokens", True)
    trace = engine(case["checkpoint"]).run(case["text"], special_tokens=specials)
    found = ends(trace.hidden[-1])[case["row"]]
    np.testing.assert_allclose(found, case["first3_last3"], atol=2e-4)


@HUB
def test_pooler():
    facts = PUBLISHED["pooler"]
    found = engine(BERT)
    trace = found.run(facts["text"])
    dense = found.body.pooler.dense
    weight, bias = dense.weight.detach().numpy(), dense.bias.detach().numpy()
    pooled = np.tanh(trace.hidden[-1, 0] @ weight.T + bias)
    np.testing.assert_allclose(pooled[:4], facts["first4"], atol=1e-4)


@HUB
def test_anatomy():
    facts = PUBLISHED["anatomy"]
    model = engine(BERT).model
    named = dict(model.named_parameters())
    assert engine(BERT).run("a").num_layers == facts["layers"]
    assert len(named) == facts["named_parameters"]
    matrices = sum(weight.numel() for weight in named.values() if weight.dim() > 1)
    assert matrices == facts["parameters_in_matrices"]
    words = model.get_input_embeddings().weight.numel()
    assert words == facts["word_embedding_parameters"]


# ------------------------------------------------------------------ similarity


@HUB
@pytest.mark.parametrize("case", PUBLISHED["word_in_context"]["pairs"])
def test_words_in_context(case):
    (text_a, a), (text_b, b) = case["a"], case["b"]
    one, two = engine(BERT).run(text_a), engine(BERT).run(text_b)
    found = similarity.token_cosine(one, a, b, two)[-1]
    assert found == pytest.approx(case["cosine"], abs=6e-3)


@HUB
def test_token_similarity():
    facts = PUBLISHED["token_similarity"]
    rows, columns = (engine(BERT).run(facts[f"{side}_text"]) for side in ("rows", "columns"))
    table = similarity.token_similarity(rows, 12, columns, specials=False)
    typed = [label for label, out in zip(rows.tokens, rows.special, strict=True) if not out]
    assert typed == list(facts["rows"])
    np.testing.assert_allclose(table, list(facts["rows"].values()), atol=1e-4)


@HUB
@pytest.mark.parametrize("case", PUBLISHED["sentence_similarity"])
def test_sentence_similarity(case):
    means = [engine(case["checkpoint"]).run(case[side]).hidden[-1].mean(axis=0) for side in "ab"]
    found = similarity.cosine_matrix(means[0][None], means[1][None])[0, 0]
    assert found == pytest.approx(case["cosine"], abs=1e-4)
