"""What a teaching head says, as a number for each row of a batch: the targets of patching.

A teaching head reads a finished Trace; here it reads the hidden states of a pass with many rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import patching
from explorer.engine.patch_hooks import hook_mlps
from explorer.teaching.head_logits import difference, label_logits
from explorer.teaching.lora import patched
from explorer.teaching.nets import standardised

if TYPE_CHECKING:
    from explorer.engine.ablation import HeadRef, Progress
    from explorer.engine.attribution import Target
    from explorer.measures.recovered_effect import Patching
    from explorer.prediction import Predictor
    from explorer.teaching.heads import ClassifyingHead, FillingHead
    from explorer.trace import Trace


def label_target(head: ClassifyingHead, column: int, over: int) -> Target:
    """Logit of one label minus that of another, for a text without a second one. (B,)."""
    return difference(label_logits(head), column, over)


def word_target(head: FillingHead, position: int, column: int, over: int) -> Target:
    """Logit of one word minus that of another at a masked token. (B,).

    The pass must be one of the head's own body, as in ``patch``.
    """

    def target(output: Any) -> torch.Tensor:
        states = torch.stack([state[:, position] for state in output.hidden_states], dim=1)
        logits = head.net.vocabulary(head.net.mixed(standardised(states.float())))  # (B, V)
        return logits[:, column] - logits[:, over]

    return target


@contextmanager
def own_body(predictor: Predictor) -> Iterator[None]:
    """Inside the block, in this thread, the predictor's engine runs as its head has updated it."""
    hook_mlps(predictor.engine)  # which tries its formulas on the body as it is
    if getattr(predictor, "modifies_body", False):
        net: Any = predictor.net  # type: ignore[attr-defined]
        with patched(predictor.engine.body, net.updates()):
            yield
    else:
        yield


def patch(
    predictor: Predictor,
    clean: Trace,
    corrupt: Trace,
    target: Target,
    *,
    progress: Progress | None = None,
) -> Patching:
    """``patching.patch`` on a predictor's body, with its updates or its head. Raises InputError."""
    head = predictor.spec.source != "bundled"
    with own_body(predictor):
        return patching.patch(
            predictor.engine, clean, corrupt, target, head=head, progress=progress
        )


def head_path(
    predictor: Predictor,
    trace: Trace,
    target: Target,
    at: HeadRef,
    *,
    progress: Progress | None = None,
) -> Patching:
    """``patching.head_path`` on a predictor's body, with its updates or its head."""
    head = predictor.spec.source != "bundled"
    with own_body(predictor):
        return patching.head_path(predictor.engine, trace, target, at, head=head, progress=progress)
