"""Train the small BERT, write its folder, measure it and write its card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from explorer import catalog, teaching
from explorer.engine import Engine
from explorer.engine.teaching_models import MODELS
from explorer.teaching.artifacts import Card
from explorer.teaching.model_folder import Leaflet, first_card, read_card, with_figures, write_card
from explorer.teaching.small_body import evaluation
from explorer.teaching.small_body.masked_head import MaskedHead
from explorer.teaching.small_body.recipe import Report, SmallBertRecipe, token_ids, train
from explorer.teaching.training.recipes import CONFIGS

NAME, TITLE = "small-bert", "Small BERT"
FOLDER = MODELS / NAME

WHAT = (
    "A small BERT, 4 layers of 4 heads and 128 wide, trained here to guess masked words. It has "
    "the vocabulary of the bundled model and a head for masked words, whose output weights are its "
    "word embeddings."
)
SOURCES = (
    f"{CONFIGS['fill-mask'].sources}. The word embeddings are those of the bundled "
    "all-MiniLM-L6-v2 (Apache 2.0), reduced to 128 dimensions by principal components"
)
FIRST_WEIGHTS = (
    "random, but for four parts: the word embeddings, which are not trained; positions that begin "
    "as sines; the first layer's heads, which begin by looking one and two tokens to the left and "
    "to the right; and the output's bias, which begins as each token's frequency. That those heads "
    "look at neighbours is therefore no discovery of the training; what the other twelve heads do "
    "is"
)
LIMITATIONS = (
    "Trained for minutes, not days: it has read some six million tokens, BERT about twenty "
    "thousand times as many. Better at punctuation, articles and prepositions than at nouns and "
    "verbs, and it knows no facts. Single texts of at most 128 tokens, English, lower case; it was "
    "never trained on pairs, so the second segment's embedding is still the random one that it "
    "began with"
)
BESIDE = "the bundled body with its fill-mask head"
"""What the figures stand beside, on the same masked tokens."""


LEAFLET = Leaflet(
    NAME,
    "encoder",
    f"{TITLE}: a teaching model for masked words",
    WHAT,
    SOURCES,
    LIMITATIONS,
    head=f"figure, {evaluation.HELD_OUT_TEXTS} texts of documents that no training text is from",
    sample="the 30 shipped prompts",
    about_figures="In each text 15 % of the tokens are masked. Perplexity is exp of the mean "
    "negative log probability of the right token. Every tenth document of each source is held out.",
    data=" --data DIR",
    loss="loss at masked tokens only, ",
    remarks=(f"- **First weights:** {FIRST_WEIGHTS}.",),
    licence="the weights are under the project's licence (MIT); the data are not part of the "
    "project and keep their own.",
)


def make(folder: Path, engine: Engine, data: Path, recipe: SmallBertRecipe, *,
         checkpoint: Path | None = None, report: Report = lambda line: None) -> None:  # fmt: skip
    """Train and write the folder: weights in half precision, tokenizer, first card."""
    texts = token_ids(engine, data, recipe, held_out=False)
    report(f"{len(texts):,} texts of {sum(map(len, texts)):,} tokens")
    model = train(engine, texts, recipe, checkpoint=checkpoint, report=report)
    save(model, engine, folder, recipe)


def save(model: Any, engine: Engine, folder: Path, recipe: SmallBertRecipe) -> None:
    """Write config.json, model.safetensors (float16), tokenizer and card; changes the model."""
    folder.mkdir(parents=True, exist_ok=True)
    parameters = sum(weight.numel() for weight in model.parameters())
    model.to(torch.float16).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (folder / name).write_bytes((engine.folder / name).read_bytes())
    write_card(LEAFLET, first_card(LEAFLET, folder, recipe, parameters), folder)


def measured(folder: Path, data: Path | None) -> Card:
    """The card with fresh figures: the sample's, and with ``data`` the held-out ones, too."""
    known, head = read_card(folder), MaskedHead(catalog.from_path(folder), folder)
    figures = _held_out(head, data) if data else known.figures
    found = evaluation.scores(head, evaluation.sample())
    return with_figures(LEAFLET, known, figures, found)


def _held_out(head: Any, data: Path) -> dict[str, float]:
    """Both models on the same masked tokens."""
    items = evaluation.held_out(data, head.engine.encoder)
    other = evaluation.scores(teaching.load("fill-mask"), items)
    return {
        **evaluation.scores(head, items),
        **{f"{name}, {BESIDE}": value for name, value in other.items()},
        "masked tokens": float(sum(len(words) for _, words in items)),
    }
