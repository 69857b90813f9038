"""What the heads share that change the body while they run: low-rank updates, and a mix."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from explorer.engine import Engine
from explorer.teaching.lora import patched, places
from explorer.teaching.training.nets import Mix, standardised


class UpdatedBody(Mix):
    """Learned low-rank updates of a frozen body (Hu et al., 2021), and a mix of its states."""

    def __init__(self, engine: Engine, *, rank: int) -> None:
        super().__init__(engine.config.num_hidden_layers)
        self._body: list[Any] = [engine.body]  # in a list, so that it is no part of this module
        self.downs, self.ups = nn.ParameterDict(), nn.ParameterDict()
        for name, module in places(engine.body):
            key = name.replace(".", "/")
            self.downs[key] = nn.Parameter(torch.randn(rank, module.in_features) / rank**0.5 / 8)
            self.ups[key] = nn.Parameter(torch.zeros(module.out_features, rank))

    @property
    def body(self) -> Any:
        """The frozen body."""
        return self._body[0]

    def updates(self) -> dict[str, tuple[Tensor, Tensor]]:
        """What ``lowrank.patched`` takes."""
        return {name.replace("/", "."): (self.downs[name], self.ups[name]) for name in self.downs}

    def read(self, ids: Tensor, mask: Tensor, chosen: Tensor, side: Tensor | None = None) -> Tensor:
        """The mixed states of the tokens ``chosen`` (B, T) bool, (M, D)."""
        sides = {} if side is None else {"token_type_ids": side}
        # Attention written out: on a processor the fused one takes a third of the time to go back.
        with patched(self.body, self.updates()), sdpa_kernel(SDPBackend.MATH):
            output = self.body(
                input_ids=ids, attention_mask=mask.long(), output_hidden_states=True, **sides
            )
        states = torch.stack([state[chosen] for state in output.hidden_states], 1)
        return self.mixed(standardised(states.float()))
