"""Links that say anything: every parameter of every page takes any value without a red box."""

import pytest
from support.parameters import parameters

from explorer.ui.registry import PAGES

VALUES = {
    "empty": "",
    "a long number": "9" * 5000,
    "a negative number": "-1",
    "no number": "nan",
    "a fraction": "1e309",
    "a list": '["a",1]',
    "markup": "</script><b>x</b> $a^2$ `c` {_}",
    "control characters": "\x00\x07\ud7ff\u202e",
    "a path": "../../etc/passwd",
    "a model with two dashes": "a--b",
    "a model that ends like a repository": "acme/model.git",
    "long": "x" * 5000,
}


PLACES = {"text", "lesson", "step", "present", "room", "phone"}
"""What leads elsewhere than to a page: the hostile links of tests/fire send it, too."""


def names():
    """Every parameter that a widget of the app writes into the link."""
    return sorted(parameters() - PLACES)


def test_the_names_are_found():
    assert {"maps_kind", "tag_kind", "model", "pairs_model", "se_text", "film_paths"} <= set(
        names()
    )


@pytest.mark.parametrize("kind", VALUES)
def test_no_page_breaks(visit, kind):
    link = {name: VALUES[kind] for name in [*names(), "layer", "head", "view"]}
    app = visit(text="The cat sat on the bank.", **link)
    for page in PAGES:
        app.open(page.file.removesuffix(".py"))
        assert [found.message for found in app.exception] == [], page.file
