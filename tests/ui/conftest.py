"""Fixtures of the pages; streamlit is imported where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def models_folder(checkpoint, tmp_path_factory) -> Path:
    """Tiny checkpoints of each architecture and each head, written once."""
    from support import apps

    return apps.write_models(tmp_path_factory.mktemp("models"), checkpoint)


@pytest.fixture(scope="module")
def models_dir(models_folder) -> Iterator[Path]:
    """The same as EXPLORER_MODELS_DIR: "folder:tiny-bert", "folder:tagger" can be chosen."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPLORER_MODELS_DIR", str(models_folder))
        yield models_folder


@pytest.fixture(scope="module")
def visit(models_dir) -> Callable:
    """visit("tag", text="...", layer="3") -> the reader who followed that link (support.apps)."""
    from support import apps

    return apps.visit
