"""The page of the small BERT: torch's numbers, its own head for masked words, what it says."""

import json

import numpy as np
import pytest
from support import live_engine, live_service
from support.live_service import shown
from support.live_texts import texts

import explorer
from explorer import catalog, live
from explorer.errors import CheckpointError, InputError
from explorer.live import about, packing
from explorer.live.body import body
from explorer.live.model import live_model
from explorer.live.page import START
from explorer.predictors import load_predictor
from explorer.tasks.scores import softmax
from explorer.text import TextInput

SMALL = catalog.SMALL_BERT
CLOSE = 0.005
"""Of an attention weight, and of the probability of a word: what the rounding may cost."""
MASKED = (
    ("The river bank was muddy, and [MASK] sat down.", ""),
    ("[MASK] of the people in the [MASK] were tired.", ""),
    ("He opened the door.", "She [MASK] him."),
)


@pytest.fixture(scope="module")
def engine():
    return explorer.load(SMALL)


@pytest.fixture(scope="module")
def packed():
    return live_model(SMALL.id)


@pytest.fixture(scope="module")
def found(engine, tmp_path_factory):
    folder = tmp_path_factory.mktemp("planes")
    live_engine.write_planes(folder, SMALL)
    return live_engine.errors(engine, texts()[::13], folder, ["wasm", "js"])


@pytest.mark.parametrize("kernel", ["wasm", "js"])
def test_attention_states_and_sentence_vectors_are_torchs(found, kernel):
    errors = found[kernel]
    assert 0 < errors["attention"] <= CLOSE
    assert errors["mean"] < 3e-5
    assert errors["hidden"] < 0.06
    assert errors["sentence"] < 2e-5


def test_what_the_page_says_covers_the_sample(found):
    said = about.measured(SMALL.id)
    assert said["texts"] == 300
    assert found["wasm"]["attention"] <= said["attention"] <= CLOSE
    assert 1 - found["wasm"]["sentence"] >= said["cosine"]


def test_no_sum_of_products_overflows():
    assert packing.largest_activation(body(SMALL).tensors) >= packing.MOST_ACTIVATION


@pytest.mark.parametrize("inputs", [128, 192, 200, 512])
def test_the_sums_that_may_overflow_are_those_of_whole_and_shorter_blocks(inputs):
    tensors = {
        f"encoder.layer.0.{name}": np.ones((8, inputs), np.float32)
        for name in (
            *(f"attention.self.{one}.weight" for one in ("query", "key", "value")),
            "attention.output.dense.weight",
            "intermediate.dense.weight",
            "output.dense.weight",
        )
    }
    tensors |= {name.replace("weight", "bias"): np.zeros(8, np.float32) for name in tuple(tensors)}
    most = (2**31 - 1) // (packing.steps_per_rms(inputs) * min(inputs, packing.BLOCK))
    assert packing.largest_activation(tensors) == most


def test_masked_words_are_filled_as_by_torch(packed, tmp_path):
    asked = []
    for text, pair in MASKED:
        task = {"kind": "task", "task": "fill-mask", "tag": "a", "labels": [], "second": ""}
        asked += [shown(text, pair), {**task, "at": 1, "count": 5}]
    answers = live_service.answers(tmp_path, packed, asked)[1::2]
    predictor = load_predictor("fill-mask", SMALL.id)
    pieces = {number: piece for piece, number in predictor.engine.encoder.vocabulary.items()}
    for (text, pair), answer in zip(MASKED, answers, strict=True):
        prediction = predictor.run(TextInput(text, pair or None))
        for blank in answer["said"]:
            shares = softmax(prediction.logits[list(prediction.positions).index(blank["place"])])
            wanted = np.sort(shares)[::-1][:5]
            assert [one["probability"] for one in blank["guesses"]] == pytest.approx(
                wanted, abs=CLOSE
            )
            assert blank["guesses"][0]["piece"] == pieces[int(shares.argmax())]
    assert [len(answer["said"]) for answer in answers] == [1, 2, 1]


def test_the_page_opens_beyond_the_layer_that_was_set_up(engine, packed):
    for text in (START, "a", "The cat sat."):
        (start,) = [_meta(live.page(text, engine=engine, model=packed))["start"]]
        assert start["layer"] >= 1


def test_the_page_says_what_it_is_and_leaves_out_what_it_has_not(engine, packed):
    page = live.page("The cat sat.", engine=engine, model=packed)
    said = about.about(packed)
    card = json.loads((live_engine.folder_of(SMALL) / "card.json").read_text("utf-8"))
    for figure in ("top 1", "top 1, the bundled body with its fill-mask head"):
        assert f"{100 * card['figures'][figure]:.0f} % " in said
    assert "Trained for minutes, not days" in said
    assert "layer 0 were set to look at neighbours before the training" in said
    assert "sentence-transformers" not in said
    meta = _meta(page)
    assert list(meta["tasks"]) == ["fill-mask"]
    assert not meta["sentences"]
    assert "layer 0 were set" in meta["exact"]
    assert len(page.html()) < 11_000_000


def test_a_folder_with_the_same_kind_of_model_is_carried_and_called_unmeasured(tmp_path):
    copy = tmp_path / "mine"
    copy.mkdir()
    for file in live_engine.folder_of(SMALL).iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    packed = live_model(str(copy))
    assert packed.layout["heads"] == 4
    assert "was not measured" in about.about(packed)
    assert about.told_of_head("fill-mask", packed.spec)["note"] == "not measured here"
    config = json.loads((copy / "config.json").read_text("utf-8"))
    (copy / "config.json").write_text(json.dumps({**config, "hidden_act": "relu"}), "utf-8")
    with pytest.raises(CheckpointError, match="The live page needs a BERT"):
        live_model(str(copy))


def test_another_kind_of_model_and_another_models_engine_are_refused(bundled, packed):
    with pytest.raises(CheckpointError, match="needs a BERT whose heads are 32 wide"):
        live_model(catalog.NEXT_TOKEN_ID)
    with pytest.raises(InputError, match="This engine is of"):
        live.page("The cat sat.", engine=bundled, model=packed)


def _meta(page):
    return json.loads(page.filled()["meta"])
