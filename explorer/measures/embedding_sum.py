"""The embedding sum in numbers: parts, sum, LayerNorm, and how much each part weighs.

Plain numpy. The parts themselves stand in ``trace.embedding``, recorded while the model ran.
"""

from __future__ import annotations

import numpy as np

from explorer.trace import LayerNorm, Projection, RMSNorm, Step, Trace


def stages(trace: Trace, token: int) -> dict[str, np.ndarray]:
    """One token's vectors from table rows to first hidden state, in order. Values are (E,) or (D,).

    Keys: each part ("word", "position", "segment"), "sum", then the name of each step's output.
    """
    embedding = trace.embedding
    found = {part.name: part.vectors[token] for part in embedding.parts}
    state = embedding.total()[token]
    if len(embedding.parts) > 1:
        found["sum"] = state
    for step in embedding.steps:
        state = step(state)
        found[_called(step)] = state
    return found


def part_norms(trace: Trace) -> np.ndarray:
    """Euclidean length of each part's vector. Returns (P, T)."""
    trace.embedding.total()  # raises where there are no parts
    return np.stack([np.linalg.norm(part.vectors, axis=1) for part in trace.embedding.parts])


def part_shares(trace: Trace) -> np.ndarray:
    """How much of the sum each part makes up, signed; columns sum to 1. Returns (P, T).

    The part's projection on the sum: part . sum / |sum|^2. A part may be negative when it points
    against the sum.
    """
    total = trace.embedding.total()  # (T, E)
    squared = np.maximum((total * total).sum(axis=1), np.finfo(np.float32).tiny)  # (T,)
    return np.stack([(p.vectors * total).sum(axis=1) / squared for p in trace.embedding.parts])


def residual(trace: Trace) -> float:
    """max |steps(sum of parts) - hidden[0]|: how exactly the sum explains the first state."""
    return float(np.abs(trace.embedding.output() - trace.hidden[0]).max())


def formula(trace: Trace) -> str:
    """The sum as the model makes it, such as "LayerNorm(word + position + segment)".

    Raises NotCaptured where it is no sum.
    """
    trace.embedding.total()
    text = " + ".join(part.name for part in trace.embedding.parts)
    for step in trace.embedding.steps:
        text = f"{_called(step)}({text})"
    return text


def _called(step: Step) -> str:
    """LayerNorm, RMSNorm, NoNorm or projection."""
    return "projection" if isinstance(step, Projection) else type(step).__name__


def architecture_notes(trace: Trace) -> list[str]:
    """What is particular to this model's embedding, one sentence each; plain BERT gets none.

    Raises NotCaptured where it is no sum.
    """
    trace.embedding.total()
    parts = {part.name: part for part in trace.embedding.parts}
    found = []
    if "segment" not in parts:
        found.append("This model has no segment embeddings: nothing marks the second text.")
    if "position" not in parts:
        found.append("This model adds no position vector: word order enters inside the attention.")
    elif (first := int(parts["position"].rows[0])) > 0:
        found.append(f"Positions count from {first} here: the rows before are kept for padding.")
    if any(isinstance(step, Projection) for step in trace.embedding.steps):
        narrow = trace.embedding.total().shape[1]
        found.append(
            f"The tables are narrow ({narrow} numbers a token) and a learned projection widens "
            f"them to {trace.hidden.shape[2]}."
        )
    if not any(isinstance(step, LayerNorm | RMSNorm) for step in trace.embedding.steps):
        found.append("No LayerNorm follows the sum: each layer normalises its own input.")
    return found
