"""Gradients against finite differences, integrated gradients against a sum written out."""

import numpy as np
import pytest

TEXT, PAIR = "The cat sat on the bank.", "It slept, jumping."


@pytest.fixture(scope="module", params=["bert", "roberta", "albert"])
def model(request, checkpoint):
    import explorer

    engine = explorer.load(checkpoint(request.param))
    trace = engine.run(TEXT, PAIR)
    other = engine.run("A bird ate the fish.").hidden[-1].mean(axis=0)
    return engine, trace, other


def cosine(engine, trace, vectors, other):
    """The number to be explained, by the plain route."""
    import torch

    inputs = {"inputs_embeds": vectors}
    if engine.segments:
        inputs["token_type_ids"] = torch.from_numpy(trace.segment.copy())[None]
    with torch.inference_mode():
        pooled = engine.body(**inputs).last_hidden_state[0].mean(dim=0).double().numpy()
    return float(pooled @ other / np.linalg.norm(pooled) / np.linalg.norm(other))


def test_gradient_times_input_is_the_slope_along_each_word_vector(model):
    import torch

    from explorer.engine.attribution import gradient_times_input, similarity_target

    engine, trace, other = model
    found = gradient_times_input(engine, trace, similarity_target(other))
    with torch.no_grad():
        vectors = engine.body.get_input_embeddings()(torch.from_numpy(trace.ids.copy())[None])
    assert found.value == pytest.approx(cosine(engine, trace, vectors, other), abs=1e-5)
    step = 1e-2
    for token in (1, 4, trace.num_tokens - 1):
        more, less = vectors.clone(), vectors.clone()
        more[0, token] *= 1 + step
        less[0, token] *= 1 - step
        rise = cosine(engine, trace, more, other) - cosine(engine, trace, less, other)
        assert found.scores[token] == pytest.approx(rise / (2 * step), abs=2e-3)


@pytest.mark.parametrize("baseline", ["mask", "zero"])
def test_integrated_gradients_add_up_and_leave_special_tokens_alone(model, baseline):
    from explorer.engine.attribution import integrated_gradients, similarity_target

    engine, trace, other = model
    found = integrated_gradients(
        engine, trace, similarity_target(other), baseline=baseline, steps=64
    )
    difference = found.value - found.baseline_value
    assert found.scores.sum() == pytest.approx(difference, abs=found.gap + 1e-5)
    assert found.gap < 0.05
    assert (found.scores[trace.special] == 0).all()


def test_integrated_gradients_equal_a_riemann_sum_of_gradients(checkpoint):
    import torch

    import explorer
    from explorer.engine.attribution import integrated_gradients, logit_target

    engine = explorer.load(checkpoint("bert"))
    trace = engine.run("The cat sat.")
    target = lambda output: output.last_hidden_state[:, 1, 3]  # noqa: E731
    found = integrated_gradients(engine, trace, target, baseline="zero", steps=50)
    table = engine.body.get_input_embeddings()
    with torch.no_grad():
        vectors = table(torch.from_numpy(trace.ids.copy())[None])
    start = vectors.clone()
    start[:, torch.from_numpy(~trace.special)] = 0
    way = torch.linspace(0, 1, 201)[:-1].reshape(-1, 1, 1) + 0.0025  # middles of 200 steps
    points = (start + way * (vectors - start)).requires_grad_()
    summed = target(engine.body(inputs_embeds=points)).sum()
    total = torch.autograd.grad(summed, points)[0].mean(dim=0)
    expected = ((vectors - start) * total).sum(-1)[0].numpy()
    np.testing.assert_allclose(found.scores, expected, atol=5e-3)
    assert logit_target(0)(type("Out", (), {"logits": torch.ones(2, 3)})()).shape == (2,)


def test_a_head_of_a_checkpoint_can_be_explained_and_nothing_is_left_in_the_model(checkpoint):
    from explorer.engine.attribution import gradient_times_input, integrated_gradients, logit_target
    from explorer.predictors import load_predictor

    folder = checkpoint("bert", head="SequenceClassification")
    predictor = load_predictor("classify", folder)
    prediction = predictor.run(predictor.engine.run(TEXT).input)
    chosen = int(prediction.logits.argmax())
    target = logit_target(chosen)
    slope = gradient_times_input(predictor.engine, prediction.trace, target, head=True)
    assert slope.value == pytest.approx(float(prediction.logits[chosen]), abs=1e-5)
    whole = integrated_gradients(predictor.engine, prediction.trace, target, head=True)
    assert whole.value == pytest.approx(slope.value, abs=1e-5)
    assert all(weight.grad is None for weight in predictor.engine.model.parameters())


def test_the_span_of_an_answer_can_be_explained(checkpoint):
    from explorer.engine.attribution import gradient_times_input, span_target
    from explorer.predictors import load_predictor
    from explorer.text import TextInput

    predictor = load_predictor("answer", checkpoint("bert", head="QuestionAnswering"))
    prediction = predictor.run(TextInput("Who sat?", "The cat sat."))
    found = gradient_times_input(predictor.engine, prediction.trace, span_target(5, 6), head=True)
    expected = prediction.logits[5, 0] + prediction.logits[6, 1]
    assert found.value == pytest.approx(float(expected), abs=1e-5)


def test_slopes_without_gradients_agree_with_gradients(model):
    from explorer.engine.attribution import (
        gradient_times_input,
        integrated_gradients,
        similarity_target,
    )
    from explorer.engine.finite_differences import integrated_slopes, slope_times_input

    engine, trace, other = model

    def number():
        pooled = engine.run(TEXT, PAIR).hidden[-1].mean(axis=0)
        return float(pooled @ other / np.linalg.norm(pooled) / np.linalg.norm(other))

    target = similarity_target(other)
    exact = gradient_times_input(engine, trace, target)
    np.testing.assert_allclose(
        slope_times_input(engine, trace, number).scores, exact.scores, atol=2e-3
    )
    whole = integrated_gradients(engine, trace, target, steps=64)
    found = integrated_slopes(engine, trace, number, points=24)
    np.testing.assert_allclose(found.scores, whole.scores, atol=0.02)
    assert found.baseline_value == pytest.approx(whole.baseline_value, abs=1e-5)
    assert number() == pytest.approx(found.value)  # nothing is left behind
