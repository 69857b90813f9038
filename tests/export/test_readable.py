"""What makes an exported picture easy to read: numbers, names, greys."""

import numpy as np
from matplotlib.text import Text
from support.gallery import made


def drawn(name, look="print"):
    return made(name).to_matplotlib(look=look)


def texts(figure):
    return [one for one in figure.findobj(Text) if one.get_text() and one.get_visible()]


def numbers_under(axes):
    return [label.get_text().replace("−", "-") for label in axes.get_xticklabels()]


def test_a_short_colour_bar_has_its_ends_and_its_middle():
    assert numbers_under(drawn("special_tokens_effect").axes[-1]) == ["-1", "0", "1"]
    assert numbers_under(drawn("mask_attention").axes[-1]) == ["0 %", "100 %"]


def test_rows_and_columns_are_counted_in_whole_numbers():
    counted = [float(text) for text in numbers_under(drawn("neuron").axes[0])]
    assert len(counted) > 2
    assert all(number.is_integer() for number in counted)


def test_small_multiples_have_their_labels_close_above_their_names():
    shown = texts(drawn("method_panels"))
    name = next(one for one in shown if one.get_text() == "weights").get_window_extent()
    labels = [one.get_window_extent() for one in shown if one.get_rotation() == 90]
    gap = min(label.y0 for label in labels) - name.y1
    assert -1 <= gap < name.height


def test_a_number_in_a_bar_with_a_pattern_stands_on_plain_ground():
    shown = {one.get_text(): one.get_bbox_patch() for one in texts(drawn("padding_waste", "dark"))}
    assert shown["6"] is None
    assert shown["3"].get_facecolor()[3] == 1


def test_labels_of_points_are_dark_in_grey():
    shown = texts(drawn("context_map", "grey"))
    assert {"[CLS]", "[SEP]"} <= {one.get_text() for one in shown}
    assert max(np.max(one.get_color()[:3]) for one in shown) < 0.4
