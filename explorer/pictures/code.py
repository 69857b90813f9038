"""A short Python script that makes a picture again, from where its arguments came from.

Texts, models, numbers and small arrays are written down; what a measure computed is written as
the expression that the caller gave for it (``made``). A reader's text enters through ``repr``.
"""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Mapping

from explorer import figures
from explorer.pictures.literals import NotWritable, Writer

MOST_LINES = 14
MOST_CHARACTERS = 20_000

MODULES: dict[str, tuple[str, ...]] = {
    "explorer": ("catalog", "figures", "tables", "teaching"),
    "explorer.catalog": ("ModelSpec",),
    "explorer.data": ("published", "sample_sentences", "scoreboard", "treebank"),
    "explorer.engine": (
        "ablation", "attribution", "batch", "blocks", "finite_differences", "induction",
        "meta_model", "methods", "patching", "pooler", "reference_attention", "relevance",
        "sample_states", "seq2seq", "sink_effects",
    ),
    "explorer.measures": (
        "adjusted_similarity", "agreement", "alike_words", "alti", "anatomy", "attention",
        "comparison",
        "contribution_norms", "decomposition", "embedding_sum", "globenc", "head_distances",
        "head_scores", "identities", "layer_film", "layer_statistics", "link_scores",
        "logit_parts", "norms", "occurrences", "prediction_graph", "projection",
        "recovered_effect", "relations", "rollout", "senses", "sentence_vectors", "similarity",
        "sinks", "static_contextual", "value_zeroing", "word_in_context", "words",
    ),
    "explorer.tasks": (
        "answer", "batches", "classify", "fill_mask", "linear_probe", "next_sentence", "scores",
        "tag",
    ),
    "explorer.predictors": ("load_predictor", "split_heads"),
    "explorer.teaching.small_body": ("watching",),
    "explorer.teaching": ("head_logits", "isolated_pair", "syntax_probe", "targets"),
    "explorer.text": ("TextInput",),
}  # fmt: skip
"""What an expression in ``made`` may name besides the picture's own arguments."""


def script(name: str, given: Mapping[str, object], made: Mapping[str, object]) -> str:
    """The script for ``pictures.<name>(**given)``, or one comment line that says why not.

    ``made`` names the arguments that were computed: a string is a Python expression that may name
    the other arguments, ``engine``, and what stands in MODULES; anything else is a value that the
    expressions after it need.
    """
    try:
        return _written(name, given, made)
    except NotWritable as error:
        return f"# There is no script for this picture: {error}\n"


def _written(name: str, given: Mapping[str, object], made: Mapping[str, object]) -> str:
    writer = Writer()
    writer.needs("explorer", "pictures")
    for variable, value in made.items():
        if isinstance(value, str):
            _prepare(writer, value, given)
            writer.assign(variable, value)
        else:
            writer.assign(variable, writer.expression(value, variable))
    takes = inspect.signature(getattr(figures, name)).parameters
    said = [
        _argument(writer, part, value, first=place == 0)
        for place, (part, value) in enumerate(given.items())
        if part in made or value is not takes[part].default
    ]
    writer.assign("picture", f"pictures.{name}({', '.join(said)})")
    lines = [*writer.imports(), "", *writer.lines, "picture.figure.show()"]
    text = "\n".join(lines) + "\n"
    if len(lines) > MOST_LINES or len(text) > MOST_CHARACTERS:
        raise NotWritable("it would be too long.")
    return text


def _argument(writer: Writer, part: str, value: object, *, first: bool) -> str:
    written = part if part in writer.variables else writer.expression(value, part)
    return written if first else f"{part}={written}"


def _prepare(writer: Writer, expression: str, given: Mapping[str, object]) -> None:
    """Import and assign what an expression names. Raises ValueError for what nobody knows."""
    names = [node for node in ast.walk(ast.parse(expression, mode="eval"))
             if isinstance(node, ast.Name)]  # fmt: skip
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for name in dict.fromkeys(node.id for node in names):
        if name in writer.variables or name in bound or hasattr(builtins, name):
            continue
        if name in given:
            writer.assign(name, writer.expression(given[name], name))
        elif name == "engine":
            writer.first_engine(given.values())
        elif not _imported(writer, name):
            raise ValueError(f"“{name}” in “{expression}” is neither an argument nor a module")


def _imported(writer: Writer, name: str) -> bool:
    if name == "np":
        writer.needs("numpy")
        return True
    for package, known in MODULES.items():
        if name in known:
            writer.needs(package, name)
            return True
    return False
