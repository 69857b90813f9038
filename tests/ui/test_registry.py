"""The list of pages: what each of them must have beside its file."""

import pytest
from support.app_server import ROOT

from explorer.ui.registry import PAGES, named

FOLDER = ROOT / "explorer" / "ui" / "static" / "thumbnails"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.url_path)
def test_every_page_has_its_small_picture_on_the_first_screen(page, theme):
    file = FOLDER / f"{named(page)}-{theme}.webp"
    assert file.is_file(), f"make it: python docs/thumbnails.py {named(page)}"
