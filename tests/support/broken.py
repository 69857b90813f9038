"""Ways in which a checkpoint's folder can be wrong: a name, and what is done to the folder.

    BROKEN["0 heads"](folder)

They are made on a copy of a tiny BERT with a head for three classes (see tiny.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Break = Callable[[Path], None]


def config(**changes: Any) -> Break:
    """Change config.json."""
    return _json("config.json", **changes)


def _json(name: str, **changes: Any) -> Break:
    def change(folder: Path) -> None:
        found = json.loads((folder / name).read_text("utf-8"))
        (folder / name).write_text(json.dumps(found | changes), "utf-8")

    return change


def _text(name: str, text: str | bytes) -> Break:
    return lambda folder: (
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode()) and None
    )


def _cut(name: str) -> Break:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-200]) and None


def tokenizer(change: Callable[[dict[str, Any]], Any]) -> Break:
    """Change tokenizer.json in place."""

    def broken(folder: Path) -> None:
        found = json.loads((folder / "tokenizer.json").read_text("utf-8"))
        change(found)
        (folder / "tokenizer.json").write_text(json.dumps(found), "utf-8")

    return broken


def weights(change: Callable[[dict[str, Any]], Any]) -> Break:
    """Change the tensors in place."""

    def broken(folder: Path) -> None:
        from safetensors.torch import load_file, save_file

        found = load_file(folder / "model.safetensors")
        found = change(found) or found
        save_file(found, folder / "model.safetensors", metadata={"format": "pt"})

    return broken


WORDS = "bert.embeddings.word_embeddings.weight"
QUERY = "bert.encoder.layer.1.attention.self.query.weight"
NUMBERS = {
    "hidden_size": (0, -32, "32", None, 32.5, 33, 10**12),
    "num_attention_heads": (0, -4, "4", None, 5, [4], 10**12),
    "num_hidden_layers": (0, -3, "3", None, 4, 2.5, True),
    "intermediate_size": (0, -1, "64", None),
    "vocab_size": (0, -1, "200", None, 10, 10**12),
    "max_position_embeddings": (0, -1, 1, 2, 3, "64", None),
    "type_vocab_size": (0, -2, "2", None),
    "layer_norm_eps": (-1.0, "small", None, 0, float("nan")),
    "pad_token_id": (10**9, -1, -(10**9), "0", 1.5, [0], None),
    "hidden_dropout_prob": (2, -0.1, "much", None),
    "num_labels": (0, -1, "three"),
    "chunk_size_feed_forward": (-1, 5, "all", None),
    "hidden_act": ("no such", None, 3),
    "id2label": (
        {"1": "a", "2": "b", "3": "c"}, {"0": "a", "5": "b", "9": "c"}, ["a", "b", "c"],
        {"0": {"name": "a"}, "1": ["b"], "2": "c"}, None, {"0": 1, "1": 2.5, "2": None}, {}, "a",
        {"x": "a", "y": "b"}, 3,
    ),
    "label2id": ([], "a", {"a": "x"}, None),
    "architectures": ("BertModel", None, [3], [], ["NoSuchModel"]),
    "model_type": ("roberta", "no-such", 3, None, "vit", "wav2vec2", "mamba", "gpt2", "t5"),
    "dtype": ("no such", 32, "float8_e4m3fn", "int8", "float16"),
    "torch_dtype": ("no such", 32),
    "_attn_implementation": ("flash_attention_2", "no such", 3, [], [1]),
    "attn_implementation": ("flash_attention_2", "no such"),
    "is_decoder": (True, "yes"),
    "is_encoder_decoder": (True, "no"),
    "position_embedding_type": ("relative_key", "no such"),
    "problem_type": ("no such", 3),
    "output_attentions": ("yes", 3, True),
    "tie_word_embeddings": ("no",),
    "quantization_config": (
        {"quant_method": "bitsandbytes", "load_in_8bit": True}, {"quant_method": "gptq", "bits": 4},
        {"quant_method": "awq"}, {"quant_method": "fp8"}, {"quant_method": "compressed-tensors"},
        {"quant_method": "no such"}, {}, "4 bits", [4],
    ),
    "transformers_version": ("99.0", 3),
    "pruned_heads": ({"0": [0]}, [1], "a"),
}  # fmt: skip

BROKEN: dict[str, Break] = {
    f"{name} = {json.dumps(value)}": config(**{name: value})
    for name, values in NUMBERS.items()
    for value in values
}


def _last_pad(folder: Path) -> None:
    rows = json.loads((folder / "config.json").read_text("utf-8"))["vocab_size"]
    config(pad_token_id=rows - 1)(folder)


def _nan(found: dict[str, Any]) -> None:
    found[QUERY][0, 0] = float("nan")


def _infinite(found: dict[str, Any]) -> None:
    found[QUERY][:] = float("inf")


BROKEN |= {
    "pad id = last id": _last_pad,
    "config.json is a list": _text("config.json", "[]"),
    "config.json is empty": _text("config.json", ""),
    "config.json in UTF-16": _text("config.json", '{"model_type": "bert"}'.encode("utf-16")),
    "config.json is nothing but a type": _text("config.json", '{"model_type": "bert"}'),
    "tokenizer.json is empty": _text("tokenizer.json", ""),
    "tokenizer.json is no JSON": _text("tokenizer.json", "no JSON"),
    "tokenizer.json is a list": _text("tokenizer.json", "[]"),
    "tokenizer.json is deep": _text("tokenizer.json", "[" * 100_000),
    "tokenizer.json is {}": _text("tokenizer.json", "{}"),
    "tokenizer.json is null": _text("tokenizer.json", "null"),
    "tokenizer.json is cut": _cut("tokenizer.json"),
    "tokenizer.json is no UTF-8": _text("tokenizer.json", b"\xff\xfe\x00"),
    "a newer tokenizer.json": tokenizer(lambda t: t.update(version="9.0")),
    "a newer tokenizer's model": tokenizer(lambda t: t["model"].update(type="NextPiece")),
    "a newer normalizer": tokenizer(lambda t: t.update(normalizer={"type": "Next"})),
    "a newer pre-tokenizer": tokenizer(lambda t: t.update(pre_tokenizer={"type": "Next"})),
    "a newer post-processor": tokenizer(lambda t: t.update(post_processor={"type": "Next"})),
    "no vocabulary": tokenizer(lambda t: t["model"].pop("vocab")),
    "an empty vocabulary": tokenizer(lambda t: t["model"].update(vocab={})),
    "a vocabulary of text": tokenizer(lambda t: t["model"].update(vocab="words")),
    "a vocabulary of text numbers": tokenizer(
        lambda t: t["model"].update(vocab={name: str(i) for name, i in t["model"]["vocab"].items()})
    ),
    "ids past the table": tokenizer(
        lambda t: t["model"].update(vocab={n: i + 500 for n, i in t["model"]["vocab"].items()})
    ),
    "no added tokens": tokenizer(lambda t: t.update(added_tokens=[])),
    "no model": tokenizer(lambda t: t.pop("model")),
    "no steps": tokenizer(
        lambda t: t.update(normalizer=None, pre_tokenizer=None, post_processor=None, decoder=None)
    ),
    "tokenizer_config.json is no JSON": _text("tokenizer_config.json", "no JSON"),
    "tokenizer_config.json is a list": _text("tokenizer_config.json", "[]"),
    "an unknown tokenizer": _json("tokenizer_config.json", tokenizer_class="NoSuchTokenizer"),
    "a tokenizer's class of number": _json("tokenizer_config.json", tokenizer_class=3),
    "a tokenizer's limit in words": _json("tokenizer_config.json", model_max_length="long"),
    "special tokens as numbers": _json("tokenizer_config.json", cls_token=3, mask_token=[]),
    "a nameless special token": _json("tokenizer_config.json", unk_token=""),
    "NaN in one weight": weights(_nan),
    "infinite weights": weights(_infinite),
    "a weight is missing": weights(lambda w: w.pop(QUERY) is None or None),
    "all weights are missing": weights(dict.clear),
    "whole numbers as weights": weights(lambda w: {n: one.int() for n, one in w.items()}),
    "half the precision": weights(lambda w: {n: one.half() for n, one in w.items()}),
    "fewer rows of words": weights(lambda w: w.update({WORDS: w[WORDS][:50].clone()})),
    "weights with a strange prefix": weights(lambda w: {f"x.{n}": one for n, one in w.items()}),
    "a weight transposed": weights(lambda w: w.update({QUERY: w[QUERY][:, :7].clone()})),
}
