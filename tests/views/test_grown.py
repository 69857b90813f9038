"""The text as it grows: typed text and written pieces, both as plain text."""

import re

from explorer.views.grown import LONGEST, grown_text


def test_what_was_written_is_shaded_by_its_probability():
    html = grown_text("The cat", [" sat", " down"], [1.0, 0.1])
    shades = [float(one) for one in re.findall(r"rgba\(\d+,\d+,\d+,([\d.]+)\)", html)]
    assert shades == [0.45, 0.045]
    assert 'title="10.0 %"' in html and "> sat</span>" in html


def test_nothing_of_the_readers_is_html():
    html = grown_text('<b>x</b> & "y"', ["<i>", "</div>"], [0.5, 0.5])
    assert "<b>" not in html and "<i>" not in html and html.count("</div>") == 1
    assert "&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;" in html


def test_of_a_long_text_the_end_is_shown():
    html = grown_text("a" * 1000 + "END", [], [])
    assert "…" + "a" * (LONGEST - 3) + "END" in html and "a" * LONGEST not in html


def test_a_mark_of_direction_ends_with_the_readers_own_text():
    made = grown_text("a \u202eb", [" c"], [0.5])
    assert "<bdi>a \u202eb</bdi><span" in made
