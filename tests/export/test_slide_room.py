"""A slide is wide and low: matrices fill it, colour bars stand beside them, type is large."""

import io

import pptx
import pytest
from matplotlib.text import Text
from PIL import Image
from support.gallery import made

from explorer.export import Options
from explorer.export.save import to_bytes
from explorer.export.slides import LONGEST, MARGIN, TALL, TITLE, WIDE, untitled


@pytest.fixture(scope="module")
def slides():
    return {
        name: made(name).to_matplotlib(size="slide") for name in ("attention_heatmap", "head_grid")
    }


def test_the_colour_bar_of_a_matrix_stands_to_its_right(slides):
    figure = slides["attention_heatmap"]
    marks, bar = (axes.get_window_extent() for axes in figure.axes)
    assert bar.x0 > marks.x1 and bar.x1 < figure.bbox.x1
    assert marks.height > 0.55 * figure.bbox.height
    left, right = marks.x0, figure.bbox.x1 - bar.x1
    assert 0.3 < left / right < 3  # together in the middle


def test_labels_of_a_matrix_can_be_read_from_the_last_row(slides):
    labels = slides["attention_heatmap"].axes[0].get_yticklabels()
    assert min(label.get_fontsize() for label in labels) >= 16


def test_names_of_small_multiples_do_not_touch_their_labels(slides):
    shown = [one for one in slides["head_grid"].findobj(Text) if one.get_text()]
    name = next(one for one in shown if one.get_text() == "head 0").get_window_extent()
    labels = [one.get_window_extent() for one in shown if one.get_rotation() == 90]
    assert min(label.y0 for label in labels) >= name.y1 - 1


def test_a_picture_below_a_native_title_is_drawn_for_its_room():
    content = to_bytes(made("attention_heatmap"), "png", untitled(Options("slide", 72)))
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (round(72 * (WIDE - 2 * MARGIN)), round(72 * (TALL - TITLE - MARGIN)))


def test_a_title_longer_than_a_presentation_may_be_called_stands_on_its_slide_in_full():
    title = "long " * 100
    content = to_bytes(made("attention_heatmap"), "pptx", Options("column", 72, title=title))
    opened = pptx.Presentation(io.BytesIO(content))
    assert opened.slides[0].shapes.title.text_frame.text == title.strip()
    assert len(opened.core_properties.title) <= LONGEST
