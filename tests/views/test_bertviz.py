"""BertViz's page made offline: what must and must not stand in it."""

import json
import re

import pytest
from support.traces import HOSTILE, SINGLE, make_trace

from explorer.errors import InputError


@pytest.fixture(scope="module")
def bertviz_html():
    from explorer.views import bertviz_html

    return bertviz_html


def _params(page):
    return json.loads(re.search(r"const params = (.*);\n", page).group(1))


def test_page_asks_nobody_for_anything(bertviz_html):
    page = bertviz_html(make_trace(SINGLE, seed=0))
    own = page.split("window.require=")[1]  # what follows the two libraries
    assert "<script src" not in page
    assert re.findall(r"(?:src|href)=\"?https?:", own) == []


def test_weights_are_the_traces_and_stand_there_once(bertviz_html):
    trace = make_trace(SINGLE, seed=0)
    page = bertviz_html(trace, layer=1, heads=[2])
    params = _params(page)
    assert params["attention"][0]["attn"][1][2][3] == pytest.approx(
        trace.attention(1)[2, 3].tolist(), abs=1e-4
    )
    assert (params["layer"], params["heads"]) == (1, [2])
    assert page.count('"left_text"') == 1


def test_pair_gets_the_sentence_filter(bertviz_html):
    page = bertviz_html(make_trace(("[CLS]", "a", "[SEP]", "b", "[SEP]"), seed=0, second_from=3))
    views = _params(page)["attention"]
    assert [len(view["left_text"]) for view in views] == [5, 3, 2, 3, 2]
    assert "Sentence A -> Sentence B" in page


def test_hostile_tokens_stay_inside_their_strings(bertviz_html):
    labels = (*HOSTILE, "<!--<script>", "// HACK: PYTHON_PARAMS", '"}],"x":1')
    page = bertviz_html(make_trace(labels, seed=0))
    script = page.split("const params = ")[1]
    assert script.count("</script>") == 1  # its own end
    assert "<!--" not in script and "<img" not in page
    assert _params(page)["attention"][0]["left_text"] == list(labels)


def test_dark_page_has_light_text(bertviz_html):
    assert "color-scheme:dark" in bertviz_html(make_trace(SINGLE, seed=0), dark=True)
    assert "svg text{fill:#e7e8ea}" in bertviz_html(make_trace(SINGLE, seed=0), dark=True)


def test_long_text_is_refused_with_a_way_out(bertviz_html):
    with pytest.raises(InputError, match=r"65 tokens.*own attention view"):
        bertviz_html(make_trace(("w",) * 65, layers=1, heads=1))
