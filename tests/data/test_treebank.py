"""Sentences with links: the shipped sample, CoNLL-U and typed links."""

import pytest

from explorer.data.treebank import Arc, from_conllu, from_typed, sample
from explorer.errors import InputError


def heads(sentence):
    return {arc.dependent: arc.head for arc in sentence.arcs}


def test_the_sample_is_forty_trees_without_crossing_arcs():
    sentences = sample()
    assert len(sentences) == 40
    for sentence in sentences:
        up = heads(sentence)
        assert len(up) == len(sentence.words) - 1  # every word but the root hangs on another
        for start in range(len(sentence.words)):
            path = [start]
            while path[-1] in up:
                path.append(up[path[-1]])
                assert len(path) <= len(sentence.words)
        spans = [tuple(sorted((a.dependent, a.head))) for a in sentence.arcs]
        for a, b in spans:
            assert not any(a < c < b < d for c, d in spans), sentence.words


def test_the_sample_keeps_to_what_its_relations_mean():
    after = {
        "det",
        "nummod",
        "nmod:poss",
        "case",
        "aux",
        "aux:pass",
        "cop",
        "mark",
        "cc",
        "compound",
    }
    before = {"obj", "iobj", "xcomp", "ccomp", "conj", "obl", "nmod", "compound:prt", "acl:relcl"}
    for sentence in sample():
        for arc in sentence.arcs:
            word = sentence.words[arc.dependent].lower()
            if arc.relation in after:
                assert arc.head > arc.dependent, (sentence.words, arc)
            if arc.relation in before and word != "that":
                assert arc.head < arc.dependent, (sentence.words, arc)
            if arc.relation == "det":
                assert word in {"the", "a", "an"}
            if word in {"the", "a", "an"}:
                assert arc.relation == "det"
            if word in {".", ","}:
                assert arc.relation == "punct"
        # A head has one subject at most, and a passive subject needs a passive auxiliary.
        subjects = [a.head for a in sentence.arcs if a.relation.startswith("nsubj")]
        assert len(subjects) == len(set(subjects))
        passive = {a.head for a in sentence.arcs if a.relation == "nsubj:pass"}
        assert passive == {a.head for a in sentence.arcs if a.relation == "aux:pass"}


GOOD = (
    "# text = don't go\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\t_\t_\t_\t_\t3\taux\t_\t_\n"
    "2\tn't\t_\t_\t_\t_\t3\tadvmod\t_\t_\n2.1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "3\tgo\t_\t_\t_\t_\t0\troot\t_\t_\n"
)


def test_conllu_skips_multiword_lines_and_empty_nodes():
    (sentence,) = from_conllu(GOOD)
    assert sentence.words == ("do", "n't", "go")
    assert sentence.arcs == (Arc(0, 2, "aux"), Arc(1, 2, "advmod"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no sentence"),
        ("1\tcat\n", "Line 1 has 2 columns"),
        (GOOD.replace("\t3\taux", "\t9\taux"), "Line 3 names word “9”"),
        (GOOD.replace("1\tdo", "1\t "), "Line 3 has no word"),
    ],
)
def test_unfit_files_are_refused_with_the_line(text, message):
    with pytest.raises(InputError, match=message):
        from_conllu(text)


def test_typed_links():
    typed = "The dog saw the cat .\ndog > The : article\ncat > the#2 : article\n\nHe slept .\n"
    first, second = from_typed(typed)
    assert first.arcs == (Arc(1, 0, "article"), Arc(4, 3, "article"))
    assert second.arcs == ()
    assert from_typed("a b\na > b")[0].arcs == (Arc(0, 1, "link"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a > b : c", "no sentence stands above"),
        ("the cat\nthe > dog : x", "Line 2 names the word “dog”"),
        ("the cat\nthe#3 > cat : x", "the#3"),
        ("only a sentence", "No link is typed"),
    ],
)
def test_unfit_typed_links(text, message):
    with pytest.raises(InputError, match=message):
        from_typed(text)
