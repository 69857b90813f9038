"""The calls behind the pictures of "What matters": an explained number, and its contributions."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.prediction import Prediction
from explorer.trace import Trace
from explorer.ui import calls
from explorer.ui.calls import Made

EFFECTS = {
    "similarity": "comparison.text_similarity(engine.run(trace.input), engine.run(other.input))"
    " - comparison.text_similarity(trace, other)",
    "vectors": "comparison.mean_vector_change(trace, engine.run(trace.input))",
    "prediction": "scores.prediction_change(prediction, predictor.run(trace.input))",
}
"""What is measured with a head or a layer switched off, by the name of the effect."""


@dataclass(frozen=True)
class Recipe:
    """Where an explained number comes from, as expressions."""

    texts: Made  # the Trace, and what it is compared with or predicted from
    engine: str
    target: str = ""  # for gradients
    number: str = ""  # for slopes, where a teaching head reads a finished Trace
    head: bool = False  # whether the target reads the output of the whole model


def similarity(trace: Trace, other: Trace) -> Recipe:
    """The cosine of two texts' mean vectors."""
    target = "attribution.similarity_target(other.hidden[-1].mean(axis=0))"
    return Recipe({"trace": trace, "other": other}, "engine", target)


def predicted(prediction: Prediction, target: str, first: str, rest: str) -> Recipe:
    """A logit ``z[first]``, and what is added to it or taken from it, as an expression in z."""
    number = f"lambda: float((z := predictor.run(trace.input).logits)[{first}]{rest})"
    teaching = prediction.trace.spec.source == "bundled"
    texts = calls.of_prediction(prediction)
    if teaching:
        return Recipe(texts, "predictor.engine", number=number)
    return Recipe(texts, "predictor.engine", target, head=True)


def contributions(recipe: Recipe, *, asked: bool, followed: bool = False) -> Made:
    """Every token's scores by all methods; without gradients and slopes until they were asked.

    ``followed`` adds the methods of relevance, which some models do not allow.
    """
    attention = (
        "{'attention received': sum(trace.attention(i).mean(axis=(0, 1)) "
        "for i in range(trace.num_layers)) / trace.num_layers, "
        "'rollout': rollout.rollout(trace)[-1].mean(axis=0)}"
    )
    if not asked:
        return {**recipe.texts, "scores": attention}
    if recipe.target:
        name, expression = "target", recipe.target
        options = f"{recipe.engine}, trace, target, head={recipe.head}"
        two = "attribution.gradient_times_input", "attribution.integrated_gradients"
    else:
        name, expression = "number", recipe.number
        options = f"{recipe.engine}, trace, number"
        two = "finite_differences.slope_times_input", "finite_differences.integrated_slopes"
    found = ", ".join(f"{call}({options})" for call in two)
    found += f", *relevance.followed({options})" if followed else ""
    scores = f"{{one.method: one.scores for one in ({found})}} | {attention}"
    return {**recipe.texts, name: expression, "scores": scores}


def switched_off(recipe: Recipe, mode: str, effect: str) -> tuple[Made, Made]:
    """The change of an effect without each head, and without each layer."""
    run = EFFECTS[effect].replace("engine.run", f"{recipe.engine}.run")
    first = {**recipe.texts, "effect": f"lambda: {run}"}
    return (
        {**first, "values": f"ablation.head_effects({recipe.engine}, effect, {mode!r})"},
        {**first, "effects": f"ablation.layer_effects({recipe.engine}, effect)"},
    )
