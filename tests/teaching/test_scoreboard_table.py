"""The command behind the shipped table, on a data folder of a few lines."""

import gzip
import json

import numpy as np
import pytest

from explorer.errors import ExplorerError
from explorer.teaching.training import scoreboard

SENTENCES = [
    "The old man sat down by the river.", "She sold her car to a friend.",
    "He opened the door and looked inside.", "They walked home in the cold rain.",
    "It was late when the train came.", "Nobody knew where the key was hidden.",
    "The dog barked at every passing car.",
]  # fmt: skip
SETS = {
    **{f"sentiment/{name}": [{"s": "This was a really good meal.", "y": 1}]
       for name in ("uci_imdb", "uci_amazon_cells", "uci_yelp", "goemotions_test")},
    **{f"upos/{name}": [{"t": "The cat sat down .".split(), "p": "DET NOUN VERB ADV PUNCT".split()}]
       for name in ("ewt_test", "gum_test")},
    "nli/snli_test": [{"p": "A man plays a guitar outside.", "h": "Music.", "y": "neutral"}],
    "prose/docs": [{"src": "gum_heldout", "doc": str(n), "pars": [" ".join(SENTENCES)]}
                   for n in range(2)],
}  # fmt: skip


@pytest.fixture
def data(tmp_path):
    for name, rows in SETS.items():
        path = tmp_path / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_one_sentence_of_each_task(bundled, data, monkeypatch):
    monkeypatch.setattr(scoreboard, "STEPS", 2)
    said = []
    found = scoreboard.make(bundled, data, data / "out.json", sentences=1, report=said.append)
    assert said == ["1 of 1 sentences of each task"]
    assert json.loads((data / "out.json").read_text("utf-8")) == found
    assert found["sha256"] == bundled.spec.sha256
    assert {task["n"] for task in found["tasks"].values()} == {1}
    for task in found["tasks"].values():
        for measure in scoreboard.MEASURES:
            one, other, apart = (
                task["methods"]["DecompX"][measure][0],
                task["methods"]["integrated gradients"][measure][0],
                task["differences"]["DecompX - integrated gradients"][measure][0],
            )
            assert apart == pytest.approx(one - other, abs=2e-4)


def test_where_sentences_run_out_as_many_are_taken_of_each_task(bundled, data, monkeypatch):
    monkeypatch.setattr(scoreboard, "STEPS", 2)
    said = []
    found = scoreboard.make(bundled, data, data / "out.json", sentences=2, report=said.append)
    assert "has only 1 texts for" in said[0]
    assert said[1:] == ["1 of 2 sentences of each task"]
    assert {task["n"] for task in found["tasks"].values()} == {1}
    with pytest.raises(ExplorerError, match="no texts for one of the tasks"):
        scoreboard.make(bundled, data, data / "out.json", sentences=0)


def test_nothing_that_a_head_was_trained_on_is_measured():
    from explorer.teaching.training import recipes

    trained = {*recipes.SENTIMENT_TRAIN, *recipes.UPOS_TRAIN, "snli_dev"}
    assert not trained & {name.split("/")[-1] for name in SETS} - {"docs"}
    assert all("train" not in name for name in SETS)


def test_numbers_are_written_three_on_a_line():
    text = scoreboard.written({"a": {"b": [0.1, -0.2, 0.3]}})
    assert '"b": [0.1, -0.2, 0.3]' in text
    assert json.loads(text) == {"a": {"b": [0.1, -0.2, 0.3]}}
    assert np.isfinite(json.loads(text)["a"]["b"]).all()
