"""Files, functions and pages stay short enough to be read at once."""

import ast

import pytest
from support.app_server import ROOT

ROOMS = ("explorer", "pages", "tests", "benchmarks", "docs")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
MOST_LINES = 300
MOST_LINES_OF_A_PAGE = 50
MOST_LINES_OF_A_FUNCTION = 40


def long_functions(source: str, most: int = MOST_LINES_OF_A_FUNCTION) -> list[str]:
    """Functions of more lines than that, from ``def`` to their end, with their lengths."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    lengths = [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in found]
    return [f"{name}: {length} lines" for name, length in lengths if length > most]


def too_long(source: str, most: int) -> bool:
    """Whether a file has more lines than that."""
    return len(source.splitlines()) > most


def test_the_files_are_found():
    assert {file.relative_to(ROOT).parts[0] for file in FILES} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_files_and_functions_are_short(room):
    most = MOST_LINES_OF_A_PAGE if room == "pages" else MOST_LINES
    found = []
    for file in FILES:
        name = file.relative_to(ROOT)
        if name.parts[0] == room:
            source = file.read_text("utf-8")
            found += [f"{name}, more than {most} lines"] * too_long(source, most)
            found += [f"{name}, {said}" for said in long_functions(source)]
    assert not found


@pytest.mark.parametrize("head", ["def", "async def"])
def test_a_long_function_is_seen_wherever_it_stands(head):
    body = "        x = 1\n"
    inside = f"class A:\n    {head} f(\n        self,\n    ):\n"
    assert long_functions(inside + body * 37) == []
    assert long_functions(inside + body * 38) == ["f: 41 lines"]
    assert long_functions("def g():\n    " + f"{head} f():\n" + body * 40)[-1] == "f: 41 lines"


def test_a_long_file_is_seen():
    assert not too_long("x = 1\n" * 300, 300)
    assert too_long("x = 1\n" * 301, 300)
