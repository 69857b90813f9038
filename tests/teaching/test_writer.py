"""The small encoder-decoder: files and figures as shipped, and a training that can be repeated."""

from __future__ import annotations

import json
import shutil
from datetime import date
from itertools import islice

import numpy as np
import pytest

import explorer
from explorer import catalog
from explorer.engine.teaching_models import sha256
from explorer.errors import CheckpointError, ModelUnavailable
from explorer.teaching import __main__ as command
from explorer.teaching.model_folder import as_markdown, read_card
from explorer.teaching.writer import build, evaluation, texts
from explorer.teaching.writer.recipe import WriterRecipe
from explorer.teaching.writer.texts import rewritings

MOST_BYTES = 4_000_000
TINY = WriterRecipe(width=16, inner=16, steps=3, batch=8, warmup=2)


@pytest.fixture(scope="module")
def engine():
    import torch

    torch.set_num_threads(1)
    return explorer.load_seq2seq()


@pytest.fixture(scope="module")
def card():
    return read_card(build.FOLDER)


def test_the_files_are_those_of_the_card(card):
    weights = build.FOLDER / "model.safetensors"
    assert sha256(weights) == card.sha256
    assert weights.stat().st_size == card.bytes <= MOST_BYTES
    assert card.figures["exact match, dates"] >= 0.98
    assert (build.FOLDER / "card.md").read_text("utf-8") == as_markdown(build.LEAFLET, card)
    assert not [file for file in build.FOLDER.iterdir() if file.suffix in (".bin", ".pt", ".pkl")]


def test_the_card_has_the_recipe_of_the_project(card):
    assert card.recipe == vars(WriterRecipe())
    assert f"{len(texts.STYLES)} styles" in card.sources


def test_it_is_what_load_seq2seq_gives_unasked(engine, card):
    assert engine.spec.id == catalog.WRITER_ID and engine.spec.sha256 == card.sha256
    assert engine.writer.num_parameters() == card.parameters
    made = engine.generate("the third of May 1998")
    assert made.text == "1998-05-03" and made.ended and len(made.steps) == 11
    assert engine.generate("the third of May 1998", beams=3).text == made.text
    assert engine.generate("twenty-one thousand and six").text == "21006"


def test_exact_match_on_the_sample_is_the_cards(engine, card):
    sample = build.FOLDER / "sample.jsonl"
    found = evaluation.on_sample(engine, sample)
    assert found["exact match"] == pytest.approx(card.sample["exact match"], abs=0.006)
    rows = [json.loads(line) for line in sample.read_text("utf-8").splitlines()]
    assert len(rows) == 200
    for row in rows[1:]:
        whole = row["target"]
        value = date.fromisoformat(whole).toordinal() if "-" in whole else int(whole)
        assert texts.is_held_out(value), row


def test_a_wrong_answer_counts_as_one(engine):
    right = list(islice(rewritings(5, held_out=True, typos=0.0), 10))
    wrong = texts.Rewriting(right[0].source, right[0].target + "0", right[0].origins)
    assert evaluation.exact(engine, [*right, wrong]) <= 10 / 11


def test_attention_points_where_the_card_says(engine, card):
    """A quarter of the card's texts is enough to see it."""
    name = next(n for n in card.figures if n.endswith(tuple("1234")) and " head " in n)
    layer, head = (int(word) for word in name.replace(",", "").split() if word.isdigit())
    examples = islice(rewritings(6, held_out=True, dates=1.0, typos=0.0), 40)
    shares = evaluation.pointing(engine, examples)
    assert shares.shape == (2, 5) and np.all((shares >= 0) & (shares <= 1))
    assert shares[layer, head] == pytest.approx(card.figures[name], abs=0.06)


def test_other_weights_are_refused(monkeypatch, tmp_path):
    from explorer.engine import teaching_models

    copy = tmp_path / build.NAME
    shutil.copytree(build.FOLDER, copy)
    monkeypatch.setattr(teaching_models, "MODELS", tmp_path)
    with (copy / "model.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(CheckpointError, match=r"not the shipped ones \(their sha256 differs\)"):
        explorer.load_seq2seq()
    (copy / "model.safetensors").unlink()
    with pytest.raises(CheckpointError, match="are missing: install BERT Explorer again"):
        explorer.load_seq2seq()


def test_unknown_teaching_models_are_refused():
    with pytest.raises(ModelUnavailable, match="no teaching model “juggling”"):
        catalog.find("teaching:juggling")


def test_a_slice_trained_twice_is_the_same_to_the_byte(tmp_path):
    for name in ("one", "two"):
        build.make(tmp_path / name, TINY, lambda line: None)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert "model.safetensors" in names and "tokenizer.json" in names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    other = tmp_path / "other"
    build.make(other, WriterRecipe(**{**vars(TINY), "seed": 1}), lambda line: None)
    weights = [folder / "model.safetensors" for folder in (tmp_path / "one", other)]
    assert weights[0].read_bytes() != weights[1].read_bytes()


def test_the_tokenizer_is_the_one_of_the_recipe(tmp_path):
    from explorer.teaching.writer.tokens import make_tokenizer

    make_tokenizer().save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        assert (tmp_path / name).read_text("utf-8") == (build.FOLDER / name).read_text("utf-8")


def test_the_command_trains_writes_and_measures(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "WriterRecipe", lambda: TINY)
    out = tmp_path / "made"
    assert command.main(["train", build.NAME, "--unmeasured", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "step 3/3" in said and "exact match, the shipped sample" in said.replace(
        ", shipped sample", ", the shipped sample"
    )
    made = read_card(out)
    assert made.sample["exact match"] < 0.5 and made.figures == {}
    assert explorer.load_seq2seq(out).writer.num_parameters() == made.parameters


def test_a_head_without_data_is_refused_with_a_sentence(capsys):
    assert command.main(["train", "classify"]) == 1
    assert "give --data DIR" in capsys.readouterr().out
