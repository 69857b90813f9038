"""See what a BERT does with a sentence: attention and embeddings as numbers, pictures and tables.

>>> import explorer
>>> engine = explorer.load()
>>> engine.spec.label
'all-MiniLM-L6-v2 (bundled)'
>>> trace = engine.run("The cat sat.", "It slept.")
>>> trace.attention(0).shape  # heads, queries, keys
(12, 10, 10)
>>> picture = explorer.pictures.attention_heatmap(trace, layer=0, head=3)
>>> picture.table.shape  # and picture.figure, picture.csv, picture.code
(10, 10)

Importing this package is light: torch is loaded by the first call of ``load``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from explorer.errors import ExplorerError
from explorer.text import TextInput
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer import figures, live, pictures, tables, views
    from explorer.engine import Engine, load
    from explorer.engine.seq2seq import load_seq2seq
    from explorer.trace_reader import open_trace

__version__ = "0.1.0"
__all__ = [
    "Engine",
    "ExplorerError",
    "TextInput",
    "Trace",
    "figures",
    "live",
    "load",
    "load_seq2seq",
    "open_trace",
    "pictures",
    "tables",
    "views",
]


def __getattr__(name: str) -> Any:
    """Import the heavy rooms when they are first asked for (PEP 562)."""
    if name in {"load", "Engine"}:
        return getattr(import_module("explorer.engine"), name)
    if name == "load_seq2seq":
        return import_module("explorer.engine.seq2seq").load_seq2seq
    if name == "open_trace":
        return import_module("explorer.trace_reader").open_trace
    if name in {"figures", "live", "pictures", "tables", "views"}:
        return import_module(f"explorer.{name}")
    raise AttributeError(f"module 'explorer' has no attribute '{name}'")


def __dir__() -> list[str]:
    """What tab completion offers: the public names."""
    return [*__all__, "__version__"]
