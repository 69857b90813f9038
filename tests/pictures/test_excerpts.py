"""Pictures in words and in parts: figure, numbers and words are of the same units."""

import numpy as np
import pytest
from support.figure_cases import names, picture
from support.traces import make_trace

from explorer import pictures
from explorer.errors import ExportError
from explorer.figures.base import DARK
from explorer.pictures.excerpts import IN_PARTS, IN_WORDS


@pytest.fixture(scope="module")
def trace():
    return make_trace()  # [CLS] the cat ##s sat [SEP] the dog ran [SEP]


@pytest.mark.parametrize("name", IN_WORDS)
def test_pictures_in_words_have_words_everywhere(trace, name):
    whole = picture(name, trace)
    assert whole.extent == {"tokens": 10, "words": 9}
    cut = whole.excerpt("words", (1, 4))
    assert "words 1 to 3 of 9" in cut.caption
    assert "cats" in str(cut.figure.to_plotly_json()) and "##s" not in str(cut.figure.to_json())
    assert "cats" in cut.csv.decode() and "##s" not in cut.csv.decode()
    assert "words 1 to 3 of 9" in str(cut.redraw(DARK).layout.title.text)
    assert cut.alt.endswith("Shown, words 1 to 3 of 9.")


@pytest.mark.parametrize("name", sorted(set(IN_PARTS) - set(IN_WORDS)))
def test_pictures_of_tokens_are_cut_and_not_merged(trace, name):
    whole = picture(name, trace)
    assert whole.extent == {"tokens": 10}
    cut = whole.excerpt("tokens", (1, 4))
    assert "tokens 1 to 3 of 10" in cut.caption
    assert "dog" not in cut.csv.decode() and "cat" in cut.csv.decode()
    with pytest.raises(ExportError, match=rf"^{name} shows tokens only, .*: choose a part\.$"):
        whole.excerpt("words")


def test_all_other_pictures_say_that_they_have_no_parts(trace):
    others = set(names()) - set(IN_PARTS)
    assert "module_tree" in others
    whole = pictures.embedding_sum(trace, token=1)
    assert whole.extent == {}
    with pytest.raises(ExportError, match=r"^embedding_sum is not drawn by token, .*\.$"):
        whole.excerpt("tokens", (0, 2))


def test_rows_of_words_sum_to_one(trace):
    table = pictures.attention_heatmap(trace, 0, 0).excerpt("words").table
    assert np.allclose(table.sum(axis=1), 1)


def test_methods_are_merged_like_weights(trace):
    weights = trace.attention(0)[0]
    cut = pictures.method_heatmap(trace, "Raw weights", weights, "layer 0").excerpt("words")
    same = pictures.attention_heatmap(trace, 0, 0).excerpt("words")
    assert np.array_equal(cut.table.iloc[:, 2:].to_numpy(float), same.table.to_numpy(float))


def test_the_chosen_token_becomes_its_word(trace):
    lines = pictures.attention_lines(trace, 0, 0, query=3)  # ##s
    assert "from “cats”" in lines.excerpt("words").caption
    with pytest.raises(ExportError, match="The chosen token 3 is not in this part"):
        lines.excerpt("words", (4, 6))


def test_code_and_origin_are_those_of_the_whole(trace):
    whole = pictures.attention_heatmap(trace, 0, 0).linked("https://example.org/")
    cut = whole.excerpt("words")
    assert (cut.code, cut.origin, cut.link) == (whole.code, whole.origin, whole.link)
    assert cut.excerpt("words") is cut and cut.excerpt() is cut
    with pytest.raises(ExportError, match="cut already"):
        cut.excerpt("words", (0, 2))


def test_words_that_are_typed_stay_as_they_are():
    token = make_trace("token of tokens")
    cut = pictures.attention_lines(token, 0, 0, query=1).excerpt("words")
    assert "from “token”" in cut.caption
    alike = pictures.similarity_heatmap(token, 0).excerpt("words")
    assert "Cosine similarity of words" in alike.caption and "token of tokens" in alike.caption
