"""Facts of a config.json that can be wrong, each with the sentence that says so. No torch.

What transformers makes of them ranges from a division by zero to numbers that mean nothing; this
is asked before it is given the file.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

from explorer.errors import CheckpointError
from explorer.text import shorten


class Rule(NamedTuple):
    """What a number in config.json must be."""

    least: float
    most: float = math.inf
    whole: bool = True

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if self.most == math.inf:
            return f"{kind} of at least {self.least:g}"
        return f"{kind} from {self.least:g} to {self.most:,.0f}"


_LARGEST = 10**7
"""Larger numbers of anything are no model's, and would fill the memory."""

_COUNT = Rule(1, _LARGEST)
_SHARE = Rule(0, 1, whole=False)
_EPSILON = Rule(0, 1, whole=False)

RULES: dict[str, Rule] = {
    **dict.fromkeys(("hidden_size", "d_model", "n_embd", "dim", "embedding_size"), _COUNT),
    **dict.fromkeys(("num_hidden_layers", "n_layer", "n_layers", "num_layers"), _COUNT),
    **dict.fromkeys(("num_attention_heads", "n_head", "n_heads", "num_heads"), _COUNT),
    **dict.fromkeys(("encoder_layers", "decoder_layers", "num_decoder_layers"), _COUNT),
    **dict.fromkeys(("encoder_attention_heads", "decoder_attention_heads"), _COUNT),
    **dict.fromkeys(("intermediate_size", "d_ff", "hidden_dim", "n_inner", "ffn_dim"), _COUNT),
    **dict.fromkeys(("vocab_size", "num_labels"), _COUNT),
    "max_position_embeddings": Rule(-1, _LARGEST),  # XLNet and others write -1 for no limit
    "type_vocab_size": Rule(0, _LARGEST),
    "chunk_size_feed_forward": Rule(0, _LARGEST),
    **dict.fromkeys(("layer_norm_eps", "layer_norm_epsilon", "rms_norm_eps"), _EPSILON),
    **dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), _SHARE),
}
"""By the names that transformers' configurations use; what is not listed is not judged here."""

DTYPES = frozenset(
    "float64 float32 float16 bfloat16 double float half auto float8_e4m3fn float8_e5m2 int8 uint8 "
    "int16 int32 int64".split()
)
ATTENTIONS = frozenset({"eager", "sdpa"})


def check_config(folder: Path, label: str) -> None:
    """Refuse a config.json whose facts cannot be true. Raises CheckpointError.

    A file that is no JSON object is left to the reader of configurations, which says so.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    if not isinstance(config, dict):
        return
    _check_numbers(config, label)
    _check_quantisation(config, label)
    _check_names(config, label)
    _check_padding(config, label)
    _check_labels(config, label)


def saved_as(architectures: Any) -> tuple[str, ...]:
    """The class names under "architectures" of a config.json, whatever stands there.

    >>> saved_as(["BertModel", 3]), saved_as("BertModel"), saved_as(None), saved_as(True)
    (('BertModel',), ('BertModel',), (), ())
    """
    found = architectures if isinstance(architectures, list | tuple) else [architectures]
    return tuple(name for name in found if isinstance(name, str))


def class_names(id2label: Any, count: int, label: str) -> tuple[str, ...]:
    """The names of a head's classes in order. Raises CheckpointError where one is lacking.

    Numbers that begin at 1 or leave gaps keep their order, where there are as many as classes.
    """
    named = id2label if isinstance(id2label, dict) else {}
    if len(named) != count:
        raise CheckpointError(
            f"“{label}” has a head of {count} classes, and id2label in its config.json names "
            f"{len(named)}: number them from 0 to {count - 1}."
        )
    for name in named.values():
        if not isinstance(name, str | int | float):
            raise CheckpointError(
                f"“{label}” has the class name {shorten(json.dumps(name), 40)} in id2label of its "
                "config.json, where a text belongs: write each class as a number and its name."
            )
    return tuple(str(named[number]) for number in sorted(named))


def _check_numbers(config: dict[str, Any], label: str) -> None:
    for name, rule in RULES.items():
        value = config.get(name)
        if isinstance(value, str | bool) or (isinstance(value, int | float) and _off(value, rule)):
            raise _wrong(label, name, value, str(rule))


def _off(value: float, rule: Rule) -> bool:
    inside = rule.least <= value <= rule.most  # NaN is not
    return not inside or (rule.whole and value != int(value))


def _check_quantisation(config: dict[str, Any], label: str) -> None:
    found = config.get("quantization_config")
    if found is None:
        return
    kind = found.get("quant_method") if isinstance(found, dict) else None
    kind = f" with {shorten(str(kind), 30)}" if kind else ""
    raise CheckpointError(
        f"“{label}” is quantised{kind}, and its compressed weights cannot be shown as numbers of "
        "the model: choose the checkpoint from which it was made, in float32, float16 or bfloat16."
    )


def _check_names(config: dict[str, Any], label: str) -> None:
    for name in ("dtype", "torch_dtype"):
        value = config.get(name)
        known = isinstance(value, str) and value.removeprefix("torch.") in DTYPES
        if not (value is None or known or isinstance(value, dict)):
            raise _wrong(label, name, value, "a type of number such as float32")
    value = config.get("_attn_implementation")
    named = isinstance(value, str) and value in ATTENTIONS
    if not (value is None or isinstance(value, dict) or named):
        raise _wrong(label, "_attn_implementation", value, "eager, sdpa or nothing")


def _check_padding(config: dict[str, Any], label: str) -> None:
    pad, rows = config.get("pad_token_id"), config.get("vocab_size")
    if not isinstance(pad, int) or not isinstance(rows, int):
        return
    if not -rows <= pad < rows:
        raise CheckpointError(
            f"“{label}” names the token {shorten(str(pad), 20)} as its padding, and its vocabulary "
            f"has {rows:,} entries: set pad_token_id in config.json to one of them, or to null."
        )


def _check_labels(config: dict[str, Any], label: str) -> None:
    found = config.get("id2label")
    if found is None or (isinstance(found, list) and found):
        return  # a list counts from 0
    numbered = isinstance(found, dict) and all(str(key).isdecimal() for key in found)
    if not numbered:
        raise _wrong(label, "id2label", found, 'a table such as {"0": "no", "1": "yes"}')


def _wrong(label: str, name: str, value: Any, wanted: str) -> CheckpointError:
    return CheckpointError(
        f"“{label}” has {name} = {shorten(json.dumps(value), 40)} in its config.json, where "
        f"{wanted} belongs: correct it, or save the checkpoint again."
    )
