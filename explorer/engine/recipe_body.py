"""How a publisher's recipe reads a sentence: its limit of tokens, its case, and nothing unseen.

sentence-transformers also takes options for loading and calling the body from the same file. Those
that change no number are passed over; any other one is refused, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from explorer.engine import sentence_files
from explorer.errors import CheckpointError
from explorer.text import shorten

if TYPE_CHECKING:
    from explorer.engine.run import Engine

_FILES = "sentence_*_config.json"  # sentence_bert_config.json and its kin

_FOLLOWED = ("max_seq_length", "do_lower_case")
_BY_TASK = ("query_length", "document_length", "query_expansion", "unpad_inputs")
"""For queries and documents that are named as such, and for speed: no sentence is changed."""
_ANYWHERE = {"trust_remote_code", "revision", "local_files_only", "token", "cache_dir"}
_HARMLESS: dict[str, set[str]] = {
    "model": {"attn_implementation", "torch_dtype", "dtype", "device_map", "low_cpu_mem_usage",
              "use_safetensors", "add_pooling_layer"},
    "tokenizer": {"use_fast", "padding_side", "model_max_length"},
    "config": {"use_cache"},
}  # fmt: skip
"""Options that change no number, by what they are for; a limit of tokens is followed."""
_OPTIONS = {
    "model_args": "model",
    "model_kwargs": "model",
    "tokenizer_args": "tokenizer",
    "processor_kwargs": "tokenizer",
    "config_args": "config",
    "config_kwargs": "config",
}
_AS_EXPECTED = {
    "transformer_task": "feature-extraction",
    "module_output_name": "token_embeddings",
}
_TEXT = {"method": "forward", "method_output_name": "last_hidden_state"}


@dataclass(frozen=True)
class Body:
    """How the body of a recipe reads a sentence."""

    max_tokens: int  # special tokens included
    lower: bool


def of(folder: Path, engine: Engine) -> Body:
    """What the body's own file says. Raises CheckpointError for what is not followed here."""
    label = engine.spec.label
    files = sorted(folder.glob(_FILES))
    said = sentence_files.settings(files[0], label) if files else {}
    for name, value in said.items():
        if value and name not in (*_FOLLOWED, *_BY_TASK) and (odd := _odd(name, value)):
            raise CheckpointError(
                f"The publisher's recipe of “{label}” sets {shorten(odd, 60)}, which is not "
                "followed here: choose a way of pooling."
            )
    return Body(_limit(said, engine), bool(said.get("do_lower_case", False)))


def _odd(name: str, value: Any) -> str:
    """The setting in words, where it may change a sentence's numbers; else empty."""
    if name in _AS_EXPECTED:
        return "" if value == _AS_EXPECTED[name] else name
    if not isinstance(value, dict):
        return name
    if name in _OPTIONS:
        known = _HARMLESS[_OPTIONS[name]] | _ANYWHERE
        return next((f"{name}: {one}" for one in value if one not in known), "")
    if name == "modality_config":
        text = value.get("text")
        same = isinstance(text, dict) and all(text.get(k) == v for k, v in _TEXT.items())
        return "" if same else name
    if name == "processing_kwargs":  # of pictures and sounds: not asked
        asked = [value.get("text"), value.get("common")]
        return name if any(asked) else ""
    return name


def _limit(said: dict[str, Any], engine: Engine) -> int:
    """Tokens read of a sentence: the publisher's number, as far as the model reads.

    sentence-transformers takes the older name of the options where both are there, and the limit
    among them before the one beside them.
    """
    options = said.get("tokenizer_args", said.get("processor_kwargs")) or {}
    named = [
        options.get("model_max_length"),
        said.get("max_seq_length"),
        engine.tokenizer.model_max_length,
    ]
    most = next(number for number in named if number is not None)
    if isinstance(most, bool) or not isinstance(most, int | float) or most < 1:
        raise CheckpointError(
            f"The publisher's recipe of “{engine.spec.label}” reads {str(most)[:30]} tokens "
            "(max_seq_length), which is no number of tokens: choose a way of pooling."
        )
    return int(min(most, engine.spec.max_tokens))
