"""What the page shows beside attention is what Python computes: similarity, sentences, blanks."""

import numpy as np
import pytest
from support import node

from explorer import teaching
from explorer.live.model import live_model
from explorer.text import TextInput

SERVICE = """
const fs = await import("node:fs");
const { Service } = await import("./explorer/live/js/service.js");
const service = new Service();
const read = (name) => new Uint8Array(fs.readFileSync(`${given.folder}/${name}`));
const { layout, lengths } = given;
for (const name of Object.keys(lengths)) service.answer({ kind: "part", name, bytes: read(name) });
const kernel = fs.readFileSync("explorer/live/kernel/kernel_dot.wasm");
const whole = { layout, lengths, most: 128, kernel, wanted: "" };
const said = await service.answer({ kind: "start", ...whole });
const found = [said.kernel];
for (const question of given.questions) {
  const answer = await service.answer(question);
  if (answer.cosines) answer.cosines = [...answer.cosines];
  delete answer.buffers;
  found.push(answer);
}
console.log(JSON.stringify(found));
"""
TEXT = "The river bank was muddy, and [MASK] sat down."
QUESTIONS = [
    {"kind": "pass", "typed": {"text": TEXT, "pair": ""}, "tag": "a", "vectors": False},
    {"kind": "alike", "tag": "a", "state": 3},
    {"kind": "sentences", "texts": ["The cat sat.", "A cat was sitting.", "Rates rose."]},
    {"kind": "fill", "tag": "a", "at": 1, "count": 5},
    {"kind": "alike", "tag": "a", "state": 3},
    {"kind": "sentences", "texts": ["The cat sat.", " "]},
    {"kind": "alike", "tag": "b", "state": 3},
    {"kind": "pass", "typed": {"text": "The cat sat.", "pair": ""}, "tag": "c", "vectors": False},
    {"kind": "fill", "tag": "c", "at": 2, "count": 5},
    {"kind": "fill", "tag": "c", "at": 0, "count": 5},
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the service of the page answers to each of the questions."""
    folder, made = tmp_path_factory.mktemp("parts"), live_model()
    for part in made.parts:
        (folder / part.name).write_bytes(part.content)
    lengths = {part.name: part.length for part in made.parts}
    given = {"folder": str(folder), "layout": made.layout, "lengths": lengths}
    kernel, *found = node.answer(SERVICE, {**given, "questions": QUESTIONS})
    assert kernel == "WebAssembly"
    return found


def cosines(states):
    unit = states / np.linalg.norm(states, axis=-1, keepdims=True)
    return unit @ unit.T


def test_tokens_are_as_similar_as_in_python(answers, bundled):
    wanted = cosines(bundled.run(TEXT).hidden[3])
    for answer in (answers[1], answers[4]):  # before and after other passes came between
        assert np.reshape(answer["cosines"], wanted.shape) == pytest.approx(wanted, abs=2e-3)
    assert answers[6] == {"cosines": None}  # another text by now


def test_sentences_are_as_similar_as_in_python(answers, bundled):
    vectors = [bundled.run(text).hidden[-1].mean(axis=0) for text in QUESTIONS[2]["texts"]]
    assert answers[2]["cosines"] == pytest.approx(cosines(np.array(vectors))[0, 1:], abs=1e-3)
    assert answers[5] == {"cosines": [None]}


def expected(bundled, text, place):
    """Pieces and probabilities of the shipped head, the likeliest first."""
    prediction = teaching.load("fill-mask", bundled).run(text)
    logits = prediction.logits[prediction.positions.tolist().index(place)]
    grown = np.exp(logits - logits.max())
    order = np.argsort(-grown)[:5]
    pieces = {number: piece for piece, number in bundled.encoder.vocabulary.items()}
    return [(pieces[int(i)], float(grown[i] / grown.sum())) for i in order]


def test_typed_masks_are_filled_as_in_python(answers, bundled):
    (blank,) = answers[3]["blanks"]
    place = bundled.run(TEXT).labels.index("[MASK]")
    assert blank["place"] == place
    wanted = expected(bundled, TextInput(TEXT), place)
    assert [guess["piece"] for guess in blank["guesses"]][:3] == [piece for piece, _ in wanted][:3]
    found = [guess["probability"] for guess in blank["guesses"]]
    assert found == pytest.approx([share for _, share in wanted], abs=5e-3)


def test_a_chosen_token_is_hidden_and_filled(answers, bundled):
    (blank,) = answers[8]["blanks"]
    wanted = expected(bundled, TextInput("The cat sat.", masked=(2,)), 2)
    assert blank["place"] == 2
    assert blank["guesses"][0]["piece"] == wanted[0][0]
    assert answers[9] == {"blanks": []}  # [CLS] cannot be hidden
