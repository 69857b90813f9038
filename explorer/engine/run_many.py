"""Many texts, each with its Trace or a part of it, run in batches of similar length.

What comes out equals ``Engine.run`` text by text; where padding would change a model's numbers,
which is tried once, its texts run one by one. Texts are read and given out as they come, so
however many there are, the memory is that of one window of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args
from weakref import WeakKeyDictionary

import numpy as np
import torch

from explorer.engine import capture, run_memory
from explorer.engine.batch import in_batches
from explorer.engine.devices import on_cpu
from explorer.engine.padding import padded, texts_a_pass
from explorer.engine.rows import Row
from explorer.engine.verification import FOREIGN
from explorer.errors import InputError
from explorer.text import TextInput, TokenizedText, fields_of
from explorer.trace import TokenStates, Trace

if TYPE_CHECKING:
    from explorer.engine.run import Engine

Keep = Literal["all", "hidden", "attention"]
"""all: a Trace. hidden: TokenStates, the hidden states. attention: TokenWeights, the weights."""

WINDOW_BYTES = 200 * 10**6
"""Traces that wait for their turn take at most this."""

_TRIED_ON = ("The cat sat on the mat because it was tired.", "A dog.")
_pads_well: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class TokenWeights(TokenizedText):
    """A text's tokens and the attention weights of every head; read-only float32."""

    weights: np.ndarray  # (L, H, T, T), row = query, column = key

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        super().__post_init__()
        self.weights.flags.writeable = False


Kept = Trace | TokenStates | TokenWeights


def run_many(
    engine: Engine, texts: Iterable[str | TextInput], *, keep: Keep = "all", batch_size: int = 32
) -> Iterator[Kept]:
    """What ``keep`` says of each text, in order. Raises InputError at once for another word.

    A text that cannot be read raises InputError when its turn comes.
    """
    counted = isinstance(batch_size, int) and batch_size >= 1
    if keep not in get_args(Keep) or not counted:
        words = ", ".join(get_args(Keep))
        raise InputError(f"Choose what to keep among {words}, and a batch size of at least 1.")
    if isinstance(texts, str | TextInput):
        raise InputError("These are many texts in a list, not one text: write [text], or use run.")
    return _in_turn(engine, texts, keep, batch_size)


def _in_turn(
    engine: Engine, texts: Iterable[str | TextInput], keep: Keep, batch_size: int
) -> Iterator[Kept]:
    most = batch_size if _pads(engine) else 1
    for window in _windows(engine, texts, 4 * batch_size):
        made: dict[int, Kept] = {}
        lengths = np.array([len(one.ids) for one in window], np.int64)
        for numbers in in_batches(lengths, texts_a_pass(engine, lengths, most)):
            for part in _oblong(numbers, lengths, engine.spec.max_tokens):
                batch = [window[number] for number in part]
                made.update(zip(part, _pass(engine, batch, keep), strict=True))
        yield from (made[number] for number in range(len(window)))


def _oblong(numbers: list[int], lengths: np.ndarray, most: int) -> list[list[int]]:
    """The batch; in two where it has as many texts as tokens, and no token more can be read."""
    square = len(numbers) == int(lengths[numbers].max()) == most > 1
    return [numbers[:-1], numbers[-1:]] if square else [numbers]


def _windows(
    engine: Engine, texts: Iterable[str | TextInput], most: int
) -> Iterator[list[TokenizedText]]:
    """Texts as tokens, as many at a time as their traces leave room for."""
    window: list[TokenizedText] = []
    held = 0
    for text in texts:
        source = text if isinstance(text, TextInput) else TextInput(text)
        encoded = engine.encoder.encode(source, engine.spec.max_tokens)
        run_memory.require_room(engine.config, engine.capture_plan, encoded.num_tokens)
        needed = engine.memory(encoded.num_tokens).trace
        if window and (len(window) == most or held + needed > WINDOW_BYTES):
            yield window
            window, held = [], 0
        window.append(encoded)
        held += needed
    if window:
        yield window


def _pass(engine: Engine, batch: Sequence[TokenizedText], keep: Keep) -> Iterator[Kept]:
    """One forward pass over a batch, text by text."""
    rows = [one.ids for one in batch]
    longest = max(map(len, rows))
    width = longest + (longest == len(batch) > 1)  # texts and tokens are told apart by their number
    inputs = padded(engine, rows, width)
    segments = [_segment(engine, one) for one in batch]
    if engine.segments:
        kinds = np.zeros((len(batch), width), np.int64)  # (B, T)
        for number, segment in enumerate(segments):
            kinds[number, : len(segment)] = segment
        inputs["token_type_ids"] = torch.tensor(kinds, device=engine.device)
    if len(batch) == 1:
        del inputs["attention_mask"]
    noting = nullcontext(capture.Recorder()) if keep == "hidden" else capture.record()
    with torch.inference_mode(), noting as recorder:
        output = engine.body(**inputs, **engine._options)
    for number, (encoded, segment) in enumerate(zip(batch, segments, strict=True)):
        row = Row(number, len(encoded.ids), len(batch), width)
        own = row.output(output)
        if keep == "hidden":
            states = on_cpu(torch.cat(own.hidden_states)).copy()  # (L+1, T, D)
            yield TokenStates(**fields_of(encoded), hidden=states)
            continue
        trace = engine._trace(encoded, segment, own, row.recorder(recorder))
        yield trace if keep == "all" else _weights(trace)


def _segment(engine: Engine, encoded: TokenizedText) -> np.ndarray:
    return engine.encoder.segments(encoded) if engine.segments else np.zeros_like(encoded.side)


def _weights(trace: Trace) -> TokenWeights:
    weights = np.stack([trace.attention(layer) for layer in range(trace.num_layers)])
    return TokenWeights(**fields_of(trace), weights=weights)  # (L, H, T, T)


def _pads(engine: Engine) -> bool:
    """Whether padding leaves this model's numbers as they are; tried once an engine."""
    if engine not in _pads_well:
        texts = [engine.encoder.encode(TextInput(t), engine.spec.max_tokens) for t in _TRIED_ON]
        try:
            together = list(_pass(engine, texts, "all"))
        except FOREIGN:  # it cannot run a batch at all
            _pads_well[engine] = False
            return False
        alone = [engine.run(text) for text in _TRIED_ON]
        _pads_well[engine] = all(map(_alike, together, alone))
    return _pads_well[engine]


def _alike(found: Kept, alone: Trace) -> bool:
    if not isinstance(found, Trace) or found.hidden.shape != alone.hidden.shape:
        return False
    close = 1e-5 * max(1.0, float(np.abs(alone.hidden).max()))
    return float(np.abs(found.hidden - alone.hidden).max()) <= close and all(
        float(np.abs(found.attention(layer) - alone.attention(layer)).max()) <= close
        for layer in range(alone.num_layers)
    )
