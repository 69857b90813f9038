"""What a notebook prints: one line for each record, and the names that tab completion offers."""

from dataclasses import replace

import numpy as np
import pytest
from support.traces import hostile_trace, make_trace

import explorer
from explorer.prediction import Prediction
from explorer.seq2seq import Seq2SeqTrace
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
