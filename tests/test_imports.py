"""Imports go one way, as README's table of rooms says."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.app_server import ROOT


def rooms_of_the_readme():
    """README's table: {room: (what it may import, its libraries)}, and the types' files."""
    readme = (ROOT / "README.md").read_text("utf-8")
    table = readme.partition("<!-- rooms -->")[2].partition("<!-- /rooms -->")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.strip().split("\n")]
    rows = rows[2:]  # below the heading and its rule
    types = {name.removesuffix(".py") for name in re.findall(r"`(\w+\.py)`", rows[0][1])}
    found = {}
    for name, _, imports, libraries in rows:
        above = set(found) - ({"cli"} if "but cli" in imports else set())
        named = {given.strip() for given in imports.split(",") if given.strip()}
        allowed = above if imports.startswith("all rooms above") else named
        assert allowed <= set(found), (
            f"{name} may import {allowed}, which do not all stand above it"
        )
        found[name.strip("`")] = allowed, re.findall(r"(\w+)(?: \((\w+)\))?", libraries)
    return found, types


ROOMS, TYPES = rooms_of_the_readme()


def homes(library):
    """Rooms and modules that may import a heavy library; None for a light one."""
    found = {
        f"explorer.{room}.{module}" if module else room
        for room, (_, libraries) in ROOMS.items()
        for name, module in libraries
        if name == library
    }
    return found or None


def room(module):
    """The room of the project that a module stands in; None for other people's modules."""
    parts = module.split(".")
    if parts[0] in ("pages", "app"):
        return parts[0]
    if parts[0] != "explorer":
        return None
    if len(parts) == 1 or parts[1] == "__init__":
        return "library"
    if parts[1] in TYPES:
        return "types"
    return "cli" if parts[1] == "__main__" else parts[1]


IMPORTERS = ("import_module", "__import__")
UNNAMED = "explorer.a module without a name"  # in no room, so that no room may import it


def imported(source):
    """Modules that run when the source runs; what only the type checker imports is left out."""
    tree = ast.parse(source)
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.level or not node.module):
            yield UNNAMED
        elif isinstance(node, ast.ImportFrom):
            yield from (_module(str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(IMPORTERS):
            yield _named(node)
        elif isinstance(node, ast.Name) and node.id in IMPORTERS and id(node) not in called:
            yield UNNAMED  # under another name it could import anything


def _module(package, name):
    """What ``from package import name`` runs: the module of that name, or the package."""
    place = ROOT.joinpath(*package.split("."), name)
    is_module = package == "explorer" or place.with_suffix(".py").exists() or place.is_dir()
    return f"{package}.{name}" if is_module else package


def _named(call):
    """The module that an ``import_module`` names, as far as its source tells."""
    given = next(iter([*call.args, *(keyword.value for keyword in call.keywords)]), None)
    if isinstance(given, ast.Constant):
        return given.value
    if isinstance(given, ast.JoinedStr) and isinstance(given.values[0], ast.Constant):
        return given.values[0].value.removesuffix(".")
    return UNNAMED


def against_the_rules(module, source):
    """One sentence for each import that the rules do not allow."""
    here = room(module)
    for name in imported(source):
        there = room(name)
        if there is None:
            allowed = homes(name.split(".")[0])
            if allowed is not None and not allowed & {here, module}:
                yield f"{module} ({here}) imports {name}"
        elif there != here and there not in ROOMS.get(here, [set()])[0]:
            yield f"{module} ({here}) imports {name} ({there})"


def sources():
    files = [*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]
    for file in sorted(files):
        yield ".".join(file.relative_to(ROOT).with_suffix("").parts), file.read_text("utf-8")


def test_imports_go_one_way():
    assert [wrong for module, text in sources() for wrong in against_the_rules(module, text)] == []


def circles(files):
    """Modules that import each other in a loop, whenever they do it. Takes (module, source)."""
    import networkx as nx

    texts = dict(files)
    graph = nx.DiGraph()
    for module, text in texts.items():
        for name in imported(text):
            known = name if name in texts else f"{name}.__init__"
            if known in texts and known != module:
                graph.add_edge(module, known)
    return [sorted(loop) for loop in nx.strongly_connected_components(graph) if len(loop) > 1]


def test_no_modules_import_each_other_in_a_circle():
    assert circles(sources()) == []


def test_a_circle_is_seen():
    late = "def f():\n    from explorer.b import g"
    assert circles([("explorer.a", late), ("explorer.b", "import explorer.a")])


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("explorer.measures.attention", "import torch"),
        ("explorer.measures.attention", "def f():\n    from streamlit import session_state"),
        ("explorer.measures.attention", "from explorer.figures import base"),
        ("explorer.measures.attention", "import pandas as pd"),
        ("explorer.trace", "from explorer import attention"),
        ("explorer.engine.run", "import explorer.figures"),
        ("explorer.figures.attention", "from explorer.engine import load"),
        ("explorer.figures.attention", "from explorer.ui import choices"),
        ("explorer.tables.core", "import sklearn.decomposition"),
        ("explorer.ui.choices", "import torch"),
        ("pages.tokens", "import transformers"),
        ("explorer.ui.show", "import pages.tokens"),
        ("explorer.tasks.tag", "import_module('explorer.teaching').available()"),
        ("explorer.tasks.tag", "importlib.import_module(f'explorer.{name}')"),
        ("explorer.tasks.tag", "importlib.import_module(name=somewhere)"),
        ("explorer.tasks.tag", "__import__('explorer.ui')"),
        ("explorer.tasks.tag", "load = import_module"),
        ("explorer.tasks.tag", "from ..ui import show"),
        ("explorer.unknown.room", "from explorer.trace import Trace"),
    ],
)
def test_the_rules_see_a_wrong_import(module, source):
    assert len(list(against_the_rules(module, source))) == 1


def test_imports_for_the_type_checker_alone_do_not_count():
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch\n"
    assert list(against_the_rules("explorer.measures.attention", source)) == []


LIGHT = "explorer explorer.figures explorer.tables explorer.pictures explorer.views".split()
LIGHT += ["explorer.catalog", "explorer.export", "explorer.export.save"]
HEAVY = "torch transformers huggingface_hub sklearn streamlit bertviz matplotlib pptx".split()


def loaded_by(*modules):
    """Heavy libraries in a fresh interpreter after importing the modules."""
    script = f"import sys, {', '.join(modules)}; print(*set({HEAVY}) & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True,
                          check=True)  # fmt: skip
    return set(done.stdout.split())


def test_the_library_starts_light():
    measures = [name for name, _ in sources() if room(name) in ("measures", "figures", "tables")]
    light = {name.removesuffix(".__init__") for name in measures} - {"explorer.measures.projection"}
    assert loaded_by(*LIGHT, *sorted(light)) == set()


def test_the_fresh_interpreter_sees_a_heavy_import():
    assert "sklearn" in loaded_by("explorer.measures.projection")


def test_public_names_are_there():
    import explorer

    for name in explorer.__all__:
        assert getattr(explorer, name) is not None
    for module in (explorer.figures, explorer.tables, explorer.pictures):
        assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = explorer.nothing


def test_no_file_of_the_app_hides_a_module_that_others_import():
    """`streamlit run` puts explorer/ui first on the path."""
    names = {file.stem for file in Path(ROOT / "explorer" / "ui").glob("*.py")} - {"__init__"}
    taken = set(sys.stdlib_module_names) | {"pandas", "plotly", "torch", "streamlit", "numpy"}
    assert names & taken == set()
