"""Saving in the rooms of the live page: a picture in two forms, its numbers, and one HTML file."""

import csv
import io
import struct

import numpy as np
import pytest
from support import axe
from support.live_page import CLOSE, plain

pytestmark = pytest.mark.browser

TEXT = "The ship sank near Boston because the storm was strong."
MODEL = "all-MiniLM-L6-v2, weights rounded"
NAMES = {
    "Heatmap": "heatmap_layer3_head1",
    "Tokens": "tokens_word5",
    "Embedding sum": "embedding-sum_token10",
    "Similarity": "similarity_state6",
    "Layer film": "layer-film_state6",
    "Sentences": "sentences",
}
TASKS = ("part-of-speech", "entities", "classify", "entail", "answer", "fill-mask")
LONG = "The storm sank the ship. " * 40
ARABIC = "الأنهارالجميلة"


def saved(page, kind):
    """The file's name and bytes that the open room's menu hands over."""
    menu = page.tab.locator("#rooms .save")
    if not menu.evaluate("(node) => node.open"):
        menu.locator("summary").click()
    button = menu.get_by_role("button", name=kind, exact=True)
    button.wait_for()  # once there is something to save
    with page.tab.expect_download() as found:
        button.click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def rows_of(content):
    """The rows of a CSV, each a list of cells."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def words_of(tab, content):
    """What is read in an SVG, as one line without the marks that isolate words."""
    script = """(svg) => [...new DOMParser().parseFromString(svg, 'image/svg+xml')
      .querySelectorAll('text')].map((one) => one.textContent).join(' ')"""
    return plain(tab.evaluate(script, content.decode()))


def is_png(content, least_width):
    """Whether bytes are a PNG of at least that many pixels."""
    width, height = struct.unpack(">II", content[16:24])
    return content.startswith(b"\x89PNG") and width >= least_width and height > 200


@pytest.mark.parametrize("room", list(NAMES))
def test_a_room_saves_its_picture_its_numbers_and_a_file_of_both(
    open_live, open_tab, tmp_path, room
):
    page = open_live()
    page.type(TEXT)
    page.view.evaluate("(node) => node.view.set({ layer: 3, heads: [1] })")
    page.open(room)
    name, svg = saved(page, "SVG")
    said = plain(page.tab.inner_text(".said"))
    read = words_of(page.tab, svg)
    assert name == f"{NAMES[room]}.svg"
    assert MODEL in read and f"“{TEXT}”" in read
    assert said[:60] in read
    name, png = saved(page, "PNG")
    assert name == f"{NAMES[room]}.png" and is_png(png, 1700)
    name, numbers = saved(page, "CSV")
    assert name == f"{NAMES[room]}.csv" and len(rows_of(numbers)) > 3
    name, html = saved(page, "HTML")
    assert name == f"{NAMES[room]}.html"
    copy = tmp_path / name
    copy.write_bytes(html)
    tab = open_tab("http://127.0.0.1")
    tab.goto(copy.as_uri())
    assert MODEL in tab.inner_text("figcaption")
    assert tab.locator("tr").count() == len(rows_of(numbers))
    assert tab.locator("svg").bounding_box()["height"] > 150
    assert axe.violations(tab) == []


def test_the_numbers_of_a_heatmap_are_torchs(open_live, bundled):
    page = open_live()
    page.type(TEXT)
    page.view.evaluate("(node) => node.view.set({ layer: 3, heads: [1] })")
    page.open("Heatmap")
    heads, *rows = rows_of(saved(page, "CSV")[1])
    trace = bundled.run(TEXT)
    assert heads[1:] == [f"{place} {label}" for place, label in enumerate(trace.labels)]
    found = np.array([row[1:] for row in rows], float)
    assert found == pytest.approx(trace.attention(3)[1], abs=CLOSE)


@pytest.mark.parametrize("task", TASKS)
def test_what_a_head_says_is_saved_with_how_often_it_is_right(open_live, task):
    page = open_live(f"#text={TEXT.replace(' ', '+')}&room=task-heads")
    page.tab.locator("#rooms select").first.select_option(task)
    page.tab.locator("#rooms .about").wait_for()
    page.until(lambda: "moment" in page.tab.inner_text(".said"), False)
    name, svg = saved(page, "SVG")
    read = words_of(page.tab, svg)
    assert name == f"{task}.svg"
    assert plain(page.tab.inner_text(".said"))[:50] in read
    assert "head for “" in read
    assert len(rows_of(saved(page, "CSV")[1])) > 2
    assert is_png(saved(page, "PNG")[1], 1700)


def test_a_text_that_was_cut_says_so_in_what_each_room_saves(open_live):
    page = open_live()
    page.type(LONG)
    left = page.view.evaluate("(node) => node.view.meta.sides[0].dropped")
    said = f"ext cut to 128 tokens, {left} left out"
    for room in [*NAMES, "Task heads"]:
        page.open(room)
        assert said in words_of(page.tab, saved(page, "SVG")[1]), room
        assert said in saved(page, "CSV")[1].decode(), room
        assert said in saved(page, "HTML")[1].decode(), room


def test_there_is_nothing_to_save_of_no_text(open_live):
    page = open_live()
    page.open("Tokens")
    page.tab.locator("#text").fill("")
    page.says("There is nothing to read yet")
    page.tab.locator("#rooms .save summary").click()
    page.tab.get_by_text("There is nothing to save yet.").wait_for()
    assert page.tab.locator("#rooms .save button:visible").count() == 0


def test_a_word_that_stands_often_is_labelled_with_its_count(open_live):
    page = open_live()
    page.type("the " * 126)
    page.open("Layer film")
    page.tab.locator("#rooms canvas[aria-label]").wait_for()
    read = words_of(page.tab, saved(page, "SVG")[1])
    assert "× " in read
    assert read.count("the ") < 126


def test_labels_from_right_to_left_are_isolated(open_live):
    page = open_live()
    page.type(ARABIC)
    pieces = [label for label in page.labels() if label.startswith("##")]
    assert pieces
    for room in ("Layer film", "Heatmap"):
        page.open(room)
        page.tab.locator("#rooms canvas[aria-label]").wait_for()
        assert f"\u2068{pieces[0]}\u2069" in saved(page, "SVG")[1].decode()
