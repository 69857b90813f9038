"""What a step's page shows, as a picture on paper: one maker a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer import pictures
from explorer.engine.blocks import blocks
from explorer.export import Options
from explorer.export.save import to_bytes
from explorer.lessons import drawing_many
from explorer.lessons.answering import Model
from explorer.lessons.card import Step
from explorer.lessons.paper import Drawing
from explorer.measures.score_parts import score_parts
from explorer.measures.telling import telling_token
from explorer.measures.words import find_word
from explorer.trace import Trace

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

Maker = Callable[[Model, Step], "Picture"]


def drawn(step: Step, model: Model) -> Drawing:
    """The picture of a step in its print look, and on dark ground."""
    picture = MAKERS[step.view.page](model, step)
    return Drawing(
        lambda kind: to_bytes(picture, kind, Options("page", dpi=150)),
        picture.alt,
        lambda: to_bytes(picture, "svg", Options("page", look="dark")),
    )


def shows(step: Step) -> tuple[object, ...]:
    """What tells the picture of a step from another's."""
    view = step.view
    if view.page == "encoder_decoder":  # the whole of what is written, whatever a step points at
        return view.page, view.text
    if view.page == "watch_it_learn":  # a step about a head shows that one
        return (
            view.page,
            view.text,
            view.settings.get("trained"),
            step.question.answer == "looked_at",
        )
    settings = tuple(sorted((name, str(value)) for name, value in view.settings.items()))
    source = step.question.given.get("source") if view.page == "attention_view" else None
    return view.page, view.text, view.pair, settings, source


def _trace(model: Model, step: Step) -> Trace:
    return model.trace(step.view.text, step.view.pair)


def _lines(model: Model, step: Step) -> Picture:
    """The lines of the word that the question is about, or of all."""
    trace = _trace(model, step)
    layer, head = step.view.head
    source = str(step.question.given.get("source", ""))
    found = find_word(trace, source) if source.isalpha() else ()
    query = found[0].tokens[0] if found else None
    return pictures.attention_lines(trace, layer, head, query=query)


def _map(model: Model, step: Step) -> Picture:
    """The kind of map that the view names: a head, the mean of a layer, or of all heads."""
    trace, kind = _trace(model, step), step.view.settings.get("maps_kind")
    if kind == "Mean of all heads":
        return pictures.overall_mean_heatmap(trace)
    if kind == "Mean of the layer":
        return pictures.layer_mean_heatmap(trace, step.view.layer)
    return pictures.attention_heatmap(trace, *step.view.head)


def _scores(model: Model, step: Step) -> Picture:
    """The scores of the view's head, and the parts that they are the sum of."""
    trace = _trace(model, step)
    return pictures.score_parts(trace, score_parts(trace, blocks(model.engine), *step.view.head))


def _chips(model: Model, step: Step) -> Picture:
    return pictures.token_chips(_trace(model, step))


def _sum(model: Model, step: Step) -> Picture:
    trace = _trace(model, step)
    chosen = step.view.settings.get("emb_token", telling_token(trace))
    return pictures.embedding_sum(trace, int(chosen))


def _static(model: Model, step: Step) -> Picture:
    return pictures.static_retention(_trace(model, step))


def _similarity(model: Model, step: Step) -> Picture:
    """The matrix of the view's state, of one text or of two."""
    trace, settings = model.trace(step.view.text), step.view.settings
    other = model.trace(step.view.pair) if step.view.pair else None
    state = int(settings["sim_state"])
    if settings.get("sim_measure", "cosine") == "cosine":
        return pictures.similarity_heatmap(trace, state, other)
    measure = str(settings["sim_measure"])
    return pictures.adjusted_similarity(
        trace, state, model.baseline(), measure=measure, other=other
    )  # type: ignore[arg-type]


def _blank(model: Model, step: Step) -> Picture:
    return pictures.fill_mask_top(model.predict("fill-mask", step.view.text), k=5)


def _next(model: Model, step: Step) -> Picture:
    return pictures.next_sentence(model.predict("next-sentence", step.view.text, step.view.pair))


def _labels(model: Model, step: Step) -> Picture:
    return pictures.label_probabilities(model.predict("classify", step.view.text))


def _next_token(model: Model, step: Step) -> Picture:
    return pictures.next_token_top(model.predict("next-token", step.view.text), k=5)


def _written(model: Model, step: Step) -> Picture:
    """Where each written token looked: the last layer, mean of its heads, as the page opens."""
    made = model.written(step.view.text)
    return pictures.cross_attention(made, len(made.trace.cross) - 1)


MAKERS: dict[str, Maker] = {
    "attention_view": _lines,
    "attention_maps": _map,
    "why_it_looked": _scores,
    "tokens": _chips,
    "embedding_sum": _sum,
    "static_contextual": _static,
    "similarity": _similarity,
    "fill_mask": _blank,
    "next_sentence": _next,
    "next_token": _next_token,
    "encoder_decoder": _written,
    "classify": _labels,
    "inside_pipeline": _labels,
    **drawing_many.MAKERS,
}
