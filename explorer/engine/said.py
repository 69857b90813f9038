"""What a notebook prints of a loaded model: its name, its size and where it runs."""

from __future__ import annotations

from typing import Any

from explorer.engine.limits import number


class SaysItsModel:
    """An engine's one line, from its ``spec`` and ``model``."""

    spec: Any
    model: Any

    def __repr__(self) -> str:
        """Such as Engine(bert-base-uncased: 12 layers of 12 heads, 768 wide, cpu)."""
        told = ", ".join([*_size(self.model.config), str(self.model.device)])
        return f"{type(self).__name__}({self.spec.label}: {told})"


def _size(config: Any) -> list[str]:
    """Layers, heads and width, as far as the config gives each as one number."""
    names = ("num_hidden_layers", "num_attention_heads", "hidden_size")
    layers, heads, wide = (number(config, name) for name in names)
    of_heads = f" of {heads} heads" if heads else ""
    said = [f"{layers} layers{of_heads}"] if layers else []
    return [*said, f"{wide} wide"] if wide else said
