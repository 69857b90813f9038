"""The live page in Chromium, from the disk and with the network refused."""

import re

import pytest
from support import axe
from support.live_page import Live, assert_is_torchs

from explorer.live import about

pytestmark = pytest.mark.browser

PAIR = ("The cat sat.", "It slept.")


def test_what_is_typed_is_seen_and_comes_back_after_a_reload(open_live, bundled):
    page = open_live()
    assert (page.choice()["layer"], page.choice()["heads"]) == (3, [1])
    assert page.labels()[page.choice()["pin"]["at"]] == "it"
    text = "The small animal did not cross the wide street because it was too tired."
    page.type(text)
    assert page.labels()[page.choice()["pin"]["at"]] == "it"  # further right by now
    assert_is_torchs(page, bundled.run(text))
    page.until(lambda: "small" in page.tab.url and "pin" in page.tab.url, True)
    page.tab.reload()
    again = Live(page.tab)
    again.until(again.shown, text)
    assert again.labels()[again.choice()["pin"]["at"]] == "it"
    assert_is_torchs(again, bundled.run(text))


def test_a_key_at_a_time_ends_with_the_whole_text(open_live, bundled):
    page = open_live("#text=The")
    page.tab.focus("#text")
    page.tab.keyboard.press("End")
    page.tab.keyboard.type(" river bank was muddy")
    page.until(page.shown, "The river bank was muddy")
    assert_is_torchs(page, bundled.run("The river bank was muddy"))


def test_a_pair_has_two_segments(open_live, bundled):
    page = open_live()
    page.type(PAIR[0])
    page.tab.get_by_role("button", name="Second text").click()
    page.tab.fill("#pair", PAIR[1])
    page.until(lambda: len(page.labels()), bundled.run(*PAIR).num_tokens)
    assert_is_torchs(page, bundled.run(*PAIR))
    side = page.view.evaluate("(node) => node.view.meta.sides[0].second")
    assert side == bundled.run(*PAIR).side.tolist()


def test_a_saved_copy_holds_the_text_and_its_vectors(open_live, open_tab, tmp_path):
    page = open_live()
    page.type("Ducks nest along the bank.")
    stored = "(node) => [...node.view.store.packed.keys()].filter((n) => n.startsWith('v:')).length"
    page.until(lambda: page.view.evaluate(stored), 6)
    for kind in ("svg", "csv"):
        assert "ducks" in page.view.evaluate(f"(node) => node.view.{kind}()")
    assert page.view.evaluate("(node) => node.view.png().width") > 500
    copy = tmp_path / "copy.html"
    copy.write_text(page.view.evaluate("(node) => node.view.html()"), "utf-8")
    tab = open_tab("http://127.0.0.1")
    tab.goto(f"{copy.as_uri()}#lens.neuron")
    tab.wait_for_selector('.av[data-ready]:not([data-ready="message"])')
    assert "weights rounded" in tab.inner_text(".av-caption")
    assert "Ducks nest along the bank." in tab.inner_text(".av-caption")


def test_the_neuron_lens_follows_what_is_typed(open_live):
    page = open_live()
    page.view.evaluate("(node) => node.view.set({ lens: 'neuron' })")
    page.type("The cat sat on the mat.")
    page.until(lambda: page.view.evaluate("(node) => !!node.view.content"), True)


@pytest.mark.parametrize("without", ["asked", "WebAssembly", "Worker"])
def test_without_webassembly_or_worker_it_computes_all_the_same(
    open_live, live_file, bundled, tmp_path, problems, without
):
    forbidden = {"WebAssembly": " 'wasm-unsafe-eval'", "Worker": "; worker-src blob:"}
    page = live_file.read_text("utf-8").replace(forbidden.get(without, "\0"), "", 1)
    file = tmp_path / "other.html"
    file.write_text(page, "utf-8")
    found = open_live("#kernel=js" if without == "asked" else "", file)
    assert found.kernel == ("WebAssembly" if without == "Worker" else "plain JavaScript")
    found.type("The cat sat.")
    assert_is_torchs(found, bundled.run("The cat sat."))
    assert all("violates" in said and "Content Security" in said for said in problems)
    problems.clear()


@pytest.mark.parametrize("share", [0.2, 0.7, 0.999])
def test_a_file_that_was_cut_off_says_so_below_its_first_picture(
    open_tab, live_file, tmp_path, share
):
    whole = live_file.read_bytes()
    file = tmp_path / "cut.html"
    file.write_bytes(whole[: int(len(whole) * share)])
    tab = open_tab("http://127.0.0.1")
    tab.goto(file.as_uri())
    tab.wait_for_selector(".av[data-ready]")
    assert "did not arrive whole" in tab.inner_text("#status")


@pytest.mark.parametrize("part", ["low", "vocabulary"])
def test_a_changed_part_is_noticed(open_tab, live_file, tmp_path, part):
    page = live_file.read_text("utf-8")
    at = page.index(f'data-part="{part}"') + 40_000
    other = "A" if page[at] != "A" else "B"
    file = tmp_path / "changed.html"
    file.write_text(page[:at] + other + page[at + 1 :], "utf-8")
    tab = open_tab("http://127.0.0.1")
    tab.goto(file.as_uri())
    tab.locator("#status", has_text="did not arrive whole, or was changed").wait_for()
    assert tab.locator("html[data-pass]").count() == 0


def test_an_old_browser_gets_the_first_picture_and_one_sentence(open_tab, live_file):
    tab = open_tab("http://127.0.0.1")
    tab.add_init_script("delete globalThis.DecompressionStream")
    tab.goto(live_file.as_uri())
    tab.locator("#status", has_text="too old to unpack the model: it needs Chrome 103").wait_for()
    tab.wait_for_selector(".av[data-ready]")


def test_bad_input_is_read_or_refused_with_a_sentence(open_live, bundled):
    page = open_live()
    for text in ("🙂 👩‍👩‍👧‍👦", "a\0b", "<img src=x onerror=alert(1)><b>bold</b>", "שלום עולם"):
        page.type(text)
        assert page.labels() == list(bundled.run(text).labels)
    assert page.tab.locator("main img, main b").count() == 0
    long = "word " * 1000
    page.type(long)
    assert len(page.labels()) == 128
    assert page.view.evaluate("(node) => node.view.meta.sides[0].dropped") == 1000 - 126
    page.tab.fill("#text", " \n ")
    page.tab.locator("#status", has_text="type at least one word").wait_for()
    assert len(page.labels()) == 128  # the last picture stays
    page.type("It goes on.")
    assert page.labels()[1] == "it"


def test_a_text_from_the_address_is_text(open_live):
    page = open_live("#text=%3Cb%3Ehi%3C/b%3E_layer.5&view=layer.2_heads.3")
    page.until(page.shown, "<b>hi</b>_layer.5")
    assert (page.choice()["layer"], page.choice()["heads"]) == (2, [3])


def test_no_request_can_leave(open_live, problems):
    page = open_live()
    sent = "() => fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')"
    assert page.tab.evaluate(sent) == "refused"
    assert any("connect" in said or "default-src" in said for said in problems)
    problems.clear()


def test_it_says_what_it_is(open_live):
    page = open_live()
    page.tab.get_by_text("What this is").click()
    said = page.tab.inner_text("footer")
    measured = about.measured()
    assert f"off by more than {measured['attention']:.4f} on 300 texts" in said
    assert "Apache-2.0" in said
    assert re.search(r"Chrome \d+, Firefox \d+, Safari [\d.]+", said)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (400, 800)])
def test_axe_finds_nothing_and_it_does_not_scroll_sideways(open_live, size, scheme):
    viewport = dict(zip(("width", "height"), size, strict=True))
    page = open_live(viewport=viewport, color_scheme=scheme)
    assert axe.violations(page.tab) == []
    assert page.tab.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_app_hands_out_the_page_of_the_text_on_the_screen(tab, open_live, bundled, tmp_path):
    tab.goto("/head_view?text=We+sat+on+the+bank.")
    link = tab.get_by_role("link", name="Take this with you")
    link.wait_for()
    link.evaluate("(node) => (node.target = '')")  # here, where the test sees the download
    with tab.expect_download() as found:
        link.click()
    file = tmp_path / "live.html"
    found.value.save_as(file)
    page = open_live(file=file)
    assert_is_torchs(page, bundled.run("We sat on the bank."))
