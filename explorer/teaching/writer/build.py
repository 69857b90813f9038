"""Train the small writer, write its folder, measure it and write its card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine.teaching_models import MODELS
from explorer.teaching.artifacts import Card
from explorer.teaching.model_folder import Leaflet, first_card, read_card, with_figures, write_card
from explorer.teaching.writer import evaluation
from explorer.teaching.writer.recipe import Report, WriterRecipe, train
from explorer.teaching.writer.texts import STYLES
from explorer.teaching.writer.tokens import make_tokenizer

if TYPE_CHECKING:
    from explorer.engine.seq2seq import Seq2SeqEngine

NAME, TITLE = "dates-and-numbers", "Dates and numbers"
FOLDER = MODELS / NAME

WHAT = (
    "A small BART that writes English dates and numbers in figures: “the third of May 1998” "
    "becomes 1998-05-03, “twenty-one thousand and six” becomes 21006. It reads words, pieces of "
    "words and single figures, and writes one character after another."
)
SOURCES = (
    "synthetic texts from the project's own seeded generator (writer/texts.py): dates from 1900 to "
    f"2099 in {len(STYLES)} styles, numbers below a million in words; 20 % of the texts have a "
    "slip in one word. No text of anybody else's, so there is no licence to ask for"
)
LIMITATIONS = (
    "English only, and only what the generator writes: dates from 1900 to 2099, numbers below a "
    "million, one slip in one word, which it misreads about once in ten times. Figures alone are "
    "read as day, month, year (03/05/1998 is the "
    "third of May). It always writes something: for any other text, and for dates that do not "
    "exist (31 February), the output is meaningless. Where its attention lies was not trained for; "
    "it came from learning to write."
)


LEAFLET = Leaflet(
    NAME,
    "encoder-decoder",
    f"{TITLE}: a teaching encoder-decoder",
    WHAT,
    SOURCES,
    LIMITATIONS,
    head="figure, on dates and numbers that no training text had",
    sample="the shipped sample",
    about_figures="“Points at the part”: of the characters of day, month and year, the share whose "
    "strongest cross attention lies on the words or figures that name this part. The best "
    "head was chosen on dates of the training part.",
)


def make(folder: Path, recipe: WriterRecipe, report: Report) -> None:
    """Train and write the folder: weights in half precision, tokenizer, sample, first card."""
    model = train(recipe, report=report)
    folder.mkdir(parents=True, exist_ok=True)
    save(model, folder)
    rows = (json.dumps(row, ensure_ascii=False) for row in evaluation.make_sample())
    (folder / "sample.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    parameters = sum(w.numel() for w in model.parameters())
    write_card(LEAFLET, first_card(LEAFLET, folder, recipe, parameters), folder)


def save(model: Any, folder: Path) -> None:
    """Write config.json, model.safetensors (float16) and the tokenizer; changes the model."""
    model.to(torch.float16).save_pretrained(folder)
    make_tokenizer().save_pretrained(folder)


def measured(engine: Seq2SeqEngine, folder: Path, *, full: bool) -> Card:
    """The card with fresh figures: the sample's, and with ``full`` the held-out ones, too."""
    known = read_card(folder)
    figures = evaluation.held_out(engine) if full else known.figures
    sample = evaluation.on_sample(engine, folder / "sample.jsonl")
    return with_figures(LEAFLET, known, figures, sample)
