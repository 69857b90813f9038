"""README's recipes: their numbers are those of its tables, and what they name is there."""

import re

import pytest
from support.app_server import ROOT
from support.dockerfile import stages

from explorer import __version__

README = (ROOT / "README.md").read_text("utf-8")
HOSTING = (ROOT / "deploy" / "hosting.md").read_text("utf-8")
NAMES = ("For a class", "For a campus", "For the public")


def section(title):
    found = re.search(rf"^## {title}\n(.*?)^## ", README, re.M | re.S)
    assert found, title
    return found[1]


def cells(start):
    """The cells of README's one table row that begins so."""
    [row] = [line for line in README.splitlines() if line.startswith(start)]
    return [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize(
    ("said", "start", "column"),
    [
        ("{} s with 30 people on one text", "| 30 | 1, 1 |", 3),
        ("{} s with 30 people on texts", "| 30 | 30, 8 |", 3),
        ("{} s with 100 people on one text", "| 100 | 1, 1 |", 3),
        ("60 phones that answer at once have all been counted after {} s", "| 60 | memory |", 3),
        ("200\nafter {} s", "| 200 | memory |", 3),
    ],
)
def test_what_a_class_waits_for_is_what_was_measured(said, start, column):
    measured = float(cells(start)[column])
    assert said.format(f"{measured + 1e-9:.1f}") in section("For a class")


def test_every_setting_that_is_named_stands_in_the_table_and_in_the_code():
    files = [*(ROOT / "deploy").rglob("*.*"), ROOT / ".ci" / "image", ROOT / "Dockerfile"]
    texts = [file.read_text("utf-8") for file in files if file.suffix != ".pyc"]
    texts += [section(name) for name in NAMES]
    named = {name for text in texts for name in re.findall(r"EXPLORER_[A-Z_]+", text)}
    table = {name for line in README.splitlines() if line.startswith("| `")
             for name in re.findall(r"`(EXPLORER_[A-Z_]+)", line)}  # fmt: skip
    code = "".join(file.read_text("utf-8") for file in (ROOT / "explorer").rglob("*.py"))
    assert len(named) > 8
    assert named - table == set()
    assert {name for name in table if f'"{name}"' not in code} == set()


def test_the_build_arguments_that_are_named_are_the_dockerfiles():
    asked = {argument.partition("=")[0] for argument in stages(ROOT / "Dockerfile")[0].all("ARG")}
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", HOSTING, re.M)) == asked
    assert set(re.findall(r"--build-arg ([A-Z_]+)=", README)) <= asked


def test_the_files_and_the_wheel_that_are_named_are_ours():
    text = "".join(map(section, NAMES)) + HOSTING
    wheels = set(re.findall(r"bert_explorer-[\w.-]+\.whl", text))
    assert wheels == {f"bert_explorer-{__version__}-py3-none-any.whl"}
    places = set(re.findall(r"(?:deploy|\.ci|\.devcontainer)/[\w./-]*\w", text))
    missing = {place for place in places if not (ROOT / place).exists()}
    assert missing <= {"deploy/README.md"}
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert set(re.findall(r"`make ([a-z-]+)`", text)) <= set(targets)


def test_the_container_of_the_recipe_is_as_strict_as_the_one_that_is_tested():
    strict = "--read-only --tmpfs /tmp --cap-drop ALL"
    assert strict in section("For the public")
    assert strict in (ROOT / ".ci" / "image").read_text("utf-8")
