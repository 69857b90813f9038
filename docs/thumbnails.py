"""Draw the cards of the first page: each page's picture as it opens, small, in both themes.

    python docs/thumbnails.py [PAGE ...]    # writes explorer/ui/static/thumbnails/

Needs Chromium and the packages of requirements-dev.txt; run it after a page's opening has changed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402
from support import app_server  # noqa: E402
from support.browser_helpers import DONE, FLAGS, FRESH, find_chromium  # noqa: E402

from explorer.ui.registry import PAGES, named  # noqa: E402

FOLDER = ROOT / "explorer" / "ui" / "static" / "thumbnails"
SIZE = (300, 168)
WINDOW: Any = {"width": 1280, "height": 720}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SECONDS_TO_DRAW = 2


def main() -> None:
    """Open each page in each theme and keep what lies below its bar."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        app_server.running(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for theme in THEMES:
            context = browser.new_context(viewport=WINDOW, color_scheme=theme)
            for info in PAGES[1:]:
                if sys.argv[1:] and named(info) not in sys.argv[1:]:
                    continue
                _draw(context.new_page(), f"{server.url}/{info.url_path}", named(info), theme)
        browser.close()


def _draw(page: Page, address: str, name: str, theme: str) -> None:
    page.goto(address)
    page.wait_for_selector(DONE, timeout=120_000)
    page.wait_for_function(FRESH, timeout=120_000)
    page.wait_for_timeout(1000 * SECONDS_TO_DRAW)
    page.wait_for_selector(DONE, timeout=120_000)
    clip: Any = {"x": 0, "y": 190, "width": 930, "height": 520}
    with Image.open(io.BytesIO(page.screenshot(clip=clip))) as shot:
        shot.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS).save(
            FOLDER / f"{name}-{theme}.webp", quality=72, method=6
        )
    page.close()


if __name__ == "__main__":
    main()
