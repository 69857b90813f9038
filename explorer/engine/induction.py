"""Induction heads of a model that reads left to right, found on random tokens that come again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer.engine.blocks import layer_modules
from explorer.engine.devices import on_cpu
from explorer.engine.run import Engine
from explorer.engine.spelled import extended
from explorer.errors import InputError
from explorer.measures import induction
from explorer.one_line import OneLine
from explorer.text import TextInput, TokenizedText
from explorer.trace import CapturedLayer, Trace

SEQUENCES, PERIOD = 4, 25
"""Texts that are tried, and tokens of each before they come again (Olsson et al., 2022: 25)."""
CLEAR = 0.4
"""Prefix matching above which a head is called an induction head here; no published bound."""
_OUTPUTS = ("attn.c_proj", "self_attn.o_proj", "self_attn.out_proj", "attn.out_proj",
            "attention.dense", "self_attention.dense")  # fmt: skip
_LAST_NORMS = ("ln_f", "norm", "final_layer_norm", "final_layernorm")


@dataclass(frozen=True, eq=False, repr=False)
class InductionScores(OneLine):
    """Each head's scores on repeated random tokens, shares from 0 to 1. All (L, H)."""

    prefix: np.ndarray  # attention on the token that followed the same token before
    previous: np.ndarray  # attention on the token right before
    copying: np.ndarray  # share of what it raises that lies on the attended token; NaN: not known
    example: Trace  # of the first of these texts

    def heads(self) -> list[tuple[int, int]]:
        """Layer and head, from 0, of the induction heads, the clearest first."""
        order = np.argsort(-self.prefix, axis=None, kind="stable")
        places = [divmod(int(place), self.prefix.shape[1]) for place in order]
        return [place for place in places if self.prefix[place] > CLEAR]


def induction_scores(engine: Engine, seed: int = 0) -> InductionScores:
    """Scores of every head on random tokens that come twice; the same for the same seed.

    ``engine`` holds a causal model, with or without its language-model head. Raises InputError for
    one that reads both ways, which has nothing to foretell.
    """
    rng = np.random.default_rng(seed)
    prefix, previous, copied, traces = [], [], [], []
    for _ in range(SEQUENCES):
        trace = engine.run_tokens(repeated(engine, rng))
        if not trace.causal:
            raise InputError(
                f"{engine.spec.label} reads both ways and writes nothing, so it has no induction "
                "heads: choose a model such as GPT-2."
            )
        followed = induction.after_earlier(trace.ids, trace.special)  # (T, T)
        layers = [trace.attention(layer) for layer in range(trace.num_layers)]
        prefix.append([induction.prefix_matching(weights, followed) for weights in layers])
        previous.append(
            [np.diagonal(weights, -1, 1, 2).mean(axis=-1) for weights in layers]
        )  # (L, H)
        copied.append(_copying(engine, trace))
        traces.append(trace)
    means = (np.mean(found, axis=0) for found in (prefix, previous, copied))  # (L, H) each
    return InductionScores(*means, example=traces[0])


def repeated(engine: Engine, rng: np.random.Generator, period: int = PERIOD) -> TokenizedText:
    """Random ordinary tokens, all different, and the same again, behind the model's start mark."""
    encoder = engine.encoder
    start = encoder.encode(TextInput("a"), engine.spec.max_tokens)
    marks = set(encoder.special_tokens.values())
    rows = min(encoder.rows or len(encoder.vocabulary), len(encoder.vocabulary))
    known = np.array([number for number in range(rows) if number not in marks])
    room = (engine.spec.max_tokens - start.num_tokens) // 2
    piece = rng.choice(known, min(period, room, len(known)), replace=False)
    whole = extended(start, [*map(int, piece), *map(int, piece)], encoder)
    return _without_typed(whole, start)


def _without_typed(whole: TokenizedText, start: TokenizedText) -> TokenizedText:
    """Only the special tokens before it, and what was added."""
    keep = np.ones(whole.num_tokens, bool)
    keep[: start.num_tokens] = start.special
    names = [tuple(np.array(getattr(whole, name), object)[keep]) for name in ("tokens", "labels")]
    arrays = {
        name: getattr(whole, name)[keep] for name in ("ids", "side", "special", "word", "offsets")
    }
    source = TextInput(whole.input.text.removeprefix(start.input.text).strip())
    return replace(whole, input=source, tokens=names[0], labels=names[1], **arrays)


def _copying(engine: Engine, trace: Trace) -> np.ndarray:
    """The copying score of each head, by its direct path to the logits. (L, H), NaN: not known."""
    unknown = np.full((trace.num_layers, trace.num_heads), np.nan)
    embedding = engine.model.get_output_embeddings() or engine.body.get_input_embeddings()
    modules = [_part(module, _OUTPUTS) for module in layer_modules(engine)]
    if len(modules) != trace.num_layers or not all(modules):
        return unknown
    first = np.flatnonzero(~trace.special)[: (~trace.special).sum() // 2]  # each token once
    rows = embedding.weight[torch.tensor(trace.ids[first], device=engine.device)]  # (N, D)
    norm = _part(engine.body, _LAST_NORMS)
    found = []
    for layer, module in zip(trace.layers, modules, strict=True):
        if not isinstance(layer, CapturedLayer):
            return unknown
        handed = _handed_on(module, layer.value[:, first])  # (H, N, D)
        with torch.inference_mode():
            scaled = handed.to(rows) * (norm.weight if norm is not None else 1.0)
            found.append(induction.copying(on_cpu(scaled @ rows.T)))  # (H, N, N) -> (H,)
    return np.stack(found)


def _handed_on(module: Any, values: np.ndarray) -> torch.Tensor:
    """What each head adds to the hidden state for each value vector. (H, N, d) -> (H, N, D)"""
    heads, count, width = values.shape
    given = torch.zeros((heads, count, heads * width), dtype=module.weight.dtype)
    for head in range(heads):
        given[head, :, head * width : (head + 1) * width] = torch.tensor(values[head])
    with torch.inference_mode():
        given = given.to(module.weight.device)
        return module(given) - module(torch.zeros_like(given[:1, :1]))


def _part(module: nn.Module, names: tuple[str, ...]) -> Any:
    """The first part with one of these paths, or None."""
    known = dict(module.named_modules())
    return next((known[name] for name in names if name in known), None)
