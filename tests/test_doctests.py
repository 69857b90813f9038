"""The examples in docstrings say what the functions really give."""

import doctest
import importlib

import numpy as np
import pytest
from support.app_server import ROOT

import explorer.engine
from explorer import teaching

FILES = sorted(file for file in (ROOT / "explorer").rglob("*.py") if not file.match("__main__.py"))
MODULES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file in FILES
    if ">>>" in file.read_text("utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name, bundled, monkeypatch):
    """Examples that load the bundled model get the one of all tests."""
    monkeypatch.setattr(explorer.engine, "load", lambda: bundled)
    teaching._body.cache_clear()
    monkeypatch.delenv("EXPLORER_ALLOWED_MODELS", raising=False)
    with np.printoptions(legacy=False):
        ran = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert ran.failed == 0
    assert ran.attempted > 0


def test_the_modules_that_teach_by_example_are_found():
    assert {
        "explorer",
        "explorer.engine.python_tokenizer",
        "explorer.engine.whole_words",
        "explorer.figures",
        "explorer.measures.words",
        "explorer.one_line",
        "explorer.pictures",
        "explorer.predictors.loading",
        "explorer.tables",
        "explorer.tasks.scores",
        "explorer.teaching",
        "explorer.trace",
        "explorer.views.html",
    } <= set(MODULES)
