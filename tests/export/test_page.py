"""The exported page is one file: no script, nothing fetched, text escaped, everything on it."""

import re
from html.parser import HTMLParser

import pytest
from support.traces import make_trace

from explorer import pictures
from explorer.export import Options
from explorer.export.credits import Credits
from explorer.export.page import MOST_ROWS, Shown, page
from explorer.export.save import to_bytes

NASTY = "</figcaption><script>alert(1)</script>\"'&"


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def named(self, name):
        return [attributes for tag, attributes in self.found if tag == name]


@pytest.fixture(scope="module")
def picture():
    return pictures.attention_heatmap(make_trace(), 1, 0).linked("http://127.0.0.1:8501/x?a=1&b=2")


@pytest.fixture(scope="module")
def text(picture):
    return to_bytes(picture, "html").decode("utf-8")


def test_nothing_is_executed_and_nothing_is_fetched(text):
    tags = Tags(text)
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "iframe", "link", "object", "form", "base"}
    policy = next(meta for meta in tags.named("meta") if "http-equiv" in meta)["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    sources = re.findall(r'(?:src|xlink:href)="([^"]*)"', text)
    assert all(source.startswith(("data:", "#")) for source in sources)
    assert not [name for _, given in tags.found for name in given if name.startswith("on")]


def test_the_page_has_picture_caption_alt_numbers_code_papers_versions_and_link(text, picture):
    tags = Tags(text)
    light, dark = tags.named("svg")
    assert (light["role"], light["aria-label"]) == ("img", picture.alt)
    assert (light["class"], dark["class"]) == ("light", "dark")
    assert "<figcaption>Attention, layer 1, head 0. Model: test/hand-made" in text
    assert (len(tags.named("th")), len(tags.named("td"))) == (10, 1 + 10 * 11)
    for said in ("pictures.attention_heatmap(",
                 "picture.save(&#x27;attention_heatmap.pdf&#x27;)", "@inproceedings{vaswani2017",
                 "Made with explorer",
                 'href="http://127.0.0.1:8501/x?a=1&amp;b=2"'):  # fmt: skip
        assert said in text


def test_ids_are_each_drawings_own(text):
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for used in re.findall(r'(?:url\(#|href="#)([^")]+)', text):
        assert used in ids


def test_a_look_that_was_chosen_for_its_ground_stands_alone(picture):
    tags = Tags(to_bytes(picture, "html", Options(look="dark")).decode("utf-8"))
    assert len(tags.named("svg")) == 1


def test_what_a_reader_typed_is_text():
    words = Credits(NASTY, NASTY, NASTY, {NASTY: NASTY}, (), NASTY, "javascript:alert(1)")
    rows = f'"{NASTY.replace(chr(34), chr(34) * 2)}",1.5\n' * (MOST_ROWS + 1)
    made = page(NASTY, [Shown(("<svg></svg>",), words, f"a,b\n{rows}".encode(), "x", NASTY)] * 2)
    text = made.decode("utf-8")
    assert "<script" not in text
    assert "javascript:" not in text
    assert f"{MOST_ROWS} of {MOST_ROWS + 1} rows" in text
    assert Tags(text).named("h2")


def test_numbers_that_are_words_stay_as_typed():
    words = Credits("t", "c", "a")
    text = page("t", [Shown(("<svg></svg>",), words, b"token,weight\nnan,0.123456789\n", "x")])
    assert b'<td class="text">nan</td><td>0.1235</td>' in text


def test_the_same_bytes_twice(picture):
    assert to_bytes(picture, "html") == to_bytes(picture, "html")
    assert to_bytes(picture, "pptx") == to_bytes(picture, "pptx")
