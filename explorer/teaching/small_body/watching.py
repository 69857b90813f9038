"""Watching a tiny BERT learn: frames of its training, each with what it says of one sentence."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from explorer.catalog import ModelSpec
from explorer.measures.learning import LearningCurve
from explorer.one_line import OneLine
from explorer.prediction import Prediction
from explorer.teaching.small_body.class_text import (
    MOST_TOKENS,
    SPECIAL,
    ClassText,
    make_tokenizer,
    read,
)
from explorer.teaching.small_body.masked_head import MaskedHead
from explorer.teaching.small_body.masking import MaskedBatch, hide
from explorer.teaching.small_body.tiny import TinyRecipe, new_training
from explorer.teaching.small_body.training import masked_logits, masked_loss
from explorer.text import TextInput

FRAMES = 12
"""After the one before the first step, spread so that the fast beginning has more of them."""
_MEASURED = 200  # sentences of each part that the losses are measured on

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False, repr=False)
class Frame(OneLine):
    """The model after some steps: its losses, and one sentence of W words read by it."""

    step: int
    loss: float  # nats for each masked word, of the sentences that are trained on
    unseen: float  # the same of the sentences that are kept out; nan where there are none
    guesses: tuple[str, ...]  # W: the likeliest word when this one alone is masked
    shares: np.ndarray  # (W,) the probability of the right word there
    prediction: Prediction  # the sentence with the chosen word masked

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays; what is kept for a reader is bounded by this."""
        return self.prediction.nbytes + self.shares.nbytes


@dataclass(frozen=True)
class Question:
    """Which sentence of a text is looked at, and which of its words is masked; both from 0."""

    sentence: int
    word: int


class Watched:
    """A training that is looked at: the same text, recipe and question give the same frames.

    ``run`` goes on from where it was stopped. Used by one thread at a time.
    """

    def __init__(self, text: ClassText, question: Question, recipe: TinyRecipe) -> None:
        """Make the model and its first frame, before any training."""
        self.text, self.question, self.recipe = text, question, recipe
        self.training = new_training(text, recipe)
        self.stops = _stops(recipe.steps)
        self._measured = [_fixed_batch(text, part) for part in (text.seen, text.unseen)]
        self.frames: tuple[Frame, ...] = (self._frame(),)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the sentence that is looked at."""
        return self.text.sentences[self.question.sentence]

    @property
    def finished(self) -> bool:
        """Whether all steps were taken and shown."""
        return self.frames[-1].step >= self.recipe.steps

    @property
    def nbytes(self) -> int:
        """Bytes of the frames' arrays, and of the weights with what the optimizer remembers."""
        weights = sum(one.nbytes for one in self.training.model.parameters())
        return 3 * weights + sum(frame.nbytes for frame in self.frames)

    def run(self, progress: Progress = lambda done, total: None) -> Watched:
        """Train to the end, a frame at each stop. What ``progress(steps, all)`` raises stops it.

        One thread, since several add up in any order and would change the last digits.
        """
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            while not self.finished:
                self._go_on()
                progress(self.training.done, self.recipe.steps)
        finally:
            torch.set_num_threads(threads)
        return self

    def _go_on(self) -> None:
        """A step, and a frame where one is due; one that was stopped between the two makes it."""
        if self.training.done == self.frames[-1].step or self.training.done not in self.stops:
            self.training.step()
        if self.training.done in self.stops:
            self.frames = (*self.frames, self._frame())

    def weights(self) -> bytes:
        """The weights as a safetensors file."""
        return save(dict(self.training.model.named_parameters()))

    def _frame(self) -> Frame:
        model = self.training.model.eval()
        seen, unseen = (_loss(model, batch) for batch in self._measured)
        guesses, shares = _each_word(model, self.text, self.question.sentence)
        return Frame(self.training.done, seen, unseen, guesses, shares, _prediction(self))


def watch(
    text: str, sentence: int = 0, word: int = 0, *, seed: int = 0, steps: int = TinyRecipe.steps
) -> Watched:
    """Train a tiny BERT on a text, to the end. Raises InputError for a text that is unfit.

    ``sentence`` and ``word`` count from 0 and say what each frame shows.
    """
    return begin(text, sentence, word, seed=seed, steps=steps).run()


def begin(text: str, sentence: int, word: int, *, seed: int, steps: int) -> Watched:
    """The same before its first step. A sentence or word that is not there is the last one."""
    found = read(text)
    sentence = min(sentence, len(found.sentences) - 1)
    question = Question(sentence, min(word, len(found.sentences[sentence]) - 1))
    return Watched(found, question, TinyRecipe(seed=seed, steps=steps))


def curve(frames: Sequence[Frame]) -> LearningCurve:
    """The losses of these frames."""
    return LearningCurve(
        np.array([frame.step for frame in frames]), np.array([frame.loss for frame in frames]),
        np.array([frame.unseen for frame in frames]), len(frames[0].prediction.labels),
    )  # fmt: skip


def _stops(steps: int) -> tuple[int, ...]:
    """The steps after which a frame is taken: their number grows with the square."""
    return tuple(sorted({max(1, round(steps * (n / FRAMES) ** 2)) for n in range(1, FRAMES + 1)}))


def _fixed_batch(text: ClassText, part: Sequence[int]) -> MaskedBatch | None:
    """Some sentences with a quarter of their words masked, the same at every look."""
    if not part:
        return None
    chosen = [np.array(text.ids(sentence)) for sentence in part[:_MEASURED]]
    return hide(chosen, text.vocabulary["[MASK]"], 0.25, random.Random(0))


def _loss(model: Any, batch: MaskedBatch | None) -> float:
    if batch is None:
        return float("nan")
    with torch.inference_mode():
        return float(masked_loss(model, batch))


def _each_word(model: Any, text: ClassText, sentence: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Each word masked in turn: the likeliest word, and the right one's probability, (W,)."""
    ids = torch.tensor(text.ids(sentence))  # (T,)
    places = torch.arange(1, len(ids) - 1)  # (W,)
    rows = ids.repeat(len(places), 1)  # (W, T)
    hidden = torch.zeros_like(rows, dtype=torch.bool)
    hidden[torch.arange(len(places)), places] = True
    masked = rows.masked_fill(hidden, text.vocabulary["[MASK]"])
    with torch.inference_mode():
        batch = MaskedBatch(masked, torch.ones_like(rows), hidden, rows[hidden])
        shares = masked_logits(model, batch).softmax(-1)  # (W, V)
    names = tuple(text.vocabulary)
    right = shares[torch.arange(len(places)), batch.words]
    best = shares[:, len(SPECIAL) :].argmax(-1) + len(SPECIAL)  # (W,): a guess is a word
    return tuple(names[int(word)] for word in best), right.numpy()


def _prediction(watched: Watched) -> Prediction:
    """The sentence with its word masked, read in the way of every other model."""
    model, text = watched.training.model, watched.text
    name = f"tiny BERT, step {watched.training.done}"
    spec = ModelSpec(name, name, "folder", max_tokens=MOST_TOKENS)
    with tempfile.TemporaryDirectory() as place:
        model.save_pretrained(place)
        make_tokenizer(text.vocabulary).save_pretrained(place)
        head = MaskedHead(spec, Path(place))
    found = head.run(TextInput(" ".join(watched.words), masked=(watched.question.word + 1,)))
    return replace(found, no_words=tuple(range(len(SPECIAL))))
