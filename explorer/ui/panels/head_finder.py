"""Pieces of the page that looks for heads: by links drawn in the text, and over a small corpus."""

from __future__ import annotations

import math
import re

import streamlit as st

from explorer import catalog
from explorer.data import treebank
from explorer.data.treebank import Sentence
from explorer.errors import InputError
from explorer.figures.head_boards import Board
from explorer.measures.link_scores import LinkScores, WordLink
from explorer.measures.relations import RelationScore, relation_scores
from explorer.measures.words import unit_labels, unit_numbers
from explorer.text import agreed, counted, percent
from explorer.trace import Trace
from explorer.ui import cache, calls, choices, jobs, shell, show, upload, widgets

SAMPLE, FILE, TYPED = "The sample that ships with this app", "A CoNLL-U file", "Links I type"
OF_SAMPLE, OF_READER = "the sample", "typed links"
MOST_BYTES = 5_000_000
START = "The dog chased the cat .\ndog > The : article\ncat > the#2 : article\nchased > dog : who\n"

FORMULA = r"""
Weight of a link: attention from the attending word, the mean over its pieces, to the attended
word, the sum over its pieces (Clark et al., 2019, section 4.1); of several links, the mean.
*Unusual* is the share of the head's other weights between typed words that are smaller; *for this
distance* compares only with words equally far apart, so that a head which always looks one word
back is not mistaken for one that links these two words.

A large weight shows where a head reads, not what the model does with it; among many heads, some
will connect any two words.
"""
CORPUS_FORMULA = r"""
For every arc of the corpus, the head's most attended word is looked up, the word itself and special
tokens left out; accuracy is the share of arcs where it is the right one (Clark et al., 2019,
section 4). Both directions are tried. The baseline always points a fixed number of words away, the
best such number for the relation. The best of many heads on few arcs is partly luck: look at the
number of arcs, and at the gain over the baseline. Punctuation is not scored.

The sample: 40 English sentences with arcs by Universal Dependencies 2, written by hand for this
project and under its licence (MIT); Clark et al. used the Penn Treebank with Stanford Dependencies,
so relation names differ (obj is their dobj, case and obl share their prep and pobj).
"""


def links(trace: Trace) -> list[WordLink]:
    """The links that the reader has drawn. Raises InputError for one that cannot be read."""
    labels = unit_labels(trace)
    first, second = _strongest(trace)
    with shell.controls():
        query = _pick("Attending word (query)", labels, "finder_from", first)
        key = _pick("Attended word (key)", labels, "finder_to", second)
        st.button("Add this link", on_click=_add, args=(query, key), icon=":material/add:")
        st.text_input(
            "All links, by numbers",
            key="finder_links",
            bind="query-params",
            placeholder="such as 9>2, 4>3",
            help="Empty: the link between the two words chosen here.",
            max_chars=400,
            width=210,
        )
    return parsed(str(st.session_state.get("finder_links", "")), len(labels)) or [(query, key)]


def parsed(typed: str, count: int) -> list[WordLink]:
    """Links written as "9>2, 4>3". Raises InputError when they cannot be read."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", typed))):
        match = re.fullmatch(r"(\d{1,4})\s*>\s*(\d{1,4})", part, re.ASCII)
        if not match or max(map(int, match.groups())) >= count:
            raise InputError(
                f"“{part[:20]}” is not a valid link for this text: write two word numbers "
                f"from 0 to {count - 1}, such as 2>1."
            )
        found.append((int(match[1]), int(match[2])))
    return found


def _add(query: int, key: int) -> None:
    before = str(st.session_state.get("finder_links", "")).strip(" ,")
    st.session_state["finder_links"] = f"{before}, {query}>{key}".strip(" ,")


def _strongest(trace: Trace) -> WordLink:
    """Where to begin: the strongest link between two words, over all heads."""
    link = cache.telling(trace)
    numbers = unit_numbers(trace)
    return (0, 0) if link is None else (int(numbers[link.query]), int(numbers[link.key]))


def _pick(label: str, words: tuple[str, ...], key: str, start: int) -> int:
    """A word of the text: chips to click, or a list where there are many."""
    places = list(range(len(words)))
    kept = st.session_state.get(key)
    if kept is not None and kept not in places:
        del st.session_state[key]

    def say(place: int) -> str:
        return f"{place} {show.plain(words[place])}"

    return int(st.selectbox(
        label, places, index=start, format_func=say, key=key, bind="query-params", width=200
    ))  # fmt: skip


def said(trace: Trace, drawn: list[WordLink]) -> str:
    """The links in words."""
    labels = unit_labels(trace)
    return ", ".join(f"“{labels[query]}” → “{labels[key]}”" for query, key in drawn)


def sentences(trace: Trace, drawn: list[WordLink], scores: LinkScores) -> tuple[str, str]:
    """What the board shows and the best head in words."""
    first_index = choices.first_index()
    layer, head = scores.best()[0]
    compared = _more_than(float(scores.rank[layer, head]), "its other weights")
    near = _more_than(float(scores.same_distance[layer, head]), "those over the same distance")
    larger = " and ".join(filter(None, (compared, near)))
    other = f" That is larger than {larger}." if larger else ""
    return (
        f"How strongly each of the {scores.weight.size} heads links {said(trace, drawn)}.",
        f"Strongest is layer {layer + first_index}, head {head + first_index}, with a weight of "
        f"{percent(scores.weight[layer, head])}.{other} Click a square to open that head.",
    )


def _more_than(share: float, what: str) -> str:
    """ "all of its other weights", "97 % of its other weights"; empty when there are none."""
    if math.isnan(share):
        return ""
    return f"all {what}" if share == 1 else f"{percent(min(share, 0.999), 1)} of {what}"


def link_board(scores: LinkScores) -> Board:
    """Title and range of the board of weights."""
    return Board(
        "Weight of the links", "mean weight", 0.0, max(float(scores.weight.max()), 1e-6), share=True
    )


def corpus() -> tuple[str, tuple[Sentence, ...]] | None:
    """Sentences with links, and where they come from. Raises InputError for unfit ones."""
    chosen = st.segmented_control(
        "Sentences from", (SAMPLE, FILE, TYPED), default=SAMPLE, key="finder_corpus",
        bind="query-params", required=True,
    )  # fmt: skip
    if chosen == TYPED:
        typed = widgets.long_text(
            "Sentences with words separated by spaces; below each, 'word > word : name'",
            START,
            "finder_typed",
            height=140,
        )
        return OF_READER, treebank.from_typed(typed)
    if chosen == FILE:
        file = upload.file("CoNLL-U file", None, "finder_file")
        if file is None:
            return None
        return file.name, treebank.from_conllu(_text(file.getvalue()))
    return OF_SAMPLE, treebank.sample()


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise InputError("This file has more than 5 MB: upload a part of the treebank.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("This file is not text in UTF-8: save it as UTF-8.") from error


def scores(sentences: tuple[Sentence, ...], source: str) -> tuple[RelationScore, ...] | None:
    """Every head's accuracy on every relation, once the reader has asked for it."""
    model_id = choices.model_in_use()
    least = _least(source)

    def work(progress: jobs.Progress) -> tuple[RelationScore, ...]:
        return relation_scores(_read(model_id, sentences, progress), least=least)

    return jobs.result(
        "finder_run",
        (model_id, sentences),
        work,
        button=f"Try all heads on {counted(len(sentences), 'sentence')}",
        cost="One pass per sentence: some seconds for the sample, minutes for hundreds.",
        unit="sentences",
    )


def _least(source: str) -> int:
    """From how many links on a relation is scored."""
    return 3 if source == OF_SAMPLE else 1


def made(source: str) -> calls.Made:
    """The call behind the scores; nothing for a file, of which a script knows no path."""
    typed = str(st.session_state.get("finder_typed", START))
    read = {OF_SAMPLE: "treebank.sample()", OF_READER: f"treebank.from_typed({typed!r})"}
    if source not in read:
        return {}
    spec = catalog.find(choices.model_in_use())
    return calls.relations(spec, read[source], _least(source))


def made_of(score: RelationScore, found: tuple[RelationScore, ...], made: calls.Made) -> calls.Made:
    """The call behind one relation's accuracies."""
    place = next(i for i, one in enumerate(found) if one is score)
    return {**made, "values": f"scores[{place}].accuracy"} if made else {}


def _read(model_id: str, sentences: tuple[Sentence, ...], progress: jobs.Progress):
    engine = cache.get_engine(model_id)
    for number, sentence in enumerate(sentences, start=1):
        trace = engine.run("", words=sentence.words)
        yield sentence, trace
        progress(number, len(sentences))


def corpus_sentences(found: tuple[RelationScore, ...]) -> tuple[str, str]:
    """What the bars show and the first of them in words. Raises InputError when there are none."""
    if not found:
        raise InputError("No relation has enough links to be scored: give more sentences.")
    best, first_index = found[0], choices.first_index()
    layer, head = best.best
    return (
        "How often each relation's best head points at the right word, beside a rule that always "
        "points the same number of words away.",
        f"For “{best.relation}” ({best.direction}), layer {layer + first_index}, head "
        f"{head + first_index} is "
        f"right for {percent(best.best_accuracy)} of {counted(best.count, 'link')}; the rule "
        f"“{best.offset:+d} {agreed(abs(best.offset), 'word', 'words')}” for "
        f"{percent(best.baseline)}.",
    )


def pick_relation(found: tuple[RelationScore, ...]) -> RelationScore:
    """The relation whose heads are shown one by one."""
    names = [f"{score.relation}, {score.direction}" for score in found]
    if st.session_state.get("finder_relation", 0) not in range(len(names)):
        del st.session_state["finder_relation"]
    place = st.selectbox(
        "Relation",
        range(len(names)),
        format_func=lambda i: names[i],
        key="finder_relation",
        bind="query-params",
    )
    return found[place]
