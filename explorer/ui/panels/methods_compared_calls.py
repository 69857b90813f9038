"""The calls behind the pictures that compare methods of attributing."""

from __future__ import annotations

from collections.abc import Iterable

from explorer.measures.norms import Scope
from explorer.ui.calls import Made
from explorer.ui.panels.methods_compared import (
    ALTI,
    DECOMPX,
    FLOW,
    GLOBENC,
    NORMS,
    RAW,
    ROLLOUT,
    ZEROING,
)


def maps(names: Iterable[str], layer: int, scope: Scope) -> Made:
    """Each method's map at a layer."""
    known = {
        RAW: f"attention.layer_mean(trace, {layer})",
        NORMS: f"norms.norm_shares(trace, known[{layer}], {layer}, {scope!r})",
        ROLLOUT: f"rollout.rollout(trace)[{layer}]",
        FLOW: f"rollout.flow(trace, {layer})",
        ZEROING: f"value_zeroing.value_zeroing(trace, known[{layer}], {layer})",
        ALTI: f"alti.alti(trace, known)[{layer}]",
        GLOBENC: f"globenc.globenc(trace, known)[{layer}]",
        DECOMPX: f"contribution_norms.contribution_shares(trace, known, {layer})",
    }
    names = tuple(names)
    block: Made = {"known": "blocks.blocks(engine)"} if NORMS in names else {}
    return {**block, "maps": "{" + ", ".join(f"{name!r}: {known[name]}" for name in names) + "}"}


def agreement(made: Made) -> tuple[Made, Made]:
    """How far the maps agree: all pairs of methods, and token by token."""
    correlations = "agreement.agreement(maps)[1]"
    return (
        {**made, "correlations": correlations},
        {**made, "values": f"agreement.disagreement({correlations})"},
    )


def mixing(names: Iterable[str]) -> Made:
    """Mean mixing ratio of each layer; ``names`` are those of the bars."""
    layers = "for i in range(trace.num_layers)"
    known = {
        "weights": f"norms.weight_mixing_ratio(trace, i).mean() {layers}",
        "weights, half residual": f"norms.weight_mixing_ratio(trace, i, 0.5).mean() {layers}",
        "norms": "ratio['attention'].mean() for ratio in found",
        "norms, residual": "ratio['residual'].mean() for ratio in found",
        "norms, residual, LayerNorm": "ratio['layernorm'].mean() for ratio in found",
    }
    names = tuple(names)
    each = "norms.mixing_ratios(trace, block, i) for i, block in enumerate(blocks.blocks(engine))"
    found: Made = {"found": f"[{each}]"} if "norms" in names else {}
    bars = ", ".join(f"{name!r}: np.array([{known[name]}])" for name in names)
    return {**found, "ratios": f"{{{bars}}}"}
