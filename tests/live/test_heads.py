"""The teaching heads of the page say what those of the app say: probabilities, labels, answers."""

import unicodedata

import numpy as np
import pytest
from support import live_service, node
from support.hard_strings import hard_strings
from support.live_service import shown

from explorer import teaching
from explorer.live.model import HEADS, live_model
from explorer.tasks import answer, tag
from explorer.tasks.scores import softmax
from explorer.teaching import word_shapes
from explorer.text import TextInput

CLOSE = 0.01
"""Of a probability: rounded weights move the body's states by up to 0.011, and heads see them. The
largest difference on these texts was 0.006, where two tags are about as likely."""

TEXTS = (
    ("Paris Hilton flew from Paris to Poughkeepsie with Dr. Smith's U.S. passport.", ""),
    ("I don't think they can't; Microsoft was founded in Albuquerque in 1975.", ""),
    ("The food was cold and the waiter was rude.", "Bill Gates lives in Seattle, not in London."),
    ("a quiet film that stays with you for days", ""),
    ("</script><b>x $a^2$ Zürich 3.5 % http://a.b/c?d=e", ""),
    ("ذهب محمد إلى القاهرة يوم الأحد.", "عاد إلى بيته."),
    ("The meeting starts at nine. " * 30, ""),
)
PAIRS = (
    ("A man is playing a guitar.", "A man is making music."),
    ("A man is playing a guitar.", "Nobody is playing an instrument."),
    ("She opened the door.", "A cold wind came in."),
    ("The stock market fell.", "Fry the onions until they are golden."),
)
QUESTIONS = (
    (
        "Marie Curie was born in Warsaw in 1867 and won the Nobel Prize in Physics in 1903.",
        "In which year was Marie Curie born?",
    ),
    ("The animal didn't cross the street because it was too tired.", "Why did it stop?"),
    ("Ada wrote the first program. Charles had designed it in London.", "Who designed it?"),
)
MASKED = "The river bank was muddy, and [MASK] sat down."


def task(name, tag="a", second="", at=0):
    labels = list(teaching.card(name).labels)
    given = {"task": name, "tag": tag, "labels": labels, "second": second, "at": at, "count": 5}
    return {"kind": "task", **given}


def questions():
    """(what it is, question) in order: a text is shown, then the heads are asked about it."""
    for number, (text, pair) in enumerate(TEXTS):
        yield ("shown", number), shown(text, pair)
        for name in ("part-of-speech", "entities", "classify"):
            yield (name, number), task(name)
    for number, (first, second) in enumerate(PAIRS):
        yield ("shown pair", number), shown(first)
        for name in ("next-sentence", "entail"):
            yield (name, number), task(name, second=second)
    for number, (text, question) in enumerate(QUESTIONS):
        yield ("shown text", number), shown(text)
        yield ("answer", number), task("answer", second=question)
    yield "empty second", task("entail", second=" ")
    yield "empty question", task("answer", second="\n")
    yield "masked shown", shown(MASKED)
    yield "masked", task("fill-mask", at=1)
    yield "tags after other passes", task("part-of-speech")
    yield "another text", task("entail", tag="b", second="x")
    yield "cat shown", shown("The cat sat.")
    yield "cat", task("fill-mask", at=2)
    yield "special", task("fill-mask", at=0)


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the page's heads say."""
    names, asked = zip(*questions(), strict=True)
    found = live_service.answers(tmp_path_factory.mktemp("parts"), live_model(), list(asked))
    return {name: one.get("said") for name, one in zip(names, found, strict=True)}


@pytest.fixture(scope="module")
def heads(bundled):
    return {name: teaching.load(name, bundled) for name in HEADS}


@pytest.mark.parametrize("name", ["part-of-speech", "entities"])
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_taggers_give_each_token_the_apps_probabilities(answers, heads, name, number):
    text, pair = TEXTS[number]
    prediction = heads[name].run(TextInput(text, pair or None))
    wanted = softmax(prediction.logits)[~prediction.trace.special]  # (T - specials, C)
    found = np.array(answers[name, number]["shares"])
    kept = len(found)  # of a text that is too long the page reads the beginning
    assert kept == len(wanted) or prediction.trace.num_tokens > 128
    assert found[: kept - 5] == pytest.approx(wanted[: kept - 5], abs=CLOSE)


@pytest.mark.parametrize("number", range(len(TEXTS) - 1))
def test_words_and_entities_are_the_apps(answers, heads, number):
    text, pair = TEXTS[number]
    words = tag.word_tags(heads["part-of-speech"].run(TextInput(text, pair or None)))
    found = answers["part-of-speech", number]["tagged"]
    assert [one["places"] for one in found] == [list(word.tokens) for word in words]
    assert [one["score"] for one in found] == pytest.approx([w.score for w in words], abs=CLOSE)
    sure = [word.score > 0.5 + CLOSE for word in words]
    labels = [one["label"] for one, kept in zip(found, sure, strict=True) if kept]
    assert labels == [word.label for word, kept in zip(words, sure, strict=True) if kept]
    spans = tag.spans(heads["entities"].run(TextInput(text, pair or None)), "first")
    entities = answers["entities", number]["entities"]
    assert [(one["kind"], one["places"]) for one in entities] == [
        (span.kind, list(span.tokens)) for span in spans
    ]


def test_the_texts_have_entities_of_several_kinds(answers):
    kinds = {one["kind"] for number in range(3) for one in answers["entities", number]["entities"]}
    assert {"PER", "LOC", "ORG"} <= kinds


@pytest.mark.parametrize("number", range(len(TEXTS) - 1))
def test_the_sentiment_is_the_apps(answers, heads, number):
    text, pair = TEXTS[number]
    wanted = softmax(heads["classify"].run(TextInput(text, pair or None)).logits)
    assert answers["classify", number]["shares"] == pytest.approx(wanted, abs=CLOSE)


@pytest.mark.parametrize("name", ["next-sentence", "entail"])
@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_heads_for_pairs_say_what_the_apps_say(answers, heads, name, number):
    wanted = softmax(heads[name].run(TextInput(*PAIRS[number])).logits)
    assert answers[name, number]["shares"] == pytest.approx(wanted, abs=CLOSE)


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_answers_are_the_apps(answers, heads, number):
    text, question = QUESTIONS[number]
    wanted = answer.best(heads["answer"].run(TextInput(question, text)))
    found = answers["answer", number]["answers"]
    assert found[0]["text"] == wanted[0].text == text[found[0]["start"] : found[0]["end"]]
    shares = {one["text"]: one["score"] for one in found}
    assert [shares.get(one.text, 0) for one in wanted[:3]] == pytest.approx(
        [one.score for one in wanted[:3]], abs=CLOSE
    )


def test_without_a_second_text_or_a_question_there_is_no_answer(answers):
    assert answers["empty second"] is answers["empty question"] is answers["another text"] is None


def filled(head, text, place):
    """Pieces and probabilities of the shipped head, the likeliest first."""
    prediction = head.run(text)
    shares = softmax(prediction.logits[prediction.positions.tolist().index(place)])
    order = np.argsort(-shares)[:5]
    pieces = {number: piece for piece, number in head.engine.encoder.vocabulary.items()}
    return [(pieces[int(i)], float(shares[i])) for i in order]


def test_typed_masks_are_filled_as_in_python(answers, heads, bundled):
    (blank,) = answers["masked"]
    place = bundled.run(MASKED).labels.index("[MASK]")
    assert blank["place"] == place
    wanted = filled(heads["fill-mask"], TextInput(MASKED), place)
    assert [guess["piece"] for guess in blank["guesses"]][:3] == [piece for piece, _ in wanted][:3]
    found = [guess["probability"] for guess in blank["guesses"]]
    assert found == pytest.approx([share for _, share in wanted], abs=5e-3)


def test_a_chosen_token_is_hidden_and_filled(answers, heads):
    (blank,) = answers["cat"]
    wanted = filled(heads["fill-mask"], TextInput("The cat sat.", masked=(2,)), 2)
    assert blank["place"] == 2
    assert blank["guesses"][0]["piece"] == wanted[0][0]
    assert answers["special"] == []  # [CLS] cannot be hidden


def test_a_head_reads_the_text_that_is_shown_after_others_were_read(answers, heads):
    wanted = tag.word_tags(heads["part-of-speech"].run(TextInput(MASKED)))
    found = answers["tags after other passes"]["tagged"]
    assert [one["label"] for one in found] == [word.label for word in wanted]


SHAPES = """
const { wordShapes, wordSpans } = await import("./explorer/live/js/heads/word_shapes.js");
const found = given.map((text) => {
  const words = wordSpans(text).map(([start, end]) => text.slice(start, end));
  return [words, wordShapes(words)];
});
console.log(JSON.stringify(found));
"""


def test_words_and_the_shapes_of_their_letters_are_pythons():
    every = [*hard_strings(), *(text for pair in TEXTS for text in pair), "I.I. ı.İ. n’t 'S -- …"]
    known = "".join(every)
    known = {char for char in known if unicodedata.category(char) != "Cn"}  # node's are younger
    texts = [text for text in every if known.issuperset(text)]
    assert len(texts) > 400
    for text, (words, shapes) in zip(texts, node.answer(SHAPES, texts), strict=True):
        assert words == [text[start:end] for start, end in word_shapes.word_spans(text)], text
        assert np.array_equal(np.reshape(shapes, (-1, 7)), word_shapes.word_shapes(words)), text
