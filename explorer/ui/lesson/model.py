"""The model that answers a lesson's questions: the bundled one, with what the app keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer import catalog
from explorer.errors import ExplorerError, LessonError
from explorer.lessons import answering
from explorer.lessons.answering import Answer
from explorer.prediction import Prediction, Predictor, Task
from explorer.seq2seq import Generation
from explorer.text import TextInput
from explorer.trace import Trace
from explorer.ui import baseline_sample, cache, predictors, show, trainings, writers
from explorer.ui.lesson.place import Place

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.measures.adjusted_similarity import BaselineStats
    from explorer.measures.layer_statistics import LayerCurves
    from explorer.teaching.small_body.watching import Watched


class Bundled:
    """Traces and predictions through the app's caches and its queue."""

    @property
    def engine(self) -> Engine:
        """The bundled model's engine."""
        return cache.get_engine(catalog.BUNDLED_ID)

    def trace(self, text: str, pair: str = "") -> Trace:
        """One forward pass of a text, or of a pair."""
        return cache.get_trace(catalog.BUNDLED_ID, TextInput(text, pair or None))

    def predictor(self, task: Task) -> Predictor:
        """The teaching head of a task; for the next token, the teaching decoder."""
        return predictors.get_predictor(task, answering.answers_by(task).id)

    def predict(self, task: Task, text: str, pair: str = "") -> Prediction:
        """What the teaching head of a task says."""
        return predictors.run(self.predictor(task), TextInput(text, pair or None))

    def written(self, text: str) -> Generation:
        """What the teaching encoder-decoder writes for a text, always the likeliest token."""
        engine = writers.engine(catalog.WRITER_ID)
        if engine is None:
            raise LessonError("The model that writes is not at hand.")
        return writers.written(engine, text)

    def learnt(self, text: str, sentence: int, word: int, *, seed: int, steps: int) -> Watched:
        """A tiny BERT trained on a text to the end, and what it said of a sentence meanwhile."""
        return trainings.trained((text, sentence, word, seed, steps))

    def baseline(self) -> BaselineStats:
        """How similar unrelated words of the sample sentences are, state by state."""
        return baseline_sample.of(catalog.BUNDLED_ID).baseline

    def curves(self) -> LayerCurves:
        """How contextual each state is, over the sample sentences."""
        return baseline_sample.of(catalog.BUNDLED_ID).curves


def answer(place: Place) -> Answer:
    """The model's answer to a step, computed when it is first asked for. Raises ExplorerError."""
    return cache.LESSON_ANSWERS.get(place.key, lambda: answering.answer(place.step, Bundled()))


def answer_if_any(place: Place) -> Answer | None:
    """The same; where there is none, a sentence on the page says why."""
    try:
        return answer(place)
    except ExplorerError as error:
        show.problem(str(error))
        return None
