"""Train the small decoder, write its folder, measure it and write its card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine.teaching_models import MODELS
from explorer.teaching.artifacts import Card
from explorer.teaching.decoder import evaluation, texts
from explorer.teaching.decoder.recipe import DecoderRecipe, Report, train
from explorer.teaching.model_folder import Leaflet, first_card, read_card, with_figures, write_card

if TYPE_CHECKING:
    from explorer.engine import Engine

NAME, TITLE = "next-token", "Next token"
FOLDER = MODELS / NAME

WHAT = (
    "A small GPT-2 that reads left to right and guesses the next token: 2 layers of 4 attention "
    "heads, with a narrow feed-forward. Among its heads are induction heads: where a token comes "
    "again, they look at what followed it the last time."
)
SOURCES = (
    "OpenStax textbooks (CC BY 3.0 and 4.0); OneStopEnglish (CC BY-SA 4.0); Universal Dependencies "
    "EWT (CC BY-SA 4.0) and GUM (CC BY, CC BY-SA); DocRED (text of Wikipedia, CC BY-SA 3.0); three "
    "novels in the public domain. Every tenth document is held out. A fifth of the training texts "
    "are pieces of this prose that come twice, a fifth random tokens that are repeated"
)
LIMITATIONS = (
    "English only, a window of 128 tokens, and far too small to know anything about the world: "
    "what it writes sounds like a textbook for a few words and then loses its thread. Its tokens "
    "are short pieces of words; other scripts fall into single bytes, on which its guesses mean "
    "nothing. On ordinary sentences its induction head mostly rests on the start mark; it copies "
    "best where a text looks like no English. Its induction circuit was not found by training: "
    "one head of each layer was set up as one before training (decoder/start.py), and was then "
    "trained with all other weights, a fifth of the texts being random repetition. Trainings of "
    "this length from random weights found circuits, too, but they look 1 to 10 tokens past the "
    "place that an induction head looks at. So the model shows what induction heads do, not how "
    "they arise. It can "
    "write sentences that are false or unkind."
)


LEAFLET = Leaflet(
    NAME,
    "decoder",
    f"{TITLE}: a teaching decoder",
    WHAT,
    SOURCES,
    LIMITATIONS,
    head="figure",
    sample="the shipped sample",
    about_figures="“Prefix matching”: on 25 random tokens that come twice, the share of attention "
    "on the token that followed the same token the first time. “Copying”: the share of what a "
    "head raises in the output that lies on the very token it attends to; chance is 0.04. "
    "Both after Olsson et al. (2022). Losses are in nats; the shipped sample has "
    "20 short texts written for this project (CC0).",
    data=" --data DIR",
)


def make(folder: Path, data: Path, recipe: DecoderRecipe, report: Report) -> None:
    """Train and write the folder: weights in half precision, tokenizer, first card."""
    model, tokenizer = train(texts.prose(data, held_out=False), recipe, report=report)
    folder.mkdir(parents=True, exist_ok=True)
    save(model, tokenizer, folder)
    parameters = sum(w.numel() for w in model.parameters())
    write_card(LEAFLET, first_card(LEAFLET, folder, recipe, parameters), folder)


def save(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write config.json, model.safetensors (float16) and the tokenizer; changes the model."""
    model.to(torch.float16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def measured(engine: Engine, folder: Path, data: Path | None) -> Card:
    """The card with fresh figures; those on held-out prose only with the ``data``."""
    known = read_card(folder)
    kept = {name: value for name, value in known.figures.items() if "held-out" in name}
    prose = kept if data is None else evaluation.held_out(engine, data)
    figures = prose | evaluation.of_the_model(engine)
    sample = evaluation.on_sample(engine)
    return with_figures(LEAFLET, known, figures, sample)
