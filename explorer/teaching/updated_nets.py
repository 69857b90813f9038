"""The heads that modify the body while they run, as torch modules: low-rank updates and a read-out.

``read`` runs the body and mixes its states, for training. A head in the app takes the states from
a Trace of the updated body instead and calls only the read-out.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from explorer.engine import Engine
from explorer.teaching.lora import Updates, patched, places
from explorer.teaching.nets import HIDDEN, Mix, gelu, standardised


class UpdatedBody(Mix):
    """Learned low-rank updates of a frozen body (Hu et al., 2021), and a mix of its states."""

    def __init__(self, engine: Engine, *, rank: int) -> None:
        super().__init__(engine.config.num_hidden_layers)
        self._body: list[Any] = [engine.body]  # in a list, so that it is no part of this module
        self.downs, self.ups = nn.ParameterDict(), nn.ParameterDict()
        for name, module in places(engine.body):
            key = name.replace(".", "/")  # a dot would name a submodule
            self.downs[key] = nn.Parameter(torch.randn(rank, module.in_features) / rank**0.5 / 8)
            self.ups[key] = nn.Parameter(torch.zeros(module.out_features, rank))

    @property
    def body(self) -> Any:
        """The frozen body."""
        return self._body[0]

    def updates(self) -> Updates:
        """What ``lora.patched`` takes."""
        return {name.replace("/", "."): (self.downs[name], self.ups[name]) for name in self.downs}

    def read(self, ids: Tensor, mask: Tensor, chosen: Tensor, side: Tensor | None = None) -> Tensor:
        """The mixed states of the tokens ``chosen`` (B, T) bool, (M, D)."""
        sides = {} if side is None else {"token_type_ids": side}
        # The plain formula of attention: on a CPU the fused one takes three times as long to
        # differentiate.
        with patched(self.body, self.updates()), sdpa_kernel(SDPBackend.MATH):
            output = self.body(
                input_ids=ids, attention_mask=mask.long(), output_hidden_states=True, **sides
            )
        states = torch.stack([state[chosen] for state in output.hidden_states], 1)
        return self.mixed(standardised(states.float()))


class Reader(UpdatedBody):
    """Low-rank updates, then mix and two layers: logits of start and end (Devlin et al., 2019)."""

    def __init__(self, engine: Engine, *, rank: int, inner: int = 128) -> None:
        super().__init__(engine, rank=rank)
        self.enter = nn.Linear(engine.config.hidden_size, inner)
        self.leave = nn.Linear(inner, 2)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Tensor, mask: Tensor, side: Tensor, inside: Tensor) -> Tensor:
        """Logits of start and end, (B, T, 2), from four (B, T).

        ``side`` is 1 in the passage; only the tokens ``inside`` it get a logit that counts.
        """
        found = self.spans(self.read(ids, mask, inside, side)).float()  # (M, 2)
        scores = torch.full((*ids.shape, 2), -HIDDEN)
        scores[inside] = found
        return scores

    def spans(self, x: Tensor) -> Tensor:
        """Mixed states (M, D) to logits of start and end, (M, 2)."""
        return self.leave(self.drop(gelu(self.enter(self.drop(x)))))


class Filler(UpdatedBody):
    """Low-rank updates, then mix, dense, LayerNorm and the body's own word embeddings."""

    def __init__(self, engine: Engine, *, rank: int) -> None:
        width = engine.config.hidden_size
        super().__init__(engine, rank=rank)
        self.dense = nn.Linear(width, width)
        nn.init.eye_(self.dense.weight)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(engine.config.vocab_size))

    def forward(self, ids: Tensor, mask: Tensor, hidden: Tensor) -> Tensor:
        """Logits of the vocabulary for each masked token, (M, V); ``hidden`` (B, T) says which."""
        return self.vocabulary(self.read(ids, mask, hidden))

    def vocabulary(self, x: Tensor) -> Tensor:
        """Mixed, or standardised, states (M, D) to logits of the vocabulary, (M, V)."""
        x = self.norm(gelu(self.dense(x)))
        table = self.body.embeddings.word_embeddings.weight.to(x)
        return F.linear(x, table, self.bias)
