"""The structural probe: what ships is what was measured, and training gives the same bytes."""

import json
import shutil

import numpy as np
import pytest
from support.traces import make_trace

from explorer.data import treebank
from explorer.errors import CheckpointError, InputError
from explorer.measures import syntax
from explorer.teaching import syntax_probe
from explorer.teaching.__main__ import main
from explorer.teaching.training import structural
from explorer.teaching.training.structural import ProbeRecipe

SENTENCE = "The man who sells bread plays the piano."


@pytest.fixture(scope="module")
def sample(bundled):
    """The forty sentences that ship here, with their states."""
    return list(structural.examples(bundled, treebank.sample(), 40))


def test_what_is_said_of_the_sample_is_measured_anew(sample):
    probe = syntax_probe.load()
    found = [structural.score(sample, state, one) for state, one in enumerate(probe.maps)]
    assert found == pytest.approx(probe.sample, abs=0.005)
    assert structural.neighbour_score(sample) == pytest.approx(probe.sample_neighbours, abs=1e-4)


def test_the_best_state_beats_neighbours_and_the_control_task():
    probe = syntax_probe.load()
    assert probe.found[probe.best] > probe.neighbours + 0.1
    assert probe.found[probe.best] > probe.control[probe.best]
    assert (syntax_probe.FOLDER / "probe.safetensors").stat().st_size < 300_000


def test_the_same_seed_gives_the_same_bytes(sample):
    recipe = ProbeRecipe(rank=4, epochs=2)
    one, again = (structural.train(sample[:8], 3, recipe) for _ in range(2))
    other = structural.train(sample[:8], 3, ProbeRecipe(rank=4, epochs=2, seed=8))
    assert one.tobytes() == again.tobytes()
    assert one.tobytes() != other.tobytes()


def test_training_brings_distances_nearer_to_the_trees(sample):
    def apart(probe):
        return np.mean([
            np.abs(syntax.squared_distances(one.states[3], probe) - one.distances).mean()
            for one in sample[:8]
        ])  # fmt: skip

    before, after = (structural.train(sample[:8], 3, ProbeRecipe(epochs=n)) for n in (1, 12))
    assert apart(after) < 0.8 * apart(before)


def test_the_control_task_links_a_form_always_in_one_way():
    sentence = treebank.from_typed("a b a c a d\na > b : x")[0]
    arcs = {arc.dependent: arc.head for arc in structural.control(sentence).arcs}
    assert sorted(arcs) == [1, 2, 3, 4, 5]
    assert len({arcs[2] == 0, arcs[4] == 0}) == 1  # both "a": to the first, the last, or back
    assert np.isfinite(syntax.tree_distances(structural.control(sentence))).all()


def test_a_tree_of_a_sentence_that_ships_here(bundled):
    trace = bundled.run(SENTENCE)
    tree = syntax_probe.tree(trace, syntax_probe.load().best)
    gold = syntax_probe.tree_by_hand(trace, tree)
    assert tree.words == tuple(SENTENCE.lower().removesuffix(".").split())
    assert gold is not None and len(gold.links) == len(tree.links) == 7
    assert syntax_probe.tree_by_hand(bundled.run("Cats sleep."), tree) is None


@pytest.mark.parametrize(
    ("text", "pair", "state", "said"),
    [
        ("Cats", None, 3, "two words or more"),
        ("...", None, 3, "two words or more"),
        ("Cats sleep.", "Dogs bark.", 3, "remove the second text"),
        ("Cats sleep.", None, 7, "no state 7"),
    ],
)
def test_what_has_no_tree_gets_a_sentence(bundled, text, pair, state, said):
    with pytest.raises(InputError, match=said):
        syntax_probe.tree(bundled.run(text, pair), state)


def test_another_model_gets_a_sentence():
    with pytest.raises(InputError, match="choose that model"):
        syntax_probe.tree(make_trace(), 0)


def test_another_file_than_the_shipped_one_is_refused(tmp_path):
    shutil.copytree(syntax_probe.FOLDER, tmp_path / "probe")
    with (tmp_path / "probe" / "probe.safetensors").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(CheckpointError, match="sha256"):
        syntax_probe.load(tmp_path / "probe")


def test_the_command_writes_a_probe_that_loads(tmp_path, monkeypatch):
    sample = (syntax_probe.FOLDER.parents[1] / "data/relations/sample.conllu").read_text("utf-8")
    part = tmp_path / "part.conllu"
    part.write_text("\n\n".join(sample.split("\n\n")[:6]), "utf-8")
    monkeypatch.setattr(ProbeRecipe, "__init__", lambda self: vars(self).update(
        rank=2, epochs=1, rate=1e-3, batch=20, longest=40, seed=7))  # fmt: skip
    out = tmp_path / "out"
    given = ["probe", "--train", str(part), "--test", str(part), "--sources", "six of the sample"]
    assert main([*given, "--out", str(out)]) == 0
    assert syntax_probe.load(out).maps.shape == (7, 384, 2)
    assert json.loads((out / "probe.json").read_text("utf-8"))["sources"] == "six of the sample"
