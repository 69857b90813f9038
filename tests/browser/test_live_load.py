"""The live page on slow devices and small memory: throttled in Chromium, and what a tab holds."""

import re
from pathlib import Path

import pytest
from support.live_page import Live, assert_is_torchs

pytestmark = pytest.mark.browser

TEXT = "The small animal did not cross the wide street."
MOST_MEGABYTES = 400
HELD = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@pytest.mark.parametrize("rate", [4, 6])
def test_on_a_slow_processor_it_gets_ready_and_draws_what_is_typed(
    open_tab, live_file, bundled, rate
):
    tab = open_tab("http://127.0.0.1")
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": rate})
    tab.goto(live_file.as_uri(), wait_until="commit")
    page = Live(tab)
    tab.fill("#text", "")
    tab.type("#text", TEXT)
    page.until(page.shown, TEXT)
    assert_is_torchs(page, bundled.run(TEXT))
    page.open("Layer film")
    page.says(re.compile("of the variance"))


def renderers(browser) -> list[int]:
    """Process numbers of the tabs."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return [process["id"] for process in found if process["type"] == "renderer"]


def megabytes(browser) -> float:
    """Of the largest tab: its own memory, and its share of what processes have together."""
    files = [Path(f"/proc/{number}/smaps_rollup") for number in renderers(browser)]
    held = [HELD.search(file.read_text()) for file in files if file.exists()]
    return max(int(found[1]) for found in held if found) / 1000


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells it in /proc")
def test_a_tab_holds_less_than_400_megabytes(open_live, browser):
    page = open_live()
    held = {"ready": megabytes(browser)}
    page.tab.fill("#text", "")
    page.tab.type("#text", TEXT)
    page.until(page.shown, TEXT)
    held["typed"] = megabytes(browser)
    page.type("word " * 200)
    held["128 tokens"] = megabytes(browser)
    page.open("Task heads")
    for task in page.tab.locator("#rooms select").first.locator("option").all():
        page.tab.locator("#rooms select").first.select_option(task.get_attribute("value"))
        page.says(re.compile(r"[\d.]+ %"))
    held["all heads"] = megabytes(browser)
    assert min(held.values()) > 45  # the codes of the weights alone
    assert max(held.values()) < MOST_MEGABYTES, held
