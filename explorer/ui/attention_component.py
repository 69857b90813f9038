"""The attention view inside the app: what is looked at first is sent first, the rest after it.

The browser switches layers, heads and lenses by itself. What is chosen there comes back once it
has settled, so that the page's address and the other pages know it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from streamlit.components import v2 as components

from explorer.ui import cache, choices
from explorer.ui import show as ui
from explorer.ui.registry import path
from explorer.views import payload
from explorer.views.module import module_source
from explorer.views.payload import Part, Source

MESSAGE_BYTES = 8_000_000
"""One message of the rest: small enough that a reader who goes on need not wait for it."""
VECTOR_BYTES = 8_000_000
"""Vectors of all layers are sent unasked up to this size; above, a layer's when it is opened."""
LARGE_REST = 1_000_000
DRAWING_SECONDS = 0.08
"""What a browser needs for the first picture; measured, see benchmarks/attention_view.py."""
LONG_BYTES = 50_000_000
"""Weights of 12 x 12 heads at about 600 tokens."""

_OPEN = "_open_head"

_mount = components.component("attention_view", js=module_source())


@dataclass(frozen=True)
class _Buffer:
    """One layer's weights or vectors, made when they are asked for."""

    name: str
    part: Part
    layer: int
    vectors: bool = False

    def content(self, tag: str) -> np.ndarray:
        """The bytes, from the cache where they are known. (n,) uint8"""
        make = payload.vectors_buffer if self.vectors else payload.weights_buffer
        return cache.VIEW_BUFFERS.get(
            (tag, self.name), lambda: np.frombuffer(make(self.part, self.layer), np.uint8)
        )

    @property
    def size(self) -> int:
        """Bytes before packing, about."""
        if self.vectors:
            return payload.vectors_bytes(self.part)
        first = self.part.layers[self.layer]
        return first.heads * self.part.queries * self.part.keys


def show(source: Source, *, key: str = "attention", shared: bool = True) -> None:
    """The view of a trace. ``shared``: its layer and head are those of the other pages too."""
    parts = payload.parts(source)
    meta = payload.describe(source, parts)
    start = _start(meta, key, shared=shared)
    _warn(parts)
    first, rest = _queue(parts, int(start.get("layer", 0)))
    _send(key, {**meta, "start": start, "role": "view", "name": key}, first, shared=shared)
    if sum(buffer.size for buffer in rest) > LARGE_REST:
        # Where browser and server share a few cores, packing the rest would keep it from drawing.
        time.sleep(DRAWING_SECONDS)
    with st.container(key=f"address_{key}"):  # nothing to see: hidden by the router's style
        st.text_input("view", key=_link_key(key), bind="query-params")
        for number, group in enumerate(_groups([*rest, *_vectors(parts, meta["tag"], key)])):
            more = {"role": "more", "tag": meta["tag"]}
            _send(f"{key}_more_{number}", more, group, shared=False)


def open_head(layer: int, head: int) -> None:
    """Go to the page of the attention view, with this one head switched on; both from 0."""
    choices.choose(layer=layer, head=head)
    st.session_state[_OPEN] = head
    link = f"layer.{layer}_heads.{head}"
    st.switch_page(path("attention_view.py"), query_params={_link_key("attention"): link})


def _warn(parts: tuple[Part, ...]) -> None:
    """Say so before a text that takes more than a moment to send."""
    size = sum(len(p.layers) * p.layers[0].heads * p.queries * p.keys for p in parts if p.layers)
    if size > LONG_BYTES:
        ui.note(
            f"This text has {size / 1e6:,.0f} million weights: the layer in view comes first, and "
            "the others follow within some seconds."
        )


def _send(key: str, meta: dict[str, Any], buffers: list[_Buffer], *, shared: bool) -> None:
    contents = [buffer.content(meta["tag"]) for buffer in buffers]
    index = {"names": [b.name for b in buffers], "lengths": [len(c) for c in contents]}
    blob = np.concatenate(contents) if contents else np.zeros(0, np.uint8)
    _mount(
        key=key,
        data={"meta": {**meta, "index": index}, "blob": blob},
        on_view_change=lambda: _take(key, shared=shared),
        on_need_change=lambda: None,
    )


def _queue(parts: tuple[Part, ...], layer: int) -> tuple[list[_Buffer], list[_Buffer]]:
    """Weights to send first (the chosen layer) and after it (the others, nearest first)."""
    every = [
        _Buffer(payload.weights_name(part, number), part, number)
        for part in parts
        for number in range(len(part.layers))
    ]
    every.sort(key=lambda buffer: abs(buffer.layer - layer))
    return [b for b in every if b.layer == layer], [b for b in every if b.layer != layer]


def _vectors(parts: tuple[Part, ...], tag: str, key: str) -> list[_Buffer]:
    """Vectors to send: all of a short text; of a long one what the reader has opened."""
    every = [
        _Buffer(payload.vectors_name(part, layer), part, layer, vectors=True)
        for part in parts
        if part.has_vectors
        for layer in range(len(part.layers))
    ]
    if sum(buffer.size for buffer in every) <= VECTOR_BYTES:
        return every
    need = (st.session_state.get(key) or {}).get("need") or {}
    if need.get("tag") != tag:
        return []
    return [buffer for buffer in every if buffer.name == need.get("name")]


def _groups(buffers: list[_Buffer]) -> Iterator[list[_Buffer]]:
    """The buffers in messages of bounded size, in order."""
    group: list[_Buffer] = []
    size = 0
    for buffer in buffers:
        if group and size + buffer.size > MESSAGE_BYTES:
            yield group
            group, size = [], 0
        group.append(buffer)
        size += buffer.size
    if group:
        yield group


def _link_key(key: str) -> str:
    return "view" if key == "attention" else f"view_{key}"


def _take(key: str, *, shared: bool) -> None:
    """The reader chose something in the view: keep it for the address and the other pages."""
    told = (st.session_state.get(key) or {}).get("view")
    if not isinstance(told, dict):
        return
    st.session_state[_link_key(key)] = str(told.get("link", ""))[:400]
    if not shared:
        return
    if isinstance(told.get("layer"), int):
        choices.choose(layer=told["layer"])
        if begun := st.session_state.get(f"_{key}_start"):
            begun["now"]["layer"] = told["layer"]  # the view shows it already
    heads = told.get("heads")
    if isinstance(heads, list) and len(heads) == 1 and isinstance(heads[0], int):
        choices.choose(head=heads[0])


def _start(meta: dict[str, Any], key: str, *, shared: bool) -> dict[str, Any]:
    """What the view begins with; it stays the same while the reader works in the view itself.

    A change would send everything again. A layer chosen on another page, another numbering or
    the print look do make a new one.
    """
    now: dict[str, Any] = {
        "base": choices.first_index(),
        "look": "print" if choices.choice("print") else "screen",
    }
    if shared:
        now["layer"] = min(choices.layer(), meta["parts"][0]["layers"] - 1)
    begun = st.session_state.get(f"_{key}_start")
    opened = st.session_state.pop(_OPEN, None) if shared else None
    if begun and opened is None and now == begun["now"]:
        return begun["start"]
    start = dict(now)
    if opened is not None:
        start["heads"] = [opened]
    if begun:  # the number makes it a new start, even if it asks for what was asked before
        start["asked"] = begun["start"].get("asked", 0) + 1
    elif opened is None and (link := _link(key)):
        start["link"] = link
    st.session_state[f"_{key}_start"] = {"now": now, "start": start}
    return start


def _link(key: str) -> str:
    """What the link says of the view."""
    name = _link_key(key)  # on a visit's first run its widget has not been drawn yet
    return str(st.session_state.get(name) or st.query_params.get(name, ""))[:400]


def open_clicked(*clicked: tuple[int, ...] | None) -> None:
    """Open the head that was clicked on any of the boards."""
    for told in clicked:
        if told is not None:
            open_head(told[0], told[1])
