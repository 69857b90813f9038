"""The live page for a web host: a small page, and the model in files named by their sha256."""

import json
import re
import zlib
from base64 import b64encode
from hashlib import sha256

import pytest

from explorer import live
from explorer.errors import InputError
from explorer.live.folder import files
from explorer.live.model import kernel


@pytest.fixture(scope="module")
def page(bundled):
    return live.page(engine=bundled)


@pytest.fixture(scope="module")
def found(page):
    return files(page.filled(), page.model, head='<link rel="x" href="../x">', top="<p>Above</p>")


def told(found):
    html = found["index.html"].decode()
    (model,) = re.findall(r'<script type="application/json" id="model">(.*)</script>', html)
    return json.loads(model)


def test_the_page_is_small_and_names_every_other_file(found):
    html = found["index.html"].decode()
    assert len(found["index.html"]) < 200_000
    assert all(path in html for path in found if path != "index.html")
    assert html.index('<link rel="x"') < html.index("</head>") < html.index("<p>Above</p>")


def test_each_part_is_whole_and_named_by_its_sha256(page, found):
    parts = {name: b"" for name in told(found)["files"]}
    for name, part in told(found)["files"].items():
        for path, integrity in part:
            digest = sha256(found[path])
            assert digest.hexdigest() in path
            assert integrity == f"sha256-{b64encode(digest.digest()).decode()}"
            assert len(found[path]) <= 2 << 20
            parts[name] += found[path]
    assert parts.pop("kernel") == kernel()
    assert parts == {part.name: part.content for part in page.model.parts}
    assert {name: len(zlib.decompress(part)) for name, part in parts.items()} == told(found)[
        "lengths"
    ]
    assert sum(map(len, parts.values())) == sum(told(found)["sizes"].values())


def test_its_policy_allows_its_own_host_webassembly_and_the_views_own_style(found):
    (policy,) = re.findall(
        r'Content-Security-Policy" content="([^"]*)"', found["index.html"].decode()
    )
    given = dict(one.strip().split(" ", 1) for one in policy.split(";"))
    assert given["default-src"] == "'none'"
    assert given["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", given["style-src"])
    assert given["connect-src"] == "'self'"
    assert given["worker-src"] == "'self' blob:"


def test_both_forms_say_the_same_but_where_the_model_lies(page, found):
    html, whole = found["index.html"].decode(), "".join(page.pieces())
    for mark in ("meta", "text"):
        pattern = rf'id="{mark}".*?</(?:script|textarea)>'
        assert re.search(pattern, html)[0] == re.search(pattern, whole)[0]
    assert "inside this file" in whole
    assert "in files beside this page" in html
    opening = next(one for path, one in found.items() if path.startswith("opening."))
    assert opening.decode() in whole


def test_a_folder_is_written_and_written_anew(page, tmp_path):
    folder = page.save_folder(tmp_path / "deep" / "live")
    names = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert names == {*files(page.filled(), page.model), ".bert-explorer.json"}
    (folder / "index.html").unlink()
    assert (page.save_folder(folder) / "index.html").is_file()


def test_a_file_in_the_place_of_the_folder_is_refused(page, tmp_path):
    (tmp_path / "live").write_text("mine")
    with pytest.raises(InputError, match="is a file, and a folder is needed"):
        page.save_folder(tmp_path / "live")
    assert (tmp_path / "live").read_text() == "mine"
