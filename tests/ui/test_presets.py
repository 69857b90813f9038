"""Examples that pages offer: the bundled model or its teaching heads do what each title says."""

import pytest

from explorer.examples import EXAMPLES
from explorer.measures.comparison import align, head_changes, text_similarity, vector_changes
from explorer.measures.similarity import cosine
from explorer.measures.telling import telling_link
from explorer.measures.words import find_word, split_words
from explorer.predictors import load_predictor
from explorer.tasks import answer, classify, fill_mask, next_sentence, tag
from explorer.text import TextInput
from explorer.ui.panels import (
    answer as answer_page,
)
from explorer.ui.panels import (
    classify as classify_page,
)
from explorer.ui.panels import (
    difference,
    inside_pipeline,
    similarity,
    tokens,
    what_matters,
)
from explorer.ui.panels import (
    fill_mask as fill_mask_page,
)
from explorer.ui.panels import (
    next_sentence as next_sentence_page,
)
from explorer.ui.panels import (
    tag as tag_page,
)

FAILS = "(where it fails)"
PAGES = (fill_mask_page, next_sentence_page, classify_page, tag_page, answer_page, inside_pipeline)


@pytest.fixture(scope="module")
def head(bundled):
    """head("classify") -> the teaching head, loaded once."""
    loaded = {}

    def get(task):
        if task not in loaded:
            loaded[task] = load_predictor(task, body=bundled)
        return loaded[task]

    return get


def cases(examples, expected):
    """Each example with what it is expected to give; none may be forgotten."""
    assert set(examples) == set(expected)
    return [pytest.param(examples[title], expected[title], id=title) for title in examples]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_on_what_it_does_well_and_says_where_it_fails(page):
    titles = list(page.EXAMPLES)
    assert FAILS not in titles[0]
    assert any(FAILS in title for title in titles)
    assert titles.index(next(t for t in titles if FAILS in t)) > 0
    first = page.EXAMPLES[titles[0]]
    assert dict(first) | page.OPENING == dict(first)
    assert page.OPENING["text"] == first["text"]


BLANKS = {
    "A patient": ["hospital"],
    "A verb in the past": ["went"],
    "A week": ["days"],
    "Two blanks": ["dog", "door"],
    f"A capital {FAILS}": ["not paris"],
    f"In the lake {FAILS}": ["not drown"],
}


@pytest.mark.parametrize(("example", "expected"), cases(fill_mask_page.EXAMPLES, BLANKS))
def test_blanks(head, example, expected):
    found = head("fill-mask").run(TextInput(example["text"]))
    assert len(found.positions) == len(expected)
    for row, word in enumerate(expected):
        best = fill_mask.best(found, row)[0]
        if word.startswith("not "):
            assert best.token != word.removeprefix("not ")
        else:
            assert best.token == word
    if len(expected) == 1 and "not" not in expected[0]:
        assert fill_mask.best(found, 0)[0].probability > 0.4


FOLLOWS = {
    "Breakfast": True,
    "Another topic": False,
    "A story": True,
    "Cookies": True,
    "A tower": False,
    f"Same topic, no sequel {FAILS}": True,  # it does not
}


@pytest.mark.parametrize(("example", "expected"), cases(next_sentence_page.EXAMPLES, FOLLOWS))
def test_next_sentences(head, example, expected):
    found = head("next-sentence").run(TextInput(example["text"], example["pair"]))
    verdict = next_sentence.verdict(found)
    assert verdict.follows is expected
    assert max(verdict.probabilities) > 0.65


LABELS = {
    "Rude": "negative",
    "A film": "positive",
    "A negation": "negative",
    "A market": "negative",
    "Your own labels: cooking": "cooking",
    "Your own labels: a plan": "book",
    f"Anything but boring {FAILS}": "negative",  # wrong
    f"No opinion {FAILS}": "negative",  # it is neither
}


@pytest.mark.parametrize(("example", "expected"), cases(classify_page.EXAMPLES, LABELS))
def test_labels(head, example, expected):
    if example["classify_mode"] == classify_page.OWN:
        labels = classify.candidate_labels(example["zero_labels"])
        found = classify.zero_shot(head("entail"), example["text"], labels, classify.TEMPLATE)
        scores = found.scores(several=False)
        assert found.labels[int(scores.argmax())] == expected
        return
    best = classify.ranking(head("classify").run(TextInput(example["text"])))[0]
    assert best.label == expected
    assert best.probability > 0.8


PIPELINE = {
    "A course": ("positive", 0.9),
    "Hate": ("negative", 0.9),
    "Markets": ("positive", 0.9),
    f"Waiting {FAILS}": ("negative", 0.5),  # wrong, by a hair
    f"Not unhappy {FAILS}": ("negative", 0.6),  # wrong
}


@pytest.mark.parametrize(("example", "expected"), cases(inside_pipeline.EXAMPLES, PIPELINE))
def test_texts_of_the_pipeline(head, example, expected):
    label, least = expected
    best = classify.ranking(head("classify").run(TextInput(example["text"])))[0]
    assert best.label == label
    assert best.probability > least


TAGS = {
    "A name or a city?": [("Paris Hilton", "PER"), ("Paris", "LOC"), ("Poughkeepsie", "LOC")],
    "Founders": [
        ("Microsoft", "ORG"),
        ("Bill Gates", "PER"),
        ("Paul Allen", "PER"),
        ("Albuquerque", "LOC"),
    ],
    "Calgary": [("Mehdi", "PER"), ("Calgary", "LOC")],
    f"A company or a river? {FAILS}": [("Amazon", "ORG"), ("Brazil", "LOC")],
    "Verb or noun?": [("flies", "VERB"), ("flies", "NOUN")],
    "One word, two tags": [("can", "AUX"), ("can", "NOUN")],
    f"A garden path {FAILS}": [("man", "NOUN")],  # here it is the verb
}


@pytest.mark.parametrize(("example", "expected"), cases(tag_page.EXAMPLES, TAGS))
def test_tags(head, example, expected):
    task, text = tag_page.KINDS[example["tag_kind"]], example["text"]
    found = head(task).run(TextInput(text))
    spans = tag.spans(found, "first") if task == "entities" else tag.word_tags(found)
    seen = [(text[span.start : span.end], span.label) for span in spans]
    if task == "part-of-speech":
        seen = [one for one in seen if one[0] == expected[0][0]]
    assert seen == expected


def test_the_opening_of_tag_tells_the_strategies_apart(head):
    found = head("entities").run(TextInput(tag_page.OPENING["text"]))
    assert tag.outcomes(found) == [["none"], ["simple", "first", "max"], ["average"]]
    pieces = [span for span in tag.spans(found, "none") if span.start >= 32]
    assert len(pieces) == 5  # of one word
    certain = [tag.spans(found, name)[-1].score for name in ("first", "average")]
    assert certain[0] - certain[1] > 0.1


ANSWERS = {
    "A year": "1867",
    "The other year": "1903",
    "The tired animal": "because it was too tired",
    "Two people": "Charles",
    "Calgary": "in Calgary",
    f"No answer {FAILS}": "Eiffel",
}


@pytest.mark.parametrize(("example", "expected"), cases(answer_page.EXAMPLES, ANSWERS))
def test_answers(head, example, expected):
    found = answer.read(head("answer"), example["answer_question"], example["text"])
    assert found.answers[0].text == expected
    assert (found.answers[0].score > 0.5) == (expected != "Eiffel")


def test_pairs_that_differ(bundled):
    words = {
        "it: tired and wide": "it",
        "python: snake and language": "python",
        "who bit whom": "dog",
        "bank: cheque and river": "bank",
        f"it: cup or bottle {FAILS}": "it",
    }
    assert list(difference.EXAMPLES) == list(words)
    for title, given in difference.EXAMPLES.items():
        first, second = bundled.run(given["text"]), bundled.run(given["pair"])
        pairs = align(first, second)
        place = find_word(first, words[title])[0].tokens[0]
        assert place in pairs.first, title
        assert head_changes(first, second, pairs).max() > 0.1, title
        turned = vector_changes(first, second, pairs)[:, pairs.first.tolist().index(place)]
        assert turned[-1] > turned[0], title  # the word is read in its context


def test_the_pair_of_difference_is_the_first_of_its_examples():
    first = next(iter(difference.EXAMPLES.values()))
    assert difference.OPENING.items() <= first.items()


def test_the_other_pages_open_on_something_worth_seeing(bundled):
    assert len(split_words(bundled.run(tokens.OPENING["text"]))) >= 3
    python = [bundled.run(similarity.OPENING[name]) for name in ("text", "pair")]
    states = [run.hidden[:, find_word(run, "python")[0].tokens[0]] for run in python]
    assert cosine(*states)[0] - cosine(*states)[-1] > 0.3
    first = bundled.run(what_matters.OPENING["text"])
    assert text_similarity(first, bundled.run(what_matters.OTHER_TEXT)) > 0.7
    assert telling_link(first).key_word == "animal"
    assert what_matters.OPENING["text"] == EXAMPLES[0].text
