"""How many tokens a model can read, and how many words its table holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

if TYPE_CHECKING:
    from explorer.engine.verification import CapturePlan

MOST_TOKENS = 8192
"""Token limit, also of models without a position table: what ModernBERT reads."""


def rows_of(model: Any) -> int | None:
    """Rows of the table of word embeddings; None for models that have no such table (CANINE)."""
    try:
        table = model.get_input_embeddings()
    except NotImplementedError:
        return None
    return int(table.num_embeddings) if isinstance(table, nn.Embedding) else None


def number(config: Any, name: str) -> int:
    """A whole number of a configuration, 0 where it has none; of layers that differ, the most."""
    try:
        found = getattr(config, name, None)
    except RuntimeError:  # transformers', where each layer has a number of its own
        layers = config.per_layer_config
        found = max((getattr(one, name, None) or 0 for one in layers), default=0)
    return found if isinstance(found, int) else 0


def position_limit(config: Any) -> int:
    """Positions that the configuration allows; XLNet's -1 and models without any allow all."""
    limit = number(config, "max_position_embeddings")
    return min(limit, MOST_TOKENS) if limit > 0 else MOST_TOKENS


def limit_of_both(config: Any) -> int:
    """The same for an encoder-decoder, whose sides may have configurations of their own."""
    sides = (getattr(config, name, None) for name in ("encoder", "decoder"))
    inner = (getattr(side, "text_config", side) for side in sides)
    return min(position_limit(one) for one in (config, *inner))


def max_tokens(plan: CapturePlan, config: Any) -> int:
    """How many tokens can be read: what the tables of positions have room for, else as told."""
    if plan.positions is not None:
        return min(plan.positions, MOST_TOKENS)
    return position_limit(config)


def room(config: Any) -> int:
    """Tokens of the texts that a model is tried on; RoBERTa's first two positions hold none."""
    return min(24, max(4, position_limit(config) - 2))
