"""The pages of representations in Chromium: clicks, a film that plays, and uploads."""

import pytest
from support.browser_helpers import act, wait_done

pytestmark = pytest.mark.browser
TEXTS = "text=She+sat+on+the+bank.&pair=They+fished+from+the+bank."


def test_words_are_chosen_by_clicking_them(tab):
    tab.goto(f"/similarity?{TEXTS}")
    wait_done(tab)
    tab.get_by_label("Curves of the similarity of “bank” and “bank”").first.wait_for()
    chips = tab.get_by_role("radiogroup", name="Second word")
    act(tab, lambda: chips.get_by_text("fished", exact=True).click())
    tab.get_by_label("Curves of the similarity of “bank” and “fished”").first.wait_for()


def test_the_film_plays_to_its_last_state(tab):
    tab.goto(f"/layer_film?{TEXTS}")
    wait_done(tab)
    label = tab.locator(".slider-label", has_text="state: ").first
    assert "after layer 5" in label.text_content()  # it opens on its end, with all trails
    tab.get_by_text("▶ play").first.click()
    tab.locator(".slider-label", has_text="state: after layer 2").first.wait_for(timeout=30_000)
    tab.locator(".slider-label", has_text="state: after layer 5").first.wait_for(timeout=30_000)


def test_a_csv_is_uploaded_and_a_binary_file_is_refused_with_a_sentence(tab):
    tab.goto("/sentences")
    wait_done(tab)
    tab.locator(".st-key-se_box button").first.click()
    upload = tab.locator("input[type=file]")
    table = b"id,said\n1,Rain fell all day.\n2,It rained.\n3,The cat slept.\n"
    act(tab, lambda: upload.set_input_files([_file("said.csv", table)]))
    tab.get_by_text("from column “said”").first.wait_for()
    tab.get_by_label("Cosine similarity of 3 sentences").first.wait_for()
    act(tab, lambda: upload.set_input_files([_file("picture.txt", b"\x89PNG\0\0\0")]))
    tab.get_by_text("This file is not text").first.wait_for()
    assert "Global warming" in tab.get_by_label("Sentences, one a line").input_value()


def _file(name, data):
    return {"name": name, "mimeType": "text/plain", "buffer": data}
