"""How pictures of many texts, of trained heads and of a model alone are made; see ``recipes``."""

from __future__ import annotations

from explorer.catalog import WRITER_ID
from explorer.cli.recipes import BASELINE, METHOD, OF_TEXTS, Given, Option, Recipe, _model
from explorer.cli.recipes_changes import OF_CHANGES
from explorer.cli.recipes_methods import OF_METHODS
from explorer.cli.recipes_split import OF_PARTS
from explorer.measures.sentence_vectors import LABELS, POOLINGS
from explorer.prediction import TASKS
from explorer.tasks import batches
from explorer.tasks.classify import TEMPLATE
from explorer.tasks.next_token import HOTTEST

_WORDS = Option("words", "texts", needed=True)
_POOLING = Option("pooling", "text", "mean", choices=POOLINGS)
_OCCURRENCES = {
    "found": "word_in_context.find_occurrences([engine.run(line) for line in texts], words)"
}
_VECTORS = "batch.embed(engine, sentences, kinds=[pooling]).vectors[pooling]"
_ROWS = {
    "rows": "batches.rows(engine, [TextInput(text) for text in texts], length)",
    "batch": "batches.pad(rows, batches.padding(engine))",
}
_NAMED = {LABELS[kind]: kind for kind in ("mean", "first token", "max")}
_LENGTH = Option("length", "whole number", 24, low=3, high=512)
_FOUND = {**_ROWS, "found": "batches.compare(engine, rows, batch)"}
_CURVES = {"sample": BASELINE["sample"], "curves": "layer_statistics.layer_curves(sample)"}
_PARTS = {
    "parts": "anatomy.dissect(meta_model.skeleton(engine.folder, engine.spec.label, head=False))"
}
_TRIALS = {
    "items": "linear_probe.parse('\\n'.join(labelled))",
    "runs": "linear_probe.traces(engine, items)",
    "labels": "[item.label for item in items]",
    "trials": "{pooling: linear_probe.trial(linear_probe.vectors(engine, runs, pooling), labels, "
    "strength=strength) for pooling in linear_probe.poolings(engine)}",
}
_STRENGTH = Option("strength", "number", 1.0, low=1e-6, high=1e6)
_LABELLED = Option("labelled", "texts", needed=True)
_DECISION = Recipe(
    made={
        **_TRIALS,
        "decision": "linear_probe.decide(engine, trials[pooling].head, trace, pooling)",
    },
    options=(_LABELLED, _POOLING, _STRENGTH),
)


def _special_ids(given: Given) -> frozenset[int]:
    return frozenset(given["engine"].encoder.special_tokens.values())


def _ways(given: Given) -> object:
    lengths = [given["engine"].run(text).num_tokens for text in given["texts"]]
    return batches.waste(lengths, given["batch_size"])


def _mixes(_: Given) -> object:
    from explorer import teaching

    heads = map(teaching.load, teaching.available())
    return {head.task: head.mix for head in heads}


def _sizes(given: Given) -> object:
    from explorer import teaching

    body = sum(weight.numel() for weight in given["engine"].model.parameters())
    heads = map(teaching.load, teaching.available())
    return {"the body": body} | {TASKS[head.task]: head.parameters for head in heads}


def _read(*tasks: str) -> Recipe:
    """What several teaching heads read in one pass."""
    read = f"[teaching.load(task, engine).read(trace) for task in {tasks!r}]"
    return Recipe(made={"predictions": read})


OF_MANY: dict[str, Recipe] = {
    "context_map": Recipe(
        (),
        several=True,
        made={**_OCCURRENCES, "seen": "senses.sense_map(found, state)"},
        plain={"model": _model},
        options=(_WORDS, Option("state", "whole number", needed=True, low=0)),
    ),
    "context_curves": Recipe(
        (),
        several=True,
        made={**_OCCURRENCES, **BASELINE, "baseline": "known.cosine"},
        plain={"model": _model},
        options=(_WORDS,),
    ),
    "context_matrix": Recipe(
        (), several=True, made=_OCCURRENCES, plain={"model": _model}, options=(_WORDS,)
    ),
    "sentence_matrix": Recipe(
        (),
        several=True,
        made={
            "vectors": _VECTORS,
            "values": "sentence_vectors.similarity(vectors)",
            "order": "projection.cluster_order(values)",
        },
        plain={"model": _model},
        options=(_POOLING,),
    ),
    "sentence_map": Recipe(
        (),
        several=True,
        made={"vectors": _VECTORS, "projected": "projection.project(vectors, method=method)"},
        plain={"model": _model},
        options=(_POOLING, METHOD),
    ),
    "pooling_panels": Recipe(
        (),
        several=True,
        made={
            "found": f"batch.embed(engine, sentences, kinds={list(_NAMED.values())!r}).vectors",
            "values": "{name: sentence_vectors.similarity(found[kind]) "
            f"for name, kind in {_NAMED!r}.items()}}",
            "order": "np.arange(len(sentences))",
        },
        plain={"model": _model},
    ),
    "batch_grid": Recipe(
        (),
        several=True,
        made=_ROWS,
        plain={"special_ids": _special_ids, "model": _model},
        options=(
            _LENGTH,
            Option("show", "text", "token", choices=("token", "id", "mask", "segment")),
        ),
    ),
    "vector_change": Recipe(
        (), several=True, made=_FOUND, plain={"model": _model}, options=(_LENGTH,)
    ),
    "mask_experiment": Recipe(
        (),
        several=True,
        task="classify",
        unread=True,
        made=_FOUND,
        plain={"labels": lambda given: given["predictor"].labels, "model": _model},
        options=(_LENGTH, Option("label", "whole number", 0, low=0)),
    ),
    "padding_waste": Recipe(
        (),
        several=True,
        plain={"ways": _ways, "model": _model},
        options=(Option("batch_size", "whole number", 2, low=1, high=64),),
    ),
    "relation_bars": Recipe(
        (),
        made={
            "scores": "relations.relation_scores("
            "[(one, engine.run('', words=one.words)) for one in treebank.sample()], least=least)"
        },
        plain={"source": lambda given: f"{_model(given)}, the sample of sentences"},
        options=(Option("least", "whole number", 5, low=1, high=1000),),
    ),
    "layer_curves": Recipe((), made=_CURVES, plain={"model": _model}),
    "beside_published": Recipe(
        (),
        made={
            **_CURVES,
            "ours": "curves",
            "theirs": "published.published()['layer_curves']",
        },
        plain={"model": _model},
    ),
    "syntax_by_state": Recipe((), made={"probe": "syntax_probe.load()"}, plain={"model": _model}),
    "module_tree": Recipe((), made=_PARTS, plain={"name": _model}),
    "parameter_shares": Recipe((), made=_PARTS, plain={"name": _model}),
    "layer_mixes": Recipe((), plain={"mixes": _mixes, "model": _model}),
    "head_sizes": Recipe((), plain={"sizes": _sizes, "model": _model}),
    "many_heads_words": _read("part-of-speech", "entities"),
    "many_heads_texts": _read("classify"),
    "zero_shot": Recipe(
        (),
        task="entail",
        unread=True,
        made={"found": "classify.zero_shot(predictor, text, tuple(labels), template)"},
        options=(Option("labels", "texts", needed=True), Option("template", "text", TEMPLATE)),
    ),
    "next_token_top": Recipe(
        task="next-token",
        options=(
            Option("temperature", "number", 1.0, low=0.0, high=HOTTEST),
            Option("top_k", "whole number", 0, low=0),
            Option("top_p", "number", 1.0, low=0.01, high=1.0),
        ),
    ),
    "probe_accuracy": Recipe(
        (), made=_TRIALS, plain={"model": _model}, options=(_LABELLED, _STRENGTH)
    ),
    "probe_confusion": Recipe(
        (),
        made={**_TRIALS, "trial": "trials[pooling]"},
        plain={"model": _model},
        options=(_LABELLED, _POOLING, _STRENGTH),
    ),
    "learning_curve": Recipe(
        (),
        made={
            "watched": "watching.watch('\\n'.join(sentences_to_learn), steps=steps)",
            "curve": "watching.curve(watched.frames)",
        },
        plain={"model": lambda _: "a tiny BERT"},
        options=(
            Option("sentences_to_learn", "texts", needed=True),
            Option("steps", "whole number", 500, low=1, high=2000),
        ),
    ),
    "cross_attention": Recipe(
        (),
        made={"generation": "seq2seq.load_seq2seq(writer).generate(source, beams=beams)"},
        options=(
            Option("source", "text", needed=True),
            Option("writer", "text", WRITER_ID),
            Option("beams", "whole number", 1, low=1, high=8),
        ),
    ),
    "decision_by_token": _DECISION,
    "decision_by_dimension": _DECISION,
}

RECIPES: dict[str, Recipe] = {**OF_TEXTS, **OF_CHANGES, **OF_METHODS, **OF_PARTS, **OF_MANY}
"""Every public picture, by its name."""
