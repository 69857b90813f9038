"""Every public picture in four looks, seen: compared with small references in gallery/.

A failure writes what was expected, seen and different side by side. UPDATE_GALLERY=1 writes the
references anew; look at them before they are kept.
"""

import io
import os
import re
import runpy
import sys

import pytest
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation
from PIL import Image
from pypdf import PdfReader
from support import gallery
from support.app_server import ROOT
from support.figure_cases import names

from explorer.export.drawn import written
from explorer.export.fonts import MONO, SANS
from explorer.export.options import LEAST_TYPE, SIZES
from explorer.export.options import LOOKS as EVERY_LOOK

LOOKS = ("print", "light", "dark", "grey")
WIDE = 240  # pixels
DPI = round(WIDE / SIZES["column"].width)
REFERENCES = ROOT / "tests" / "export" / "gallery"
FAILURES = ROOT / "build" / "gallery-failures"
SHADES = 17  # apart, in a reference: half of that is what it may be wrong by
MOST = 1_500_000  # bytes of all references


def reference(name, looks=LOOKS):
    """What a picture looked like, in these looks side by side."""
    with Image.open(REFERENCES / f"{name}.webp") as stored:
        whole = stored.convert("RGB")
    wide = whole.width // len(LOOKS)
    at = [LOOKS.index(look) * wide for look in looks]
    return gallery.row([whole.crop((left, 0, left + wide, whole.height)) for left in at])


def stored_shade(value):
    """One of few shades of a channel, so that a reference is small."""
    return round(value / SHADES) * SHADES


def seen(figures):
    return gallery.row([gallery.image(figure, DPI) for figure in figures])


def looks_of(name):
    """White paper and one more look, in turn; all of them when references are written or asked."""
    if os.environ.get("UPDATE_GALLERY") == "1" or os.environ.get("GALLERY_LOOKS") == "all":
        return LOOKS
    return LOOKS[0], LOOKS[1 + names().index(name) % (len(LOOKS) - 1)]


@pytest.mark.parametrize("name", names())
def test_a_picture_looks_as_it_did(name):
    made, looks = gallery.made(name), looks_of(name)
    figures = [made.to_matplotlib(look=look) for look in looks]
    shown = seen(figures)
    if os.environ.get("UPDATE_GALLERY") == "1":
        shown.point(stored_shade).save(REFERENCES / f"{name}.webp", lossless=True, method=4)
    _compare(name, shown, looks)
    _look_at_its_texts(figures[0])
    if names().index(name) % 2:
        return  # as SVG in test_drawn
    pdf = PdfReader(io.BytesIO(written(figures[0], "pdf", 300, made.caption)))
    assert made.caption.split()[0] in pdf.pages[0].extract_text()


def _look_at_its_texts(figure):
    """None is small, cut off by the sheet's edge, or read as mathematics."""
    sheet = figure.bbox
    for text in figure.findobj(Text):
        if not (text.get_visible() and text.get_text()):
            continue
        assert text.get_fontsize() >= LEAST_TYPE
        assert not text.get_parse_math()
        assert set(text.get_fontfamily()) <= {SANS, MONO}  # the same on every machine
        box = text.get_window_extent()
        assert box.x0 >= sheet.x0 - 1 and box.x1 <= sheet.x1 + 1, text.get_text()
        assert box.y0 >= sheet.y0 - 1 and box.y1 <= sheet.y1 + 1, text.get_text()


def _compare(name, shown, looks=LOOKS):
    expected = reference(name, looks)
    if not gallery.alike(expected, shown):
        FAILURES.mkdir(parents=True, exist_ok=True)
        file = FAILURES / f"{name}.png"
        gallery.told(expected, shown).save(file)
        pytest.fail(f"{name} looks different: see {file} (expected, seen, difference)")


def test_every_picture_has_a_small_reference_and_nothing_else_lies_there():
    files = list(REFERENCES.iterdir())
    assert {file.name for file in files} == {f"{name}.webp" for name in names()}
    assert sum(file.stat().st_size for file in files) < MOST


# ------------------------------------------------------------------ what the comparison sees


SHOWN = "attention_heatmap"


@pytest.fixture
def figure():
    return gallery.made(SHOWN).to_matplotlib(look="light")


def changed(figure, change):
    """A picture before and after a change."""
    before = gallery.image(figure, DPI)
    change(figure)
    return before, gallery.image(figure, DPI)


def moved(figure, right, up):
    """All texts a pixel further."""
    shift = ScaledTranslation(right / DPI, up / DPI, figure.dpi_scale_trans)
    for text in figure.findobj(Text):
        text.set_transform(text.get_transform() + shift)


def relabel(figure, **words):
    """Other words down the side, by the number of their row."""
    axis = figure.axes[0].yaxis
    shown = [label.get_text() for label in axis.get_ticklabels()]
    for row, word in words.items():
        shown[int(row.removeprefix("row"))] = word
    axis.set_ticks(axis.get_ticklocs(), shown)


def lost_label(figure):
    relabel(figure, row7="")


def other_label(figure):
    relabel(figure, row7="cat")


def other_order(figure):
    relabel(figure, row7="ran", row8="dog")


def lost_number(figure):
    next(one for one in figure.findobj(Text) if one.get_text() == "100").set_text("")


def other_colour(figure):
    cells = figure.axes[0].collections[0]
    colours = cells.get_array().copy()
    colours[0, 3] = (0.9, 0.6, 0.6, 1)
    cells.set_array(colours)


@pytest.mark.parametrize(
    "change", [lost_label, lost_number, other_label, other_order, other_colour]
)
def test_a_change_is_seen(figure, change):
    assert not gallery.alike(*changed(figure, change))


@pytest.mark.parametrize("shift", [(1, 0), (0, 1), (-1, -1)])
def test_a_text_that_moved_by_a_pixel_is_no_change(figure, shift):
    before, after = changed(figure, lambda one: moved(one, *shift))
    assert gallery.alike(before, after)
    assert before.tobytes() != after.tobytes()


def test_a_text_that_moved_by_three_pixels_is_a_change(figure):
    assert not gallery.alike(*changed(figure, lambda one: moved(one, 3, 0)))


def test_another_size_is_a_change(figure):
    shown = gallery.image(figure, DPI)
    assert not gallery.alike(shown, shown.crop((0, 0, shown.width, shown.height - 3)))


def test_a_failure_names_a_file_with_expected_seen_and_difference(figure, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "FAILURES", tmp_path)
    with Image.open(REFERENCES / f"{SHOWN}.webp") as stored:
        shown = stored.convert("RGB")
    shown.paste("#d00000", (100, 100, 120, 120))
    with pytest.raises(pytest.fail.Exception, match=f"{SHOWN} looks different: see .*{SHOWN}.png"):
        _compare(SHOWN, shown)
    with Image.open(tmp_path / f"{SHOWN}.png") as told:
        assert told.size == (3 * shown.width, shown.height)
        assert told.getpixel((shown.width + 110, 110)) == (208, 0, 0)
        assert told.getpixel((2 * shown.width + 110, 110)) == (208, 0, 0)


# ------------------------------------------------------------------ the page


def test_the_page_shows_each_picture_in_each_look_and_loads_nothing_else(tmp_path):
    page = runpy.run_path(str(ROOT / "docs" / "gallery.py"))["main"](["token_chips"], tmp_path)
    text = page.read_text("utf-8")
    assert "default-src 'none'" in text and "<script" not in text and "http:" not in text
    files = re.findall(r'<img src="([^"]+)"', text)
    assert files == [f"token_chips-{look}.png" for look in EVERY_LOOK]
    assert all((tmp_path / file).stat().st_size > 1000 for file in files)
    assert "prefers-color-scheme: dark" in text
