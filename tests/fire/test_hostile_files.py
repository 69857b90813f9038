"""Files of any kind, given to every place that takes one: nothing breaks, nothing is run."""

import ast
import asyncio
from pathlib import Path

import pytest
from support.hostile import files
from support.phones import visitor

ROOT = Path(__file__).resolve().parents[2]
PLACES = {
    "or a CSV or TXT file": ("sentences", {}, ()),
    "CoNLL-U file": ("head_finder", {"finder_corpus": "A CoNLL-U file"}, ()),
    "my-lessons.json": ("lessons", {}, ()),
    "Open a saved collection": ("tokens", {}, ("Collection",)),
}
"""Each place by its label: its page, the link that shows it, what is pressed first."""
SUFFIXES = {"or a CSV or TXT file": ("csv",), "my-lessons.json": ("json",),
            "Open a saved collection": ("explorer",), "CoNLL-U file": ("conllu",)}  # fmt: skip
FILES = files()


def calls(name):
    """The labels that a function of the app's is called with, wherever it is."""
    files = (file for folder in ("explorer/ui", "pages") for file in (ROOT / folder).rglob("*.py"))
    found = (one for file in files for one in ast.walk(ast.parse(file.read_text("utf-8"))))
    return [ast.literal_eval(one.args[0]) for one in found if isinstance(one, ast.Call)
            and ast.unparse(one.func).endswith(name)
            and isinstance(one.args[0], ast.Constant)]  # fmt: skip


def test_every_place_for_files_is_known_and_goes_through_the_limit():
    assert sorted(calls("upload.file")) == sorted(PLACES)
    assert calls("st.file_uploader") == []


async def given_all(url, label):
    """What went wrong after each file, by its kind."""
    page, link, pressed = PLACES[label]
    wrong = {}
    async with visitor(url, page, **link) as one:
        for button in pressed:
            await one.press(button)
        for suffix in SUFFIXES[label]:
            for kind, data in FILES.items():
                status = await one.upload(label, f"=1<b>../{kind}.{suffix}", data)
                if status != 204 or one.errors:
                    wrong[f"{kind}.{suffix}"] = status, list(one.errors)
                    one.errors.clear()
    return wrong


@pytest.mark.parametrize("label", PLACES)
def test_no_file_breaks_a_page(app_server, label):
    assert asyncio.run(given_all(app_server.url, label)) == {}
    assert not Path("/tmp/hacked").exists()


@pytest.mark.parametrize("name", ["vectors.npz", "model.pkl", "model.bin", "notes.exe"])
def test_a_kind_of_file_that_is_not_asked_for_is_not_taken(app_server, name):
    async def tried():
        async with visitor(app_server.url, "sentences") as one:
            await one.upload("or a CSV or TXT file", name, b"A sentence.\nAnother one.")
            return one.words()

    assert "How similar your 2 sentences" not in asyncio.run(tried())


def test_a_kind_of_file_that_is_asked_for_is_taken(app_server):
    async def tried():
        async with visitor(app_server.url, "sentences") as one:
            await one.upload("or a CSV or TXT file", "a.txt", b"A sentence.\nAnother one.")
            return one.words()

    assert "How similar your 2 sentences" in asyncio.run(tried())


def test_a_file_beyond_the_servers_limit_is_not_read(app_server):
    async def tried():
        async with visitor(app_server.url, "sentences") as one:
            return await one.upload("or a CSV or TXT file", "big.txt", b"a" * (25 * 2**20 + 1))

    assert asyncio.run(tried()) == 413
