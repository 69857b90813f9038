"""What an installed copy holds: every file that the package reads at run time."""

import glob
import tomllib

import pytest
from support.app_server import ROOT

PACKAGE = ROOT / "explorer"
FOR_EDITORS = (".d.ts",)  # read by the type check alone
KINDS = {".js", ".css", ".html", ".json", ".jsonl", ".txt", ".conllu", ".safetensors"}


def patterns():
    """The patterns of pyproject.toml, relative to the package."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return config["tool"]["setuptools"]["package-data"]["explorer"]


def found(pattern):
    """As setuptools looks: in Python 3.11 `**` of pathlib finds folders alone."""
    return glob.glob(pattern, root_dir=PACKAGE, recursive=True)  # noqa: PTH207


def shipped():
    """Files that the patterns take along, relative to the package."""
    return {name for pattern in patterns() for name in found(pattern) if (PACKAGE / name).is_file()}


def data_files():
    """Every file of the package that is not Python, relative to the package."""
    paths = (path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".py")
    names = (path.relative_to(PACKAGE).as_posix() for path in paths if path.suffix != ".pyc")
    return {name for name in names if not name.endswith(FOR_EDITORS)}


def test_every_data_file_of_the_package_is_in_the_wheel():
    assert data_files() - shipped() == set()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_files_of_this_kind_are_among_them(kind):
    """The comparison above would hold for a folder without files, too."""
    assert [name for name in data_files() if name.endswith(kind)]


def test_every_pattern_finds_something():
    for pattern in patterns():
        assert found(pattern), pattern
