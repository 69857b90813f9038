"""The static site below a path in Chromium: seen at once, typed into, kept, and opened offline."""

import shutil

import pytest
from support import axe, small_site
from support.static_server import serving

from docs.site import offline
from docs.site.layout import MANIFEST, WORKER
from explorer.live.tree import RECORD

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) found.push(...(await (await caches.open(name)).keys()));
  return found.filter(({ url }) => url.includes("/live/parts/")).length;
}"""
ANEW = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    found.push(...await (await caches.open(name)).matchAll(location.href, { ignoreSearch: true }));
  }
  return found.length === 1 && (await found[0].text()).includes("Seen anew");
}"""  # the old page gone, the new one kept
TEXT = "The small cat slept."


@pytest.fixture(scope="module")
def site(bundled, tmp_path_factory):
    return small_site.build_in(tmp_path_factory.mktemp("site"), bundled)


@pytest.fixture
def server(site):
    with serving(site) as found:
        yield found


def until(tab, true):
    for _ in range(600):
        if true():
            return
        tab.wait_for_timeout(100)
    pytest.fail("it never came true")


def come_back_until(tab, true):
    """Visit the page again and again, at most twenty times.

    A new worker waits until the old one has nothing to do, for minutes if need be; Chromium now and
    then learns that only from the next visit.
    """
    for _ in range(20):
        for _ in range(30):
            if true():
                return
            tab.wait_for_timeout(100)
        tab.reload()
    pytest.fail("it never came true")


def type_and_see(tab, text):
    tab.wait_for_selector("html[data-pass]")
    tab.fill("#text", text)
    tab.wait_for_function("(text) => document.documentElement.dataset.shown === text", arg=text)
    return tab.locator(".av").evaluate("(node) => node.view.meta.sides[0].labels")


def test_the_picture_comes_before_the_weights_and_all_of_it_stays_without_a_network(
    server, site, open_tab, bundled, problems
):
    server.held = "/parts/"
    tab = open_tab(server.url)
    tab.goto("live/", wait_until="commit")
    tab.wait_for_selector(".av[data-ready]")
    assert "“it” gives 68 % of its attention to “animal”" in tab.inner_text(".av-summary")
    assert tab.locator("html[data-pass]").count() == 0
    server.free.set()
    assert type_and_see(tab, TEXT) == list(bundled.run(TEXT).labels)
    parts = len(list((site / "live" / "parts").iterdir()))
    until(tab, lambda: tab.evaluate(KEPT) == parts)
    assert all(path.startswith("/some/path/") for path in server.asked)
    server.shutdown()
    server.server_close()
    tab.reload()
    again = "A dog barked, and it ran off."
    assert type_and_see(tab, again) == list(bundled.run(again).labels)
    tab.get_by_role("link", name="BERT Explorer").click()
    tab.get_by_role("link", name="Lessons", exact=True).click()
    tab.get_by_role("link", name="“it”: tired or wide?").click()
    tab.get_by_text("To which word does “it” give most of its attention?").wait_for()
    tab.goto(f"{server.url}gallery/none.html")
    tab.get_by_text("This page is not kept on this device").wait_for()
    problems[:] = [one for one in problems if "503" not in one and "ERR_" not in one]


def test_the_whole_site_is_kept_on_request(server, site, open_tab, problems):
    tab = open_tab(server.url)
    tab.goto("./")
    tab.get_by_role("button", name="Keep all of it").click()
    tab.get_by_text("All of it is on this device now.").wait_for()
    server.shutdown()
    server.server_close()
    tab.goto("gallery/attention_heatmap.html")
    width = "() => document.querySelector('figure img').naturalWidth > 100"
    tab.wait_for_function(width)
    problems[:] = [one for one in problems if "ERR_" not in one]


def test_the_next_version_of_the_site_is_seen_and_the_weights_are_not_loaded_again(
    server, site, open_tab, tmp_path
):
    server.folder = shutil.copytree(site, tmp_path / "site")
    tab = open_tab(server.url)
    tab.goto("live/")
    type_and_see(tab, TEXT)
    parts = len(list((site / "live" / "parts").iterdir()))
    until(tab, lambda: tab.evaluate(KEPT) == parts)
    change_first_page(server.folder)
    server.asked.clear()
    tab.goto("./")
    come_back_until(tab, lambda: tab.evaluate(ANEW))
    tab.reload()
    tab.get_by_role("heading", name="Seen anew").wait_for()
    tab.goto("live/")
    type_and_see(tab, TEXT)
    assert not [path for path in server.asked if "/parts/" in path]


def change_first_page(folder):
    """What ``make site`` would write after a change of the first page alone."""
    page = folder / "index.html"
    page.write_text(page.read_text("utf-8").replace("See what BERT does", "Seen anew"), "utf-8")
    made = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    made = {path: file.read_bytes() for path, file in made.items() if file.is_file()}
    for path in (RECORD, WORKER, MANIFEST, ".nojekyll"):
        del made[path]
    for path, content in offline.files(made).items():
        (folder / path).write_bytes(content)


@pytest.mark.parametrize("harm", ["cut off", "changed", "missing"])
def test_a_part_that_did_not_arrive_whole_says_so_below_the_first_picture(
    server, site, open_tab, problems, harm
):
    part = next((site / "live" / "parts").glob("low-3.*.bin"))
    whole = part.read_bytes()
    found = {"cut off": whole[: len(whole) // 2], "changed": whole[:-1] + b"?", "missing": b""}
    server.changed = {part.name: found[harm]}
    tab = open_tab(server.url)
    tab.goto("live/")
    tab.locator("#status", has_text="missing, was cut off or changed").wait_for()
    assert tab.locator("html[data-pass]").count() == 0
    assert tab.locator(".av[data-ready]").count() == 1
    tab.wait_for_load_state("networkidle")
    assert problems
    problems.clear()


@pytest.mark.parametrize("script", ["opening", "engine"])
def test_a_script_that_was_cut_off_is_noticed(server, site, open_tab, problems, script):
    file = next((site / "live").glob(f"{script}.*.js"))
    server.changed = {file.name: file.read_bytes()[:20_000]}
    tab = open_tab(server.url)
    tab.goto("live/")
    tab.locator("#status", has_text="did not arrive whole").wait_for()
    problems.clear()


PAGES = (
    "",
    "live/",
    "lessons/",
    f"lessons/{small_site.LESSON}.html",
    f"lessons/answers/{small_site.LESSON}.html",
    "lessons/answers/",
    "lessons/answers/plan.html",
    "gallery/",
    "gallery/attention_lines.html",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 720), (400, 800)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(server, open_tab, size, scheme):
    viewport = dict(zip(("width", "height"), size, strict=True))
    tab = open_tab(server.url, viewport=viewport, color_scheme=scheme)
    for path in PAGES:
        tab.goto(path or "./")
        tab.wait_for_load_state("load")
        assert axe.violations(tab) == [], path
        assert tab.evaluate("document.documentElement.scrollWidth") <= size[0], path


def test_without_a_service_worker_every_page_is_seen_all_the_same(server, open_tab):
    tab = open_tab(server.url, service_workers="block")
    for path in ("./", "lessons/", "gallery/"):
        tab.goto(path)
        tab.get_by_role("heading", level=1).wait_for()
    tab.goto("./")
    assert tab.get_by_role("button", name="Keep all of it").count() == 0


def test_a_page_opened_from_the_disk_says_what_it_needs(site, open_tab, problems):
    tab = open_tab("http://127.0.0.1")
    tab.goto((site / "live" / "index.html").as_uri())
    tab.locator("#status", has_text="put this folder on a web server").wait_for()
    tab.wait_for_selector(".av[data-ready]")
    tab.wait_for_load_state("networkidle")
    problems.clear()
