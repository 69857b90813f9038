"""Which tokens a number depends on: gradient times input and integrated gradients.

Both start from the word vectors that the model looks up, before positions and segments are added.
Nothing is accumulated in the shared model: gradients are asked for the inputs only.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch

from explorer.engine.devices import on_cpu
from explorer.engine.intervene import after_words
from explorer.engine.run import Engine
from explorer.errors import NotCaptured
from explorer.one_line import OneLine
from explorer.trace import Trace

Target = Callable[[Any], torch.Tensor]
"""From transformers' output of a batch to the number to be explained, one for each text: (B,)."""

Around = Callable[[], AbstractContextManager[object]]
"""What a pass there and back stands in, such as a place in a queue; entered anew for each batch."""

Baseline = Literal["mask", "zero"]
"""What stands for "no word": the mask token's vector ([UNK] where there is none), or zeros."""


@dataclass(frozen=True, eq=False, repr=False)
class Attribution(OneLine):
    """What each token contributes to a number."""

    method: str
    scores: np.ndarray  # (T,) signed, in the unit of the number
    value: float  # the number for the text
    baseline_value: float = float("nan")  # the number for the baseline; integrated gradients only
    gap: float = float("nan")  # how far the scores' sum is from value - baseline_value


def similarity_target(vector: np.ndarray) -> Target:
    """Cosine between the mean of the last hidden state and a fixed vector (D,)."""
    fixed = torch.tensor(vector, dtype=torch.float32)[None]

    def target(output: Any) -> torch.Tensor:
        pooled = output.last_hidden_state.mean(dim=1)  # (B, D)
        there = fixed.to(pooled.device)
        return torch.nn.functional.cosine_similarity(pooled.float(), there, dim=-1)

    return target


def logit_target(column: int, position: int | None = None, *, over: int | None = None) -> Target:
    """One logit: a label's, or a token's where there is a row for each; minus that of ``over``."""

    def target(output: Any) -> torch.Tensor:
        logits = output.logits if position is None else output.logits[:, position]
        return logits[:, column] - (0 if over is None else logits[:, over])

    return target


def span_target(start: int, end: int) -> Target:
    """Start logit plus end logit of one span."""
    return lambda output: output.start_logits[:, start] + output.end_logits[:, end]


def gradient_times_input(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    head: bool = False,
    around: Around = nullcontext,
) -> Attribution:
    """Signed sum over the dimensions of gradient times word vector, token by token.

    sum_d e_id dF/de_id (Denil et al., 2014; Shrikumar et al., 2017). Exact for small changes only.
    ``head`` runs the whole model with its head instead of the body.
    """
    with around():
        vectors = word_vectors(engine, trace).requires_grad_()  # (1, T, E)
        value = target(_run(engine, trace, vectors, head))[0]
        (slope,) = torch.autograd.grad(value, vectors)
    scores = on_cpu((slope * vectors).sum(dim=-1)[0])
    return Attribution("gradient x input", scores, float(value.detach()))


def integrated_gradients(
    engine: Engine,
    trace: Trace,
    target: Target,
    *,
    baseline: Baseline = "mask",
    steps: int = 32,
    head: bool = False,
    around: Around = nullcontext,
) -> Attribution:
    """Gradients added up on the way from "no words" to the text (Sundararajan et al., 2017, eq. 1).

    Special tokens stay as they are. The scores sum to the number for the text minus that for the
    baseline, up to ``gap``, which more steps make smaller. Computed by captum.
    """
    from captum.attr import IntegratedGradients  # takes a while to import; few pages need it

    vectors = word_vectors(engine, trace)  # (1, T, E)
    start = baseline_vectors(engine, trace, vectors, baseline)

    def forward(changed: torch.Tensor) -> torch.Tensor:
        return target(_run(engine, trace, changed, head))

    method = IntegratedGradients(forward)
    method.gradient_func = _within(around, method.gradient_func)
    found, gap = method.attribute(
        vectors,
        baselines=start,
        n_steps=steps,
        internal_batch_size=max(1, 1024 // trace.num_tokens),
        return_convergence_delta=True,
    )
    with torch.no_grad():
        value, empty = (float(forward(one)[0]) for one in (vectors, start))
    scores = on_cpu(found.sum(dim=-1)[0])
    return Attribution("integrated gradients", scores, value, empty, abs(float(gap[0])))


def _within(around: Around, gradients: Callable[..., Any]) -> Callable[..., Any]:
    """captum's own way of taking gradients, each pass there and back inside ``around``."""

    def there_and_back(*inputs: Any, **named: Any) -> Any:
        with around():
            return gradients(*inputs, **named)

    return there_and_back


def word_vectors(engine: Engine, trace: Trace) -> torch.Tensor:
    """The word vectors of the Trace's tokens. Returns (1, T, E)."""
    table = engine.body.get_input_embeddings()
    if not isinstance(table, torch.nn.Embedding):
        raise NotCaptured(
            f"{engine.spec.label} does not look up its words in one table, so no gradient can be "
            "taken with respect to them: choose a model such as BERT."
        )
    with torch.no_grad():
        return table(torch.tensor(trace.ids, device=engine.device)[None])


def baseline_vectors(
    engine: Engine, trace: Trace, vectors: torch.Tensor, kind: Baseline
) -> torch.Tensor:
    """The text with every typed token replaced by "no word". Returns (1, T, E)."""
    start = vectors.clone()
    typed = torch.tensor(~trace.special, device=vectors.device)
    ids = (engine.encoder.mask_id, engine.encoder.unknown_id)
    stands_in = next((number for number in ids if number is not None), None)
    empty = vectors.new_zeros(vectors.shape[-1])
    if kind == "mask" and stands_in is not None:
        empty = engine.body.get_input_embeddings().weight[stands_in].detach()
    start[:, typed] = empty
    return start


def _run(engine: Engine, trace: Trace, vectors: torch.Tensor, head: bool) -> Any:
    """The model with these word vectors (B, T, E) in the place of those that it looks up.

    It is given the ids all the same: some models do more with them than look words up (ESM scales
    by the share of masked tokens), and the number explained is the Trace's own.
    """
    inputs = engine.inputs(trace.ids, trace.segment)
    batch = {name: one.expand(len(vectors), -1) for name, one in inputs.items()}
    looked_up = iter([vectors.clone()])  # the first look-up; GPT-2 looks up segments there, too
    with after_words(lambda found: next(looked_up, found)):
        return (engine.model if head else engine.body)(**batch, output_hidden_states=True)
