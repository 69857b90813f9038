"""The small BERT: files and figures as shipped, and a training that can be repeated."""

from __future__ import annotations

import gzip
import json
import shutil

import numpy as np
import pytest

import explorer
from explorer import catalog
from explorer.engine.teaching_models import sha256
from explorer.errors import CheckpointError
from explorer.predictors import catalogue, load_predictor
from explorer.tasks import fill_mask
from explorer.teaching import __main__ as command
from explorer.teaching.model_folder import as_markdown, read_card
from explorer.teaching.small_body import build, evaluation
from explorer.teaching.small_body.recipe import SmallBertRecipe, new_training, token_ids, train
from explorer.text import TextInput

LEAST_BYTES, MOST_BYTES = 4_000_000, 12_000_000
TINY = SmallBertRecipe(
    width=16, inner=16, layers=2, heads=2, steps=6, batch=4, warmup=2, cooldown=2
)
PEOPLE = "The cook", "My old neighbour", "A young farmer", "Our teacher", "The tall doctor"
DOINGS = "walked slowly along the river", "bought seven apples at the market", "sang in the garden"


@pytest.fixture(scope="module")
def head():
    return load_predictor("fill-mask", catalog.SMALL_BERT_ID)


@pytest.fixture(scope="module")
def card():
    return read_card(build.FOLDER)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with a little prose, of which every tenth document is held out."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "prose").mkdir()
    rows = [
        {"src": "own", "doc": str(n), "pars": [f"{who} {did}. It was day {n} of the month."]}
        for n, (who, did) in enumerate([(a, b) for a in PEOPLE for b in DOINGS] * 2)
    ]
    with gzip.open(folder / "prose" / "docs.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(map(json.dumps, rows)))
    return folder


@pytest.fixture(scope="module")
def texts(bundled, data):
    return token_ids(bundled, data, TINY, held_out=False)


def test_the_files_are_those_of_the_card(card):
    weights = build.FOLDER / "model.safetensors"
    assert sha256(weights) == card.sha256
    assert LEAST_BYTES < weights.stat().st_size == card.bytes <= MOST_BYTES
    assert (build.FOLDER / "card.md").read_text("utf-8") == as_markdown(build.LEAFLET, card)
    assert not [file for file in build.FOLDER.iterdir() if file.suffix in (".bin", ".pt", ".pkl")]


def test_the_card_has_the_recipe_and_the_licences(card):
    assert card.recipe == vars(SmallBertRecipe())
    for said in ("CC BY-SA 4.0", "Tatoeba", "OpenStax", "DocRED", "all-MiniLM-L6-v2 (Apache 2.0)"):
        assert said in card.sources
    assert {"top 1", "top 5", "perplexity", f"top 1, {build.BESIDE}"} <= set(card.figures)


def test_it_is_a_bert_of_the_bundled_vocabulary(head, bundled, card):
    engine = explorer.load(catalog.SMALL_BERT_ID)
    config = engine.config
    assert (config.num_hidden_layers, config.num_attention_heads, config.hidden_size) == (4, 4, 128)
    assert engine.encoder.vocabulary == bundled.encoder.vocabulary
    assert engine.spec.sha256 == card.sha256 and engine.spec.max_tokens == 128
    trace = engine.run("The cat sat on the mat.")
    assert trace.num_layers == trace.num_heads == 4 and trace.hidden.shape[2] == 128
    assert head.untrained == () and head.engine.model.num_parameters() == card.parameters
    tied = head.engine.model
    assert tied.cls.predictions.decoder.weight is tied.bert.embeddings.word_embeddings.weight


def test_it_is_offered_for_blanks_and_as_a_body():
    assert [spec.id for spec in catalogue.choices("fill-mask")][:2] == [
        catalog.BUNDLED_ID, catalog.SMALL_BERT_ID,
    ]  # fmt: skip
    assert catalog.SMALL_BERT_ID in [spec.id for spec in catalog.choices()]
    assert catalog.SMALL_BERT in catalog.teaching(task="fill-mask")
    assert catalog.SMALL_BERT not in catalog.teaching(kind="encoder-decoder")


def test_figures_on_the_shipped_prompts_are_the_cards(head, card):
    found = evaluation.scores(head, evaluation.sample())
    assert found["perplexity"] == pytest.approx(card.sample["perplexity"], rel=1e-3)
    for name in ("top 1", "top 5"):
        assert found[name] == pytest.approx(card.sample[name], abs=0.034)  # one prompt of 30


def test_scores_count_right_words_and_their_probability(head):
    """Held against the probabilities that the page shows."""
    source = TextInput("She drank a cup of [MASK].")
    prediction = head.run(source)
    best = fill_mask.best(prediction, 0, k=6)
    for rank, top_1, top_5 in ((0, 1.0, 1.0), (3, 0.0, 1.0), (5, 0.0, 0.0)):
        found = evaluation.scores(head, [(source, [best[rank].token])])
        assert (found["top 1"], found["top 5"]) == (top_1, top_5)
        assert found["perplexity"] == pytest.approx(1 / best[rank].probability, rel=1e-4)


def test_more_tokens_than_it_reads_are_cut(head):
    prediction = head.run(TextInput("[MASK] " + "word " * 400))
    assert prediction.trace.num_tokens == 128 and len(prediction.trace.dropped) == 275


def test_a_slice_trained_twice_is_the_same_to_the_byte(bundled, data, tmp_path):
    for name in ("one", "two"):
        build.make(tmp_path / name, bundled, data, TINY)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert "model.safetensors" in names and "tokenizer.json" in names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_training_goes_on_from_its_checkpoint(bundled, texts, tmp_path):
    straight = train(bundled, texts, TINY).state_dict()
    file = tmp_path / "checkpoint.safetensors"
    begun = new_training(bundled, texts, TINY)
    for _ in range(3):
        begun.step()
    begun.save(file)
    said = []
    continued = train(bundled, texts, TINY, checkpoint=file, report=said.append).state_dict()
    assert all(np.array_equal(continued[name], value) for name, value in straight.items())
    assert any("step 6/6" in line for line in said)


def test_held_out_documents_are_not_trained_on(bundled, data, texts):
    held_out = token_ids(bundled, data, TINY, held_out=True)
    assert len(held_out) == 3 and len(texts) == 27
    assert not {tuple(ids) for ids in held_out} & {tuple(ids) for ids in texts}


def test_word_embeddings_stay_and_the_rest_is_trained(bundled, texts):
    training = new_training(bundled, texts, TINY)
    before = {name: value.clone() for name, value in training.model.named_parameters()}
    training.step()
    words = "bert.embeddings.word_embeddings.weight"
    moved = {
        name
        for name, value in training.model.named_parameters()
        if not np.array_equal(value.detach(), before[name].detach())
    }
    assert words not in moved and "cls.predictions.bias" in moved
    assert set(before) - moved <= {words, "bert.embeddings.position_embeddings.weight"} | {
        name
        for name in before
        if name.endswith("key.bias")  # softmax does not depend on them
    }


def test_the_tokenizer_is_the_bundled_ones(bundled):
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (build.FOLDER / name).read_bytes() == (bundled.folder / name).read_bytes()


def test_other_weights_are_refused(monkeypatch, tmp_path):
    from explorer.engine import teaching_models

    copy = tmp_path / build.NAME
    shutil.copytree(build.FOLDER, copy)
    monkeypatch.setattr(teaching_models, "MODELS", tmp_path)
    with (copy / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CheckpointError, match=r"not the shipped ones \(their sha256 differs\)"):
        explorer.load(catalog.SMALL_BERT_ID)


def test_the_command_trains_writes_and_measures(monkeypatch, tmp_path, data, capsys):
    monkeypatch.setattr(command, "SmallBertRecipe", lambda: TINY)
    out, kept = tmp_path / "made", tmp_path / "kept"
    asked = ["train", build.NAME, "--data", str(data), "--out", str(out), "--unmeasured"]
    assert command.main([*asked, "--cache", str(kept)]) == 0
    said = capsys.readouterr().out
    assert "step 6/6" in said and "perplexity, shipped sample" in said
    assert read_card(out).sample["perplexity"] > 1000 and read_card(out).figures == {}
    assert command.main(["evaluate", build.NAME, "--out", str(out), "--data", str(data)]) == 0
    assert f"top 1, {build.BESIDE}" in capsys.readouterr().out


def test_a_training_without_data_is_refused_with_a_sentence(capsys):
    assert command.main(["train", build.NAME]) == 1
    assert "give --data DIR" in capsys.readouterr().out
