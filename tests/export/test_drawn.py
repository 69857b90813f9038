"""Pictures as PDF, SVG, PNG and PGF: every one, opened again, the same bytes every time."""

import dataclasses
import hashlib
import io
import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import matplotlib
import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image
from pypdf import PdfReader
from support.app_server import ROOT
from support.figure_cases import names, picture
from support.traces import hostile_trace, make_trace

from explorer import pictures
from explorer.errors import ExportError
from explorer.export import LOOKS, SIZES, Options
from explorer.export.fonts import SANS, font_of
from explorer.export.save import to_bytes
from explorer.export.sheet import MissingGlyph
from explorer.text import TextInput

DRAWN = ("pdf", "svg", "png", "pgf")
OTHER_LOOKS = ("light", "dark", "grey", "transparent")


def words_of_pdf(content):
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


def words_of_svg(content):
    root = ElementTree.fromstring(content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))


def image_of(content):
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGBA")


def heatmap(*tokens, **options):
    trace = make_trace(["[CLS]", *tokens, "[SEP]"]) if tokens else make_trace()
    return pictures.attention_heatmap(trace, 0, 1, **options)


# ------------------------------------------------------------------ every picture


@pytest.mark.parametrize("name", names())
def test_every_picture_is_drawn_as_wide_as_a_text(name):
    """As a column, as PDF and PNG: test_gallery."""
    made = picture(name, make_trace())
    look = OTHER_LOOKS[names().index(name) % len(OTHER_LOOKS)]
    words = words_of_svg(to_bytes(made, "svg", Options("text", look=look)))
    assert made.caption.split()[0] in words


def test_marks_that_nobody_can_draw_are_named():
    pie = go.Figure(go.Pie(values=[1, 2]))
    strange = dataclasses.replace(heatmap(), redraw=lambda look, narrow: pie)
    with pytest.raises(ExportError, match="marks that cannot be exported yet: pie"):
        to_bytes(strange, "svg")


# ------------------------------------------------------------------ the same bytes

AGAIN = """
import sys, hashlib
sys.path[:0] = ["tests"]
from support.figure_cases import picture
from support.traces import make_trace
from explorer.export.save import to_bytes
made = picture("head_map", make_trace())
print(*(hashlib.sha256(to_bytes(made, form)).hexdigest() for form in sys.argv[1:]))
"""


def test_files_are_the_same_bytes_in_another_process():
    made = picture("head_map", make_trace())
    ours = [hashlib.sha256(to_bytes(made, form)).hexdigest() for form in DRAWN]
    done = subprocess.run(
        [sys.executable, "-c", AGAIN, *DRAWN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ours


def test_files_are_the_same_bytes_from_many_threads_and_leave_settings_alone():
    made = heatmap()
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 30, "text.parse_math": True, "svg.fonttype": "path"}):
        alone = to_bytes(made, "svg")
        with ThreadPoolExecutor(4) as threads:
            every = list(threads.map(lambda _: to_bytes(made, "svg"), range(4)))
    assert set(every) == {alone} == {to_bytes(made, "svg")}
    assert dict(matplotlib.rcParams) == before


def test_neither_the_library_nor_the_app_loads_matplotlib():
    script = "import sys, explorer.pictures, explorer.export.save, explorer.ui.shell, explorer.cli"
    script += "; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True)


# ------------------------------------------------------------------ sizes and type


@pytest.mark.parametrize(
    ("size", "dpi", "pixels"),
    [("column", 300, 990), ("text", 150, 1035), ("slide", 72, (960, 540)),
     ("square", 100, (600, 600)), ("page", 77, 424), ("poster", 50, 800)],
)  # fmt: skip
def test_a_png_has_the_asked_size(size, dpi, pixels):
    shown = image_of(to_bytes(picture("link_bars", make_trace()), "png", Options(size, dpi)))
    assert (shown.size if isinstance(pixels, tuple) else shown.width) == pixels


def test_a_png_of_too_many_pixels_is_refused():
    with pytest.raises(ExportError, match="pixels are too many"):
        to_bytes(picture("link_bars", make_trace()), "png", Options("poster", 1200))


@pytest.mark.parametrize("size", SIZES)
def test_cells_stay_square_and_the_sheet_has_the_chosen_width(size):
    figure = heatmap().to_matplotlib(size=size)
    assert figure.get_size_inches()[0] == pytest.approx(SIZES[size].width)
    box = figure.axes[0].get_window_extent()
    assert box.width == pytest.approx(box.height)


def test_a_matrix_too_large_for_its_width_says_what_to_do():
    large = heatmap(*["play", "##ing"] * 255)
    said = "^512 rows or columns cannot be labelled on a sheet 3.3 inches wide .*: choose the unit "
    with pytest.raises(
        ExportError, match=said + r"“words” \(257 instead of 512\), a part such as 0"
    ):
        to_bytes(large, "png")
    with pytest.raises(ExportError, match=r"^257 rows .* choose a part such as 0:\d+ or a larger"):
        to_bytes(large, "png", Options(unit="words"))
    assert image_of(to_bytes(large, "png", Options("poster", 50))).width == 800


@pytest.mark.parametrize("size", SIZES)
def test_the_part_that_is_offered_fits(size):
    large = heatmap(*["play", "##ing"] * 255)
    if size == "poster":
        large.to_matplotlib(size=size, unit="words")
        return
    with pytest.raises(ExportError) as refused:
        large.to_matplotlib(size=size, unit="words")
    first, end = re.search(r"such as (\d+):(\d+)", str(refused.value)).groups()
    figure = large.to_matplotlib(size=size, unit="words", part=(int(first), int(end)))
    assert [one.get_text() for one in figure.axes[0].get_yticklabels()][1] == "playing"


def test_lines_between_too_many_words_are_refused_before_they_run_into_each_other():
    lines = pictures.attention_lines(make_trace(["word"] * 300), 0, 0)
    with pytest.raises(ExportError, match=r"300 rows .* choose a part such as 0"):
        lines.to_matplotlib()


def test_numbers_stand_in_cells_only_where_they_can_be_read():
    few, many = heatmap(*"abc"), heatmap(*["word"] * 14)
    assert "100" in words_of_svg(to_bytes(few, "svg")).split()
    small = pictures.attention_heatmap(make_trace(["[CLS]", *["word"] * 14, "[SEP]"]), 0, 0)
    assert "6" in words_of_svg(to_bytes(small, "svg", Options("text"))).split()
    drawn = words_of_svg(to_bytes(many, "svg"))
    assert "100" not in drawn.replace("100 %", "").split()


def test_a_film_is_exported_as_the_state_that_it_shows():
    made = pictures.layer_film(*made_film(), state=0)
    assert "after layer 1" not in words_of_svg(to_bytes(made, "svg"))
    assert "after layer 1" in words_of_svg(to_bytes(picture("layer_film", make_trace()), "svg"))
    film = pictures.layer_film(*made_film(), state=2)
    assert "after layer 1" in words_of_svg(to_bytes(film, "svg"))
    assert "play" not in words_of_svg(to_bytes(film, "svg"))


def made_film():
    from support.figure_cases import arguments

    return arguments("layer_film", make_trace())


def test_title_and_caption_can_be_left_out_and_added():
    made = heatmap()
    model, first = "test/hand-made", "Attention, layer 0, head 1"
    shown = words_of_svg(to_bytes(made, "svg"))
    assert model in shown and first in shown
    assert model not in words_of_svg(to_bytes(made, "svg", Options(title=False)))
    both = words_of_svg(to_bytes(made, "svg", Options(size="text", caption=True)))
    assert both.count(model) == 1 and both.count(first) == 2


def test_the_caption_in_the_picture_is_the_one_to_copy_and_whole():
    long = dataclasses.replace(make_trace(), input=TextInput("unbelievably long words " * 12))
    made = pictures.attention_heatmap(long, 0, 1)
    figure = made.to_matplotlib(title=False, caption=True)
    assert " ".join(one.get_text() for one in figure.texts[-20:]).endswith(made.words.caption)
    own = made.to_matplotlib(title="Of my own", caption="And $x$ below")
    assert {"Of my own", "And $x$ below"} <= {one.get_text() for one in own.texts}


# ------------------------------------------------------------------ looks


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_has_its_own_ground(look):
    shown = image_of(to_bytes(heatmap(), "png", Options(dpi=50, look=look)))
    grounds = {"dark": (16, 18, 22, 255), "light": (250, 249, 246, 255)}
    clear = (255, 255, 255, 0) if look == "transparent" else (255, 255, 255, 255)
    assert shown.getpixel((0, 0)) == grounds.get(look, clear)


@pytest.mark.parametrize(
    "name",
    ["similarity_heatmap", "answer_logits", "layer_curves", "pattern_board", "module_tree",
     "layer_film", "batch_grid", "embedding_shares", "head_map", "context_map"],
)  # fmt: skip
def test_the_grey_look_has_no_hue(name):
    made = picture(name, make_trace())
    shown = np.asarray(image_of(to_bytes(made, "png", Options(dpi=72, look="grey"))))[..., :3]
    assert int(np.ptp(shown.astype(int), axis=-1).max()) <= 2


def test_bars_of_several_groups_differ_in_grey_by_their_patterns():
    figure = picture("embedding_shares", make_trace()).to_matplotlib(look="grey")
    bars = [patch for axes in figure.axes for patch in axes.patches if patch.get_height() > 0]
    assert len({(patch.get_hatch(), patch.get_facecolor()) for patch in bars}) == 3
    assert len({patch.get_hatch() for patch in bars}) == 3


def test_signed_numbers_run_from_white_to_black_in_grey():
    from explorer.export.looks import cell_colours, look_of
    from explorer.figures.base import scale

    look = look_of("grey")
    shown = cell_colours(np.array([[-1.0, 0.0, 1.0, np.nan]]), -1, 1, scale(look.diverging), look)
    lowest, middle, highest, gap = shown[0]
    assert lowest[0] == 1.0 > middle[0] > highest[0]
    assert gap[3] == 0


# ------------------------------------------------------------------ text

SCRIPTS = {"Latin": "naïve", "Arabic": "قطة", "Hebrew": "חתול", "Chinese": "猫坐", "Thai": "แมว"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_pdf_holds_its_tokens(script):
    word = SCRIPTS[script]
    if any(font_of(character, SANS) is None for character in word):
        pytest.skip(f"no font for {script} is installed here")
    made = heatmap("a", word)
    assert word in words_of_pdf(to_bytes(made, "pdf"))
    assert word in words_of_svg(to_bytes(made, "svg"))


def test_a_character_without_a_glyph_is_named_and_reported():
    made = heatmap("a", "\U0010fffd", "👩\u200d🔬")
    with pytest.warns(MissingGlyph, match=r"No font here has .*U\+10FFFD"):
        words = words_of_svg(to_bytes(made, "svg", Options("text")))
    assert "[U+10FFFD]" in words
    assert "[woman][microscope]" in words or "👩" in words


def test_what_was_typed_is_drawn_as_typed():
    words = words_of_svg(to_bytes(pictures.attention_heatmap(hostile_trace(), 0, 1), "svg",
                                  Options("text")))  # fmt: skip
    for typed in ("$latex^2$", "%{z}", "=CMD()", "&lt;", "<i>model</i>"):
        assert typed in words


def test_pgf_prints_what_was_typed():
    made = heatmap("$x_1$", "\\frac{a}", "50%", "#&~^")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written_out = to_bytes(made, "pgf", Options("text")).decode()
    for typed in (r"\$x\_1\$", r"\textbackslash{}frac\{a\}", r"50\%",
                  r"\#\&\textasciitilde{}\textasciicircum{}"):  # fmt: skip
        assert typed in written_out
    assert written_out.count("{") - written_out.count(r"\{") == (
        written_out.count("}") - written_out.count(r"\}")
    )


def test_pgf_refuses_what_it_cannot_carry():
    with pytest.raises(ExportError, match="choose PDF for LaTeX"):
        to_bytes(heatmap(*["word"] * 60), "pgf", Options("text"))
