"""Next sentence and classifying: verdicts, the trap, labels, zero-shot; equal to the pipelines."""

import json

import numpy as np
import pytest
from support.traces import prediction

from explorer.errors import InputError, NotCaptured
from explorer.tasks import classify, next_sentence, pipeline
from explorer.text import TextInput

A, B = "the cat sat on the bank", "it was old and slept"
ENTAIL = ("entailment", "neutral", "contradiction")


@pytest.fixture(scope="module")
def classifier(checkpoint):
    from explorer.predictors import load_predictor

    return load_predictor("classify", checkpoint("bert", head="SequenceClassification"))


@pytest.fixture(scope="module")
def entailer(checkpoint, tmp_path_factory):
    """The same weights under the labels of natural language inference."""
    import shutil

    from explorer.predictors import load_predictor

    folder = tmp_path_factory.mktemp("nli") / "tiny-nli"
    shutil.copytree(checkpoint("bert", head="SequenceClassification"), folder)
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = dict(enumerate(ENTAIL))
    config["label2id"] = {label: i for i, label in enumerate(ENTAIL)}
    (folder / "config.json").write_text(json.dumps(config))
    return load_predictor("entail", folder)


def pipe(task, predictor, **options):
    from transformers import pipeline

    engine = predictor.engine
    return pipeline(task, model=engine.model, tokenizer=engine.tokenizer, device=-1, **options)


# --- next sentence


def test_zero_means_that_b_follows_a():
    made = next_sentence.verdict(prediction("next-sentence", [6.0661, -5.6789], "01", "a", "b"))
    assert made.follows
    assert made.probabilities[0] > 0.99999
    assert made.losses == pytest.approx((7.93e-6, 11.745), rel=0.01)


def test_one_text_alone_is_refused_in_words():
    with pytest.raises(InputError, match="type the second sentence"):
        next_sentence.verdict(prediction("next-sentence", [1, 2], "01"))


def test_segments_passed_as_mask_give_another_verdict(checkpoint):
    import torch

    from explorer.predictors import load_predictor

    predictor = load_predictor("next-sentence", checkpoint("bert", head="NextSentencePrediction"))
    made = predictor.run(TextInput(A, B))
    ids, segment = torch.tensor(made.trace.ids)[None], torch.tensor(made.trace.segment)[None]
    with torch.inference_mode():
        mistaken = predictor.engine.model(ids, segment).logits[0].numpy()  # the slip itself
    trap = next_sentence.trapped(predictor, made)
    np.testing.assert_allclose(trap.logits, mistaken, atol=1e-5)
    assert np.abs(trap.logits - made.logits).max() > 1e-2


# --- classify


def test_ranking_equals_the_pipeline(classifier):
    expected = pipe("text-classification", classifier, top_k=None)([A])[0]
    found = classify.ranking(classifier.run(TextInput(A)))
    assert [score.label for score in found] == [entry["label"] for entry in expected]
    np.testing.assert_allclose(
        [score.probability for score in found], [entry["score"] for entry in expected], atol=1e-5
    )


def test_independent_labels_do_not_share_one_probability():
    made = prediction("classify", [0.0, 0.0], "ab", independent=True)
    np.testing.assert_allclose(classify.probabilities(made), [0.5, 0.5])
    one = prediction("classify", [0.0], "a", independent=True)
    np.testing.assert_allclose(classify.probabilities(one), [0.5])


@pytest.fixture(scope="module")
def rater(checkpoint, tmp_path_factory):
    """A head that predicts one number, as for the similarity of two sentences."""
    from support import tiny

    from explorer.predictors import load_predictor

    folder = tiny.write(
        tmp_path_factory.mktemp("rating") / "tiny-rater",
        head="SequenceClassification",
        num_labels=1,
        problem_type="regression",
    )
    return load_predictor("classify", folder)


def test_a_regression_head_gives_its_number_as_the_pipeline_does(rater):
    from explorer import pictures

    made = rater.run(TextInput(A, B))
    [expected] = pipe("text-classification", rater, top_k=None)({"text": A, "text_pair": B})
    assert made.regression
    assert not made.independent
    assert abs(expected["score"]) > 0.05  # so that a sigmoid of it is another number
    np.testing.assert_allclose(made.logits, [expected["score"]], atol=1e-5)
    picture = pictures.label_probabilities(made)
    assert picture.table["predicted number"].tolist() == pytest.approx([expected["score"]])
    assert "probability" not in picture.alt + picture.caption + " ".join(picture.table.columns)
    assert [stage.name for stage in pipeline.stages(made)][-1] == "logits"


def test_one_output_that_nobody_explained_is_shown_as_the_pipeline_does_and_said(tmp_path, rater):
    from support import tiny

    from explorer.predictors import load_predictor

    folder = tiny.write(tmp_path / "one", head="SequenceClassification", num_labels=1)
    unsaid = load_predictor("classify", folder)
    made = unsaid.run(TextInput(A, B))
    [expected] = pipe("text-classification", unsaid, top_k=None)({"text": A, "text_pair": B})
    assert classify.ranking(made)[0].probability == pytest.approx(expected["score"], abs=1e-6)
    [remark] = made.remarks
    assert "no problem_type" in remark and "read the logit" in remark
    assert rater.run(TextInput(A)).remarks == ()


@pytest.mark.parametrize("ask", [classify.probabilities, classify.ranking])
def test_no_probability_is_made_of_a_predicted_number(ask, rater):
    with pytest.raises(InputError, match="predicts numbers"):
        ask(rater.run(TextInput(A)))


def test_a_predicted_number_has_no_loss_for_a_label(rater):
    with pytest.raises(InputError, match="predicts numbers"):
        classify.loss(rater, ((A, 0),))


@pytest.mark.parametrize("several", [False, True])
def test_zero_shot_equals_the_pipeline(several, entailer):
    labels = ("cat", "river", "money")
    found = classify.zero_shot(entailer, A, labels)
    expected = pipe("zero-shot-classification", entailer)(
        A, list(labels), multi_label=several, hypothesis_template=classify.TEMPLATE
    )
    scores = dict(zip(labels, found.scores(several=several), strict=True))
    for label, score in zip(expected["labels"], expected["scores"], strict=True):
        assert scores[label] == pytest.approx(score, abs=1e-5)


def test_a_single_candidate_is_judged_alone(entailer):
    [score] = classify.zero_shot(entailer, A, ("cat",)).scores()
    assert 0 < score < 1


def test_entailment_is_found_wherever_it_stands():
    assert classify.entailment_columns(("CONTRADICTION", "neutral", "Entailed")) == (2, 0)
    assert classify.entailment_columns(("entailment", "not_entailment")) == (0, 1)
    with pytest.raises(InputError, match="does not tell entailment"):
        classify.entailment_columns(("a", "b"))


def test_candidate_labels_are_split_cleaned_and_counted():
    assert classify.candidate_labels("food, book,\n food ,,sports") == ("food", "book", "sports")
    with pytest.raises(InputError, match="no candidate labels"):
        classify.candidate_labels(" , \n")
    with pytest.raises(InputError, match="200 candidate labels"):
        classify.candidate_labels(",".join(map(str, range(200))))


def test_a_template_is_text_and_never_a_format_of_python():
    assert classify.hypothesis("{} {0.__class__}", "x") == "x {0.__class__}"
    with pytest.raises(InputError, match=r"write \{\} where"):
        classify.hypothesis("This is about it.", "x")


# --- stages


def test_stages_name_the_real_shapes(classifier):
    made = classifier.run(TextInput(A))
    way = pipeline.stages(made)
    shapes = {stage.name: stage.shape for stage in way}
    assert shapes["embedding"] == "(1, 8, 32)"
    assert shapes["body, 3 layers"] == "(1, 8, 32)"
    assert shapes["head: classifier"] == shapes["logits"] == shapes["softmax"] == "(1, 3)"
    assert [stage.name for stage in way][:2] == ["text", "tokenizer"]


def test_the_loss_of_a_batch_equals_transformers(classifier):
    import torch

    items = classify.labelled("negative | the cat sat\n2 | a dog ran away\n", classifier.labels)
    found = classify.loss(classifier, items)
    assert found.truth == (0, 2)
    with torch.inference_mode():
        expected = [
            classifier.engine.model(
                torch.tensor(classifier.run(TextInput(text)).trace.ids)[None],
                labels=torch.tensor([label]),
            ).loss.item()
            for text, label in items
        ]
    np.testing.assert_allclose(found.each(), expected, atol=1e-5)
    assert found.mean == pytest.approx(np.mean(expected), abs=1e-5)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("sad | x", "does not know"),
        ("x", "is not 'label"),
        ("", "between 1"),
        ("3 | x", "not know"),
    ],
)
def test_labels_that_do_not_match_are_refused_in_words(typed, said):
    with pytest.raises(InputError, match=said):
        classify.labelled(typed, ("negative", "neutral", "positive"))


def test_without_segments_the_trap_cannot_be_sprung():
    from dataclasses import replace

    made = prediction("next-sentence", [1.0, 0.0], ("0", "1"), "a b", "c d")
    flat = replace(made.trace, segment=made.trace.segment * 0)
    with pytest.raises(NotCaptured, match="no segment ids"):
        next_sentence.trapped(None, replace(made, trace=flat))
