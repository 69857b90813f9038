"""A checkpoint with its head: equal to transformers, honest about what is missing."""

import json

import numpy as np
import pytest
from support import tiny

from explorer.errors import CheckpointError, InputError, ModelUnavailable
from explorer.text import TextInput

TEXT, PAIR = "the cat sat on the bank", "it was old"
HEADS = {
    "next-sentence": "NextSentencePrediction",
    "classify": "SequenceClassification",
    "entities": "TokenClassification",
    "part-of-speech": "TokenClassification",
    "answer": "QuestionAnswering",
}
CASES = [
    (arch, task)
    for arch in tiny.ENCODERS
    for task in HEADS
    if not (task == "next-sentence" and arch != "bert")
]


@pytest.fixture(scope="module")
def predictor(checkpoint):
    from explorer.predictors import load_predictor

    made = {}

    def make(arch, task, head=None):
        if (arch, task) not in made:
            made[arch, task] = load_predictor(task, checkpoint(arch, head=head or HEADS[task]))
        return made[arch, task]

    return make


def reference(predictor, trace):
    """What transformers' model gives for the same ids."""
    import torch

    inputs = {"input_ids": torch.tensor(trace.ids)[None]}
    if predictor.engine.segments:
        inputs["token_type_ids"] = torch.tensor(trace.segment)[None]
    with torch.inference_mode():
        return predictor.engine.model(**inputs, output_hidden_states=True)


@pytest.mark.parametrize(("arch", "task"), CASES)
def test_logits_and_states_equal_transformers(arch, task, predictor):
    asked = predictor(arch, task)
    made = asked.run(TextInput(TEXT, PAIR))
    expected = reference(asked, made.trace)
    if task == "answer":
        logits = np.stack([expected.start_logits[0], expected.end_logits[0]], axis=-1)
    else:
        logits = expected.logits[0].numpy()
    np.testing.assert_allclose(made.logits, logits, atol=1e-5)
    np.testing.assert_allclose(made.trace.hidden[-1], expected.hidden_states[-1][0], atol=1e-5)
    assert asked.untrained == ()


@pytest.mark.parametrize("arch", tiny.ENCODERS)
def test_masked_words_equal_transformers_and_the_last_state_reads_out_the_same(arch, predictor):
    asked = predictor(arch, "fill-mask", "MaskedLM")
    made = asked.run(TextInput(TEXT, masked=(2, 4)))
    expected = reference(asked, made.trace).logits[0].numpy()
    assert made.positions.tolist() == [2, 4]
    np.testing.assert_allclose(made.logits, expected[[2, 4]], atol=1e-5)
    again = asked.read_out(made.trace.hidden[-1][[2, 4]])
    np.testing.assert_allclose(again, made.logits, atol=1e-4)


def test_the_steps_of_the_head_end_in_the_logits(predictor):
    made = predictor("bert", "classify").run(TextInput(TEXT))
    assert [step.kind for step in made.steps] == ["Linear 32 → 32", "Tanh", "Linear 32 → 3"]
    np.testing.assert_allclose(made.steps[-1].output, made.logits)
    np.testing.assert_allclose(np.tanh(made.steps[0].output), made.steps[1].output, atol=1e-6)
    assert made.steps[-1].parameters == 3 * 32 + 3


def test_arrays_cannot_be_written(predictor):
    made = predictor("bert", "classify").run(TextInput(TEXT))
    with pytest.raises(ValueError, match="read-only"):
        made.logits[0] = 1


def test_labels_come_from_the_checkpoint(predictor):
    assert predictor("bert", "classify").labels == ("negative", "neutral", "positive")
    assert predictor("bert", "next-sentence").labels[0] == "B follows A"


@pytest.mark.parametrize(
    ("task", "saved_as", "missing"),
    [
        ("classify", None, "classifier.weight"),
        ("fill-mask", None, "cls.predictions.bias"),
        ("next-sentence", "MaskedLM", "bert.pooler.dense.weight"),
        ("entities", "SequenceClassification", "classifier.weight"),
        ("classify", "TokenClassification", "classifier.weight"),
    ],
)
def test_a_head_that_is_not_in_the_checkpoint_is_named(task, saved_as, missing, checkpoint):
    from explorer.predictors import load_predictor

    assert missing in load_predictor(task, checkpoint("bert", head=saved_as)).untrained


def test_a_body_that_is_not_in_the_checkpoint_is_refused(checkpoint, tmp_path):
    from safetensors.numpy import load_file, save_file

    from explorer.predictors import load_predictor

    folder = checkpoint("bert", head="SequenceClassification")
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    weights = load_file(folder / "model.safetensors")
    weights.pop("bert.encoder.layer.1.output.dense.weight")
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(CheckpointError, match="lacks 1 of its weights"):
        load_predictor("classify", tmp_path)


@pytest.mark.parametrize(("arch", "task"), [("gpt2", "fill-mask"), ("roberta", "next-sentence")])
def test_architectures_without_such_a_head_are_refused_in_words(arch, task, checkpoint):
    from explorer.predictors import load_predictor

    with pytest.raises(CheckpointError, match=f"is a {arch} model, and there is no head"):
        load_predictor(task, checkpoint(arch))


def test_entailment_needs_a_label_of_that_name(checkpoint):
    from explorer.predictors import load_predictor

    with pytest.raises(CheckpointError, match="negative, neutral, positive apart, not entailment"):
        load_predictor("entail", checkpoint("bert", head="SequenceClassification"))


def test_the_bundled_body_without_a_head_says_what_to_do(monkeypatch):
    from explorer.predictors import load_predictor, loading

    monkeypatch.setattr(loading.teaching, "available", lambda: ())
    with pytest.raises(ModelUnavailable, match="no head for question answering here: choose"):
        load_predictor("answer")


@pytest.mark.parametrize("position", [0, 8, 99, -1])
def test_only_tokens_of_the_text_can_be_masked(position, predictor):
    with pytest.raises(InputError, match="no word at position"):
        predictor("bert", "fill-mask", "MaskedLM").run(TextInput(TEXT, masked=(position,)))


def test_a_text_without_a_mask_is_refused_in_words(predictor):
    with pytest.raises(InputError, match="No token is masked"):
        predictor("bert", "fill-mask", "MaskedLM").run(TextInput(TEXT))


def test_a_model_without_a_mask_token_says_so(checkpoint):
    import explorer

    with pytest.raises(InputError, match="has no mask token"):
        explorer.load(checkpoint("gpt2")).run(TextInput(TEXT, masked=(1,)))


def test_fitting_folders_are_offered_first(checkpoint, monkeypatch):
    from explorer.predictors import catalogue

    folder = checkpoint("bert", head="TokenClassification")
    monkeypatch.setenv("EXPLORER_MODELS_DIR", str(folder.parent))
    ids = [spec.id for spec in catalogue.choices("entities")]
    assert ids[1] == "folder:tiny-bert"
    assert "dbmdz/bert-large-cased-finetuned-conll03-english" in ids
    assert "folder:tiny-bert" not in [spec.id for spec in catalogue.choices("answer")]


def test_known_checkpoints_say_what_they_are_for():
    from explorer import catalog

    assert catalog.find("deepset/roberta-base-squad2").tasks == ("answer",)
    assert catalog.find("someone/else").tasks == ()


def test_a_broken_config_offers_nothing(tmp_path):
    from explorer.predictors import catalogue

    (tmp_path / "config.json").write_text(json.dumps(["not", "a", "config"]))
    assert not catalogue.carries(tmp_path, "classify")
    (tmp_path / "config.json").write_text(json.dumps({"architectures": 3}))
    assert not catalogue.carries(tmp_path, "classify")


def test_an_untrained_head_is_refused_in_one_sentence():
    from explorer.predictors import catalogue

    catalogue.require_trained("some/model", "named entities", ())
    with pytest.raises(catalogue.HeadMissing, match="its head would be random"):
        catalogue.require_trained("some/model", "named entities", ("classifier.weight",))


def test_a_checkpoint_with_its_head_comes_from_the_hub(mock_hub, checkpoint):
    from explorer.predictors import load_predictor

    mock_hub.add("acme/labels", checkpoint("bert", head="SequenceClassification"))
    seen = []
    found = load_predictor("classify", "acme/labels", progress=lambda *done: seen.append(done))
    assert found.note == "acme/labels"
    assert found.run(TextInput(TEXT)).logits.shape == (3,)
    assert seen[-1][0] == seen[-1][1] > 0


def test_a_checkpoint_as_the_first_bert_was_saved_has_both_of_its_heads(checkpoint, tmp_path):
    """LayerNorm.gamma and beta, a copy of the tied decoder, both heads, one of them named."""
    from safetensors.numpy import load_file, save_file

    from explorer.predictors import load_predictor

    folder = checkpoint("bert", head="PreTraining")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    config = json.loads((folder / "config.json").read_text())
    (tmp_path / "config.json").write_text(
        json.dumps({**config, "architectures": ["BertForMaskedLM"]})
    )
    weights = load_file(folder / "model.safetensors")
    weights["cls.predictions.decoder.weight"] = weights[
        "bert.embeddings.word_embeddings.weight"
    ].copy()
    old = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    for new, before in old.items():
        weights = {name.replace(new, before): value for name, value in weights.items()}
    save_file(weights, tmp_path / "model.safetensors", {"format": "pt"})
    assert load_predictor("fill-mask", tmp_path).untrained == ()
    assert load_predictor("next-sentence", tmp_path).untrained == ()
    assert load_predictor("classify", tmp_path).untrained == (
        "classifier.bias",
        "classifier.weight",
    )
