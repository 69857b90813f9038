"""One text out of a padded batch: what a pass over that text alone would have told."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import torch

from explorer.engine.capture import Note, Recorder
from explorer.one_line import OneLine


@dataclass(repr=False)
class Row(OneLine):
    """Which text of a batch (B, T), and how many tokens of it are its own. T is never B."""

    number: int
    length: int
    batch: int  # B
    width: int  # T, padding included
    _masks: dict[int, torch.Tensor | None] = field(default_factory=dict)

    def recorder(self, batch: Recorder) -> Recorder:
        """The notes of the batch, cut to this text."""
        return Recorder(
            layers=[self._note(note) for note in batch.layers],
            tables=[
                (name, self.cut(rows, 0), self.cut(found, 1)) for name, rows, found in batch.tables
            ],
            steps=[
                (name, module, self.cut(given, 1), self.cut(made, 1))
                for name, module, given, made in batch.steps
            ],
            embedding_done=True,
            parts={place: self.cut(made, 1) for place, made in batch.parts.items()},
        )

    def output(self, batch: Any) -> Any:
        """States and, where there are any, weights of this text."""
        weights = getattr(batch, "attentions", None)
        return SimpleNamespace(
            hidden_states=tuple(self.cut(state, 1) for state in batch.hidden_states),
            attentions=None if weights is None else tuple(map(self._square, weights)),
        )

    def cut(self, tensor: torch.Tensor, last: int) -> torch.Tensor:
        """The part of this text; the ``last`` axes hold neither texts nor tokens.

        Axes before those are texts (B or 1) and tokens (T): (B, T), (T), (T, T) of distances, and
        XLNet's (T, B).
        """
        own = slice(self.number, self.number + 1)
        at = [slice(None)] * tensor.ndim
        for axis in range(tensor.ndim - last):
            if tensor.shape[axis] == self.width:
                at[axis] = slice(self.length)
            elif axis < 2 and tensor.shape[axis] == self.batch:
                at[axis] = own
        return tensor[tuple(at)].clone()  # a view would keep the whole batch in memory

    def _square(self, tensor: torch.Tensor) -> torch.Tensor:
        """(1|B, H, 1|Q, 1|K) -> (1, H, 1|Q, 1|K) of this text."""
        at = [slice(self.number, self.number + 1) if len(tensor) > 1 else slice(None), slice(None)]
        at += [slice(self.length) if size > 1 else slice(None) for size in tensor.shape[2:]]
        return tensor[tuple(at)].clone()

    def _note(self, note: Note) -> Note:
        query, key, value = (
            one[self.number : self.number + 1, :, : self.length].clone()
            for one in (note.query, note.key, note.value)
        )
        if note.mask is not None and id(note.mask) not in self._masks:
            cut = self._square(note.mask)
            hides = not cut.all() if cut.dtype == torch.bool else bool(cut.any())
            self._masks[id(note.mask)] = cut if hides else None
        mask = None if note.mask is None else self._masks[id(note.mask)]
        causal = note.causal and note.mask is None  # a mask says all that is hidden
        bias = None if note.bias is None else self._square(note.bias)
        weights = None if note.weights is None else self._square(note.weights)
        return Note(query, key, value, mask, note.scaling, causal, bias, weights)
