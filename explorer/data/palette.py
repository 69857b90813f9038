"""Every colour of the app and its pictures, read from palette.json, where each stands once.

Categories are those of Okabe and Ito (2008), yellow and black toned so that both show on light and
dark ground. In a theme, ``sequential`` begins with the paper and ``diverging`` has it in the
middle, so that zero looks like nothing; ``button`` is the accent that white text can stand on,
``tints`` are blue, amber, green and grey fills that ink can stand on. The attention view's
JavaScript reads the same file; .streamlit/config.toml repeats it, and a test
holds the two together.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

PALETTE: dict[str, Any] = json.loads(
    files("explorer.data").joinpath("palette.json").read_text("utf-8")
)
CATEGORIES: tuple[str, ...] = tuple(PALETTE["categories"])
