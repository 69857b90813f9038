"""The teaching heads: files and figures as shipped, library and app alike, training repeatable."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.app_server import ROOT

from explorer import teaching
from explorer.errors import CheckpointError, ExplorerError, InputError
from explorer.teaching import artifacts
from explorer.teaching.training import evaluation
from explorer.teaching.training.model_cards import LIMITATIONS, as_markdown
from explorer.text import TextInput

TASKS = teaching.available()
LARGEST = 1_500_000  # bytes of one head


@pytest.fixture(scope="module")
def engine():
    import torch

    from explorer.engine import load

    torch.set_num_threads(1)  # short texts: a second thread would only get in the way
    return load()


@pytest.fixture(scope="module")
def head(engine):
    made = {task: teaching.load(task, engine) for task in TASKS}
    return made.__getitem__


def test_there_are_heads_and_unknown_ones_are_refused():
    assert {"part-of-speech", "entities", "classify", "fill-mask"} <= set(TASKS)
    with pytest.raises(CheckpointError, match="no teaching head"):
        teaching.card("juggling")


@pytest.mark.parametrize("task", TASKS)
def test_each_file_is_the_one_on_its_card(task):
    card = teaching.card(task)
    path = artifacts.FOLDER / f"{task}.safetensors"
    assert artifacts.sha256(path) == card.sha256
    assert path.stat().st_size == card.bytes <= LARGEST
    assert sum(value.size for value in teaching.weights(task).values()) == card.parameters
    assert card.figures and card.sample


@pytest.mark.parametrize("task", TASKS)
def test_the_card_for_people_is_made_from_the_one_for_programs(task):
    card = teaching.card(task)
    assert (artifacts.FOLDER / f"{task}.md").read_text("utf-8") == as_markdown(card)
    assert card.limitations == LIMITATIONS[task]


def test_a_card_of_an_earlier_version_loads(tmp_path):
    now = teaching.card("entail")
    fields = dict(vars(now))
    fields["weak"] = fields.pop("limitations")
    (tmp_path / "entail.json").write_text(json.dumps(fields), "utf-8")
    assert artifacts.card("entail", tmp_path) == now


def test_a_changed_file_is_refused(tmp_path):
    task = TASKS[0]
    for suffix in (".json", ".safetensors"):
        (tmp_path / f"{task}{suffix}").write_bytes(
            (artifacts.FOLDER / f"{task}{suffix}").read_bytes()
        )
    (tmp_path / f"{task}.safetensors").write_bytes(b"something else")
    with pytest.raises(CheckpointError, match="sha256"):
        artifacts.weights(task, tmp_path)
    (tmp_path / f"{task}.safetensors").unlink()
    with pytest.raises(CheckpointError, match="missing"):
        artifacts.weights(task, tmp_path)


@pytest.mark.parametrize("task", TASKS)
def test_figures_on_the_shipped_sample_are_those_of_the_card(head, task):
    card = teaching.card(task)
    measured = evaluation.on_sample(head(task))
    assert measured == pytest.approx(card.sample, abs=0.035)  # one item may tip over elsewhere


def test_all_heads_together_are_small():
    held = sum(value.nbytes for task in TASKS for value in teaching.weights(task).values())
    assert held < 15e6


WITHOUT_TRAINING = """
import sys
sys.modules["explorer.teaching.training"] = None  # importing it, or anything in it, now raises
from explorer import load, teaching
from explorer.text import TextInput
engine = load()
for task in teaching.available():
    head = teaching.load(task, engine)
    print(head.run(TextInput("Who sat on the [MASK]?", "The cat sat on the mat.")).task)
try:
    import explorer.teaching.training.recipes
except ImportError:
    print("blocked")
"""


def test_every_head_runs_without_the_training_code():
    done = subprocess.run([sys.executable, "-c", WITHOUT_TRAINING], cwd=ROOT, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.stdout.split() == [*TASKS, "blocked"], done.stderr


@pytest.mark.parametrize("task", TASKS)
def test_what_a_head_shows_of_its_step_is_its_output(head, task):
    made = head(task)
    found = made.run(TextInput("Who sat on the [MASK]?", "The cat sat on the mat."))
    (step,) = found.steps
    assert (step.name, step.kind) == ("head", f"teaching head ({made.card.kind})")
    assert step.output is found.logits and step.parameters == made.card.parameters


@pytest.mark.parametrize("task", TASKS)
def test_layer_mix_sums_to_1(head, task):
    mix = head(task).mix
    assert mix.shape == (7,) and mix.min() >= 0
    assert mix.sum() == pytest.approx(1, abs=1e-5)


def test_the_library_and_load_predictor_agree(head, engine):
    from explorer.predictors import load_predictor

    source = TextInput("Maria Lopez moved from Spain to Canada.")
    predictor = load_predictor("entities")
    mine = head("entities").run(source)
    theirs = predictor.run(source)
    assert "teaching head" in predictor.note and predictor.untrained == ()
    np.testing.assert_allclose(mine.logits, theirs.logits, atol=1e-4)


def test_tags_of_plain_text_and_of_split_words(head):
    from explorer.tasks import tag

    found = head("part-of-speech").run(TextInput("She didn't see the U.S. flag."))
    tags = [span.label for span in tag.word_tags(found)]
    assert tags[0] == "PRON" and tags[-2:] == ["NOUN", "PUNCT"]
    split = evaluation.word_tags(head("part-of-speech"), ["A", "red", "bag"])
    assert split == ["DET", "ADJ", "NOUN"]


def test_one_word_of_many_pieces_is_one_entity(head):
    from explorer.tasks import tag

    found = head("entities").run(TextInput("Zbigniew Wojciechowski lives in Ouagadougou."))
    for strategy in ("simple", "first"):
        spans = tag.spans(found, strategy)
        texts = {"Zbigniew Wojciechowski lives in Ouagadougou."[s.start : s.end] for s in spans}
        assert "Ouagadougou" in texts


def test_heads_for_pairs_want_two_texts(head):
    for task in {"next-sentence", "entail", "answer"} & set(TASKS):
        with pytest.raises(InputError, match="second"):
            head(task).run(TextInput("One text only."))


def test_two_texts_in_one_pass_do_not_see_each_other(engine):
    from explorer.teaching.isolated_pair import run_apart

    trace = run_apart(engine, TextInput("The cat sat on the mat.", "It was very soft."))
    first, second = engine.run("The cat sat on the mat."), engine.run("It was very soft.")
    apart = np.concatenate([first.hidden, second.hidden], axis=1)
    np.testing.assert_allclose(trace.hidden, apart, atol=2e-5)
    across = trace.side[:, None] != trace.side[None]  # (Q, K)
    assert all(np.abs(trace.attention(layer)[:, across]).max() == 0 for layer in range(6))
    assert trace.word.max() == first.word.max() + 1 + second.word.max()


def test_the_lens_of_a_head_that_mixes_states_ends_in_its_answer(head):
    from explorer.tasks import fill_mask

    made = head("fill-mask").run(TextInput("He drank a cup of [MASK]."))
    lens = fill_mask.lens(head("fill-mask"), made)
    assert lens.mixed and lens.logits.shape == (8, 30522)
    np.testing.assert_array_equal(lens.logits[-1], made.logits[0])
    assert {"tea", "coffee"} <= {guess.token for guess in fill_mask.best(made, 0, k=5)}


def test_low_rank_updates_leave_the_body_as_it_was(engine):
    import torch

    from explorer.teaching.lora import patched, places

    before = engine.run("A quiet morning.").hidden
    updates = {
        name: (torch.ones(2, module.in_features), torch.ones(module.out_features, 2) / 100)
        for name, module in places(engine.body)
    }
    with patched(engine.body, updates):
        inside = engine.run("A quiet morning.").hidden
    assert np.abs(inside[1:] - before[1:]).max() > 0.01
    np.testing.assert_array_equal(engine.run("A quiet morning.").hidden, before)


@pytest.fixture
def little_data(tmp_path) -> Path:
    """A data folder made of the shipped sample of parts of speech."""
    sample = (evaluation.SAMPLE / "part-of-speech.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in sample]
    (tmp_path / "upos").mkdir()
    for name in ("ewt_train", "gum_train"):
        with gzip.open(tmp_path / "upos" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps({"t": r["words"], "p": r["tags"]}) + "\n" for r in rows)
    return tmp_path


def test_training_twice_gives_the_same_weights(engine, little_data, tmp_path):
    from explorer.teaching.training import build
    from explorer.teaching.training.recipes import config

    recipe = replace(config("part-of-speech").recipe, epochs=2, inner=16)
    lines: list[str] = []
    first, second = (
        build.train(
            "part-of-speech",
            engine,
            little_data,
            cache=tmp_path,
            recipe=recipe,
            report=lines.append,
        )
        for _ in range(2)
    )
    assert set(first) == set(second) and len(lines) == 4
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])


def test_training_asks_for_its_data(engine, tmp_path):
    from explorer.teaching.training import build

    with pytest.raises(ExplorerError, match="no file upos/ewt_train"):
        build.train("part-of-speech", engine, tmp_path)
    with pytest.raises(ExplorerError, match="no head called"):
        build.train("juggling", engine, tmp_path)
