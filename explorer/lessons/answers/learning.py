"""Answers about the tiny BERT of the page "Watch it learn", trained at the moment they are asked.

A view's text is the sentence that is looked at, of the text that the page opens on; in the page's
own box it is the text that is learnt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.data.class_text import START
from explorer.lessons.answering import Answer, Model
from explorer.lessons.card import View
from explorer.text import percent

if TYPE_CHECKING:
    from explorer.measures.learning import LearningCurve
    from explorer.teaching.small_body.watching import Watched

KNOWN = 0.5
"""A word is known where it gets more than this."""
BOX = "watch_text"
NAMES = {".": "the full stop"}
"""What a mark is called where it would not be seen."""


def watched(model: Model, view: View) -> Watched:
    """The training that the view shows, to its end. Raises InputError."""
    said = view.settings
    text = view.text if view.box == BOX else START
    sentence, word = int(said["watch_sentence"]), int(said["watch_word"])
    return model.learnt(text, sentence, word, seed=0, steps=int(said["watch_steps"]))


def curve(made: Watched) -> LearningCurve:
    """Its losses at all frames."""
    from explorer.teaching.small_body import watching

    return watching.curve(made.frames)


def _name(made: Watched, place: int) -> str:
    return NAMES.get(made.words[place], made.words[place])


def share_before(model: Model, view: View) -> Answer:
    """Percent of the right word in the blank before any training."""
    made = watched(model, view)
    first = made.frames[0]
    facts = {"guess": first.guesses[made.question.word], "word": made.words[made.question.word]}
    facts["count"] = str(len(first.prediction.labels))
    return Answer(100 * float(first.shares[made.question.word]), facts)


def share_after(model: Model, view: View) -> Answer:
    """Percent of the right word in the blank at the end."""
    made = watched(model, view)
    before, after = (float(made.frames[at].shares[made.question.word]) for at in (0, -1))
    return Answer(100 * after, {"before": percent(before), "word": made.words[made.question.word]})


def first_known(model: Model, view: View) -> Answer:
    """The word of the sentence that is known first, and stays so; and the next one."""
    made = watched(model, view)
    steps = np.array([frame.step for frame in made.frames])
    known = np.array([frame.shares > KNOWN for frame in made.frames])  # (N, W)
    stays = np.logical_and.accumulate(known[::-1])[::-1]  # (N, W) from here to the end
    since = [int(steps[each.argmax()]) if each.any() else made.recipe.steps + 1 for each in stays.T]
    first, second = sorted(range(len(since)), key=since.__getitem__)[:2]
    facts = {"step": str(since[first]), "second_step": str(since[second])}
    return Answer(_name(made, first), {**facts, "second": made.words[second]})


def looked_at(model: Model, view: View) -> Answer:
    """The word at which the blank looks most at the end, in the head that the page shows."""
    made = watched(model, view)
    layer, head = divmod(int(view.settings.get("watch_head", 0)), made.recipe.heads)
    row = made.question.word + 1  # behind [CLS]
    before, after = (
        made.frames[at].prediction.trace.attention(layer)[head, row, 1:-1] for at in (0, -1)
    )  # (W,)
    best = int(after.argmax())
    facts = {"before": percent(float(before[best])), "after": percent(float(after[best]))}
    return Answer(_name(made, best), facts)


def never_known(model: Model, view: View) -> Answer:
    """The words of the sentence that are not known at the end; and the last of them."""
    made = watched(model, view)
    shares = made.frames[-1].shares
    open_ = [place for place, share in enumerate(shares) if share <= KNOWN]
    names = ", ".join(made.words[place] for place in open_) or "none of them"
    last = open_[-1] if open_ else 0
    return Answer(names, {"word": made.words[last], "share": percent(float(shares[last]))})


def all_known(model: Model, view: View, *, above: float) -> Answer:
    """Whether each word of the sentence gets more than this percent at the end."""
    made = watched(model, view)
    shares = made.frames[-1].shares
    least = int(shares.argmin())
    facts = {"word": made.words[least], "share": percent(float(shares[least]))}
    return Answer(bool(100 * shares[least] > above), facts)
