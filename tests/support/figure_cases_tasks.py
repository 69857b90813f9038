"""How to call each public figure of the tasks; see figure_cases."""

from types import SimpleNamespace

import numpy as np
from support import written

from explorer.measures.anatomy import Anatomy, Module, Parameter
from explorer.measures.identities import Check
from explorer.measures.learning import LearningCurve
from explorer.measures.logit_parts import LogitParts
from explorer.measures.prediction_graph import LOGIT, Edge, Node, PredictionGraph
from explorer.prediction import Prediction
from explorer.tasks import batches, fill_mask
from explorer.tasks.batches import MaskExperiment, Row
from explorer.tasks.classify import ZeroShot

LENS = fill_mask.Lens(np.arange(12.0).reshape(3, 4), ("w", "x", "y", "z"))
TARGETS = (fill_mask.Target("x", (fill_mask.Piece("x", 0.1, 2),)),)
FOUND = MaskExperiment(
    np.zeros((2, 2)), np.zeros((2, 2)), np.ones((2, 2)), np.zeros(2), np.full(2, 0.5)
)
ROWS = [Row(("x",) * n, np.arange(1, n + 1), np.zeros(n, int), 0) for n in (2, 3)]
MADE = Anatomy(
    "Bert",
    (
        Module("", "Bert", 0, (), 30),
        Module("word_embeddings", "Embedding", 1, (Parameter("weight", (4, 5)),), 20),
        Module("layer", "ModuleList", 1, (), 10),
        Module("layer.0", "Layer", 2, (Parameter("weight", (10,)),), 10),
    ),
    (Parameter("word_embeddings.weight", (4, 5)), Parameter("layer.0.weight", (10,))),
)
CHECKS = (
    Check("Rows sum to 1", "", "One, 2001", np.array([1e-7, 2e-6]), 2e-5),
    Check("Two sides are equal", "", "Two, 2002", np.array([1e-3]), 2e-5),
    Check("A formula that is not known", "", "Three, 2003", np.zeros(0), 2e-5, "why"),
)
MIXES = {"entities": np.full(3, 1 / 3), "classify": np.arange(3.0) / 3}
CURVE = LearningCurve(np.array([0, 5, 9]), np.array([3.0, 1.0, 0.5]), np.array([3, 1, 2.0]), 20)
TRIAL = SimpleNamespace(
    accuracy=0.75,
    seen=1.0,
    baseline=0.5,
    folds=5,
    head=SimpleNamespace(classes=("bad", "good"), parameters=8),
    confusion=lambda: np.array([[3, 1], [1, 3]]),
)


def _text(trace, task="classify"):
    return Prediction(task, trace, np.array([1.0, -1.0]), ("yes", "no"))


def _tokens(trace, task, labels):
    logits = np.random.default_rng(0).normal(size=(trace.num_tokens, len(labels)))
    return Prediction(task, trace, logits, labels, np.arange(trace.num_tokens))


def _blank(trace):
    return Prediction(
        "fill-mask", trace, np.eye(1, 4), ("w", "x", "y", "z"), np.array([trace.num_tokens - 1])
    )


def _next(trace):
    return Prediction(
        "next-token", trace, np.eye(1, 4), ("w", "x", "y", "z"), np.array([trace.num_tokens - 1])
    )


def _written(trace):
    cross = [trace.attention(layer) for layer in range(2)]
    return written.generation(trace, trace, cross)


def _zero_shot(trace):
    return ZeroShot(
        ("food", "book"),
        ("It is food.", "It is book."),
        np.eye(2, 3),
        ("entailment", "neutral", "contradiction"),
        model=trace.spec.id,
    )


def _parts(trace):
    return LogitParts(np.linspace(-1, 1.5, trace.num_tokens), -0.25, 0.5, 2.5)


def _graph(trace):
    last, head = Node("state", 1, trace.num_tokens - 1), Node("head", 0, trace.num_tokens - 1, 2)
    edges = (
        Edge(Node("state", 0, trace.num_tokens - 1), last, 1.5),
        Edge(Node("state", 0, 0), head, -0.5),
        Edge(head, last, -0.4),
        Edge(Node("bias", 0), head, 0.1),
        Edge(Node("bias", 0), last, 0.1),
        Edge(last, LOGIT, 1.0),
        Edge(Node("bias", 2), LOGIT, 0.05),
    )
    count = trace.num_tokens
    return PredictionGraph(edges, np.ones((3, count)), np.ones((2, 3, count)), 90, 0.5, 1.05, 0.0)


def _decision(trace):
    return SimpleNamespace(
        chosen="good",
        instead_of="bad",
        margin=1.0,
        tokens=np.linspace(-1, 1, trace.num_tokens),
        dimensions=np.linspace(-1, 1, 8),
    )


CASES = {
    "coloured_text": lambda trace: (trace, _parts(trace), "the logit of “yes”"),
    "logit_bars": lambda trace: (trace, _parts(trace), "the logit of “yes”"),
    "prediction_graph": lambda trace: (trace, _graph(trace), "the logit of “yes”"),
    "answer_logits": lambda trace: (_tokens(trace, "answer", ("start", "end")),),
    "answer_matrix": lambda trace: (_tokens(trace, "answer", ("start", "end")),),
    "batch_grid": lambda trace: (
        batches.pad(ROWS, (0, "[PAD]")),
        frozenset({1}),
        trace.spec.id,
    ),
    "cross_attention": lambda trace: (_written(trace), 1),
    "decision_by_dimension": lambda trace: (trace, _decision(trace)),
    "decision_by_token": lambda trace: (trace, _decision(trace)),
    "fill_mask_targets": lambda trace: (TARGETS, trace),
    "fill_mask_top": lambda trace: (_blank(trace),),
    "learning_curve": lambda trace: (CURVE, trace.spec.id),
    "probe_accuracy": lambda trace: ({"mean": TRIAL}, trace.spec.id),
    "probe_confusion": lambda trace: (TRIAL, trace.spec.id),
    "head_sizes": lambda trace: ({"the body": 22_000_000, "tagger": 40_000}, trace.spec.id),
    "label_logits": lambda trace: (_text(trace),),
    "label_probabilities": lambda trace: (_text(trace),),
    "labelled_text": lambda trace: (_tokens(trace, "entities", ("O", "B-PER")),),
    "layer_mixes": lambda trace: (MIXES, trace.spec.id),
    "lens_curves": lambda trace: (LENS, [0, 1], trace),
    "logit_lens": lambda trace: (LENS, trace),
    "many_heads_texts": lambda trace: ([_text(trace), _text(trace, "entail")],),
    "many_heads_words": lambda trace: ([_tokens(trace, "entities", ("O", "B-PER"))],),
    "marked_answer": lambda trace: (_tokens(trace, "answer", ("start", "end")),),
    "mask_attention": lambda trace: (trace, trace),
    "mask_effect": lambda trace: (trace, trace),
    "mask_experiment": lambda trace: (FOUND, 0, ("a", "b"), trace.spec.id),
    "module_tree": lambda trace: (MADE, trace.spec.id),
    "next_token_top": lambda trace: (_next(trace),),
    "next_sentence": lambda trace: (_text(trace, "next-sentence"),),
    "padding_waste": lambda trace: (batches.waste([1, 2, 3], 2), trace.spec.id),
    "parameter_shares": lambda trace: (MADE, trace.spec.id),
    "strategies": lambda trace: (_tokens(trace, "entities", ("O", "B-PER")),),
    "proof_by_layer": lambda trace: (trace, CHECKS),
    "proofs": lambda trace: (trace, CHECKS),
    "state_strips": lambda trace: (trace, 1),
    "tag_logits": lambda trace: (_tokens(trace, "entities", ("O", "B-PER")),),
    "tag_probabilities": lambda trace: (_tokens(trace, "entities", ("O", "B-PER")),),
    "vector_change": lambda trace: (FOUND, trace.spec.id),
    "zero_shot": lambda trace: (_zero_shot(trace), trace.input.text),
}
