"""Two texts in one forward pass that do not see each other.

The body was trained on single texts, so heads for pairs read each text as if it stood alone:
[CLS] A [SEP] [CLS] B [SEP], positions counted afresh, and a mask between the two.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from explorer.engine import Engine, capture
from explorer.errors import InputError
from explorer.text import TextInput, TokenizedText
from explorer.trace import BLOCKED, Trace


def run_apart(engine: Engine, source: TextInput) -> Trace:
    """One pass over a pair, neither text seeing the other. Raises InputError without a pair."""
    if source.pair is None:
        raise InputError("This head compares two texts: type a second one.")
    most = engine.spec.max_tokens
    sides = [engine.encoder.encode(TextInput(text), most) for text in (source.text, source.pair)]
    encoded = _joined(source, *sides)
    counts = [len(side.ids) for side in sides]
    places = np.concatenate([np.arange(count) for count in counts])  # (T,)
    apart = np.where(encoded.side[:, None] == encoded.side[None], 0.0, BLOCKED)  # (T, T)
    mask = torch.tensor(apart, dtype=engine.model.dtype, device=engine.device)
    options = {"output_hidden_states": True}
    with torch.inference_mode(), capture.record() as recorder:
        output = engine.body(
            input_ids=torch.tensor(encoded.ids, device=engine.device)[None],
            token_type_ids=torch.zeros(1, len(places), dtype=torch.long, device=engine.device),
            position_ids=torch.tensor(places, device=engine.device)[None],
            attention_mask=mask[None, None],
            **options,
        )
    return engine._trace(encoded, np.zeros_like(encoded.side), output, recorder)


def _joined(source: TextInput, first: TokenizedText, second: TokenizedText) -> TokenizedText:
    """Both texts one after the other; words of the second count on from the first."""
    shift = 1 + int(first.word.max(initial=-1))
    moved = np.where(second.word < 0, -1, second.word + shift)
    return replace(
        first,
        input=source,
        tokens=first.tokens + second.tokens,
        labels=first.labels + second.labels,
        ids=np.concatenate([first.ids, second.ids]),
        side=np.repeat([0, 1], [len(first.ids), len(second.ids)]),
        special=np.concatenate([first.special, second.special]),
        word=np.concatenate([first.word, moved]),
        offsets=np.concatenate([first.offsets, second.offsets]),
        dropped=first.dropped + second.dropped,
    )
