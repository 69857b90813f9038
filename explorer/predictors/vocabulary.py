"""Names for the columns of logits over a vocabulary."""

from __future__ import annotations

from typing import Any

from explorer.engine import Engine
from explorer.measures.tokens import readable


def vocabulary(engine: Engine) -> tuple[str, ...]:
    """A readable name for each row of the decoder; rows beyond the vocabulary are numbered."""
    encoder = engine.encoder
    tokens = (encoder.backend.id_to_token(row) for row in range(engine.config.vocab_size))
    return tuple(
        _word(token, encoder.style) if token is not None else f"⟨unused {row}⟩"
        for row, token in enumerate(tokens)
    )


def _word(token: str, style: Any) -> str:
    """Readable; pieces that go on without a space begin with … where ## does not say so."""
    text = readable(token, style)
    marks = {"byte-level": "Ġ", "metaspace": "▁"}
    opens = style not in marks or token.startswith((marks[style], "<", "["))
    return text if opens else f"…{text}"
