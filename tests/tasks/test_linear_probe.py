"""A head of one's own: what it learns, how honest its accuracy is, why it decides as it does."""

import numpy as np
import pytest

from explorer.errors import InputError

LINES = """
good | I love this good film
good | a wonderful and happy day
good | what a great little book
good | she was delighted with it
bad | I hate this terrible film
bad | an awful and sad day
bad | what a boring little book
bad | he was angry about it
"""


@pytest.fixture(scope="module")
def lab():
    from explorer.tasks import linear_probe

    return linear_probe


@pytest.fixture(scope="module")
def engine(checkpoint):
    import explorer

    return explorer.load(checkpoint("bert"))


@pytest.fixture(scope="module")
def runs(lab, engine):
    return lab.traces(engine, lab.parse(LINES))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("good | one", "One sentence is not enough"),
        ("", "One sentence is not enough"),
        ("good | one\ngood | two", "tell labels"),
        ("good | one\ngood | two\nbad | three", "one sentence only"),
        ("good one", "Line 1 is not"),
        ("good | x\n| two", "Line 2 is not"),
        ("a | x\nb | y\n" * 101, "at most 200"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused_in_words(typed, said, lab):
    with pytest.raises(InputError, match=said):
        lab.parse(typed)


def test_pooler_vectors_are_the_models_own(lab, engine, runs):
    import torch

    vectors = lab.vectors(engine, runs, "pooler")
    with torch.inference_mode():
        expected = engine.model(torch.tensor(runs[0].ids)[None]).pooler_output[0].numpy()
    np.testing.assert_allclose(vectors[0], expected, atol=1e-5)


def test_counts_know_nothing_of_the_body(lab, engine, runs):
    counts = lab.vectors(engine, runs, "no body")
    assert counts.sum(axis=1).tolist() == [int((~run.special).sum()) for run in runs]


def test_a_random_pooler_is_not_offered(lab, checkpoint):
    import explorer

    body = explorer.load(checkpoint("bert", head="MaskedLM"))
    assert "pooler" not in lab.poolings(body)
    assert "pooler" in lab.poolings(explorer.load(checkpoint("bert")))


def test_a_separable_set_is_learnt_and_unseen_sentences_are_labelled_rightly(lab):
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(-3, 1, (10, 4)), rng.normal(3, 1, (10, 4))])
    made = lab.trial(x, ["a"] * 10 + ["b"] * 10)
    assert made.accuracy == made.seen == 1
    assert made.baseline == 0.5
    assert made.confusion().tolist() == [[10, 0], [0, 10]]


def test_labels_without_any_sense_are_learnt_by_heart_but_not_predicted(lab):
    rng = np.random.default_rng(0)
    made = lab.trial(rng.normal(size=(40, 200)), ["a", "b"] * 20)
    assert made.seen > 0.95
    assert made.accuracy < 0.75


def test_two_classes_have_the_probabilities_of_scikit_learn(lab):
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(1)
    x, labels = rng.normal(size=(20, 3)), ["a", "b"] * 10
    head = lab.train(x, labels)
    logits = head.logits(x)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = LogisticRegression(max_iter=2000).fit(x, labels).predict_proba(x)
    np.testing.assert_allclose(shares, expected, atol=1e-6)
    assert head.parameters == 2 * 3 + 2


@pytest.mark.parametrize("pooling", ["first token", "mean", "pooler"])
def test_shares_of_a_decision_add_up_to_its_margin(pooling, lab, engine, runs):
    labels = [item.label for item in lab.parse(LINES)]
    head = lab.trial(lab.vectors(engine, runs, pooling), labels).head
    made = lab.decide(engine, head, runs[0], pooling)
    logits = head.logits(lab.vectors(engine, runs[:1], pooling))[0]
    assert made.margin == pytest.approx(np.ptp(logits), abs=1e-4)
    if pooling == "mean":
        assert made.bias + made.tokens.sum() == pytest.approx(made.margin, abs=1e-4)
