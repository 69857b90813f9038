"""Which data and which recipe make each shipped head; ``train`` follows them exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from explorer.engine import Engine
from explorer.errors import ExplorerError
from explorer.teaching.nets import Classifier, Comparer, Tagger
from explorer.teaching.training import corpora
from explorer.teaching.training.classifying import ClassifyingSet
from explorer.teaching.training.comparing import PairSet
from explorer.teaching.training.filling import FillingSet
from explorer.teaching.training.loop import Recipe, TrainingSet
from explorer.teaching.training.reading import ReadingSet
from explorer.teaching.training.tagging import TaggingSet
from explorer.teaching.updated_nets import Filler, Reader
from explorer.teaching.word_shapes import SHAPES

UPOS_TRAIN = ("upos/ewt_train", "upos/gum_train")
ENTITY_TRAIN = (
    "ner/wikigold_train",
    "ner/uner_ewt_dev",
    "ner/docred_dev",
    "ner/docred_test",
    "ner/wnut17_train",
)
SENTIMENT_TRAIN = (
    "rt_polarity_minus_sst_eval",
    "goemotions_train",
    "product_reviews",
    "pros_cons",
    "poem",
    "xed",
)


@dataclass(frozen=True)
class TrainingConfig:
    """How one head is trained."""

    kind: str
    labels: tuple[str, ...]
    recipe: Recipe
    net: Callable[[Engine, Recipe], nn.Module]
    examples: Callable[[Engine, Path, Path | None, Recipe], TrainingSet]
    sources: str  # data sets and their licences, for the card


def _sizes(engine: Engine) -> tuple[int, int]:
    return engine.config.num_hidden_layers, engine.config.hidden_size


def _tagger(labels: tuple[str, ...]) -> Callable[[Engine, Recipe], nn.Module]:
    return lambda engine, recipe: Tagger(
        *_sizes(engine), len(labels), inner=recipe.inner, shapes=len(SHAPES)
    )


def _comparer(count: int) -> Callable[[Engine, Recipe], nn.Module]:
    return lambda engine, recipe: Comparer(*_sizes(engine), count, inner=recipe.inner)


def _tags(
    names: tuple[str, ...], column: str, labels: tuple[str, ...]
) -> Callable[[Engine, Path, Path | None, Recipe], TrainingSet]:
    def examples(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
        sets = [corpora.tagged(data, [name], column) for name in names]
        return TaggingSet(engine, sets, labels, folder=folder, batch_rows=recipe.batch_rows)

    return examples


def _sentiment(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
    sets = [corpora.sentiments(data, [name]) for name in SENTIMENT_TRAIN]
    return ClassifyingSet(engine, sets, folder=folder, batch_rows=recipe.batch_rows)


def _relations(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
    items = corpora.entailments(data, "snli_dev")
    texts = list(dict.fromkeys([i.text for i in items] + [i.pair for i in items]))
    place = {text: number for number, text in enumerate(texts)}
    pairs = [(place[item.text], place[item.pair], item.label) for item in items]
    return PairSet(engine, texts, pairs, folder=folder, batch_rows=recipe.batch_rows)


def _order(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
    order = corpora.sentence_order(data, held_out=False, windows=1200)
    pairs = [(first, second, label) for first, second, label, _ in order.pairs]
    return PairSet(engine, order.sentences, pairs, folder=folder, batch_rows=recipe.batch_rows)


def _questions(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
    del folder
    real = corpora.plain_questions(data, "qed_dev")  # asked of a search engine, on whole paragraphs
    parts = [[*part, *real][: recipe.most] for part in corpora.sentence_questions(data)]
    return ReadingSet(engine, parts, batch_rows=recipe.batch_rows)


def _masked(engine: Engine, data: Path, folder: Path | None, recipe: Recipe) -> TrainingSet:
    del folder
    texts = corpora.prose_chunks(data, engine.encoder, held_out=False)
    return FillingSet(engine, texts[: recipe.most], share=0.25, batch_rows=recipe.batch_rows)


CONFIGS: dict[str, TrainingConfig] = {
    "part-of-speech": TrainingConfig(
        "tagger",
        corpora.UPOS,
        Recipe(epochs=6),
        _tagger(corpora.UPOS),
        _tags(UPOS_TRAIN, "p", corpora.UPOS),
        "Universal Dependencies English EWT, train (CC BY-SA 4.0); GUM, train, genres with free "
        "text (annotations CC BY 4.0; texts CC BY, CC BY-SA and public domain)",
    ),
    "entities": TrainingConfig(
        "tagger",
        corpora.ENTITIES,
        Recipe(epochs=6),
        _tagger(corpora.ENTITIES),
        _tags(ENTITY_TRAIN, "y", corpora.ENTITIES),
        "WikiGold, first half (CC BY 4.0); WNUT17, train (CC BY 4.0); Universal NER English EWT, "
        "dev (CC BY-SA 4.0); Re-DocRED mentions (MIT; text of Wikipedia, CC BY-SA 3.0)",
    ),
    "classify": TrainingConfig(
        "classifier",
        corpora.SENTIMENTS,
        Recipe(epochs=4, batch_rows=1536),
        lambda engine, recipe: Classifier(*_sizes(engine), 2, inner=recipe.inner),
        _sentiment,
        "GoEmotions, train (CC BY 4.0); movie-review snippets of NLTK's sentence_polarity without "
        "those of SST's test sets, pros_cons and product_reviews (CC BY 4.0); XED English "
        "(CC BY 4.0); Poem Sentiment (CC BY 4.0)",
    ),
    "next-sentence": TrainingConfig(
        "comparer",
        ("B follows A", "B is from elsewhere"),
        Recipe(epochs=4, batch_rows=2048, inner=128),
        _comparer(2),
        _order,
        "OpenStax textbooks (CC BY 3.0 and 4.0); OneStopEnglish (CC BY-SA 4.0); Universal "
        "Dependencies EWT (CC BY-SA 4.0) and GUM (CC BY, CC BY-SA); DocRED (text of Wikipedia, "
        "CC BY-SA 3.0); The Wonderful Wizard of Oz, The Secret Garden and The Adventures of "
        "Sherlock Holmes (public domain)",
    ),
    "entail": TrainingConfig(
        "comparer",
        corpora.RELATIONS,
        Recipe(epochs=6, batch_rows=1536, inner=128),
        _comparer(3),
        _relations,
        "SNLI, dev (CC BY-SA 4.0)",
    ),
    "answer": TrainingConfig(
        "reader",
        ("start", "end"),
        Recipe(epochs=2, rate=2e-3, batch_rows=1536, inner=16),
        lambda engine, recipe: Reader(engine, rank=recipe.inner),
        _questions,
        "QAMR, dev and test (MIT; sentences of Wikipedia and Wikinews, CC BY-SA and CC BY); QED, "
        "dev (CC BY-SA 3.0; questions of Natural Questions on paragraphs of Wikipedia)",
    ),
    "fill-mask": TrainingConfig(
        "filler",
        (),
        Recipe(epochs=1, rate=3e-3, batch_rows=1024, inner=12),
        lambda engine, recipe: Filler(engine, rank=recipe.inner),
        _masked,
        "OpenStax textbooks (CC BY 3.0 and 4.0); OneStopEnglish (CC BY-SA 4.0); Tatoeba "
        "(CC BY 2.0 FR); Universal Dependencies EWT (CC BY-SA 4.0) and GUM (CC BY, CC BY-SA); "
        "DocRED (text of Wikipedia, CC BY-SA 3.0); three novels in the public domain",
    ),
}


def config(task: str) -> TrainingConfig:
    """How the head of a task is trained. Raises ExplorerError for an unknown task."""
    if task not in CONFIGS:
        raise ExplorerError(f"There is no head called “{task}”: choose {', '.join(CONFIGS)}.")
    return CONFIGS[task]


def settings(recipe: Recipe) -> dict[str, Any]:
    """A recipe as plain numbers, for the card."""
    return dict(vars(recipe))
