"""The link of what is on the screen: an SVG that a phone can read."""

from xml.etree import ElementTree

from explorer.ui import share


def test_a_qr_code_is_one_svg_element_of_its_own():
    drawn = ElementTree.fromstring(share.qr_code("http://127.0.0.1:8501/tokens?text=%3Cb%3E%26"))
    assert drawn.tag.endswith("svg")
    assert int(drawn.attrib["width"]) == int(drawn.attrib["height"]) > 100
    assert "http" not in "".join(drawn.itertext())


def test_longer_links_make_larger_codes():
    short, long = (share.qr_code("http://x/" + "a" * n) for n in (10, 1000))
    sizes = [int(ElementTree.fromstring(made).attrib["width"]) for made in (short, long)]
    assert sizes[0] < sizes[1]
