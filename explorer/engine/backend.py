"""The tokenizer of one engine: a copy that nobody else writes into, and how it marks its pieces."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from explorer.engine.layout import Layout, backend_layout, is_tokenizers_own
from explorer.engine.python_tokenizer import PythonTokenizer, style_of
from explorer.measures.tokens import Style


def own_backend(tokenizer: Any) -> Any:
    """A tokenizer that nobody else writes into: a copy of the Rust one, or the Python one."""
    shared = getattr(tokenizer, "backend_tokenizer", None)
    if shared is None:
        return PythonTokenizer(tokenizer)
    try:
        backend = deepcopy(shared)
    except Exception as error:
        if not is_tokenizers_own(error):
            raise
        # A step written in Python cannot be copied; transformers knows how to write it anew.
        backend = deepcopy(tokenizer).backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    # Some publishers have special tokens in a text read as typed characters.
    backend.encode_special_tokens = bool(getattr(tokenizer, "split_special_tokens", False))
    return backend


def in_target_mode(tokenizer: Any) -> Any:
    """The tokenizer as it writes: Marian has pieces of its own for that, M2M100 another language.

    The same object where both are alike.
    """
    if not hasattr(tokenizer, "_switch_to_target_mode"):
        return tokenizer
    writer = deepcopy(tokenizer)
    writer._switch_to_target_mode()
    return writer


def laid_out(backend: Any, *, pair: bool) -> Layout:
    """Where special tokens stand around one text or a pair."""
    if isinstance(backend, PythonTokenizer):
        return backend.layout(pair=pair)
    return backend_layout(backend, pair=pair)


def style(backend: Any) -> Style:
    """How this tokenizer marks the inside or the start of words, from its decoder."""
    if isinstance(backend, PythonTokenizer):
        return style_of(backend.get_vocab())
    decoder = repr(backend.decoder)
    if "WordPiece" in decoder:
        return "wordpiece"
    if "ByteLevel" in decoder:
        return "byte-level"
    return "metaspace" if "Metaspace" in decoder or "▁" in decoder else "plain"
