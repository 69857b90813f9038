"""Every colour stands in one file; the app's configuration repeats it."""

import re
import tomllib

import pytest
from support.app_server import ROOT

from explorer.data.palette import CATEGORIES, PALETTE
from explorer.figures.base import DARK, LIGHT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
SAME = {
    "primaryColor": "button",
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "surface",
    "codeBackgroundColor": "surface",
    "textColor": "ink",
    "codeTextColor": "ink",
    "borderColor": "line",
    "linkColor": "accent",
}


def colours(found):
    if isinstance(found, str):
        return {found}
    values = found.values() if isinstance(found, dict) else found
    return set().union(*map(colours, values))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_app_is_configured_in_the_palettes_colours(name):
    theme, config = PALETTE[name], CONFIG[name]
    assert {key: config[key] for key in SAME} == {key: theme[own] for key, own in SAME.items()}
    assert config["sidebar"]["backgroundColor"] == theme["sidebar"]
    assert config["chartSequentialColors"] == theme["sequential"]
    ends = [colour for colour in theme["diverging"] if colour != theme["paper"]]
    assert config["chartDivergingColors"] == ends
    assert config["chartCategoricalColors"] == [*CATEGORIES[:6], PALETTE["yellow"], theme["ink"]]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_zero_looks_like_nothing(look):
    assert look.sequential[0] == look.paper
    assert look.diverging[len(look.diverging) // 2] == look.paper


def test_colours_of_the_palette_stand_nowhere_else():
    known = colours(PALETTE) - {"#ffffff", "#000000"}
    files = [
        path
        for path in (ROOT / "explorer").rglob("*")
        if path.suffix in (".py", ".js", ".css", ".html") and path.is_file()
    ]
    assert len(files) > 100
    again = {
        str(path.relative_to(ROOT)): sorted(found)
        for path in files
        if (found := known & set(re.findall(r"#[0-9a-f]{6}\b", path.read_text("utf-8").lower())))
    }
    assert again == {}


def test_figures_take_their_colours_from_the_palette():
    white_and_black = {"#ffffff", "#000000"}
    for path in (ROOT / "explorer" / "figures").rglob("*.py"):
        found = set(re.findall(r"#[0-9a-f]{6}\b", path.read_text("utf-8").lower()))
        assert found <= white_and_black, path.name
