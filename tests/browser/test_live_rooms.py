"""The rooms of the live page in Chromium: each says a number, fits its screen, follows the text."""

import re

import pytest
from support import axe
from support.live_page import assert_is_torchs, plain

from explorer import teaching
from explorer.live.model import HEADS
from explorer.tasks import tag
from explorer.text import TextInput

pytestmark = pytest.mark.browser

ROOMS = {
    "Heatmap": r"Layer \d, head \d+, rows attend to columns",
    "Tokens": r"\d+ tokens",
    "Embedding sum": r"part makes up [\d.]+ % of the sum",
    "Similarity": r"cosine [\d.]+",
    "Layer film": r"this plane keeps \d+ % of the variance",
    "Sentences": r"a cosine of [\d.]+",
    "Task heads": r"least certain of .* [\d.]+ %",
}
TASKS = {
    "part-of-speech": r"least certain of .*: [a-z ]+ \([A-Z]+\) [\d.]+ %",
    "entities": r"most certain that .* is a place \(LOC\): [\d.]+ %",
    "classify": r"“\W?(negative|positive)\W?” gets [\d.]+ %",
    "next-sentence": r"“\W?B (follows A|is from elsewhere)\W?” gets [\d.]+ %",
    "entail": r"“\W?(entailment|neutral|contradiction)\W?” gets [\d.]+ %",
    "answer": r"It answers “.*” with [\d.]+ %",
    "fill-mask": r"The head expects “.*” here, [\d.]+ %",
}
HOSTILE = "</script><img src=x onerror=alert(1)><b>x $a^2$ שלום"
LONGEST = "hyperparameterization"
LONG = "The unbelievable storm sank the ship of the captain. " * 20


def test_each_room_says_a_number_and_follows_what_is_typed(open_live, bundled):
    page = open_live()
    page.type("The unbelievable storm sank the ship.")
    said = {}
    for name, pattern in ROOMS.items():
        page.open(name)
        said[name] = page.says(re.compile(pattern))
        assert axe.violations(page.tab) == [], name
    trace = bundled.run("The unbelievable storm sank the ship.")
    assert f"{trace.num_tokens} tokens" in said["Tokens"]
    page.open("Tokens")
    page.type("We ate bread.")
    page.says(re.compile("6 tokens"))
    page.open("Attention")
    assert_is_torchs(page, bundled.run("We ate bread."))


def test_each_head_says_a_probability_and_how_often_it_is_right(open_live, bundled):
    text = "The ship sank near Boston because the storm was strong."
    page = open_live()
    page.type(text)
    page.open("Task heads")
    assert list(TASKS) == list(HEADS)
    for task, pattern in TASKS.items():
        page.tab.locator("#rooms select").first.select_option(task)
        page.says(re.compile(pattern))
        assert teaching.card(task).note in page.tab.inner_text("#rooms .about")
        assert axe.violations(page.tab) == [], task
    page.tab.locator("#rooms select").first.select_option("part-of-speech")
    page.says(re.compile(TASKS["part-of-speech"]))
    words = tag.word_tags(teaching.load("part-of-speech", bundled).run(TextInput(text)))
    seen = page.tab.locator(".tags small").all_inner_texts()
    assert seen == [word.label for word in words]


def test_a_changed_head_is_noticed_and_the_rest_goes_on(open_live, live_file, tmp_path):
    page = live_file.read_text("utf-8")
    at = page.index('data-part="entail"') + 40_000
    other = "A" if page[at] != "A" else "B"
    file = tmp_path / "changed.html"
    file.write_text(page[:at] + other + page[at + 1 :], "utf-8")
    found = open_live("#room=task-heads", file)
    found.says(re.compile(TASKS["part-of-speech"]))
    found.tab.locator("#rooms select").first.select_option("entail")
    found.says(re.compile("did not arrive whole, or was changed"))
    found.tab.locator("#rooms select").first.select_option("next-sentence")
    found.says(re.compile(TASKS["next-sentence"]))


def test_several_masks_and_a_second_text_are_read_by_the_heads(open_live):
    page = open_live()
    page.open("Task heads")
    page.tab.locator("#rooms select").first.select_option("fill-mask")
    page.type("We ate bread with [MASK] and [MASK].")
    page.until(lambda: page.tab.locator(".blanks section").count(), 2)
    page.tab.locator("#rooms select").first.select_option("entail")
    before = page.says(re.compile("gets"))
    page.tab.get_by_label("Does the text say that…").fill("Nobody has eaten anything today.")
    page.until(lambda: page.says(re.compile("gets")) != before, True)
    page.tab.get_by_label("Does the text say that…").fill(" ")
    page.says(re.compile("Type a second text"))
    page.tab.get_by_role("button", name="Second text").click()
    page.tab.fill("#pair", "We had bread.")
    page.says(re.compile("gets"))
    assert not page.tab.get_by_label("Does the text say that…").is_visible()


def test_the_address_opens_the_room_again(open_live):
    page = open_live("#text=The+ship+sank.&room=layer-film")
    page.says(re.compile(ROOMS["Layer film"]))
    page.open("Embedding sum")
    page.says(re.compile(ROOMS["Embedding sum"]))
    assert "room=embedding-sum" in page.tab.url
    page.tab.reload()
    page.says(re.compile(ROOMS["Embedding sum"]))
    page.open("Attention")
    assert "room=" not in page.tab.url


def test_back_leads_to_the_room_before_with_its_text(open_live):
    page = open_live("#text=The+ship+sank.")
    page.open("Tokens")
    page.says(re.compile("6 tokens"))
    page.tab.locator("#text").press_sequentially(" It was old.")  # no entry for a letter
    page.until(page.shown, "The ship sank. It was old.")
    page.open("Similarity")
    page.says(re.compile(ROOMS["Similarity"]))
    page.open("Similarity")  # where it is already
    page.tab.go_back()
    assert "10 tokens" in page.says(re.compile(ROOMS["Tokens"]))
    assert "room=tokens" in page.tab.url and "old" in page.tab.url
    page.tab.go_back()
    page.until(page.shown, "The ship sank.")
    assert page.tab.locator("#rooms").inner_text() == ""
    page.tab.go_forward()
    page.until(page.shown, "The ship sank. It was old.")
    assert "10 tokens" in page.says(re.compile(ROOMS["Tokens"]))


def test_back_works_in_a_sandboxed_frame(open_tab, live_file):
    around = live_file.with_name("around.html")
    frame = f'<iframe sandbox="allow-scripts" src="{live_file.name}" width="1200" height="800">'
    around.write_text(f"<!doctype html><title>A blog</title>{frame}</iframe>", "utf-8")
    tab = open_tab("http://127.0.0.1")
    tab.goto(around.as_uri())
    inside = tab.frame_locator("iframe")
    inside.locator("html[data-pass]").wait_for(state="attached")
    for room in ("Tokens", "Similarity"):
        inside.get_by_role("button", name=room, exact=True).click()
        inside.locator(".said", has_text=re.compile(ROOMS[room])).wait_for()
    tab.evaluate("history.back()")
    inside.locator(".said", has_text=re.compile(ROOMS["Tokens"])).wait_for()
    tab.evaluate("history.back()")
    inside.locator("#view:not(.away)").wait_for()


def test_the_steps_of_a_word_end_with_its_pieces(open_live, bundled):
    page = open_live("#text=Tokenization+of+" + LONGEST)
    page.open("Tokens")
    found = page.tab.locator(".steps .found bdi")
    pieces = {word: list(bundled.encoder.pieces(word)) for word in ("Tokenization", LONGEST)}
    page.until(found.all_inner_texts, pieces[LONGEST])  # the word with most pieces
    page.tab.locator("#rooms select").select_option("0")
    page.until(found.all_inner_texts, pieces["Tokenization"])


def test_the_film_plays_from_the_embeddings_to_the_last_layer(open_live):
    page = open_live(reduced_motion="reduce")
    page.open("Layer film")
    page.says(re.compile("After layer 5"))
    states = """() => { globalThis.seen = new Set(); new MutationObserver(() =>
      seen.add(document.querySelector('#rooms output').textContent)).observe(
      document.querySelector('#rooms output'), { childList: true }); }"""
    page.tab.evaluate(states)
    page.tab.get_by_role("button", name="Play").click()
    page.until(lambda: page.tab.evaluate("() => [...seen].sort().join('')"), "0123456")
    page.tab.get_by_role("button", name="Play").wait_for()  # no longer "Stop"
    page.says(re.compile("After layer 5.*has moved farthest"))


@pytest.mark.parametrize("room", ["Heatmap", "Similarity", "Layer film"])
def test_a_whole_picture_stands_in_the_first_screen(open_live, room):
    page = open_live(viewport={"width": 1280, "height": 720})
    page.open(room)
    page.says(re.compile(ROOMS[room]))
    page.tab.locator("#rooms canvas[aria-label]").wait_for()
    box = page.tab.locator("#rooms canvas").bounding_box()
    assert box["height"] > 300
    assert box["y"] + box["height"] < 720
    for matrix in page.tab.locator(".grid-box").all():
        assert matrix.evaluate("(box) => [box.scrollWidth, box.scrollHeight]") == matrix.evaluate(
            "(box) => [box.clientWidth, box.clientHeight]"
        )


@pytest.mark.parametrize("room", ["Heatmap", "Similarity"])
def test_a_matrix_takes_the_height_and_what_is_said_stands_beside_it(open_live, room):
    page = open_live(viewport={"width": 1280, "height": 720})
    page.open(room)
    said = page.says(re.compile(ROOMS[room]))
    page.tab.locator("#rooms canvas[aria-label]").wait_for()
    matrix, sentence, *others = (
        page.tab.locator(one).bounding_box()
        for one in (".grid-box", ".said", "#rooms .bar", "#rooms .blanks")
    )
    assert matrix["height"] > 500
    for box in (sentence, *others):
        assert box["x"] > matrix["x"] + matrix["width"]
        assert box["y"] + box["height"] < 720
    first = plain(page.tab.locator("#rooms .blanks li span").first.inner_text())
    assert all(f"“{word}”" in said for word in re.findall(r"\w+", first))
    page.tab.set_viewport_size({"width": 400, "height": 800})
    page.until(lambda: page.tab.locator(".said").bounding_box()["x"] < 40, True)
    page.until(lambda: page.tab.locator(".grid-box").bounding_box()["width"] <= 372, True)
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= 400


def test_squares_are_read_by_arrow_keys(open_live):
    page = open_live()
    page.open("Heatmap")
    page.says(re.compile(ROOMS["Heatmap"]))
    page.tab.locator(".grid-box").focus()
    page.tab.keyboard.press("ArrowDown")  # to the first square
    tip = page.tab.locator("#rooms .tip")
    assert plain(tip.inner_text()).endswith("to “[CLS]”.")
    for _ in range(2):
        page.tab.keyboard.press("ArrowRight")
    said = plain(tip.inner_text())
    assert said.startswith("“[CLS]” gives") and said.endswith("to “animal”.")


def test_a_room_says_that_there_is_nothing_to_read(open_live):
    page = open_live()
    page.open("Tokens")
    page.says(re.compile(ROOMS["Tokens"]))
    page.tab.locator("#text").fill("")
    page.says("There is nothing to read yet: type at least one word.")
    page.type("Hello there")
    page.says(re.compile("Words and marks: 2"))


def test_a_long_text_on_a_phone_is_a_matrix_to_scroll(open_live):
    page = open_live(viewport={"width": 400, "height": 800})
    page.type(LONG)
    page.open("Heatmap")
    page.says(re.compile(ROOMS["Heatmap"]))
    sizes = "(box) => [box.scrollWidth / box.clientWidth, box.tabIndex, box.clientWidth]"
    ratio, tabindex, width = page.tab.locator(".grid-box").evaluate(sizes)
    assert ratio > 5  # squares of 18 pixels
    assert tabindex == 0
    assert width <= 400
    assert axe.violations(page.tab) == []
    page.tab.locator(".grid-box").evaluate("(box) => box.scrollTo(1e6, 1e6)")
    canvas = page.tab.locator(".grid-box canvas")
    corner = canvas.evaluate("(one) => ({ x: one.clientWidth - 9, y: one.clientHeight - 9 })")
    canvas.hover(position=corner)
    assert "“[SEP]” gives" in plain(page.tab.inner_text("#rooms .tip"))
    page.tab.get_by_role("button", name="Whole matrix").click()
    assert page.tab.locator(".grid-box").evaluate(sizes)[0] == 1


@pytest.mark.parametrize("size", [(1280, 720), (400, 800)])
def test_every_tab_is_seen_and_no_room_scrolls_sideways(open_live, size):
    page = open_live(viewport=dict(zip(("width", "height"), size, strict=True)))
    page.type(HOSTILE)
    for tab in page.tab.locator("#tabs button").all():
        box = tab.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
    for name, pattern in ROOMS.items():
        page.open(name)
        page.says(re.compile(pattern))
        assert page.tab.evaluate("document.documentElement.scrollWidth") <= size[0], name
    assert page.tab.locator("main img, main b").count() == 0


def test_what_was_cut_off_is_said_in_every_saved_file(open_live, open_tab, tmp_path):
    page = open_live()
    page.type(LONG)
    left = page.view.evaluate("(node) => node.view.meta.sides[0].dropped")
    said = f"text cut to 128 tokens, {left} left out"
    assert said in page.tab.inner_text(".av-caption")
    assert said in page.view.evaluate("(node) => node.view.svg()").replace("</text>", "")
    assert said[1:] in page.view.evaluate("(node) => node.view.csv()").splitlines()[-1]
    copy = tmp_path / "copy.html"
    copy.write_text(page.view.evaluate("(node) => node.view.html()"), "utf-8")
    tab = open_tab("http://127.0.0.1")
    tab.goto(copy.as_uri())
    tab.wait_for_selector('.av[data-ready]:not([data-ready="message"])')
    assert said in tab.inner_text(".av-caption")
    page.type("A short text.")
    assert "cut to" not in page.tab.inner_text(".av-caption")
    assert "cut to" not in page.view.evaluate("(node) => node.view.csv()")
