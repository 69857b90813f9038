"""The ways by which a logit came about, and one of them cut in the model itself."""

from __future__ import annotations

import streamlit as st

from explorer.errors import NotCaptured
from explorer.figures.prediction_graph import edge_name
from explorer.measures import prediction_graph
from explorer.measures.prediction_graph import Edge, PredictionGraph
from explorer.text import percent
from explorer.ui import cache, choices, show, widgets
from explorer.ui.forward_slots import forward_slot
from explorer.ui.panels.what_made_it import Question, job

_CLICKED = "_made_clicked"
OFFERED = 20
"""Links that may be cut: the strongest."""


def graph(question: Question) -> PredictionGraph:
    """The graph of the logit with its strongest edges."""
    return job(question, "made_graph", prediction_graph.prediction_graph)


def sentences(question: Question, found: PredictionGraph) -> tuple[str, str]:
    """What the graph shows, and the strongest link between two tokens."""
    trace = question.prediction.trace
    across = [one for one in found.links if one.source.token != one.target.token]
    shows = (
        f"The {len(found.edges)} strongest ways by which {question.what} came about carry "
        f"{percent(found.carried)} of all that flows along {found.count:,} edges."
    )
    if not across:
        return shows, "No head brings much from one token to another."
    top = across[0]
    moves = "raises" if top.weight > 0 else "lowers"
    name = edge_name(trace, top, choices.first_index())
    return (
        shows,
        f"The strongest from one token to another: {name}, and {moves} it by "
        f"{abs(top.weight):.2f}.",
    )


def offered(found: PredictionGraph) -> list[int]:
    """The numbers of the edges that may be cut, those between two tokens first."""
    places = [place for place, one in enumerate(found.edges) if one in set(found.links)]
    apart = [n for n in places if found.edges[n].source.token != found.edges[n].target.token]
    return [*apart, *(n for n in places if n not in set(apart))][:OFFERED]


def chosen(found: PredictionGraph) -> int | None:
    """The edge that is cut, before its box is drawn: it is ringed in the picture above."""
    places = offered(found)
    at = st.session_state.get("made_edge", 0)
    return places[at if isinstance(at, int) and 0 <= at < len(places) else 0] if places else None


def cut(question: Question, found: PredictionGraph, clicked: tuple[int, ...] | None) -> None:
    """One link cut in the model, beside what the graph claims of it."""
    places = offered(found)
    if not places:
        show.note("No head's reading of a token is among the edges, so there is none to cut.")
        return
    trace, first = question.prediction.trace, choices.first_index()
    names = [edge_name(trace, found.edges[place], first) for place in places]
    _follow(question, clicked, places)
    edge = found.edges[places[widgets.one_of("Cut what a head reads", names, "made_edge")]]
    show.note("A click on the middle of a line chooses it.")
    if clicked is not None and clicked[0] < len(found.edges) and clicked[0] not in places:
        other = found.edges[clicked[0]]
        show.note(
            f"You clicked: {edge_name(trace, other, first)}, {other.weight:+.3f}. Only the "
            f"{len(places)} strongest of what heads read of a token can be cut in the model."
        )
    _say(question, edge)


def _follow(question: Question, clicked: tuple[int, ...] | None, places: list[int]) -> None:
    """Choose what was clicked in the box, and draw the page again: the ring is above it."""
    if clicked is None or st.session_state.get(_CLICKED) == (question.about, clicked):
        return  # a selection stays: only a new one is a click
    st.session_state[_CLICKED] = (question.about, clicked)
    if clicked[0] in places:
        st.session_state["made_edge"] = places.index(clicked[0])
        st.rerun()


def _say(question: Question, edge: Edge) -> None:
    """The claim and the cut in words."""
    try:
        change = _change(question, edge)
    except NotCaptured as error:
        show.notice(str(error))
        return
    show.sentences(
        f"The graph claims {-edge.weight:+.3f} for {question.what} without this link; run again "
        f"with the link cut, the model says {change:+.3f}.",
        _verdict(-edge.weight, change),
    )


def _verdict(claim: float, change: float) -> str:
    """How claim and cut go together."""
    if claim * change < 0:
        return "The cut goes the other way: what is frozen for the claim has changed with it."
    ratio = abs(change) / max(abs(claim), 1e-9)
    if 0.67 <= ratio <= 1.5:
        return "They agree well here."
    more = "more" if ratio > 1 else "less"
    return f"The cut does {more} than the claim: what is frozen for the claim has changed with it."


def _change(question: Question, edge: Edge) -> float:
    """How the logit changes in a real pass without the link. Raises NotCaptured."""

    def compute() -> float:
        from explorer.engine.cut_links import without_links

        predictor, before = question.predictor, question.prediction
        head, source = edge.target, before.trace.input
        with forward_slot(), without_links(
            predictor.engine, head.layer, head.head, head.token, [edge.source.token]
        ):  # fmt: skip
            after = predictor.run(source)
        return float((question.target * (after.logits - before.logits)).sum())

    return cache.RESULTS.get(("made_cut", (*question.about, edge)), compute)
