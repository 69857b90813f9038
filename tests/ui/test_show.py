"""What readers typed, shown by Streamlit: never markdown."""

import pytest

from explorer.ui import show


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
