"""What readers typed, shown by Streamlit: never markdown."""

import pytest

from explorer.ui import say, show


@pytest.mark.parametrize(
    ("typed", "raw"),
    [("**a**", "**"), ("$x$", "$x"), ("[a](b)", "]("), ("<b>", "<b"), ("# a", "# "), ("`a`", "`a"),
     ("www.example.org", "www.e"), ("https://a.b", "://"), ("a@b.c", "@b"), (":red[a]", ":red["),
     ("a\n\nb", "\n"), ("~~a~~", "~~"), ("- a", "- "), ("1. a", "1. "), ("&lt;", "&lt")],
)  # fmt: skip
def test_plain_text_leaves_markdown_nothing_to_read(typed, raw):
    found = show.plain(typed)
    assert raw in typed
    assert raw not in found.replace("\\" + raw[0], "")
    shown = found.replace("\\", "").replace("\u2060", "")
    assert shown == typed.replace("\n", " ")


def test_no_line_ends_before_a_percent_sign_and_quoted_words_keep_their_way():
    assert say.set_in_line("“it” gives 68 % of it") == "“it” gives 68\u00a0% of it"
    mixed = say.set_in_line("“مرحبا” and “cat” add 0.03")
    assert mixed == "“\u2068مرحبا\u2069” and “\u2068cat\u2069” add 0.03"


def test_the_place_of_a_picture_is_kept_before_it_is_drawn(visit):
    app = visit("attention_maps")
    styles = "".join(element.proto.body for element in app._tree.get("html"))
    heights = [picture["layout"]["height"] for picture in app.pictures()]
    assert len(heights) == 2
    for key, height in zip(("attention_map", "attention_heads"), heights, strict=True):
        assert f".st-key-{key} {{ min-height: {int(height)}px" in styles
