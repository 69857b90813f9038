"""A publisher's recipe: how a sentence-transformers folder makes one vector of a sentence.

Read from modules.json and the files that it names: prompt and token limit, ways of pooling, and
what follows (Dense, LayerNorm, Normalize). Only JSON and safetensors are opened; a step that is
not known here is refused, never left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import recipe_body, recipe_steps, sentence_files
from explorer.engine.recipe_steps import POOLS, Step
from explorer.engine.sentence_files import Module
from explorer.errors import CheckpointError, InputError
from explorer.text import shorten

if TYPE_CHECKING:
    from explorer.engine.run import Engine

_FLAGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
"""Ways of pooling in the order in which their vectors are joined, as older folders name them."""

_MODEL_SETTINGS = "config_sentence_transformers.json"


@dataclass(frozen=True, eq=False)
class Recipe:
    """How one publisher's model makes a vector of a sentence."""

    max_tokens: int  # special tokens included
    pools: tuple[str, ...]  # names as in POOLS; several are joined
    steps: tuple[Step, ...] = ()
    prompts: dict[str, str] = field(default_factory=dict)
    prompt: str = ""  # stands before every sentence
    include_prompt: bool = True  # whether its tokens are pooled too
    lower: bool = False
    numbers: int | None = None  # of each vector that are kept, the first ones; None: all

    def text(self, sentence: str) -> str:
        """What the tokenizer is given for a sentence."""
        whole = self.prompt + sentence
        return whole.lower() if self.lower else whole

    def vectors(self, states: torch.Tensor, mask: torch.Tensor, prompt: int = 0) -> torch.Tensor:
        """States (B, T, D) and the mask of real tokens (B, T), padded right, to (B, D').

        ``prompt`` is the number of leading tokens that are not pooled.
        """
        pooled = mask.clone()
        pooled[:, :prompt] = 0
        found = torch.cat([POOLS[name](states, pooled) for name in self.pools], dim=-1)
        for step in self.steps:
            found = step(found)
        return found[:, : self.numbers]

    def __str__(self) -> str:
        """In words, such as "mean, 256 tokens, normalised"."""
        said = [" and ".join(_NAMES[name] for name in self.pools), f"{self.max_tokens:,} tokens"]
        if self.prompt:
            said.append(f"prompt “{self.prompt.strip()[:60]}”")
        kept = [f"first {self.numbers:,} numbers"] if self.numbers else []
        return ", ".join([*said, *(str(step) for step in self.steps), *kept])


_NAMES = {
    "cls": "first token",
    "max": "maximum",
    "mean": "mean",
    "mean_sqrt_len_tokens": "sum over the root of the length",
    "weightedmean": "mean weighted by position",
    "lasttoken": "last token",
}


def of(engine: Engine, prompt: str | None = None) -> Recipe | None:
    """The recipe of a model's publisher, None where its folder has none.

    ``prompt`` names one of the publisher's prompts, "" takes none; by default it is the
    publisher's. Raises CheckpointError for a recipe that cannot be followed, InputError for an
    unknown prompt.
    """
    home = sentence_files.home_of(engine.folder)
    if home is None:
        return None
    label = engine.spec.label
    listed = sentence_files.modules(home, label)
    body, pooling, *rest = _known(listed, label)
    read = recipe_body.of(home / body.path, engine)
    config = sentence_files.settings(home / pooling.path / "config.json", label)
    prompts, chosen = _prompts(home, label, prompt)
    return Recipe(
        max_tokens=read.max_tokens,
        pools=_pools(config, label),
        steps=tuple(recipe_steps.read(module, home, label) for module in rest
                    if module.kind != "Dropout"),
        prompts=prompts,
        prompt=chosen,
        include_prompt=bool(config.get("include_prompt", True)),
        lower=read.lower,
        numbers=_numbers(home, label),
    )  # fmt: skip


def _known(listed: tuple[Module, ...], label: str) -> tuple[Module, ...]:
    """The modules, where each is known and a body and a pooling come first."""
    for module in listed:
        if not module.known or module.kind not in _STEPS:
            raise CheckpointError(
                f"The publisher's recipe of “{label}” has a step that is not known here "
                f"({module.type[:80]}): choose a way of pooling."
            )
    if [module.kind for module in listed[:2]] != ["Transformer", "Pooling"]:
        raise CheckpointError(
            f"The publisher's recipe of “{label}” does not begin with a Transformer and its "
            "Pooling: choose a way of pooling."
        )
    again = next((module for module in listed[2:] if module.kind in _STEPS[:2]), None)
    if again is not None:
        raise CheckpointError(
            f"The publisher's recipe of “{label}” has a second {again.kind}: choose a way of "
            "pooling."
        )
    return listed


_STEPS = ("Transformer", "Pooling", "Dense", "LayerNorm", "Normalize", "Dropout")


def _numbers(home: Path, label: str) -> int | None:
    """How many numbers of each vector the publisher keeps (truncate_dim); None for all."""
    kept = sentence_files.settings(home / _MODEL_SETTINGS, label).get("truncate_dim")
    if kept is None:
        return None
    if isinstance(kept, bool) or not isinstance(kept, int) or kept < 1:
        raise CheckpointError(
            f"The publisher's recipe of “{label}” keeps {str(kept)[:30]} numbers of each vector "
            "(truncate_dim), which is no number of them: choose a way of pooling."
        )
    return kept


def _pools(config: dict[str, Any], label: str) -> tuple[str, ...]:
    """Ways of pooling, in the order in which they are joined. Raises CheckpointError."""
    given = config.get("pooling_mode")
    if given is None:
        given = [name for flag, name in _FLAGS.items() if config.get(flag) is True]
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names:
        raise CheckpointError(
            f"The pooling of “{label}” has every way of pooling switched off: choose one yourself."
        )
    unknown = next((name for name in names if name not in POOLS), None)
    if unknown is not None:
        raise CheckpointError(
            f"The pooling of “{label}” is of a kind that is not known here "
            f"({str(unknown)[:40]}): choose a way of pooling."
        )
    return tuple(names)


def _prompts(home: Path, label: str, wanted: str | None) -> tuple[dict[str, str], str]:
    """All prompts by name, and the one that stands before every sentence."""
    config = sentence_files.settings(home / _MODEL_SETTINGS, label)
    given = config.get("prompts")
    given = given if isinstance(given, dict) else {}
    odd = next((name for name, text in given.items() if not isinstance(text, str | None)), None)
    if odd is not None:
        raise CheckpointError(
            f"The prompt “{shorten(odd, 40)}” of “{label}” is no text: choose a way of pooling."
        )
    prompts = {name: text for name, text in given.items() if text}
    name = config.get("default_prompt_name") if wanted is None else wanted
    if not name:
        return prompts, ""
    if not isinstance(name, str) or name not in given:
        known = ", ".join(prompts) or "none"
        said = f"“{label}” has no prompt called “{str(name)[:40]}”: it knows {known}."
        raise CheckpointError(said) if wanted is None else InputError(said)
    return prompts, prompts.get(name, "")
