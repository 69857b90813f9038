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

AROUND, AROUND_ON_A_PHONE = 150, 610
"""Pixels that stand above and below the picture, in a wide window and on a phone."""

_OPEN = "_open_view"  # what the view is to show next, whatever it showed before

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


def show(
    source: Source,
    *,
    key: str = "attention",
    shared: bool = True,
    head: int | None = None,
    pin: int | None = None,
    exports: bool = False,
    opening: str = "",
) -> None:
    """The view of a trace. ``shared``: its layer and head are those of the other pages too.

    With ``exports`` its Save menu asks for the export dialog: see ``is_export_asked``.

    It opens on one ``head`` (by default the chosen one) and, if ``pin`` is given, on the lines of
    that token of the query side; both count from 0. ``opening`` stands in for a link's choices.
    """
    parts = payload.parts(source)
    meta = {**payload.describe(source, parts), "exports": exports}
    start = _start(meta, key, shared=shared, head=head, pin=pin)
    if opening and "anew" not in start:
        start.setdefault("link", opening)
    _warn(parts)
    first, rest = _queue(parts, int(start.get("layer", 0)))
    tokens = max(len(side["labels"]) for side in meta["sides"])
    with st.container(key=f"place_{key}"):
        st.html(_reserved(key, tokens))
        _send(key, {**meta, "start": start, "role": "view", "name": key}, first, shared=shared)
    if sum(buffer.size for buffer in rest) > LARGE_REST:
        # Where browser and server share a few cores, packing the rest would keep it from drawing.
        time.sleep(DRAWING_SECONDS)
    with st.container(key=f"address_{key}"):  # nothing to see: hidden by the router's style
        _bring_back(key)
        st.text_input("view", key=_link_key(key), bind="query-params")
        for number, group in enumerate(_groups([*rest, *_vectors(parts, meta["tag"], key)])):
            more = {"role": "more", "tag": meta["tag"]}
            _send(f"{key}_more_{number}", more, group, shared=False)


def _reserved(key: str, tokens: int) -> str:
    """The style that keeps the view's place before it is drawn: its heights are in style.css."""
    stage = f"min({max(404, 36 + 22 * tokens)}px, max(300px, calc(100vh - 280px)))"
    place = f".st-key-place_{key} {{ min-height: calc("
    return (
        f"<style>{place}{AROUND}px + {stage}) }}"
        f"@media (max-width: 640px) {{ {place}{AROUND_ON_A_PHONE}px + {stage}) }} }}</style>"
    )


def open_head(layer: int, head: int) -> None:
    """Go to the page of the attention view, with this one head switched on; both from 0."""
    choices.choose(layer=layer, head=head)
    open_with(heads=[head], lens="lines")
    link = f"layer.{layer}_heads.{head}"
    st.switch_page(path("attention_view.py"), query_params={_link_key("attention"): link})


def open_with(**wanted: Any) -> None:
    """What the shared view opens on when it is drawn next: its ``lens``, ``heads`` or ``pin``."""
    st.session_state[_OPEN] = wanted


def open_link(key: str, link: str) -> None:
    """What the view of this key opens on when it is drawn next, as its link says it."""
    st.session_state[_link_key(key)] = st.session_state[_kept_key(key)] = link
    st.session_state.pop(f"_{key}_start", None)


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
        on_export_change=lambda: None,
    )


def told(key: str = "attention") -> dict[str, Any]:
    """What the view said last: its layer, heads, lens and pinned token; empty before it spoke."""
    return (st.session_state.get(key) or {}).get("view") or {}


def is_export_asked(key: str = "attention") -> bool:
    """Whether this run is the answer to "PDF, slide …" in the view's Save menu."""
    return bool((st.session_state.get(key) or {}).get("export"))


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


def _kept_key(key: str) -> str:
    return f"_{_link_key(key)}_kept"


def _take(key: str, *, shared: bool) -> None:
    """The reader chose something in the view: keep it for the address and the other pages."""
    told = (st.session_state.get(key) or {}).get("view")
    if not isinstance(told, dict):
        return
    link = str(told.get("link", ""))[:400]
    st.session_state[_link_key(key)] = st.session_state[_kept_key(key)] = link
    if not shared:
        return
    begun = st.session_state.get(
        f"_{key}_start", {"now": {}}
    )  # the view shows already what it told
    if isinstance(told.get("layer"), int):
        choices.choose(layer=told["layer"])
        begun["now"]["layer"] = told["layer"]
    heads = told.get("heads")
    if isinstance(heads, list) and len(heads) == 1 and isinstance(heads[0], int):
        choices.choose(head=heads[0])
        begun["now"]["heads"] = heads


def _bring_back(key: str) -> None:
    """The address loses what it said of the view while another page is open."""
    name = _link_key(key)
    kept = st.session_state.get(_kept_key(key))
    if kept and not st.session_state.get(name) and not st.query_params.get(name):
        st.session_state[name] = kept


def _start(
    meta: dict[str, Any], key: str, *, shared: bool, head: int | None, pin: int | None
) -> dict[str, Any]:
    """What the view begins with; it stays the same while the reader works in the view itself.

    A change would send everything again. A layer or head chosen on another page, another text,
    another numbering or the print look do make a new one: "anew" names what changed.
    """
    now = _now(meta, shared=shared, head=head)
    begun = st.session_state.get(f"_{key}_start")
    opened = st.session_state.pop(_OPEN, None) if shared else None
    if begun and not opened and now == begun["now"]:
        return begun["start"]
    start = {name: value for name, value in now.items() if name != "tag"}
    if pin is not None:
        start["pin"] = {"side": "query", "at": pin}
    start |= opened or {}
    if begun:  # the number makes it a new start, even if it asks for what was asked before
        start["asked"] = begun["start"].get("asked", 0) + 1
        changed = [name for name in now if name in start and now[name] != begun["now"].get(name)]
        start["anew"] = list(start) if opened else changed
    elif not opened and (link := _link(key)):
        start["link"] = link
    st.session_state[f"_{key}_start"] = {"now": now, "start": start}
    return start


def _now(meta: dict[str, Any], *, shared: bool, head: int | None) -> dict[str, Any]:
    """What the app has chosen: numbering, look, layer and one head, and for which text."""
    part = meta["parts"][0]
    if head is None:
        head = choices.head() if shared else 0
    now: dict[str, Any] = {
        "tag": meta["tag"],
        "base": choices.first_index(),
        "look": "print" if choices.choice("print") else "screen",
        "heads": [max(0, min(head, part["heads"] - 1))],
    }
    if shared:
        now["layer"] = max(0, min(choices.layer(), part["layers"] - 1))
    return now


def _link(key: str) -> str:
    """What the link says of the view."""
    name = _link_key(key)  # on a visit's first run its widget has not been drawn yet
    return str(st.session_state.get(name) or st.query_params.get(name, ""))[:400]


def open_clicked(*clicked: tuple[int, ...] | None) -> None:
    """Open the head that was clicked on any of the boards."""
    for told in clicked:
        if told is not None:
            open_head(told[0], told[1])
