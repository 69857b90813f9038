"""Every picture as one object: figure, table, CSV, alt text, caption and code, from one call.

>>> import explorer
>>> trace = explorer.load().run("The cat sat.")
>>> picture = explorer.pictures.attention_heatmap(trace, layer=0, head=3)
>>> picture.caption
'Attention, layer 0, head 3 · all-MiniLM-L6-v2 · The cat sat.'

There is a picture for every figure: ``pictures.<name>`` takes what ``figures.<name>`` takes and
gives the same to ``tables.<name>``, so that the two cannot show different numbers. No torch.
"""

from __future__ import annotations

from collections.abc import Callable

from explorer.pictures.making import maker, names
from explorer.pictures.picture import Picture

__all__ = ["Picture", *names()]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Callable[..., Picture]:
    """The function that makes pictures of this name (PEP 562)."""
    if name in names():
        return maker(name)
    raise AttributeError(f"module 'explorer.pictures' has no attribute '{name}'")


def __dir__() -> list[str]:
    """What tab completion lists: every picture."""
    return sorted(__all__)
