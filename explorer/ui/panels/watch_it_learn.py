"""Pieces of the page on which a tiny BERT learns a text of the reader's own before their eyes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import streamlit as st

from explorer import pictures
from explorer.data.class_text import START
from explorer.pictures import Picture
from explorer.text import percent, shorten
from explorer.ui import choices, shell, show, trainings, widgets
from explorer.ui.background import Background
from explorer.ui.calls import Made
from explorer.ui.panels import watch_it_learn_guess as guess

if TYPE_CHECKING:  # torch takes seconds to import: the page appears first
    from explorer.teaching.small_body.class_text import ClassText
    from explorer.teaching.small_body.tiny import TinyRecipe
    from explorer.teaching.small_body.watching import Frame, Watched

Head = tuple[int, int]
"""A layer and one of its heads, both from 0."""
EVERY = 1.0
"""Seconds between two looks at a training that runs."""
LENGTHS = (100, 200, 500)
"""Steps of a training."""
_RUN = "_watch_run"

FORMULA = r"""
A BERT of 2 layers with 2 heads, 64 wide, begins with random weights. Its vocabulary is the words of
your text. In each step (500, unless you choose fewer) it reads 24 sentences with a quarter of their
words masked, and AdamW moves all weights to lower the loss $-\ln p(\text{right word})$ in nats (the
unit of a natural logarithm), the mean over the masked words (Devlin et al., 2019, without
next-sentence prediction; no word is replaced at random). From 15 sentences on, every fifth one is
kept out: the model never learns from it. When the loss on those rises while the other falls, the
model is learning its sentences by heart.

The same text and seed give the same weights, also when you stop and continue: which words
are masked depends on the seed and the number of the step alone. Everything runs on this machine's
processor, one such training at a time; your text is neither kept nor sent anywhere.
"""


@dataclass(frozen=True)
class Asked:
    """What the reader wants to watch."""

    text: str
    sentence: int
    word: int
    seed: int
    steps: int

    @property
    def key(self) -> trainings.Key:
        """What tells this training apart from all others."""
        return self.text, self.sentence, self.word, self.seed, self.steps


@dataclass
class Run:
    """A reader's one training: what was asked, the model, and the work on it."""

    asked: Asked
    watched: Watched
    work: Background | None = None

    @property
    def running(self) -> bool:
        """Whether it is being trained or waits in line."""
        return self.work is not None and self.work.running


def choose() -> tuple[Asked, Head]:
    """The text, the sentence to look at, its blank and the seed; and the head that is drawn.

    Raises InputError.
    """
    from explorer.teaching.small_body import class_text
    from explorer.teaching.small_body.tiny import TinyRecipe

    with shell.controls(), st.popover("Text to learn", icon=":material/edit:", key="watch_box"):
        typed = widgets.long_text(
            "Text to learn: from 8 to a few hundred short sentences", START, "watch_text",
            height=320, width=640,
        )  # fmt: skip
    text = class_text.read(typed)
    names = [_named(text, place) for place in range(len(text.sentences))]
    with shell.controls():
        sentence = widgets.one_of("Sentence", names, "watch_sentence", start=2, width=230)
        words = text.sentences[sentence]
        word = widgets.one_of("Blank", words, "watch_word", start=len(words) // 2, width=140)
    with shell.more("watch_more"):
        steps = widgets.either("Steps", LENGTHS, "watch_steps", default=LENGTHS[-1])
        seed = st.slider(  # a box for numbers breaks on a link that says infinity
            "Seed of the first weights", 0, 999, 0, key="watch_seed", bind="query-params"
        )
        head = _pick_head(TinyRecipe())
    return Asked(typed, sentence, word, int(seed), steps), head


def _named(text: ClassText, place: int) -> str:
    """A sentence in the list, those that are not learnt from marked."""
    kept_out = " (kept out)" if place in text.unseen else ""
    return shorten(" ".join(text.sentences[place]), 60) + kept_out


def started(asked: Asked) -> Run:
    """The reader's training of this text; one of anything else is stopped and dropped."""
    known = st.session_state.get(_RUN)
    finished = trainings.finished(asked.key)
    if isinstance(known, Run):
        same = known.asked == asked
        if same and (finished is None or known.running or known.watched.finished):
            return known
        if known.work is not None:
            known.work.stop()
    run = Run(asked, finished or trainings.new(asked.key))
    st.session_state[_RUN] = run
    guess.forget()
    return run


def buttons(run: Run) -> None:
    """The question before, and train, stop or continue."""
    watched = run.watched
    with shell.controls():
        guess.ask(watched.words, open_=not run.running and not watched.training.done)
        if run.running:
            st.button("Stop", key="watch_stop", icon=":material/stop:", on_click=_stop, args=(run,))
        elif not watched.finished:
            st.button(
                "Continue" if watched.training.done else "Train", key="watch_train",
                type="primary", icon=":material/play_arrow:", on_click=_train, args=(run,),
            )  # fmt: skip


def _train(run: Run) -> None:
    """Go on with the training behind the page; in a callback."""
    if not run.running:
        run.work = Background(run.watched.run)


def _stop(run: Run) -> None:
    if run.work is not None:
        run.work.stop()
        run.work.wait()  # a step takes some milliseconds: then nothing moves any more


def film(run: Run, head: Head) -> None:
    """The pictures of the latest frame, again and again while the training runs."""
    running = run.running
    st.fragment(_look, run_every=EVERY if running else None)(run, head, running)


def _look(run: Run, head: Head, was_running: bool) -> None:
    """One look at the training; the last one draws the whole page anew."""
    if was_running and not run.running:
        st.rerun()
    if run.work is not None:
        run.work.stopped()  # raises what went wrong
    frames = list(run.watched.frames)
    picture = st.container(key="watch_film")
    if not run.running and len(frames) > 1:
        steps = [frame.step for frame in frames]
        shown = st.select_slider("Step shown", steps, steps[-1], key=f"watch_step_{len(steps)}")
        frames = frames[: steps.index(shown) + 1]
    with picture:
        show.sentences(*sentences(run, frames[-1]))
        _pictures(run, frames, head)


def sentences(run: Run, frame: Frame) -> tuple[str, str]:
    """How far the training is, and what it makes of the sentence."""
    watched, right = run.watched, frame.guesses[run.watched.question.word]
    text, word = watched.text, watched.words[watched.question.word]
    share = float(frame.shares[watched.question.word])
    kept_out = f" ({len(text.unseen)} more are kept out)" if text.unseen else ""
    far = run.work.says("steps").removeprefix(": ") if run.work and run.running else ""
    now = f" Now: {far}." if far else ""
    state = f"After {frame.step} of {run.asked.steps} steps on {len(text.seen)} sentences{kept_out}"
    if frame.step == 0:
        state = (
            f"Before any training on {len(text.seen)} sentences{kept_out}: press “Train”, with "
            "or without a guess"
        )
    hit = (
        ", which is right"
        if right == word
        else (f"; the right word, “{word}”, gets {percent(share)}")
    )
    kept = watched.question.sentence in text.unseen
    late = kept and frame.step > 0  # before, the list of sentences says it
    where = "this sentence, which it never learns from," if late else "this sentence"
    return (
        f"{state}.{now}",
        f"In the blank of {where} it expects “{right}”{hit}.",
    )


def _pictures(run: Run, frames: Sequence[Frame], head: Head) -> None:
    """Loss, guesses for the blank and attention, side by side; a projector shows the first."""
    last, look = frames[-1], choices.look()
    made = _made(run.asked)
    of_frame: Made = {**made, "prediction": f"watched.frames[{len(frames) - 1}].prediction"}
    draw: dict[str, Callable[[], Picture]] = {
        "loss": lambda: _loss(run, frames),
        "top": lambda: pictures.fill_mask_top(last.prediction, 0, k=8, look=look, made=of_frame),
        "attention": lambda: pictures.attention_heatmap(
            last.prediction.trace, head[0], head[1], **choices.drawing(),
            made={**of_frame, "trace": "prediction.trace"},
        ),
    }  # fmt: skip
    order = sorted(draw, key=lambda name: name != trainings.projected())
    for place, name in zip(st.columns(3, gap="medium"), order, strict=True):
        with place:
            show.picture(draw[name](), f"watch_{name}")
            if name == "loss":
                show.note(_loss_in_words(run))


def _loss_in_words(run: Run) -> str:
    """What the numbers of the first picture mean."""
    count = len(run.watched.text.vocabulary)
    return (
        "Loss: how surprised it is by the right words, in nats (0: certain of each; "
        f"{log(count):.1f}: a blind guess among its {count} words)."
    )


def _loss(run: Run, frames: Sequence[Frame]) -> Picture:
    from explorer.teaching.small_body import watching

    made: Made = {**_made(run.asked), "curve": f"watching.curve(watched.frames[:{len(frames)}])"}
    return pictures.learning_curve(
        watching.curve(frames), f"tiny BERT, step {frames[-1].step}", end=run.asked.steps,
        look=choices.look(), made=made,
    )  # fmt: skip


def _pick_head(recipe: TinyRecipe) -> Head:
    """Whose attention is drawn."""
    first = choices.first_index()
    every = [(layer, head) for layer in range(recipe.layers) for head in range(recipe.heads)]
    names = [f"layer {layer + first}, head {head + first}" for layer, head in every]
    return every[widgets.one_of("Attention of", names, "watch_head")]


def _made(asked: Asked) -> Made:
    """The call that trains the same model again."""
    return {
        "watched": f"watching.watch({asked.text!r}, {asked.sentence}, {asked.word}, "
        f"seed={asked.seed}, steps={asked.steps})"
    }
