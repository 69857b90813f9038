"""Which models there are: bundled, of the hub, and the reader's folders. No torch, no network."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from explorer.errors import ModelUnavailable
from explorer.text import shorten

Source = Literal["bundled", "teaching", "hub", "folder"]
"""bundled: a package of its own; teaching: a small model that was trained for this project."""

Kind = Literal["body", "head", "encoder-decoder"]
"""body: read on every page; head: fine-tuned for its tasks, offered there only; encoder-decoder:
two texts, on a page of its own."""

BUNDLED_ID = "all-MiniLM-L6-v2"
FOLDER_PREFIX, TEACHING_PREFIX = "folder:", "teaching:"
"""How ids of checkpoints in EXPLORER_MODELS_DIR and of this project's small models begin."""
WRITER_ID = f"{TEACHING_PREFIX}dates-and-numbers"
SMALL_BERT_ID = f"{TEACHING_PREFIX}small-bert"
NEXT_TOKEN_ID = f"{TEACHING_PREFIX}next-token"

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?")
_NO_HUB_ID = re.compile(r"\.\.|--|[.-](/|$)|\.git$|^.{97}")  # what the hub's own check refuses


@dataclass(frozen=True)
class ModelSpec:
    """What a model is called, where its weights come from and how much it reads.

    ``max_tokens`` counts special tokens too. ``tasks`` names the task heads that the checkpoint
    is known to carry ("fill-mask", "next-sentence", ...); empty when nothing is known. The heads
    of the first ``set_up_layers`` layers were set up before training: no page opens on them.
    """

    id: str
    label: str
    source: Source
    revision: str | None = None
    max_tokens: int = 512
    tasks: tuple[str, ...] = ()
    kind: Kind = "body"
    path: str = ""  # the folder of a "folder" model
    about: str = ""  # one line for the reader who chooses
    sha256: str = ""  # of the weights that were loaded; empty before
    set_up_layers: int = 0


BUNDLED = ModelSpec(
    BUNDLED_ID,
    "all-MiniLM-L6-v2 (bundled)",
    "bundled",
    about="A real BERT trained for sentence similarity: 6 layers, 12 heads, 384 wide. "
    "Works offline.",
)


def _hub(name: str, about: str, *tasks: str, kind: Kind = "body") -> ModelSpec:
    return ModelSpec(name, name, "hub", tasks=tasks, kind=kind, about=about)


WRITER = ModelSpec(
    WRITER_ID,
    "dates and numbers (teaching model)",
    "teaching",
    max_tokens=64,
    kind="encoder-decoder",
    about="A small BART, 2 + 2 layers of 4 heads, that writes dates and numbers in figures. "
    "Works offline.",
)

SMALL_BERT = ModelSpec(
    SMALL_BERT_ID,
    "small BERT (teaching model)",
    "teaching",
    max_tokens=128,
    tasks=("fill-mask",),
    about="Trained here to fill in blanks: 4 layers, 4 heads, 128 wide. Works offline.",
    set_up_layers=1,
)

NEXT_TOKEN = ModelSpec(
    NEXT_TOKEN_ID,
    "next token (teaching model)",
    "teaching",
    max_tokens=128,
    tasks=("next-token",),
    about="A small GPT-2 (2 layers of 4 heads, 192 wide): reads left to right, guesses the next "
    "token. Its induction heads were set up before training, then trained. Works offline.",
)

KNOWN: tuple[ModelSpec, ...] = (
    BUNDLED,
    SMALL_BERT,
    NEXT_TOKEN,
    WRITER,
    _hub(
        "bert-base-uncased",
        "The BERT of the paper: 12 layers, 12 heads, lower case.",
        "fill-mask",
        "next-sentence",
    ),
    _hub("bert-base-cased", "Keeps capital letters.", "fill-mask", "next-sentence"),
    _hub("bert-large-uncased", "24 layers, 16 heads.", "fill-mask", "next-sentence"),
    _hub(
        "bert-base-multilingual-cased",
        "One vocabulary for 104 languages.",
        "fill-mask",
        "next-sentence",
    ),
    _hub("distilbert-base-uncased", "Half the layers, no segment embeddings.", "fill-mask"),
    _hub("roberta-base", "Byte-level pieces, no next-sentence training.", "fill-mask"),
    _hub("albert-base-v2", "All layers share one set of weights.", "fill-mask"),
    _hub(
        "google/electra-small-discriminator",
        "Trained to spot replaced words; narrow embeddings.",
    ),
    _hub("gpt2", "Reads left to right: each token sees only those before it.", "next-token"),
    _hub(
        "distilbert-base-uncased-finetuned-sst-2-english",
        "Film reviews: negative or positive.",
        "classify",
        kind="head",
    ),
    _hub(
        "ProsusAI/finbert",
        "Finance news: positive, negative or neutral.",
        "classify",
        kind="head",
    ),
    _hub(
        "MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli",
        "Natural language inference: entailment, neutral, contradiction.",
        "entail",
        kind="head",
    ),
    _hub(
        "dbmdz/bert-large-cased-finetuned-conll03-english",
        "Persons, organisations, locations and more (CoNLL-2003).",
        "entities",
        kind="head",
    ),
    _hub(
        "vblagoje/bert-english-uncased-finetuned-pos",
        "Universal parts of speech.",
        "part-of-speech",
        kind="head",
    ),
    _hub(
        "deepset/roberta-base-squad2",
        "Questions with and without an answer (SQuAD 2.0).",
        "answer",
        kind="head",
    ),
    _hub("t5-small", "Translates and summarises.", kind="encoder-decoder"),
    _hub("google/flan-t5-small", "T5 trained on many instructions.", kind="encoder-decoder"),
    _hub("facebook/bart-base", "Trained to restore damaged text.", kind="encoder-decoder"),
)
"""Every model that is known by name, here and nowhere else."""


def known(*, kind: Kind | None = None, task: str | None = None) -> tuple[ModelSpec, ...]:
    """The hub's known models of one kind, or with a head for one task, that are allowed here.

    >>> [spec.id for spec in known(task="entail")]
    ['MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli']
    """
    return tuple(
        spec
        for spec in KNOWN
        if spec.source == "hub"
        and (kind is None or spec.kind == kind)
        and (task is None or task in spec.tasks)
        and is_allowed(spec.id)
    )


def teaching(*, kind: Kind | None = None, task: str | None = None) -> tuple[ModelSpec, ...]:
    """The small models trained for this project, of one kind or for one task, allowed here.

    >>> [spec.id for spec in teaching(kind="encoder-decoder")]
    ['teaching:dates-and-numbers']
    """
    own = (spec for spec in KNOWN if spec.source == "teaching" and is_allowed(spec.id))
    return tuple(
        spec for spec in own if kind in (None, spec.kind) and (task is None or task in spec.tasks)
    )


def choices() -> tuple[ModelSpec, ...]:
    """The models to offer, in order: bundled, well-known, folders; only what is allowed here."""
    bodies = (spec for spec in KNOWN if spec.kind == "body")
    listed = {spec.id: spec for spec in (*bodies, *_folders())}
    extra = (ModelSpec(name, name, "hub") for name in allowed() if name not in listed)
    return tuple(spec for spec in (*listed.values(), *extra) if is_allowed(spec.id))


def default() -> ModelSpec:
    """The model to start with: the bundled one, unless only others are allowed here."""
    return choices()[0]


def find(model_id: str) -> ModelSpec:
    """The model of that id. Raises ModelUnavailable when it is unknown or not allowed here.

    Takes ids only, never paths: what a reader types or a link brings is safe to pass.
    """
    wanted = model_id.strip()
    if not is_allowed(wanted):
        raise ModelUnavailable(
            f"The model “{_short(wanted)}” is not offered here: choose one from the list."
        )
    for spec in (*KNOWN, *_folders()):
        if spec.id == wanted:
            return spec
    if wanted.startswith(FOLDER_PREFIX):
        name = _short(wanted.removeprefix(FOLDER_PREFIX))
        raise ModelUnavailable(
            f"There is no folder “{name}” with a config.json in EXPLORER_MODELS_DIR: "
            "put the checkpoint there or choose another model."
        )
    if wanted.startswith(TEACHING_PREFIX):
        raise ModelUnavailable(
            f"There is no teaching model “{_short(wanted.removeprefix(TEACHING_PREFIX))}”: "
            "choose one from the list."
        )
    if not _HUB_ID.fullmatch(wanted) or _NO_HUB_ID.search(wanted):
        raise ModelUnavailable(
            f"“{_short(wanted)}” is not a model id: write it as on the hub, "
            "such as bert-base-uncased or google/electra-small-discriminator."
        )
    return ModelSpec(wanted, wanted, "hub")


def from_path(path: str | Path) -> ModelSpec:
    """A checkpoint in a folder of the reader's disk: for the library, never for the web page.

    Raises ModelUnavailable when there is no such folder.
    """
    folder = Path(path).expanduser().resolve()
    if not folder.is_dir():
        raise ModelUnavailable(
            f"There is no folder “{_short(str(path))}”: give the folder that holds config.json "
            "and model.safetensors."
        )
    return ModelSpec(
        FOLDER_PREFIX + folder.name, folder.name, "folder", path=str(folder), about="Local folder."
    )


def resolve(model: str | Path | ModelSpec) -> ModelSpec:
    """A spec, path or id (a path where it looks like one) as a spec. Raises ModelUnavailable."""
    if isinstance(model, ModelSpec):
        return model
    if not isinstance(model, str | Path):
        raise ModelUnavailable(f"{_short(repr(model))} is no model: give an id or a folder.")
    if isinstance(model, Path) or model.startswith((".", "/", "~")) or "\\" in model:
        return from_path(model)
    if model not in {spec.id for spec in KNOWN} and _is_checkpoint(Path(model)):
        return from_path(model)
    return find(model)


def allowed() -> tuple[str, ...]:
    """The ids in EXPLORER_ALLOWED_MODELS (separated by commas); empty when all are allowed."""
    names = os.environ.get("EXPLORER_ALLOWED_MODELS", "").split(",")
    return tuple(name.strip() for name in names if name.strip())


def is_allowed(model_id: str) -> bool:
    """Whether this model may be used here."""
    return not allowed() or model_id in allowed()


def _folders() -> Iterator[ModelSpec]:
    """Checkpoints in EXPLORER_MODELS_DIR: each folder with a config.json or modules.json."""
    home = os.environ.get("EXPLORER_MODELS_DIR", "")
    if not home or not Path(home).is_dir():
        return
    for folder in sorted(Path(home).iterdir()):
        if _is_checkpoint(folder):
            yield from_path(folder)


def _is_checkpoint(folder: Path) -> bool:
    """Whether a folder looks like a model's; older sentence-transformers have modules.json only."""
    named = all(len(ascii(part)) < 256 for part in folder.parts)  # no longer than any file's name
    return named and any((folder / name).is_file() for name in ("config.json", "modules.json"))


def _short(name: str) -> str:
    """A name of the reader's, cut to what fits in a sentence."""
    return shorten(name, 80)
