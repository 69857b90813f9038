"""The committed look: palettes that Streamlit accepts, and nothing that leaves this machine."""

import tomllib

import pytest
from support.app_server import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_palettes(name):
    theme = CONFIG["theme"][name]
    sequential, diverging = theme["chartSequentialColors"], theme["chartDivergingColors"]
    assert len(sequential) == len(set(sequential)) == 10  # Streamlit ignores any other number
    assert len(diverging) == len(set(diverging)) == 10
    assert sequential[0] == theme["backgroundColor"]  # nothing looks like nothing


def test_nothing_leaves_this_machine():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["client"]["showErrorLinks"] is False
    assert "http" not in (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert "fontFaces" not in CONFIG["theme"]
