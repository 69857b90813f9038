"""The table twins of the pictures of predictions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from explorer.tables.base import matrix, numbered
from explorer.tasks import answer as answers
from explorer.tasks import classify, compare, fill_mask, tag
from explorer.tasks.answer import Reading
from explorer.tasks.classify import Loss, ZeroShot
from explorer.tasks.fill_mask import Lens, Target
from explorer.tasks.next_sentence import Verdict
from explorer.tasks.predictor import Prediction
from explorer.tasks.stages import stages as way
from explorer.trace import Trace


def stages(prediction: Prediction) -> pd.DataFrame:
    """The stages of a pipeline: what each gives and in which shape."""
    rows = [(s.name, s.gives, s.shape, s.numbers) for s in way(prediction)]
    return pd.DataFrame(rows, columns=["stage", "gives", "shape", "numbers"])


def model_inputs(prediction: Prediction) -> pd.DataFrame:
    """Ids, attention mask and segment ids of each token, as the model was given them."""
    trace = prediction.trace
    return pd.DataFrame(
        {
            "input_ids": trace.ids,
            "attention_mask": np.ones(trace.num_tokens, int),
            "token_type_ids": trace.segment,
        },
        index=numbered(trace.labels),
    )


def labels(prediction: Prediction, temperature: float = 1.0) -> pd.DataFrame:
    """Logit and probability of each label."""
    shares = classify.probabilities(prediction, temperature)
    return pd.DataFrame(
        {
            "id": range(len(prediction.labels)),
            "label": prediction.labels,
            "logit": prediction.logits,
            "probability": shares,
        }
    )


def losses(found: Loss) -> pd.DataFrame:
    """Each text with its true label, its logits and its loss."""
    frame = pd.DataFrame({"text": found.texts, "label": [found.labels[i] for i in found.truth]})
    for place, name in enumerate(found.labels):
        frame[f"logit: {name}"] = found.logits[:, place]
    frame["loss"] = found.each()
    return frame


def head_steps(prediction: Prediction) -> pd.DataFrame:
    """The head's steps: kind, parameters, shape and the first numbers that came out."""
    rows = [
        (s.name, s.kind, s.parameters, str(s.output.shape),
         ", ".join(f"{value:.3f}" for value in s.output.ravel()[:5]))
        for s in prediction.steps
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["step", "kind", "parameters", "gives", "first numbers"])


def next_sentence(verdicts: dict[str, Verdict]) -> pd.DataFrame:
    """Logits, probabilities and losses of one or more verdicts on a pair."""
    rows = {
        name: [*v.logits, *v.probabilities, *v.losses] for name, v in verdicts.items()
    }  # fmt: skip
    columns = ["logit 0", "logit 1", "p(0)", "p(1)", "loss if 0", "loss if 1"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def zero_shot(found: ZeroShot, *, several: bool = False) -> pd.DataFrame:
    """Each candidate label with its hypothesis, logits and score, best first."""
    frame = pd.DataFrame({"label": found.labels, "hypothesis": found.hypotheses})
    for place, name in enumerate(found.columns):
        frame[f"logit: {name}"] = found.logits[:, place]
    frame["score"] = found.scores(several=several)
    return frame.sort_values("score", ascending=False, ignore_index=True)


def fill_mask_top(prediction: Prediction, row: int = 0, *, k: int = 10) -> pd.DataFrame:
    """The likeliest tokens for one blank."""
    found = fill_mask.best(prediction, row, k=k)
    rows = [(c.rank, c.token, c.id, c.probability) for c in found]
    return pd.DataFrame(rows, columns=["rank", "token", "id", "probability"])


def fill_mask_targets(targets: tuple[Target, ...]) -> pd.DataFrame:
    """Chosen words piece by piece: each piece given those before it."""
    rows = [
        (target.word, piece.token, piece.rank, piece.probability, target.probability)
        for target in targets
        for piece in target.pieces
    ]
    columns = ["word", "piece", "rank", "p(piece | pieces before)", "p(word)"]
    return pd.DataFrame(rows, columns=columns)


def logit_lens(lens: Lens, *, k: int = 5) -> pd.DataFrame:
    """The best words of one blank at every state."""
    rows = [
        (state, c.rank, c.token, c.probability)
        for state in range(len(lens.logits))
        for c in lens.best(state, k=k)
    ]
    return pd.DataFrame(rows, columns=["state", "rank", "token", "probability"])


def lens_curves(lens: Lens, tokens: list[int]) -> pd.DataFrame:
    """Probability and rank of some words at every state."""
    frame = pd.DataFrame(
        lens.probabilities(tokens), columns=[f"p({lens.labels[t]})" for t in tokens]
    )
    for token in tokens:
        frame[f"rank of {lens.labels[token]}"] = lens.ranks(token)
    frame["entropy, bits"] = lens.bits()
    return frame.rename_axis("state")


def mask_effect(before: Trace, after: Trace) -> pd.DataFrame:
    """How far each token's state turned, state by state."""
    values = compare.state_change(before, after)
    return pd.DataFrame(values, columns=numbered(before.labels)).rename_axis("state")


def mask_attention(before: Trace, after: Trace) -> pd.DataFrame:
    """Share of attention that each head moved."""
    values = compare.attention_change(before, after)
    heads = [f"head {head}" for head in range(values.shape[1])]
    return pd.DataFrame(values, columns=heads).rename_axis("layer")


def tags(prediction: Prediction, *, logits: bool = False) -> pd.DataFrame:
    """Every label's probability (or logit) for every token."""
    values = prediction.logits if logits else tag.token_probabilities(prediction)
    frame = matrix(values, prediction.trace.labels, prediction.labels)
    return frame.set_axis(list(prediction.labels), axis="columns")


def strategies(prediction: Prediction) -> pd.DataFrame:
    """Entities by every strategy, one under the other."""
    texts = (prediction.trace.input.text, prediction.trace.input.pair or "")
    rows = [
        (
            name,
            texts[span.side][span.start : span.end],
            span.label,
            span.score,
            span.start,
            span.end,
        )
        for name in tag.STRATEGIES
        for span in tag.spans(prediction, name)
    ]
    return pd.DataFrame(rows, columns=["strategy", "text", "label", "score", "start", "end"])


def word_tags(prediction: Prediction) -> pd.DataFrame:
    """One label a word."""
    texts = (prediction.trace.input.text, prediction.trace.input.pair or "")
    rows = [
        (texts[span.side][span.start : span.end], span.label, span.score)
        for span in tag.word_tags(prediction)
    ]
    return pd.DataFrame(rows, columns=["word", "label", "probability"])


def answer_logits(prediction: Prediction) -> pd.DataFrame:
    """Start and end logits and probabilities of every token."""
    shares = answers.shares(prediction)
    return pd.DataFrame(
        {
            "start logit": prediction.logits[:, 0],
            "end logit": prediction.logits[:, 1],
            "p(start)": shares[:, 0],
            "p(end)": shares[:, 1],
            "may answer": answers.allowed(prediction),
        },
        index=numbered(prediction.trace.labels),
    )


def answer_matrix(prediction: Prediction, longest: int = answers.LONGEST) -> pd.DataFrame:
    """p(start) x p(end) of every span; empty where a span is impossible."""
    names = prediction.trace.labels
    return matrix(answers.span_scores(prediction, longest), names, names)


def best_answers(reading: Reading) -> pd.DataFrame:
    """The best answers of all windows."""
    rows = [(a.text, a.score, a.logit, a.start, a.end, a.window) for a in reading.answers]
    columns = ["answer", "p(start) x p(end)", "start + end logit", "start", "end", "window"]
    return pd.DataFrame(rows, columns=columns)
