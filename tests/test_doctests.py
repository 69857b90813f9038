"""The examples in docstrings say what the functions really give."""

import doctest
import importlib

import numpy as np
import pytest
from support.app_server import ROOT

ROOMS = ("measures", "data", "tasks")
FILES = sorted(
    [file for room in ROOMS for file in (ROOT / "explorer" / room).glob("*.py")]
    + [file for file in (ROOT / "explorer").glob("*.py") if not file.stem.startswith("__")]
)
MODULES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in FILES
    if ">>>" in file.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name, monkeypatch):
    monkeypatch.delenv("EXPLORER_ALLOWED_MODELS", raising=False)
    with np.printoptions(legacy=False):
        ran = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert ran.failed == 0
    assert ran.attempted > 0


def test_the_modules_that_teach_by_example_are_found():
    assert {"explorer.trace", "explorer.measures.words", "explorer.tasks.scores"} <= set(MODULES)
