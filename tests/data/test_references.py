"""The papers behind the pictures: every picture has an entry, every key a whole BibTeX record."""

import re

import pytest
from support.figure_cases import names

from explorer.catalog import BUNDLED_ID
from explorer.data import references
from explorer.measures.adjusted_similarity import MEASURES
from explorer.measures.head_scores import HEAD_MEASURES


def test_every_picture_says_which_papers_it_rests_on():
    assert set(references.pictures()) == set(names())


def test_every_key_has_an_entry_and_every_entry_is_cited():
    cited = [*references.pictures().values(), *references.methods().values(),
             *references.models().values()]  # fmt: skip
    assert {key for keys in cited for key in keys} == set(references.entries())


@pytest.mark.parametrize("key", references.entries())
def test_an_entry_is_whole(key):
    entry = references.entries()[key]
    fields = dict(re.findall(r"^\s+(\w+)\s*=\s*\{(.*)\},?$", entry, re.MULTILINE))
    assert {"author", "title", "year"} <= set(fields)
    assert key.endswith(fields["year"])
    assert entry.count("{") == entry.count("}")
    if entry.startswith("@inproceedings"):
        assert "booktitle" in fields
    for surname in fields["author"].split(" and ")[0].split()[-1:]:
        assert key.startswith(re.sub(r"\W", "", surname).lower()[:4]) or key == "vandermaaten2008"


def test_a_method_adds_its_papers_to_those_of_the_picture():
    assert references.keys("mixing_bars", ["rollout", "FLOW"]) == ("kobayashi2021", "abnar2020")
    assert references.keys("state_norms") == ()


def test_measures_are_called_as_the_pictures_call_them():
    known = set(references.methods())
    assert {"above baseline", "z-scored cosine"} <= known & set(MEASURES)
    assert {
        name for name in HEAD_MEASURES if HEAD_MEASURES[name].source.startswith("Clark")
    } <= known


def test_a_model_adds_its_own_papers():
    assert references.keys("state_norms", (), [BUNDLED_ID]) == ("reimers2019", "wang2020")
    assert references.keys("state_norms", (), ["folder:bert-base", "someone/bert-x"]) == ()


def test_bibtex_lists_each_paper_once_and_is_empty_for_none():
    assert references.bibtex(()) == ""
    found = references.bibtex(["vig2019", "abnar2020", "vig2019"])
    assert re.findall(r"@\w+\{(\w+),", found) == ["abnar2020", "vig2019"]
    assert found.endswith("}\n")
