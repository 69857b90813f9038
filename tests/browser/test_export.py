"""Export in Chromium: the dialog, a file of each kind, and a collection that comes back."""

import json
import zipfile

import pytest
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser
HOSTILE = "</script><b>x</b> $a_1^2$ {_} \\frac"


@pytest.fixture
def page(tab):
    tab.goto("/attention_maps?layer=3&head=1")
    wait_done(tab)
    return tab


def export(tab):
    tab.locator(".st-key-attention_map_export button").click()
    tab.get_by_role("dialog").get_by_text("Preview at").wait_for()
    wait_done(tab)


def choose(tab, label, option):
    tab.get_by_role("dialog").get_by_label(label).first.click()
    tab.get_by_role("option", name=option).click()
    wait_done(tab)


def saved(tab, name, folder):
    with tab.expect_download() as started:
        tab.get_by_role("dialog").get_by_role("button", name=name).click()
    place = folder / started.value.suggested_filename
    started.value.save_as(place)
    return place


def test_a_picture_leaves_as_file_and_the_choice_is_remembered(page, tmp_path):
    export(page)
    assert saved(page, "Download PDF", tmp_path).read_bytes().startswith(b"%PDF")
    choose(page, "Format", "SVG, for the web")
    choose(page, "Look", "Dark")
    title = page.get_by_role("dialog").get_by_label("Text of the title")
    assert title.input_value() == "Attention, layer 3, head 1"
    title.fill("A title of mine")
    act(page, lambda: title.press("Enter"))
    svg = saved(page, "Download SVG", tmp_path)
    assert svg.name == "attention_map.svg"
    written = svg.read_text("utf-8")
    assert "animal" in written and "A title of mine" in written
    page.get_by_role("tab", name="Link").click()
    link = page.get_by_role("dialog").locator("code", has_text="/attention_maps?")
    assert "head=1" in link.inner_text() and "layer=3" in link.inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    export(page)
    assert page.get_by_role("button", name="Download SVG").is_visible()


def test_a_collection_is_kept_noted_exported_saved_and_opened(page, open_tab, app_server, tmp_path):
    export(page)
    page.get_by_role("button", name="Add to collection").click()
    page.get_by_text("Your collection has 1 picture").wait_for()
    page.keyboard.press("Escape")
    page.locator(".st-key-collection button").click()
    note = page.get_by_role("dialog").get_by_label("Note")
    note.fill(HOSTILE)
    note.press("Control+Enter")
    wait_done(page)
    handout = saved(page, "Handout", tmp_path).read_text("utf-8")
    assert "<b>x</b>" not in handout and "&lt;b&gt;x" in handout
    assert saved(page, "PDF", tmp_path).read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(saved(page, "All files", tmp_path)) as files:
        assert any(name.endswith(".pdf") for name in files.namelist())
    kept = saved(page, "Save", tmp_path)
    with zipfile.ZipFile(kept) as files:
        assert json.loads(files.read("collection.json"))["entries"][0]["note"] == HOSTILE

    other = open_tab("about:blank")
    other.goto(f"{app_server.url}/attention_maps")
    wait_done(other)
    other.locator(".st-key-collection button").click()
    other.get_by_text("Nothing is collected yet").wait_for()
    other.locator("input[type=file]").set_input_files(kept)
    other.get_by_role("dialog").get_by_label("Note").wait_for()
    assert other.get_by_role("dialog").get_by_label("Note").input_value() == HOSTILE
    broken = tmp_path / "broken.explorer"
    broken.write_bytes(kept.read_bytes()[:200])
    other.locator("input[type=file]").set_input_files(broken)
    other.get_by_role("dialog").locator("[data-testid=stAlert]").wait_for()


def test_the_attention_view_opens_the_same_dialog(tab, tmp_path):
    tab.goto("/head_view?layer=3&head=1")
    wait_done(tab)
    tab.locator(".av-save").wait_for()
    tab.get_by_text("Save", exact=True).click()
    tab.get_by_role("button", name="PDF, slide …").click()
    tab.get_by_role("dialog").get_by_text("Preview at").wait_for()
    wait_done(tab)
    caption = tab.get_by_role("dialog").locator("code").first.inner_text()
    assert caption.startswith("Attention, layer 3, head 1")
    assert saved(tab, "Download PDF", tmp_path).name == "attention_view.pdf"
