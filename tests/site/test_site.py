"""The static site: every page small and strict, every link relative and alive, every file known."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html import unescape
from urllib.parse import quote

import pytest
from support import small_site
from support.app_server import ROOT

from docs.site import build, gallery
from explorer.data.palette import PALETTE
from explorer.errors import InputError

MOST_BYTES = 200_000
NAMED = re.compile(r"\.([0-9a-f]{64})\.\w+$")
REFERENCE = """
from docs.site import reference
from docs.site.layout import Layout, shared
from explorer.live.tree import write
import sys
around = {"live/index.html": b"", "index.html": b"", "site.webmanifest": b""}
pages = dict(reference.files(Layout(("live", "api"))))
write(sys.argv[1], {**pages, **dict(shared().values()), **around})
"""


@pytest.fixture(scope="module")
def site(bundled, tmp_path_factory):
    return small_site.build_in(tmp_path_factory.mktemp("site") / "build" / "site", bundled)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """The pages of the API. A process of its own: pdoc puts names into the library's modules."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([sys.executable, "-c", REFERENCE, folder], cwd=ROOT, check=True)
    return folder


@pytest.fixture(params=["site", "reference"])
def folder(request):
    return request.getfixturevalue(request.param)


def pages(folder):
    found = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*.html")}
    return {path: file.read_bytes() for path, file in found.items() if file.stat().st_size}


def test_every_page_is_small(folder):
    assert len(pages(folder)) > 5
    large = {path: len(page) for path, page in pages(folder).items() if len(page) >= MOST_BYTES}
    assert large == {}


def test_every_link_is_relative_and_leads_somewhere(folder):
    assert small_site.broken_links(folder) == []


def test_a_broken_link_is_seen(tmp_path):
    (tmp_path / "a.html").write_text(
        '<a href="b.html#x"></a><img src="/c.png"><script src="https://d.example/e.js"></script>'
        '<source srcset="f.svg"><a href="#here"></a><i id="here"></i><a href="b.html#y"></a>'
    )
    (tmp_path / "b.html").write_text('<i id="x"></i>')
    (tmp_path / "s.css").write_text("a { background: url(//g.example/h.png) }")
    wanted = ["/c.png", "https://d.example/e.js", "f.svg", "b.html#y", "//g.example/h.png"]
    assert [one.partition(": ")[2] for one in small_site.broken_links(tmp_path)] == wanted


def test_every_page_has_a_strict_policy_and_no_script_of_its_own(folder):
    for path, page in pages(folder).items():
        (said,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page.decode())
        policy = unescape(said)
        assert policy.startswith("default-src 'none'; script-src 'self'"), path
        assert "unsafe-inline" not in policy
        assert "http" not in policy
        assert ("wasm-unsafe-eval" in policy) == (
            path in ("live/index.html", "live/small/index.html")
        )
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.decode())
        assert all("application/json" in one or "data-buffer" in one for one in scripts), path
        assert " style=" not in page.decode(), path


def test_files_that_may_be_kept_for_ever_are_named_by_their_sha256(site):
    found = [file for file in site.rglob("*") if NAMED.search(file.name)]
    for file in found:
        assert NAMED.search(file.name)[1] == sha256(file.read_bytes()).hexdigest(), file.name
    kinds = {file.suffix for file in found}
    assert kinds == {".bin", ".wasm", ".js", ".css", ".svg", ".png"}
    others = {file for file in site.rglob("*") if file.is_file()} - set(found)
    assert {file.suffix for file in others} == {".html", ".csv", ".js", ".webmanifest", "", ".json"}


def test_the_worker_knows_every_file_by_its_sha256(site):
    worker = (site / "sw.js").read_text("utf-8")
    told = json.loads(worker.rpartition("serve(self, ")[2].rstrip(");\n"))
    there = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    assert set(told["files"]) == there - {"sw.js", ".nojekyll", ".bert-explorer.json"}
    for path, said in told["files"].items():
        digest = sha256((site / path).read_bytes()).digest()
        assert said == f"sha256-{b64encode(digest).decode()}"
    at_once = sum((site / path).stat().st_size for path in told["first"])
    assert at_once < 2_000_000
    assert {"index.html", "live/index.html", "lessons/index.html"} < set(told["first"])


def test_every_name_stands_in_an_address_as_it_is(folder):
    """The worker compares addresses with names."""
    for file in folder.rglob("*"):
        path = file.relative_to(folder).as_posix()
        assert quote(path) == path


def test_a_picture_has_its_caption_its_words_and_its_code(site):
    page = (site / "gallery" / "attention_lines.html").read_text("utf-8")
    assert "gives 68 % of its attention to “animal”" in page
    assert "all-MiniLM-L6-v2" in page
    assert "pictures.attention_lines(trace, layer=3, head=1, query=10)" in page
    assert (site / "gallery" / "attention_lines.csv").read_text("utf-8").count("\n") > 10


def test_answers_are_apart_from_the_questions(site):
    questions = (site / "lessons" / f"{small_site.LESSON}.html").read_text("utf-8")
    answers = (site / "lessons" / "answers" / f"{small_site.LESSON}.html").read_text("utf-8")
    assert "To which word does “it” give most of its attention?" in questions
    assert "The model: animal" in answers
    assert "The model:" not in questions
    assert (site / "lessons" / "answers" / "plan.html").is_file()


def test_a_worksheets_pictures_are_dark_on_dark_screens_only(site):
    folder = site / "lessons"
    page = (folder / f"{small_site.LESSON}.html").read_text("utf-8")
    media = re.escape("screen and (prefers-color-scheme: dark)")
    found = re.findall(rf'<source srcset="([^"]+)" media="{media}"><img src="([^"]+)"', page)
    assert len(found) == page.count("<section><picture>") > 0
    for dark, light in found:
        assert PALETTE["dark"]["paper"] in (folder / dark).read_text("utf-8")
        assert PALETTE["dark"]["paper"] not in (folder / light).read_text("utf-8")


def test_a_lessons_sentences_open_in_the_live_page(site):
    page = (site / "lessons" / f"{small_site.LESSON}.html").read_text("utf-8")
    tired = "text=The+animal+didn%27t+cross+the+street+because+it+was+too+tired."
    assert f'href="../live/#{tired}&amp;view=layer.3_heads.1"' in page


def test_the_front_page_says_a_number_and_links_to_the_rooms_there_are(site):
    page = (site / "index.html").read_text("utf-8")
    assert "“it” gives 68 % of its attention to “animal”" in page
    assert 'href="live/"' in page
    assert 'href="live/small/">Smaller, for phones (7 MB)</a>' in page
    assert "2 pictures" in page
    assert 'href="api/"' not in page


def test_a_place_that_cannot_be_written_is_said_before_anything_is_made(tmp_path):
    (tmp_path / "site").write_text("mine")
    for place in (tmp_path / "site", tmp_path / "site" / "deeper"):
        with pytest.raises(InputError, match=r"is a file|cannot be written"):
            build.site(place, build.Plan(), studio=None)
    assert (tmp_path / "site").read_text() == "mine"


def test_every_picture_of_the_gallery_is_one_that_can_be_asked_for():
    names = [one.name for section in gallery.sections() for one in section.asked]
    assert len(names) == len(set(names)) > 80
