"""A sample of hostile links, boxes and files in a real browser: shown as text, and nothing runs."""

import pytest
from support.browser_helpers import act, wait_done
from support.hostile import VALUES

pytestmark = pytest.mark.browser

MARKUP = VALUES[6]
MIXED = "🙂 مرحبا <b>bold</b> $x^2$ [x](javascript:window.hacked=1) =CMD()"
LINKS = {
    "attention_maps": {"text": MARKUP, "layer": "-1", "head": "9" * 30, "maps_kind": MARKUP},
    "head_view": {"text": MIXED, "view": MARKUP, "lines_heads": "../../etc/passwd"},
    "sentences": {"se_text": f"{MARKUP}\n{MIXED}\n=CMD()", "se_view": MARKUP, "se_pairs": "1e309"},
    "difference": {"text": MIXED, "runs_other": MARKUP, "runs_model": "javascript:alert(1)"},
    "classify": {"text": MARKUP, "zero_labels": MIXED, "zero_template": "{0.__class__} {}"},
    "join": {"room": MARKUP, "phone": MIXED, "lesson": MARKUP, "step": "-1"},
}


@pytest.fixture
def checked(tab):
    """The tab, after which no script of a text has run and no error is shown."""
    tab.add_init_script("window.alert = () => { window.hacked = 1 }")
    yield tab
    assert tab.evaluate("window.hacked") is None
    assert tab.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("page", LINKS)
def test_a_hostile_link_is_shown_as_text(checked, page):
    from urllib.parse import urlencode

    checked.goto(f"/{page}?{urlencode(LINKS[page])}")
    wait_done(checked)
    assert checked.locator("img[src='x'], svg[onload], a[href^='javascript']").count() == 0


def test_hostile_texts_are_typed(checked):
    checked.goto("/tokens")
    wait_done(checked)
    box = checked.get_by_role("textbox", name="Text", exact=True)
    for text in (MARKUP, MIXED, VALUES[2].replace("\x00", "").replace("\x07", "")):
        box.fill(text)
        act(checked, lambda: box.press("Enter"))
        assert box.input_value() == text


def test_a_hostile_file_is_shown_as_text(checked):
    checked.goto("/sentences")
    wait_done(checked)
    checked.get_by_role("button", name="Sentences", exact=False).first.click()
    name = "<img src=x onerror=window.hacked=1>.csv"
    rows = f'text,n\n"{MARKUP}",1\n=CMD(),2\n{MIXED},3\n'
    give = checked.locator("input[type=file]").first
    act(checked, lambda: give.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": rows.encode()}))  # fmt: skip
    checked.get_by_text("How the file was read").first.wait_for()
    assert checked.locator("img[src='x']").count() == 0
