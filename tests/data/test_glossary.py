"""The glossary: every term can be found, says what it means, and names a page."""

import re

import pytest
from support.app_server import ROOT

from explorer.data.glossary import glossary, term, tip

ASKED = (
    "attention head|layer|hidden state|logit|logits|softmax|pooling|token|"
    "special token|embedding|residual stream|LayerNorm|cosine similarity|attention weight|rollout|"
    "probing|teaching head|fine-tuning|masked language model|[CLS]|[SEP]|segment|"
    "position embedding|anisotropy"
)


@pytest.mark.parametrize("name", [*"query key value head".split(), *ASKED.split("|")])
def test_a_term_has_a_tip(name):
    assert tip(name) == tip(name.upper()) == term(name).says


def test_no_spelling_belongs_to_two_terms():
    names = [name.lower() for entry in glossary() for name in (entry.name, *entry.also)]
    assert len(names) == len(set(names))


def test_each_is_one_or_two_sentences_and_does_not_define_itself():
    for entry in glossary():
        assert entry.says.endswith(".")
        assert len(re.findall(r"[.!?](?= [A-Z]|$)", entry.says)) <= 2, entry.name
        assert len(entry.says) < 170, entry.name
        first = re.split(r"[.:](?= )", entry.says)[0]
        assert not re.search(rf"(?<![\w[]){re.escape(entry.name)}(?!\w)", first), entry.name


def test_each_names_a_page_that_exists():
    for entry in glossary():
        assert (ROOT / "pages" / entry.see).is_file(), entry.name


def test_an_unknown_term_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        tip("telepathy")
