"""attention_view: the page it makes, for a notebook and as a file; the module it is made of."""

import html
import json
import re

import pytest
from support.traces import HOSTILE, SINGLE, make_trace

from explorer.errors import InputError
from explorer.views import attention_view
from explorer.views.module import function_source, module_source


def _meta(page):
    return json.loads(re.search(r'id="meta">(.*)</script>', page).group(1))


def _buffers(page):
    return re.findall(r'data-buffer="(\w:[^"]+)">', page)


def test_page_holds_all_layers_and_asks_nobody():
    page = attention_view(make_trace(SINGLE, seed=0)).html()
    assert set(_buffers(page)) == {"w:self:0", "w:self:1", "v:self:0", "v:self:1"}
    asks = re.findall(r"""(?:src|href)=["']?(?:https?:)?//|@import|fetch\(|XMLHttp""", page)
    assert asks == []


def test_hostile_tokens_stay_text_in_the_page():
    page = attention_view(make_trace((*HOSTILE, "<!--", "@@code@@"), seed=0)).html()
    assert (
        page.count("</script>") == 2 + len(_buffers(page))
        and "<!--" not in page
        and "<img" not in page
    )
    assert _meta(page)["sides"][0]["labels"] == [*HOSTILE, "<!--", "@@code@@"]


def test_bert_base_at_128_tokens_is_a_file_under_4_mb():
    trace = make_trace([f"w{i}" for i in range(128)], layers=12, heads=12, width=64)
    page = attention_view(trace, layer=5).html()
    assert len(page.encode()) < 4_000_000
    vectors = [name for name in _buffers(page) if name.startswith("v:")]
    assert "v:self:5" in vectors and _meta(page)["missing"]


def test_start_is_what_was_asked_for():
    page = attention_view(
        make_trace(SINGLE, seed=0), layer=1, heads=[2, 0], lens="grid", first_index=1
    ).html()
    wanted = {"layer": 1, "heads": [0, 2], "lens": "grid", "base": 1}
    assert _meta(page)["start"] == wanted


def test_a_token_is_pinned_from_the_start():
    page = attention_view(make_trace(SINGLE, seed=0), heads=[1], pin=2).html()
    assert _meta(page)["start"]["pin"] == {"side": "query", "at": 2}


def test_file_is_saved_and_named(tmp_path):
    path = attention_view(make_trace(SINGLE, seed=0)).save(tmp_path / "view.html")
    assert path.read_text("utf-8").startswith("<!doctype html>")
    with pytest.raises(InputError, match="no folder"):
        attention_view(make_trace(SINGLE, seed=0)).save(tmp_path / "nowhere" / "view.html")


def test_notebook_gets_a_frame_with_the_whole_page():
    view = attention_view(make_trace(HOSTILE, seed=0))
    frame = view._repr_html_()
    assert frame.startswith("<iframe") and frame.count("<") == 2
    source = re.search(r'srcdoc="([^"]*)"', frame).group(1)
    assert html.unescape(source) == view.html()


@pytest.mark.parametrize(
    "wrong",
    [
        {"layer": 2},
        {"heads": [3]},
        {"heads": []},
        {"lens": "x"},
        {"first_index": 2},
        {"pin": -1},
        {"pin": 6},
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(wrong):
    with pytest.raises(InputError, match=r"\.$"):
        attention_view(make_trace(SINGLE, seed=0), **wrong)


def test_module_is_one_scope_without_imports():
    assert not re.search(r"^(import|export) (?!default)", module_source(), re.MULTILINE)
    assert "</script" not in function_source() and "<!--" not in function_source()
    assert module_source().count("export default") == 1
