"""All that is kept between runs, in one place with its bounds; and the two that every page needs.

Shared by all sessions. Bounds are in bytes; README lists them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from explorer import catalog
from explorer.catalog import ModelSpec
from explorer.data.uploads import Choices, Sentences
from explorer.pictures import Picture
from explorer.pictures.kept import fingerprint, keep_with
from explorer.prediction import Prediction
from explorer.serving.client import EngineGone
from explorer.settings import whole_number
from explorer.text import TextInput
from explorer.trace import MEMO_BYTES, Trace
from explorer.ui import limits, shared_engine
from explorer.ui.forward_slots import forward_slot, queued
from explorer.ui.kept import Kept, held_bytes

if TYPE_CHECKING:  # torch takes seconds to import: the page appears first
    from explorer.engine import Engine
    from explorer.engine.batch import SentenceVectors
    from explorer.engine.checkpoint import Progress
    from explorer.live.model import LiveModel
    from explorer.measures.telling import TellingLink
    from explorer.seq2seq import Generation, Seq2SeqTrace
    from explorer.teaching.small_body.watching import Watched

Model = TypeVar("Model")
Value = TypeVar("Value")

MB = 10**6
HEAD_BYTES = 2 * MB  # a teaching head; its body is kept beside it


def _model_bytes(model: Any) -> int:
    """Bytes of an engine's weights, or of a predictor's."""
    engine = getattr(model, "engine", model)
    return HEAD_BYTES if engine is not model and model.spec.source == "bundled" else engine.nbytes


def _trace_bytes(trace: Trace) -> int:
    """Bytes of a trace and of the attention weights that it may come to keep."""
    weights = trace.num_layers * trace.num_heads * trace.num_tokens**2 * 4
    return trace.nbytes + min(weights, MEMO_BYTES)


def _picture_bytes(picture: Picture) -> int:
    """Bytes of a picture: what it was drawn from, the figure, and what is sent of it."""
    written = picture.sent.nbytes + (picture.sent_narrow.nbytes if picture.sent_narrow else 0)
    return held_bytes(dict(picture.given)) + 3 * written


def _set(setting: str, megabytes: int) -> tuple[int, str]:
    """Bytes that the environment allows, or this many megabytes; and the variable's name."""
    return whole_number(setting, megabytes) * MB, setting


MODELS: Kept[tuple[str, ...], Any] = Kept(
    "engines, encoder-decoders and predictors",
    *_set("EXPLORER_ENGINE_CACHE_MB", 3000),
    size=_model_bytes,
)
TRACES: Kept[tuple[str, TextInput], Trace] = Kept(
    "traces", *_set("EXPLORER_TRACE_CACHE_MB", 400), size=_trace_bytes
)
PREDICTIONS: Kept[tuple[str, str, TextInput], Prediction] = Kept(
    "predictions", *_set("EXPLORER_PREDICTION_CACHE_MB", 200), size=lambda made: made.nbytes
)
SEQ2SEQ_TRACES: Kept[tuple[str, TextInput, TextInput], Seq2SeqTrace] = Kept(
    "traces of encoder-decoders", 60 * MB, size=lambda trace: trace.nbytes
)
GENERATIONS: Kept[tuple[str, TextInput, int], Generation] = Kept(
    "texts that encoder-decoders wrote", 40 * MB, size=lambda made: made.nbytes
)
VIEW_BUFFERS: Kept[tuple[str, str], np.ndarray] = Kept("buffers of the attention view", 165 * MB)
LIVE_MODELS: Kept[str, LiveModel] = Kept(
    "the bundled model, packed for a file", 40 * MB, size=lambda packed: packed.nbytes
)
SENTENCES: Kept[tuple[str, tuple[str, ...], bool, str | None], SentenceVectors] = Kept(
    "sentence vectors", 150 * MB, size=lambda found: found.nbytes
)
FILES: Kept[tuple[str, str, int, Choices], Sentences] = Kept("files of sentences", 60 * MB)
RESULTS: Kept[tuple[str, Hashable], Any] = Kept("results of long jobs", 100 * MB)
SAMPLES: Kept[str, Any] = Kept("baselines from the sample sentences", 30 * MB)
FILMS: Kept[Hashable, Any] = Kept("projections of the layer film", 30 * MB)
TRIALS: Kept[tuple[str, str, float], Any] = Kept("heads trained by readers", 30 * MB)
ANATOMIES: Kept[tuple[str, bool], Any] = Kept("models taken apart", 30 * MB)
TRAININGS: Kept[tuple[str, int, int, int, int], Watched] = Kept(
    "tiny models trained in lessons", 12 * MB, size=lambda made: made.nbytes
)
LESSON_ANSWERS: Kept[tuple[str, int], Any] = Kept("answers of lessons", MB)
SPECIALS: Kept[str, Any] = Kept("tables of special tokens", MB)
DOWNLOADS: Kept[tuple[str, int], float | str] = Kept("sizes of downloads, for a minute", MB)

PICTURES: Kept[Hashable, Picture] = Kept(
    "finished pictures", *_set("EXPLORER_PICTURE_CACHE_MB", 150), size=_picture_bytes
)
keep_with(PICTURES.get)

_one_load = Lock()


def loaded(model_id: str) -> bool:
    """Whether this model is in memory already."""
    return ("engine", model_id) in MODELS


def get_engine(model_id: str, progress: Progress | None = None) -> Engine:
    """The engine of a model, loaded on first use. Raises ModelUnavailable or CheckpointError."""
    spec = catalog.find(model_id)  # a restriction may have come since it was loaded

    def load() -> Engine:
        from explorer import engine

        return engine.load(spec)

    if progress is None and not loaded(model_id):
        shared_engine.require_here(spec, lambda: _is_here(spec))
    return MODELS.get(("engine", model_id), lambda: loading(spec, load, progress))


def _is_here(spec: ModelSpec) -> bool:
    from explorer import engine

    return engine.cached(spec) is not None


def loading(spec: ModelSpec, load: Callable[[], Model], progress: Progress | None = None) -> Model:
    """An engine or predictor: fetched, then loaded by ``load()``, its passes led into the queue.

    One is loaded at a time, in a place of the queue: loading is work, and tries the model once.
    """
    from explorer.engine.checkpoint import locate

    folder = locate(spec, progress)  # may take minutes, and keeps nobody waiting
    limits.require_small(folder, spec.label)
    with _one_load, forward_slot():
        made = load()
    engine: Any = getattr(made, "engine", made)
    net = getattr(made, "net", None)  # of a teaching head, whose layers are asked one by one too
    writer = getattr(engine, "writer", None)  # an encoder-decoder with the head that writes tokens
    others = [*(() if net is None else net.modules()), *(() if writer is None else (writer,))]
    queued(engine.model, engine.model.base_model, *others)
    gc.collect()
    gc.freeze()  # what is loaded stays: it is not looked at again and again
    return made


def get_trace(model_id: str, source: TextInput, *, here: bool = True) -> Trace:
    """The trace of a text through a model that is at hand. Raises ExplorerError.

    EngineGone where it would have to be computed ``here``, and must not be.
    """

    def own() -> Trace:
        if not here:
            raise EngineGone("The shared engine does not answer.")
        return get_engine(model_id).run(source)

    return TRACES.get((model_id, source), lambda: shared_engine.trace(model_id, source, own))


def remembered(work: Callable[..., Value], *given: Any, **options: Any) -> Value:
    """``work(*given, **options)``, kept for all who give the same. Its errors come out.

    A Trace is the same if it is the same object, an engine or a predictor if its checkpoint is.
    """
    key = fingerprint([_named(one) for one in (*given, *options.items())])
    if key is None:
        return work(*given, **options)
    # A trace is named by its place in memory: it must stay there as long as what came of it.
    held = [one for one in (*given, *options.values()) if not _is_model(one)]
    name = f"{work.__module__}.{work.__qualname__}"
    return RESULTS.get((name, key), lambda: (work(*given, **options), held))[0]


def _is_model(one: Any) -> bool:
    """Whether it is an engine or a predictor."""
    return hasattr(one, "spec") and (hasattr(one, "engine") or hasattr(one, "model"))


def _named(one: Any) -> Any:
    """An engine or a predictor by its checkpoint, anything else as it is."""
    return (one.spec.id, getattr(one, "task", "")) if _is_model(one) else one


def telling(trace: Trace) -> TellingLink | None:
    """The head that most clearly links two words of a text; None where there are not two."""
    from explorer.measures.telling import telling_link

    return RESULTS.get(("telling", (trace.spec.id, trace.input)), lambda: telling_link(trace))
