"""Where a picture's numbers come from: models, texts and library versions, found in its arguments.

A Trace keeps what made it (``trace_file``); here that is gathered from whatever the picture was
given, so that a caption can name the model, its revision and the whole text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass

from explorer.catalog import ModelSpec
from explorer.prediction import Prediction
from explorer.seq2seq import Seq2SeqTrace
from explorer.text import TextInput
from explorer.trace import Trace

_Found = Trace | Seq2SeqTrace | ModelSpec | TextInput
DEEPEST = 4
"""Steps from an argument to a Trace in it: a Prediction in a list, a Film's traces."""


@dataclass(frozen=True)
class Origin:
    """What a picture was made from; all of it may be empty, as for pictures of bare numbers."""

    models: tuple[ModelSpec, ...] = ()
    texts: tuple[TextInput, ...] = ()
    made_with: Mapping[str, str] = field(default_factory=dict)  # as Trace.made_with, of the first
    methods: tuple[str, ...] = ()  # names of the methods and measures that it shows


def origin(arguments: Mapping[str, object]) -> Origin:
    """Models, texts and versions in a picture's arguments, each once, the first one first."""
    found = [each for name, value in arguments.items() for each in _within(value, name, DEEPEST)]
    traces = [one for one in found if isinstance(one, Trace | Seq2SeqTrace)]
    specs = [*(trace.spec for trace in traces), *(s for s in found if isinstance(s, ModelSpec))]
    texts = [_text(one) for one in found if not isinstance(one, ModelSpec)]
    return Origin(
        _models(specs),
        tuple(dict.fromkeys(texts)),
        next((trace.made_with for trace in traces if trace.made_with), {}),
        tuple(dict.fromkeys(_methods(arguments))),
    )


def _text(read: Trace | Seq2SeqTrace | TextInput) -> TextInput:
    """What was read; of an encoder-decoder the source."""
    if isinstance(read, Seq2SeqTrace):
        return read.source.input
    return read.input if isinstance(read, Trace) else read


def _models(specs: list[ModelSpec]) -> tuple[ModelSpec, ...]:
    """Each model once. What was asked for says less than what was loaded, which has a sha256."""
    loaded = {spec.id for spec in specs if spec.sha256}
    said = [spec for spec in specs if spec.sha256 or spec.id not in loaded]
    return tuple({(spec.id, spec.revision): spec for spec in reversed(said)}.values())[::-1]


def _methods(arguments: Mapping[str, object]) -> Iterator[str]:
    """What the arguments name as a method or a measure: never what a reader typed."""
    for name, value in arguments.items():
        if name in ("name", "measure", "shown") and isinstance(value, str):
            yield value
        elif name == "names" and isinstance(value, tuple | list):
            yield from (one for one in value if isinstance(one, str))
        elif name in ("maps", "scores", "ratios") and isinstance(value, Mapping):
            yield from map(str, value)
        elif isinstance(method := getattr(value, "method", None), str):
            yield method


def _within(value: object, name: str, depth: int) -> Iterator[_Found]:
    """Whatever has an origin in an argument, or in what it holds."""
    if isinstance(value, _Found):
        yield value
    elif isinstance(value, Prediction):
        yield value.trace
    elif isinstance(value, str):
        if name in ("sentences", "sentence", "text") and value.strip():
            yield TextInput(value)
    elif depth:
        for part, one in _parts(value, name):
            yield from _within(one, part, depth - 1)


def _parts(value: object, name: str) -> Iterator[tuple[str, object]]:
    """What a value holds; arrays and numbers hold nothing that has an origin."""
    if isinstance(value, Mapping):
        yield from ((name, one) for one in value.values())
    elif isinstance(value, tuple | list):
        yield from ((name, one) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from ((one.name, getattr(value, one.name)) for one in fields(value))
