"""Anatomy: what a model is made of. Modules, parameters, configuration, special tokens, files.

Reads a built model by its own methods and a safetensors file by its header; imports no torch.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from explorer.errors import CheckpointError


@dataclass(frozen=True)
class Parameter:
    """One tensor of weights."""

    name: str
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)


@dataclass(frozen=True)
class Module:
    """One module of the tree, with all that hangs below it."""

    path: str  # "" is the model itself
    kind: str  # class name
    depth: int
    own: tuple[Parameter, ...]
    total: int  # parameters here and below, shared ones counted once

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit(".", 1)[-1]

    @property
    def parent(self) -> str:
        """Path of the module that holds this one."""
        return self.path.rpartition(".")[0]


@dataclass(frozen=True)
class Anatomy:
    """A model taken apart."""

    kind: str  # its class
    modules: tuple[Module, ...]  # in order of definition; the first is the model
    parameters: tuple[Parameter, ...]  # each tensor once, also where two modules share it

    @property
    def total(self) -> int:
        """All parameters."""
        return sum(parameter.count for parameter in self.parameters)

    @property
    def in_matrices(self) -> int:
        """Parameters in tensors of two axes: what compute goes into; biases and LayerNorms not."""
        return sum(p.count for p in self.parameters if len(p.shape) == 2)

    @property
    def word_embeddings(self) -> int:
        """Parameters of the table of word vectors: the largest table of an embedding."""
        tables = [p for p in self.parameters if _is_word_table(p.name)]
        return max((p.count for p in tables), default=0)

    def counted(self, path: str) -> int:
        """Parameters below a module, shared ones only where they stand first: adds up."""
        start = f"{path}." if path else ""
        return sum(p.count for p in self.parameters if p.name.startswith(start))

    def children(self, path: str) -> tuple[Module, ...]:
        """Modules right below one."""
        return tuple(m for m in self.modules if m.path and m.parent == path)

    def blocks(self) -> tuple[Module, ...]:
        """The repeated layers: modules whose name is a number, the outermost ones."""
        numbered = [m for m in self.modules if m.name.isdigit()]
        return tuple(m for m in numbered if not any(p.isdigit() for p in m.parent.split(".")))


def _is_word_table(name: str) -> bool:
    marks = ("word_embeddings.weight", "wte.weight", "embed_tokens.weight", "tok_embeddings.weight")
    return name.endswith((*marks, "shared.weight"))


def dissect(model: Any) -> Anatomy:
    """Take a built model apart; it may lie on the meta device, without any weights."""
    parameters = tuple(Parameter(n, tuple(p.shape)) for n, p in model.named_parameters())
    modules = tuple(
        Module(
            path=path,
            kind=type(module).__name__,
            depth=path.count(".") + 1 if path else 0,
            own=tuple(
                Parameter(n, tuple(p.shape)) for n, p in module.named_parameters(recurse=False)
            ),
            total=sum(p.numel() for p in module.parameters()),
        )
        for path, module in model.named_modules()
    )
    return Anatomy(type(model).__name__, modules, parameters)


# --- files -----------------------------------------------------------------------------

_FILES = {
    "config.json": "the architecture: sizes, activation, labels",
    "model.safetensors": "all weights, each under its name",
    "model.safetensors.index.json": "which weights lie in which part",
    "tokenizer.json": "the whole tokenizer: vocabulary, rules, special tokens",
    "tokenizer_config.json": "which tokenizer class, and its options",
    "special_tokens_map.json": "which tokens are special",
    "added_tokens.json": "tokens added to the vocabulary later",
    "vocab.txt": "WordPiece vocabulary, one piece a line",
    "vocab.json": "byte-level vocabulary",
    "merges.txt": "which byte pairs are merged, in order",
    "spiece.model": "SentencePiece vocabulary",
    "generation_config.json": "how text is generated, for decoders",
}


@dataclass(frozen=True)
class File:
    """A file of the checkpoint."""

    name: str
    bytes: int
    holds: str
    saved: bool  # whether save_pretrained of today's transformers writes one of this name


_WRITTEN = {
    "config.json",
    "generation_config.json",
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
}


def files(folder: Path) -> tuple[File, ...]:
    """The checkpoint's own files, largest first."""
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    listed = [
        File(p.name, p.stat().st_size, _FILES.get(p.name, ""), p.name in _WRITTEN) for p in found
    ]
    return tuple(sorted(listed, key=lambda file: -file.bytes))


def tensors(path: Path) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Names of the tensors in a safetensors file, with type and shape: its header, nothing more.

    Raises CheckpointError when the file is damaged.
    """
    try:
        with safe_open(path, framework="numpy") as weights:
            names = weights.keys()
            entries = {name: weights.get_slice(name) for name in names}
            return {n: (str(e.get_dtype()), tuple(e.get_shape())) for n, e in entries.items()}
    except (OSError, SafetensorError) as error:
        raise CheckpointError(
            f"The file {path.name} is damaged: copy or download it again."
        ) from error


def home_path(folder: Path) -> str:
    """Where a folder lies, with the home folder as ~."""
    try:
        return "~/" + str(folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)


# --- the three families ---------------------------------------------------------------


@dataclass(frozen=True)
class Family:
    """One of the three kinds of Transformer."""

    name: str
    reads: str
    good_for: str
    members: str


FAMILIES: tuple[Family, ...] = (
    Family(
        "encoder",
        "Every token sees all others, left and right, at once.",
        "Understanding a given text: classify, tag, find an answer, compare sentences.",
        "BERT, RoBERTa, DistilBERT, ALBERT, ELECTRA, DeBERTa",
    ),
    Family(
        "decoder",
        "Each token sees only those before it.",
        "Continuing a text, one token after another: chat models are of this kind.",
        "GPT-2, Llama, Qwen, Mistral",
    ),
    Family(
        "encoder-decoder",
        "The encoder reads one text both ways; the decoder writes another and looks back at it.",
        "Turning one text into another: translate, summarise, rephrase.",
        "T5, BART, Marian",
    ),
)


def card(spec: Any, config: Any) -> dict[str, object]:
    """The configuration as plain values, without what says nothing about the model."""
    skipped = {"transformers_version", "_name_or_path", "architectures", "id2label", "label2id"}
    values = {key: value for key, value in config.to_dict().items() if key not in skipped}
    return {"model": spec.label, **{k: v for k, v in values.items() if v not in (None, {}, [])}}
