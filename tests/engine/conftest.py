"""Engines over tiny checkpoints and the bundled model, loaded once for all files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def both(checkpoint, bundled) -> Callable:
    """both("bert") -> (Engine, Plain) over one folder, loaded once."""
    from support.plain_run import plain_run

    import explorer

    made = {}

    def make(name):
        if name not in made:
            engine = bundled if name == "bundled" else explorer.load(checkpoint(name))
            made[name] = engine, plain_run(engine)
        return made[name]

    return make


@pytest.fixture(scope="session")
def engine(both) -> Callable:
    """engine("bert") -> its Engine."""
    return lambda name: both(name)[0]


@pytest.fixture
def folder(checkpoint, tmp_path) -> Path:
    """A copy of a tiny BERT that a test may damage."""
    return shutil.copytree(checkpoint("bert"), tmp_path / "mine")


@pytest.fixture
def sentence_folder(checkpoint, tmp_path) -> Callable[..., Path]:
    """sentence_folder("roberta", pools=("cls",)) -> a tiny sentence-transformers folder."""
    from support import sentence_folders

    def make(arch="bert", **options):
        return sentence_folders.write(tmp_path / "st", checkpoint(arch), **options)

    return make
