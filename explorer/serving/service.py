"""The engine for all apps, on Ray Serve: texts come in one by one and run in batches.

A deployment's replicas are processes; Ray starts more when many texts wait, on other machines and
on GPUs too. Each replica loads the models that it is asked for, as many as fit.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from ray import serve  # pyright: ignore[reportMissingImports]
from starlette.requests import Request
from starlette.responses import Response

from explorer import catalog
from explorer.errors import ExplorerError, InputError
from explorer.serving import store, wire
from explorer.text import MAX_CHARACTERS, TextInput

BATCH = 32
_WAIT = 0.005  # seconds for which the first text of a batch waits for others
_LONGEST = 16 * MAX_CHARACTERS  # bytes: a text and its pair, each letter written as \ud83d\ude00
MODELS_MB = 3000
"""Weights that one replica holds; the model used least recently goes first."""


@dataclass(frozen=True)
class Asked:
    """A text that waits for its batch."""

    model_id: str
    source: TextInput

    @property
    def key(self) -> str:
        """The name under which its trace is kept."""
        return wire.key(self.model_id, self.source)


class TraceService:
    """A replica of the engine: POST /trace gives the packed trace of a text."""

    def __init__(self) -> None:
        """No model is loaded before one is asked for, but the one that the app starts with."""
        self._engines: OrderedDict[str, Any] = OrderedDict()
        self._engine(catalog.default().id)

    async def __call__(self, request: Request) -> Response:
        """Answer one request: 200 with bytes, or 422 with the sentence for the reader."""
        if request.method != "POST" or request.url.path != wire.PATH:
            return Response(f"POST {wire.PATH}\n", 404)
        try:
            asked = Asked(*wire.read_asked(await _json(request)))
            found = await asyncio.to_thread(_kept, asked)
            made = found or await self._batched(asked)
        except ExplorerError as error:
            made = error
        if isinstance(made, ExplorerError):
            told = {"kind": type(made).__name__, "sentence": str(made)}
            return Response(json.dumps(told), 422, media_type="application/json")
        return Response(made, media_type="application/octet-stream")

    @serve.batch(max_batch_size=BATCH, batch_wait_timeout_s=_WAIT)
    async def _batched(self, waiting: Any) -> Any:
        """Called with one text; Ray calls it with all that wait, and hands each its answer."""
        return await asyncio.to_thread(self._answers, waiting)

    def _answers(self, waiting: list[Asked]) -> list[bytes | ExplorerError]:
        """Model by model; two who ask for the same share one run."""
        made: dict[Asked, bytes | ExplorerError] = {}
        for model_id in dict.fromkeys(asked.model_id for asked in waiting):
            texts = dict.fromkeys(one.source for one in waiting if one.model_id == model_id)
            for source, answer in zip(texts, self._run(model_id, list(texts)), strict=True):
                made[Asked(model_id, source)] = answer
        return [made[asked] for asked in waiting]

    def _run(self, model_id: str, texts: list[TextInput]) -> list[bytes | ExplorerError]:
        """Each text's packed trace, or why there is none."""
        try:
            engine = self._engine(model_id)
        except ExplorerError as error:
            return [error] * len(texts)
        try:
            traces = list(engine.run_many(texts, batch_size=BATCH))
        except ExplorerError as error:  # one of them cannot be read: which one?
            if len(texts) == 1:
                return [error]
            return [self._run(model_id, [text])[0] for text in texts]
        return [_put(Asked(model_id, one.input), wire.packed(one)) for one in traces]

    def _engine(self, model_id: str) -> Any:
        """A model by its id, never by a path. Raises ExplorerError."""
        from explorer import engine  # torch: in the replica alone

        if model_id not in self._engines:
            spec = catalog.find(model_id)
            if spec.source == "folder":
                raise InputError("The shared engine reads no folders.")
            self._engines[model_id] = engine.load(spec)
        self._engines.move_to_end(model_id)
        while len(self._engines) > 1 and _megabytes(self._engines) > MODELS_MB:
            self._engines.popitem(last=False)
        return self._engines[model_id]


def application(*, replicas: int = 1, gpus: float = 0, cpus: float = 1) -> serve.Application:
    """The service with at most so many replicas, each with its share of a GPU and of processors."""
    deployment = serve.deployment(TraceService).options(
        name="traces",
        max_ongoing_requests=8 * BATCH,
        autoscaling_config={
            "min_replicas": 1,
            "max_replicas": replicas,
            "target_ongoing_requests": BATCH,
        },
        ray_actor_options={"num_gpus": gpus, "num_cpus": cpus},
        health_check_period_s=2,
    )
    return deployment.bind()


async def _json(request: Request) -> Any:
    """The body, which must not be longer than any text. Raises InputError."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            raise InputError("What was asked for is longer than any text may be.")
    try:
        return json.loads(body)
    except ValueError as error:
        raise InputError("What was asked for is no model and text.") from error


def _kept(asked: Asked) -> bytes | None:
    kept = store.store()
    return kept.get(asked.key) if kept else None


def _put(asked: Asked, data: bytes) -> bytes:
    kept = store.store()
    if kept:
        kept.put(asked.key, data)
    return data


def _megabytes(engines: OrderedDict[str, Any]) -> float:
    return sum(engine.nbytes for engine in engines.values()) / 1e6
