"""Tiny sentence-transformers folders: a tiny checkpoint with modules.json and what it names.

    folder = sentence_folders.write(tmp_path / "st", checkpoint("bert"), pools=("cls",))

The same arguments always give the same weights. torch is imported inside the functions.
"""

import json
import shutil
from pathlib import Path
from typing import Any

TYPE = "sentence_transformers.models."
FLAGS = {
    "cls": "pooling_mode_cls_token",
    "mean": "pooling_mode_mean_tokens",
    "max": "pooling_mode_max_tokens",
    "mean_sqrt_len_tokens": "pooling_mode_mean_sqrt_len_tokens",
    "weightedmean": "pooling_mode_weightedmean_tokens",
    "lasttoken": "pooling_mode_lasttoken",
}
SENTENCES = [
    "the cat sat",
    "a dog",
    "the old man saw the red bird by the river while his wife slept in the small house by a tree",
    "They ran, and ran.",
]
TANH = "torch.nn.modules.activation.Tanh"


def write(
    folder: Path,
    body: Path,
    *,
    inner: str = "",
    pools: tuple[str, ...] = ("mean",),
    steps: tuple[str, ...] = (),
    max_tokens: int | None = 16,
    prompts: dict[str, Any] | None = None,
    **pooling: Any,
) -> Path:
    """Copy a checkpoint into `folder` (below it with `inner`) and write a recipe beside it.

    `steps` are modules after the pooling: "Normalize", "Dense", "LayerNorm" or any other name.
    """
    shutil.copytree(body, folder / inner)
    listed = [(inner, "Transformer"), ("1_Pooling", "Pooling")]
    listed += [(f"{place}_{kind}", kind) for place, kind in enumerate(steps, start=2)]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": kind if "." in kind else TYPE + kind}
        for i, (path, kind) in enumerate(listed)
    ]
    to_json(folder / "modules.json", modules)
    if max_tokens is not None:
        to_json(folder / inner / "sentence_bert_config.json", {"max_seq_length": max_tokens})
    flags = {flag: name in pools for name, flag in FLAGS.items()}
    to_json(folder / "1_Pooling" / "config.json",
            {"word_embedding_dimension": 32, **flags, **pooling})  # fmt: skip
    if prompts is not None:
        to_json(folder / "config_sentence_transformers.json", prompts)
    width = 32 * max(len(pools), 1)
    for path, kind in listed[2:]:
        width = _step(folder / path, kind, width)
    return folder


def to_json(file: Path, value: Any) -> None:
    """Write a JSON file, its folder made where need be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value))


def _step(folder: Path, kind: str, width: int) -> int:
    """Write one step's configuration and weights; return the width of what it gives."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir()
    random = torch.Generator().manual_seed(3)
    if kind == "Dense":
        to_json(folder / "config.json", {"in_features": width, "out_features": 20, "bias": True,
                                         "activation_function": TANH})  # fmt: skip
        weight = torch.randn(20, width, generator=random) / 6
        save_file({"linear.weight": weight, "linear.bias": torch.randn(20, generator=random)},
                  folder / "model.safetensors")  # fmt: skip
        return 20
    if kind == "LayerNorm":
        to_json(folder / "config.json", {"dimension": width})
        save_file({f"norm.{name}": torch.randn(width, generator=random)
                   for name in ("weight", "bias")}, folder / "model.safetensors")  # fmt: skip
    return width
