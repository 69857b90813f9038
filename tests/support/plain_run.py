"""The same checkpoint through transformers alone, and a Trace held against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.measures.words import words
from explorer.trace import Trace

TOLERANCE = 1e-5
TEXT, PAIR = "The cat sat on the bank of the river.", "It slept, jumping unhappily."
WORDS = ("The", "cats", "sat", "on", "the", "bank", ".")
CAPTURED = ("bert", "roberta", "distilbert", "albert", "electra", "gpt2", "mpnet")
FALLBACK = ("deberta-v2",)
ALL = ("bundled", *CAPTURED, *FALLBACK)
CASES = {
    "one text": {"text": TEXT},
    "a pair": {"text": TEXT, "pair": PAIR},
    "no specials": {"text": TEXT, "special_tokens": False},
    "a pair without specials": {"text": TEXT, "pair": PAIR, "special_tokens": False},
    "words": {"text": "", "words": WORDS},
    "one word": {"text": "cat"},
}
FORMULAS = {
    "bundled": "LayerNorm(word + position + segment)",
    "bert": "LayerNorm(word + position + segment)",
    "roberta": "LayerNorm(word + position + segment)",
    "distilbert": "LayerNorm(word + position)",
    "albert": "projection(LayerNorm(word + position + segment))",
    "electra": "projection(LayerNorm(word + position + segment))",
    "gpt2": "word + position",
    "mpnet": "LayerNorm(word + position)",
    "deberta-v2": "LayerNorm(word)",
}


@dataclass(frozen=True)
class Plain:
    """The same checkpoint through transformers alone, eager, with everything switched on."""

    model: Any
    tokenizer: Any
    segments: bool

    def __call__(
        self,
        text: str,
        pair: str | None = None,
        *,
        words: Any = None,
        special_tokens: bool = True,
    ) -> tuple[Any, Any]:
        """Inputs and outputs of one pass."""
        import torch

        text = " ".join(words) if words else text
        options = {"add_special_tokens": special_tokens, "return_token_type_ids": self.segments}
        inputs = self.tokenizer(text, pair, return_tensors="pt", **options)
        inputs.pop("attention_mask", None)
        with torch.inference_mode():
            return inputs, self.model(**inputs, output_attentions=True, output_hidden_states=True)


def plain_run(engine: Any) -> Plain:
    """transformers' own eager model of the engine's folder."""
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(engine.folder, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(engine.folder)
    return Plain(model, tokenizer, (getattr(model.config, "type_vocab_size", 0) or 0) > 1)


def check_equal(trace: Trace, inputs: Any, output: Any) -> None:
    """The trace holds what the plain run returned."""
    assert list(trace.ids) == inputs["input_ids"][0].tolist()
    if "token_type_ids" in inputs:
        assert list(trace.segment) == inputs["token_type_ids"][0].tolist()
    assert trace.num_layers == len(output.attentions) > 0
    for state, plain in zip(trace.hidden, output.hidden_states, strict=True):
        assert np.abs(state - plain[0].numpy()).max() < TOLERANCE
    for layer, plain in enumerate(output.attentions):
        weights = trace.attention(layer)
        assert np.abs(weights - plain[0].numpy()).max() < TOLERANCE
        assert np.abs(weights.sum(axis=-1) - 1).max() < TOLERANCE


def words_of(trace: Trace) -> list[str]:
    """The words of both texts, in order."""
    return [word.text for word in words(trace)]
