"""What a stranger sees first: on every page the picture, at once, nothing that jumps, for everyone.

Each page is opened in the light on a projector and in the dark on a phone; axe-core looks, too.
"""

import pytest
from support import axe, painted
from support.browser_helpers import wait_done

from explorer.figures import LIGHT
from explorer.ui.registry import PAGES

pytestmark = pytest.mark.browser

# Layout shifts that no click or key caused, summed up as browsers do for Core Web Vitals: the
# worst window of shifts less than 1 s apart and 5 s long at most.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (!shift.hadRecentInput) window.shifts.push({ at: shift.startTime, value: shift.value });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SHIFT = """() => {
  let [worst, sum, first, last] = [0, 0, 0, 0];
  for (const { at, value } of window.shifts) {
    if (!sum || at - last > 1000 || at - first > 5000) [sum, first] = [0, at];
    [sum, last] = [sum + value, at];
    worst = Math.max(worst, sum);
  }
  return worst;
}"""
PICTURE = (
    '[data-testid="stPlotlyChart"], .st-key-attention, .st-key-pairs, .st-key-first_screen, '
    '[class*="st-key-picture_"]'
)
PLACE = f"""() => {{
  const places = [...document.querySelectorAll('{PICTURE}')]
    .filter((one) => getComputedStyle(one).visibility !== 'hidden')
    .map((one) => one.getBoundingClientRect()).filter((box) => box.height > 20);
  if (!places.length) return null;
  const box = places.reduce((first, other) => (other.top < first.top ? other : first));
  return {{ top: box.top, height: box.height,
           seen: Math.max(0, Math.min(innerHeight, box.bottom) - box.top) / box.height,
           sideways: document.documentElement.scrollWidth - innerWidth }};
}}"""
DRAWN = """[...document.querySelectorAll('[data-testid="stSkeleton"]')]
  .every((one) => one.getBoundingClientRect().top > innerHeight)"""
BOXES = '[data-testid="stAlertContentWarning"], [data-testid="stAlertContentError"]'
MAIN = '[data-testid="stMain"]'  # on a phone the menu is Streamlit's own list, which axe refuses
WIDE, PHONE = (1280, 720), (390, 844)


def look(open_tab, url, size, scheme="light"):
    """Where the first picture of a page stands once it is drawn, and what moved meanwhile."""
    tab = open_tab(
        "about:blank", viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    tab.add_init_script(WATCH_SHIFTS)
    tab.goto(url)
    wait_done(tab)
    tab.wait_for_function(f"() => {DRAWN} && ({PLACE})()")
    tab.wait_for_timeout(300)  # fonts and components draw after the script's end
    found = tab.evaluate(PLACE)
    said = [box.inner_text() for box in tab.locator(BOXES).all()]
    return {"place": found, "shift": tab.evaluate(SHIFT), "said": said}, tab


PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.url_path)


def address(server, page):
    """Where a page is found; the first one has no name."""
    return f"{server.url}/{'' if page is PAGES[0] else page.url_path}"


@PAGE
def test_a_projector_shows_the_picture_at_once(open_tab, app_server, page):
    seen, tab = look(open_tab, address(app_server, page), WIDE, "light")
    assert seen["said"] == []
    assert seen["place"]["top"] < 260
    assert seen["place"]["seen"] >= 0.6
    assert seen["shift"] < 0.1
    assert painted.wrong_with(tab, page, LIGHT) == []
    assert axe.violations(tab) == []


@PAGE
def test_a_phone_shows_the_picture_without_sideways_scroll(open_tab, app_server, page):
    seen, tab = look(open_tab, address(app_server, page), PHONE, "dark")
    assert seen["place"]["top"] < 420
    assert seen["place"]["sideways"] <= 0
    assert seen["shift"] < 0.1
    assert axe.violations(tab, MAIN) == []
