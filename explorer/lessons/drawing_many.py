"""Pictures on paper of pages that compare: many texts, many heads, many methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from explorer import pictures
from explorer.data.labelled_sentences import START
from explorer.figures.head_boards import Board
from explorer.lessons.answering import Model
from explorer.lessons.answers import batches, learning, methods, sentences
from explorer.lessons.answers.similarities import places_of
from explorer.lessons.card import Step
from explorer.measures.head_scores import HEAD_MEASURES, head_boards
from explorer.tasks import linear_probe

if TYPE_CHECKING:
    from explorer.pictures.picture import Picture

ABOUT_HEAD = "looked_at"  # the question of a step that shows a head of a model that learns


def _atlas(model: Model, step: Step) -> Picture:
    """All heads by the score that the view names, a share of attention."""
    trace = model.trace(step.view.text, step.view.pair)
    boards, key = head_boards(trace), str(step.view.settings["atlas_score"])
    measure = HEAD_MEASURES[key]
    board = Board(
        f"Heads scored by “{measure.label}”", f"{measure.label}, {measure.unit}", share=True
    )
    return pictures.head_scores(trace, boards, key, board)


def _methods(model: Model, step: Step) -> Picture:
    trace, layer = model.trace(step.view.text, step.view.pair), step.view.layer
    return pictures.method_panels(trace, methods.maps(model, trace, layer), f"layer {layer}")


def _sentences(model: Model, step: Step) -> Picture:
    texts = sentences.lines(step.view)
    values = sentences.similarity(model, texts)
    return pictures.sentence_matrix(values, texts, np.arange(len(texts)), model.engine.spec.id)


def _contexts(model: Model, step: Step) -> Picture:
    found = places_of(model, step.view, str(step.view.settings["wc_word"]))
    return pictures.context_curves(found, model.engine.spec.id, model.baseline().cosine)


def _batch(model: Model, step: Step) -> Picture:
    settings = step.view.settings
    batch = batches.padded(model, step.view, settings["batch_side"])
    specials = frozenset(model.engine.encoder.special_tokens.values())
    return pictures.batch_grid(
        batch, specials, model.engine.spec.id, show=str(settings["batch_show"])
    )


def _probes(model: Model, step: Step) -> Picture:
    """How often heads on each vector of the sample sentences are right."""
    items = linear_probe.parse(START)
    runs, labels = [model.trace(item.text) for item in items], [item.label for item in items]
    trials = {
        str(pooling): linear_probe.trial(linear_probe.vectors(model.engine, runs, pooling), labels)
        for pooling in linear_probe.poolings(model.engine)
    }
    return pictures.probe_accuracy(trials, model.engine.spec.id)


def _layers(model: Model, step: Step) -> Picture:
    """How alike words are in each state, over the sample sentences."""
    del step  # the sample is the same whatever the text
    return pictures.layer_curves(model.curves(), model=model.engine.spec.id)


def _learnt(model: Model, step: Step) -> Picture:
    """What it guesses at first; once it is trained, its loss, or the head that a step is about."""
    made = learning.watched(model, step.view)
    if not step.view.settings.get("trained"):
        return pictures.fill_mask_top(made.frames[0].prediction, 0, k=8)
    if step.question.answer != ABOUT_HEAD:
        return pictures.learning_curve(learning.curve(made), "a tiny BERT")
    head = divmod(int(step.view.settings["watch_head"]), made.recipe.heads)
    return pictures.attention_heatmap(made.frames[-1].prediction.trace, *head)


MAKERS: dict[str, Callable[[Model, Step], Picture]] = {
    "head_atlas": _atlas,
    "methods_compared": _methods,
    "sentences": _sentences,
    "word_in_context": _contexts,
    "batches": _batch,
    "body_and_head": _probes,
    "layer_statistics": _layers,
    "watch_it_learn": _learnt,
}
