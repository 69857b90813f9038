"""The small decoder: files and figures as shipped, and a training that can be repeated."""

from __future__ import annotations

import gzip
import json
import math

import numpy as np
import pytest

import explorer
from explorer import catalog
from explorer.engine.teaching_models import sha256
from explorer.errors import CheckpointError
from explorer.teaching import __main__ as command
from explorer.teaching.decoder import build, evaluation, texts
from explorer.teaching.decoder.recipe import DecoderRecipe
from explorer.teaching.decoder.tokens import MAX_TOKENS
from explorer.teaching.model_folder import as_markdown, read_card

MOST_BYTES = 4_000_000
TINY = DecoderRecipe(vocabulary=300, width=16, inner=16, steps=3, batch=4, warmup=2)


@pytest.fixture(scope="module")
def engine():
    import torch

    from explorer.engine.causal import load_causal

    torch.set_num_threads(1)
    return load_causal(catalog.NEXT_TOKEN_ID)


@pytest.fixture(scope="module")
def card():
    return read_card(build.FOLDER)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder of the sample's own texts: twelve documents, one of which is held out."""
    home = tmp_path_factory.mktemp("data")
    (home / "prose").mkdir()
    lines = evaluation.SAMPLE.read_text("utf-8").splitlines()
    with gzip.open(home / "prose" / "docs.jsonl.gz", "wt", encoding="utf-8") as file:
        for number in range(12):
            file.write(json.dumps({"src": "own", "doc": str(number), "pars": lines}) + "\n")
    return home


def test_the_files_are_those_of_the_card(card):
    weights = build.FOLDER / "model.safetensors"
    assert sha256(weights) == card.sha256
    assert weights.stat().st_size == card.bytes <= MOST_BYTES
    assert (build.FOLDER / "card.md").read_text("utf-8") == as_markdown(build.LEAFLET, card)
    assert not [file for file in build.FOLDER.iterdir() if file.suffix in (".bin", ".pt", ".pkl")]


def test_the_card_has_the_recipe_of_the_project(card):
    assert card.recipe == vars(DecoderRecipe())
    for licence in ("CC BY 3.0", "CC BY-SA 4.0", "public domain"):
        assert licence in card.sources


def test_it_is_a_model_of_two_layers_and_four_heads(card):
    body = explorer.load(catalog.NEXT_TOKEN_ID)
    assert body.spec.sha256 == card.sha256 and body.spec.max_tokens == MAX_TOKENS
    trace = body.run("The cat sat on the mat.")
    assert (trace.num_layers, trace.num_heads, trace.causal) == (2, 4, True)
    assert trace.special.tolist() == [True] + [False] * (trace.num_tokens - 1)


def test_the_sample_has_the_cards_figures(engine, card):
    assert evaluation.on_sample(engine) == pytest.approx(card.sample, rel=0.01)
    once, again = card.sample.values()
    assert 2 * again < once


def test_the_heads_have_the_cards_scores(engine, card):
    found = evaluation.of_the_model(engine)
    assert found == pytest.approx({name: card.figures[name] for name in found}, abs=0.01)
    first, second = (card.figures[f"loss on random tokens, {n} time"] for n in ("first", "second"))
    assert second < first / 2
    best = max(value for name, value in found.items() if name.startswith("prefix matching"))
    assert best > 0.5


def test_an_induction_head_is_found_and_named(engine, card):
    from explorer.engine.induction import induction_scores

    scores = induction_scores(engine)
    layer, head = scores.heads()[0]
    where = f"layer {layer} head {head}"
    assert scores.prefix.max() == scores.prefix[layer, head]
    assert card.figures[f"prefix matching, {where}"] == pytest.approx(
        float(scores.prefix[layer, head]), abs=0.01
    )
    other = induction_scores(engine, seed=5)
    assert other.heads()[0] == (layer, head)
    assert other.prefix == pytest.approx(scores.prefix, abs=0.15)


def test_nonsense_that_comes_again_is_continued():
    from explorer.predictors import load_predictor
    from explorer.tasks import next_token
    from explorer.text import TextInput

    predictor = load_predictor("next-token", catalog.NEXT_TOKEN_ID)

    piece = "blue garden seven window paper horse"
    prediction = predictor.run(TextInput(f"{piece} {piece.rpartition(' ')[0]}"))
    first = next_token.best(prediction, next_token.Sampling(), k=1)[0]
    assert first.token == "h" and first.probability > 0.15


def test_losses_are_those_of_transformers(engine):
    import torch

    ids = torch.tensor(engine.tokenizer("The river is wide here and slow.").input_ids)
    found = evaluation.losses(engine.model, ids[None].numpy())
    theirs = engine.model(input_ids=ids[None], labels=ids[None]).loss.item()
    assert found.mean() == pytest.approx(theirs, rel=1e-5)


def test_a_repetition_counts_from_where_it_can_be_known():
    rng = np.random.default_rng(0)
    row = texts.repeated_random(rng, 40, 300, period=10)
    assert row.ids[0] == 0 and (row.ids[1:11] == row.ids[11:21]).all()
    assert (row.labels[:12] == texts.IGNORED).all()
    assert (row.labels[12:] == row.ids[12:]).all() and (row.ids[1:] >= texts.ORDINARY).all()


def test_a_piece_of_prose_comes_twice():
    ids = np.arange(2, 3000, dtype=np.uint16)
    for seed in range(20):
        found = texts.repeated_prose(np.random.default_rng(seed), ids, MAX_TOKENS)
        assert len(found) == MAX_TOKENS - 1
        assert len(set(found.tolist())) <= MAX_TOKENS - 1 - texts.SHORTEST


def test_held_out_documents_are_not_trained_on(data):
    assert len(texts.prose(data, held_out=True)) == 1
    assert len(texts.prose(data, held_out=False)) == 11


def test_a_slice_trained_twice_is_the_same_to_the_byte(tmp_path, data):
    for name in ("one", "two"):
        build.make(tmp_path / name, data, TINY, lambda line: None)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert "model.safetensors" in names and "tokenizer.json" in names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    other = tmp_path / "other"
    build.make(other, data, DecoderRecipe(**{**vars(TINY), "seed": 1}), lambda line: None)
    weights = [folder / "model.safetensors" for folder in (tmp_path / "one", other)]
    assert weights[0].read_bytes() != weights[1].read_bytes()


def test_the_command_trains_writes_and_measures(monkeypatch, tmp_path, capsys, data):
    monkeypatch.setattr(command, "DecoderRecipe", lambda: TINY)
    out = tmp_path / "made"
    assert command.main(["train", build.NAME, "--data", str(data), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "step 3/3" in said and "prefix matching, layer 1 head 3" in said
    made = read_card(out)
    assert made.figures["perplexity a token, held-out prose"] == pytest.approx(300, rel=0.3)
    assert made.figures["loss on random tokens, first time"] == pytest.approx(
        math.log(298), rel=0.1
    )


def test_without_data_it_is_refused_with_a_sentence(capsys, tmp_path):
    assert command.main(["train", build.NAME]) == 1
    assert "give --data DIR" in capsys.readouterr().out
    assert command.main(["train", build.NAME, "--data", str(tmp_path)]) == 1
    assert "no file prose/docs.jsonl.gz" in capsys.readouterr().out


def test_other_weights_are_refused(monkeypatch, tmp_path):
    import shutil

    from explorer.engine import teaching_models

    copy = tmp_path / build.NAME
    shutil.copytree(build.FOLDER, copy)
    monkeypatch.setattr(teaching_models, "MODELS", tmp_path)
    with (copy / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CheckpointError, match=r"not the shipped ones \(their sha256 differs\)"):
        explorer.load(catalog.NEXT_TOKEN_ID)
