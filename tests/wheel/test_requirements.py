"""requirements.txt pins what the wheel's metadata gives ranges for."""

import re
import tomllib

from packaging.requirements import Requirement
from support.app_server import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pinned(file):
    """Name -> version of every line of a requirements file."""
    lines = (ROOT / file).read_text("utf-8").splitlines()
    found = [re.match(r"([\w.-]+)(?:\[\w+\])?==(\S+)\s+#", line) for line in lines]
    wrong = [line for line, match in zip(lines, found, strict=True)
             if match is None and line and not line.startswith("#")]  # fmt: skip
    assert wrong == []
    return {match[1].lower(): match[2] for match in found if match}


def test_every_pin_lies_in_the_range_of_the_metadata_and_both_name_the_same_packages():
    pins = pinned("requirements.txt")
    ranges = {r.name.lower(): r.specifier for r in map(Requirement, PROJECT["dependencies"])}
    assert ranges.keys() == pins.keys()
    assert [name for name, version in pins.items() if version not in ranges[name]] == []
    assert [
        name for name, spec in ranges.items() if {s.operator for s in spec} != {">=", "<"}
    ] == []


def test_every_development_tool_is_pinned_with_a_reason():
    assert pinned("requirements-dev.txt").keys().isdisjoint(pinned("requirements.txt"))
