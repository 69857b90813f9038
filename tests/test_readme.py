"""README's tables are what the project's own code says."""

import pytest
from support.app_server import ROOT

NAMES = ["pages", "caches", "architectures", "heads", "models"]


@pytest.fixture
def written(monkeypatch):
    """README's tables as the script writes them now, by name."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import readme

    return {name: getattr(readme, name)() for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_of_the_readme_are_current(written, name):
    text = (ROOT / "README.md").read_text("utf-8")
    table = text.partition(f"<!-- {name} -->\n")[2].partition(f"\n<!-- /{name} -->")[0]
    assert table == written[name].strip(), "run: python benchmarks/readme.py"
    assert table.count("\n") > 5
