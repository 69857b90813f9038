"""Every page from the app's real entry, with ordinary, hostile and missing input."""

import ast
import json

import pytest

from explorer.ui.registry import EVERY, FOLDER, PAGES

HOSTILE = (
    "</script><b>bold</b> $latex$ **stars** [a](javascript:b) =CMD() \u202e مرحبا 你好 🤗 \x07"
)
SHORT = {"text": "The cat sat on the bank.", "pair": "It slept."}
# Addresses under which every page must stay up. What is in the link reaches the widgets.
LINKS = {
    "the first visit": {},
    "a pair": {"text": "The cats sat.", "pair": "A dog slept on the mat."},
    "one token": {"text": "a", "specials": "false", "layer": "99", "head": "-3"},
    "hostile text": {"text": HOSTILE, "pair": "<i>x</i> & $y$"},
    "nothing": {"text": " "},
    "reads to the left": {**SHORT, "model": "folder:tiny-gpt2"},
    "the teaching decoder": {"text": "A cat sat. A cat", "model": "teaching:next-token"},
    "weights alone": {**SHORT, "model": "folder:tiny-mpnet"},
}
CORE = ("tokens", "attention_maps", "similarity", "embedding_sum")


def name(page):
    """A page as `visit` calls it."""
    return page.file.removesuffix(".py")


PAGE = pytest.mark.parametrize("page", PAGES, ids=name)


@pytest.fixture(scope="module")
def reader(visit):
    """One reader for each of LINKS, kept while they go through the pages."""
    made = {}

    def one(link):
        if link not in made:
            made[link] = visit(**LINKS[link])
        return made[link]

    return one


@PAGE
@pytest.mark.parametrize("link", LINKS)
def test_every_page_stays_up(reader, page, link):
    app = reader(link).open(name(page))
    app.check_up()
    assert app.title[0].value == page.heading
    if link == "nothing" and page.needs_trace and page.inputs and not page.own_model:
        assert "type at least one word" in " ".join(app.said())
        assert app.pictures() == []


@pytest.mark.parametrize("arch", ["roberta", "albert"])
@pytest.mark.parametrize("page", CORE)
def test_pages_with_other_architectures(visit, page, arch):
    app = visit(page, model=f"folder:tiny-{arch}", **SHORT)
    app.check_up()
    assert f"tiny-{arch}" in " ".join(app.titles()) + app.words()
    assert "until the model loads" not in app.words()


@PAGE
def test_every_page_is_a_short_script_that_says_what_it_shows(page):
    source = (FOLDER / page.file).read_text("utf-8")
    assert len(source.splitlines()) <= 50
    docstring = ast.get_docstring(ast.parse(source))
    assert docstring.startswith(f"{page.title}: ")
    assert docstring.endswith((".", "?"))


def test_every_script_is_in_the_menu():
    assert sorted(page.file for page in EVERY) == sorted(file.name for file in FOLDER.glob("*.py"))
    assert len({page.title for page in EVERY}) == len(EVERY)


@pytest.mark.parametrize("page", ["home", *CORE])
def test_pages_are_plain_about_hostile_text(reader, page):
    """Streamlit reads markdown: whatever was typed must come escaped."""
    app = reader("hostile text").open(page)
    texts = [element.value for kind in ("markdown", "caption", "warning", "info")
             for element in getattr(app, kind)]  # fmt: skip
    assert texts
    for text in texts:
        for raw in ("</script><b>", "**stars**", "](javascript", "$latex$"):
            assert raw not in text
    for picture in app.pictures():
        assert "</script><b>" not in json.dumps(picture["data"])
        assert "$latex$" not in json.dumps(picture)
