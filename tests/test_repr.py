"""What a notebook prints: one line for each record, and the names that tab completion offers."""

import pkgutil
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from support.traces import hostile_trace, make_trace

import explorer
import explorer.teaching
from explorer import figures
from explorer.engine.batch import embed
from explorer.measures.link_scores import link_scores
from explorer.prediction import Prediction
from explorer.predictors import load_predictor
from explorer.seq2seq import Seq2SeqTrace
from explorer.tasks import fill_mask
from explorer.text import TextInput
from explorer.trace import CapturedLayer

LONG = TextInput("A line\nand another <b> " + "word " * 4000, "Second.")


def seq2seq(trace):
    """The same text on both sides of a model with one layer."""
    count = trace.num_tokens
    part = np.zeros((2, count, 4), np.float32)
    layer = (CapturedLayer(part, part, part, 1.0, np.zeros((1, 1, 1), np.float32)),)
    states = np.zeros((2, count, 8), np.float32)
    return Seq2SeqTrace(trace.spec, trace, trace, layer, layer, layer, states, states)


@pytest.fixture(params=["trace", "seq2seq", "prediction", "picture"])
def record(request):
    trace = replace(make_trace(), input=LONG)
    if request.param == "seq2seq":
        return seq2seq(trace)
    if request.param == "prediction":
        return Prediction("classify", trace, np.zeros(2, np.float32), ("no", "yes"))
    if request.param == "picture":
        return explorer.pictures.attention_heatmap(trace, layer=0, head=1)
    return trace


def test_a_record_prints_as_one_line(record):
    said = repr(record)
    assert said.startswith(f"{type(record).__name__}(")
    assert "\n" not in said
    assert len(said) < 500


def test_a_trace_says_text_size_and_model():
    said = repr(make_trace())
    assert "10 tokens, 2 layers of 3 heads, 19 wide" in said
    assert make_trace().spec.label in said
    assert "\n" not in repr(hostile_trace())


def test_dir_lists_the_public_names():
    assert set(dir(explorer)) == {*explorer.__all__, "__version__"}
    assert "load" in dir(explorer)


def records() -> Iterator[Any]:
    """Every frozen dataclass of the library that holds an array and has no words of its own."""
    left_out = (
        "explorer.ui", "explorer.teaching.training", "explorer.__main__",
        "explorer.serving.service",  # wants ray
    )  # fmt: skip
    names = [found.name for found in pkgutil.walk_packages(explorer.__path__, "explorer.")]
    kept = [name for name in names if not name.startswith(left_out) and "__main__" not in name]
    for module in map(import_module, kept):
        for record in vars(module).values():
            mine = isinstance(record, type) and record.__module__ == module.__name__
            settings = getattr(record, "__dataclass_params__", None)
            if mine and settings is not None and settings.frozen:
                kinds = " ".join(str(f.type) for f in fields(record))
                if "ndarray" in kinds or "Tensor" in kinds:
                    yield record


def filled(record):
    """One with large arrays and texts in its fields, as a long text would give it."""
    made = object.__new__(record)
    for f in fields(record):
        kind = str(f.type)
        large = np.ones((6, 12, 512), np.float32)
        value = large if "ndarray" in kind or "Tensor" in kind else ("word " * 99,) * 30_000
        object.__setattr__(made, f.name, {"mean": value} if kind.startswith("dict") else value)
    return made


RECORDS = sorted(records(), key=lambda record: (record.__module__, record.__qualname__))
OWN_WORDS = {"Trace", "Seq2SeqTrace", "Prediction", "TokenizedText", "TokenStates", "TokenWeights"}


@pytest.mark.parametrize("record", [r for r in RECORDS if r.__name__ not in OWN_WORDS])
def test_a_record_that_holds_arrays_does_not_flood_a_notebook(record):
    said = repr(filled(record))
    assert said.startswith(f"{record.__name__}(")
    assert "\n" not in said
    assert len(said) < 300


def test_the_records_are_found():
    assert {"Lens", "CapturedLayer", "LinkScores", "SentenceVectors"} <= {
        record.__name__ for record in RECORDS
    }


def test_records_of_the_bundled_model_are_short(bundled):
    trace = bundled.run("The cat sat on the mat.", "It slept.")
    head: Any = explorer.teaching.load("fill-mask", bundled)
    prediction = head.run(TextInput("The [MASK] sat."))
    lens = fill_mask.lens(head, prediction)
    for record in (trace.layers, trace.layers[0], trace.embedding, *trace.embedding.parts,
                   *trace.embedding.steps, lens, link_scores(trace, [(1, 2)]),
                   embed(bundled, ["A cat."]), *prediction.steps):  # fmt: skip
        assert len(repr(record)) < 300
        assert "\n" not in repr(record)
    assert repr(lens) == "Lens(logits=8 x 30522 float32, labels=30522 of str, mixed=True)"


def test_a_loaded_model_says_its_size_and_where_it_runs(bundled):
    size = "all-MiniLM-L6-v2 (bundled): 6 layers of 12 heads, 384 wide, "
    assert repr(bundled) == f"Engine({size}{bundled.device})"
    assert repr(bundled.encoder) == "Encoder(wordpiece: 30522 tokens)"
    head = explorer.teaching.load("part-of-speech", bundled)
    assert repr(head) == f"TaggingHead(part-of-speech, {bundled})"


def test_the_attention_view_says_what_it_shows():
    trace = make_trace()
    assert repr(explorer.views.attention_view(trace)) == f"AttentionView({trace})"


def test_a_checkpoint_with_a_head_says_its_task(checkpoint):
    found = load_predictor("fill-mask", checkpoint("bert", head="MaskedLM"))
    assert repr(found).startswith("CheckpointPredictor(fill-mask, Engine(tiny-bert: 3 layers of ")


def test_a_look_is_called_by_its_name():
    assert repr(figures.LIGHT) == "LIGHT"
    assert repr(figures.PRINT) == "PRINT"
    assert repr(replace(figures.DARK, font_size=20)) == "Look('dark', …)"
