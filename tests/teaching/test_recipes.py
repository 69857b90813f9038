"""Every head can be trained from a little data and then run; training and running agree."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.teaching.training.evaluation import SAMPLE
from explorer.teaching.training.recipes import CONFIGS
from explorer.text import TextInput


@pytest.fixture(scope="module")
def engine():
    import torch

    from explorer.engine import load

    torch.set_num_threads(1)
    return load()


def _sample(task: str) -> list[dict]:
    return [json.loads(line) for line in (SAMPLE / f"{task}.jsonl").read_text("utf-8").splitlines()]


def _rows() -> dict[str, list[dict]]:
    """The sample's items under the names and columns of the data folder."""
    tags = {
        name: [{"t": r["words"], column: r["tags"]} for r in _sample(task)[:8]]
        for task, column, names in (
            ("part-of-speech", "p", ("upos/ewt_train", "upos/gum_train")),
            (
                "entities",
                "y",
                ("ner/wikigold_train", "ner/uner_ewt_dev", "ner/docred_dev", "ner/docred_test",
                 "ner/wnut17_train"),
            ),
        )
        for name in names
    }  # fmt: skip
    moods = [{"s": r["text"], "y": int(r["label"] == "positive")} for r in _sample("classify")[:8]]
    names = "rt_polarity_minus_sst_eval goemotions_train product_reviews pros_cons poem xed".split()
    pairs = [{"p": r["premise"], "h": r["hypothesis"], "y": r["label"]} for r in _sample("entail")]
    asked = [
        {
            "id": f"set:{n % 3}:{n}:0",
            "c": r["context"],
            "q": r["question"],
            "a": [[r["start"], r["answer"]]],
        }
        for n, r in enumerate(_sample("answer"))
    ]
    stories = [r["first"] for r in _sample("next-sentence")[::2]]
    prose = [{"src": "own", "doc": str(n), "pars": stories[n : n + 10]} for n in range(4)]
    return {
        **tags,
        **{f"sentiment/{name}": moods for name in names},
        "nli/snli_dev": pairs[:9],
        "qa/qamr_dev": asked[:8],
        "qa/qamr_test": asked[8:14],
        "qa/qed_dev": asked[14:],
        "prose/docs": prose,
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name, rows in _rows().items():
        path = folder / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


@pytest.mark.parametrize("task", CONFIGS)
def test_training_makes_a_head_from_data(engine, data, task, tmp_path):
    from explorer.teaching import artifacts
    from explorer.teaching.heads import KINDS
    from explorer.teaching.training import build

    recipe = replace(CONFIGS[task].recipe, epochs=1, inner=8, most=6)
    weights = build.train(task, engine, data, recipe=recipe)
    assert weights
    assert all(np.isfinite(value).all() for value in weights.values())
    build.write(task, weights, tmp_path)
    card = artifacts.card(task, tmp_path)
    head = KINDS[card.kind](engine, card, artifacts.weights(task, tmp_path))
    source = TextInput("Who sat on the [MASK]?", "The cat sat on the mat.")
    assert head.run(source).logits.shape[-1] == len(head.labels)


@pytest.fixture
def changing():
    """A module with low-rank updates that change the body; new ones leave it as it is."""

    def made(net):
        import torch

        torch.manual_seed(0)
        with torch.no_grad():
            for up in net.ups.values():
                up.normal_(std=0.05)
        return net.eval()

    return made


def _head(kind: str, engine, net, labels: tuple[str, ...]):
    """The head as the app runs it, with a module's tensors."""
    from explorer.teaching.artifacts import Card
    from explorer.teaching.heads import KINDS

    tensors = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    task = {"filler": "fill-mask", "reader": "answer"}[kind]
    card = Card(task, kind, labels, "", "", 0, 0, {}, {}, {}, "", "")
    return KINDS[kind](engine, card, tensors)


def test_masked_words_are_those_of_the_module_in_training(engine, changing):
    import torch

    from explorer.teaching.training.filling import FillingSet
    from explorer.teaching.updated_nets import Filler

    net = changing(Filler(engine, rank=2))
    head = _head("filler", engine, net, ())
    text = "The cat sat on the mat."
    batch = FillingSet(engine, [text]).batch([0], random.Random(0))
    hidden = np.flatnonzero(batch.hidden[0].numpy())
    found = head.run(TextInput(text, masked=tuple(map(int, hidden))))
    with torch.no_grad():
        expected = net(batch.ids, batch.mask, batch.hidden).numpy()
    np.testing.assert_allclose(found.logits, expected, atol=2e-3)
    word = engine.encoder.backend.id_to_token(int(batch.words[0]))
    assert head.labels[int(batch.words[0])] == word
    assert head.read_out(found.trace.hidden[-1]).shape == (found.trace.num_tokens, 30522)


def test_answers_are_those_of_the_module_in_training(engine, changing):
    import torch

    from explorer.teaching.training.corpora import Question
    from explorer.teaching.training.reading import answer_marks, collated
    from explorer.teaching.updated_nets import Reader

    net = changing(Reader(engine, rank=2, inner=8))
    item = Question("Who sat there?", "On the mat sat a cat.", ((15, 20),))
    source = TextInput(item.question, item.passage)
    found = _head("reader", engine, net, ("start", "end")).run(source)
    encoded = engine.encoder.encode(source, 512)
    marks = answer_marks(encoded, item)
    assert [encoded.labels[token] for token in np.flatnonzero(marks.any(1))] == ["a", "cat"]
    batch = collated([(encoded, marks)])
    with torch.no_grad():
        expected = net(batch.ids, batch.mask, batch.side, batch.inside)[0].numpy()
    inside = batch.inside[0].numpy()
    np.testing.assert_allclose(found.logits[inside], expected[inside], atol=2e-3)
    assert not answer_marks(encoded, Question("?", item.passage, ((15, 99),))).any()  # cut off
