"""From a picture's name and texts to the Picture, by its recipe; models are loaded once."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

import explorer
from explorer import figures, pictures
from explorer.catalog import BUNDLED_ID
from explorer.cli.options import chosen, refuse, within
from explorer.cli.recipes import Recipe
from explorer.cli.recipes_many import RECIPES
from explorer.errors import InputError
from explorer.measures.words import unit_labels
from explorer.pictures import Picture
from explorer.pictures.code import MODULES
from explorer.pictures.literals import reference
from explorer.prediction import TASKS
from explorer.text import TextInput

if TYPE_CHECKING:
    from explorer.engine import Engine
    from explorer.prediction import Predictor


@dataclass(frozen=True)
class Request:
    """One picture that was asked for, as it was typed."""

    name: str
    texts: tuple[str, ...] = ()
    pair: str | None = None
    model: str = BUNDLED_ID
    options: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check what needs no model. Raises InputError."""
        if self.name not in RECIPES:
            raise InputError(f"There is no picture “{self.name}”: “picture --list” names them all.")
        recipe, count = RECIPES[self.name], len(self.texts)
        least, most = _counts(recipe)
        if not least <= count <= most:
            raise InputError(
                f"{self.name} is made from {made_from(self.name)}, not from {count}"
                f"{_as_pair(recipe, count)}."
            )
        if self.pair is not None and (recipe.several or not most):
            raise InputError(f"{self.name} has no second text beside another one.")
        if recipe.unread and recipe.several and self.model == BUNDLED_ID:
            raise InputError(
                f"{self.name} needs a checkpoint with a head of its own for classifying: name one "
                "as the model."
            )
        chosen(self.name, self.options)


def _as_pair(recipe: Recipe, count: int) -> str:
    """Where two texts were given for one: how a model reads both."""
    if count != 2 or recipe.several or recipe.unread or not _counts(recipe)[1]:
        return ""
    return ": give the second one as the pair (--pair) to have both read together"


def _counts(recipe: Recipe) -> tuple[int, float]:
    """How many texts a picture is made from, at least and at most."""
    if recipe.several:
        return 1, float("inf")
    if recipe.unread:
        return 1, 1
    return min(recipe.least, len(recipe.runs)), len(recipe.runs)


def made_from(name: str) -> str:
    """How many texts a picture takes, in words.

    >>> made_from("similarity_heatmap"), made_from("sentence_map")
    ('1 or 2 texts', '1 or more texts')
    """
    least, most = _counts(RECIPES[name])
    if most == 0:
        return "a model alone, without a text"
    if least == most:
        return f"{least} text" + "s" * (least > 1)
    return f"{least} or more texts" if most > 2 else f"{least} or {most:.0f} texts"


class Studio:
    """Makes pictures; keeps the models that it loaded."""

    def __init__(self) -> None:
        """Begin with no model loaded."""
        self._engines: dict[str, Engine] = {}
        self._predictors: dict[tuple[str, str], Predictor] = {}

    def picture(self, asked: Request) -> Picture:
        """The picture. Raises ExplorerError."""
        return _Making(self, asked, RECIPES[asked.name]).picture()

    def engine(self, model: str) -> Engine:
        """The model of that id or folder, loaded once."""
        if model not in self._engines:
            self._engines[model] = explorer.load(model)
        return self._engines[model]

    def predictor(self, task: str, model: str) -> Predictor:
        """The predictor for a task, loaded once; the bundled body is shared."""
        from explorer.predictors import load_predictor

        if (task, model) not in self._predictors:
            body = self.engine(model) if model == BUNDLED_ID else None
            made = load_predictor(task, model, body=body)  # type: ignore[arg-type]
            self._predictors[task, model] = made
        return self._predictors[task, model]


@dataclass
class _Making:
    """One picture while it is made: names and their values, and how the script gets them."""

    studio: Studio
    asked: Request
    recipe: Recipe
    known: dict[str, Any] = field(default_factory=dict)
    made: dict[str, object] = field(default_factory=dict)

    def picture(self) -> Picture:
        self.known |= chosen(self.asked.name, self.asked.options)
        self._read()
        for name, given in self.recipe.made.items():
            tree = self._constant(given if isinstance(given, str) else given(self.known))
            self.known[name] = eval(compile(tree, "<recipe>", "eval"), self._names(tree))
            self.made[name] = ast.unparse(tree)
        self.known |= {name: say(self.known) for name, say in self.recipe.plain.items()}
        refuse(self.known, "label", "label", len(self.known.get("labels", ())))
        given = {part: self.known[part] for part in self._takes if part in self.known}
        return getattr(pictures, self.asked.name)(**given, made=self.made or None)

    @cached_property
    def _takes(self) -> tuple[str, ...]:
        """The figure's arguments by name."""
        return tuple(inspect.signature(getattr(figures, self.asked.name)).parameters)

    def _read(self) -> None:
        """Run the texts, and note what the script needs that is no argument of the picture."""
        self.known |= {"texts": list(self.asked.texts), "sentences": list(self.asked.texts)}
        if self.asked.texts:
            self.known |= {"text": self.asked.texts[0], "pair": self.asked.pair}
        if self.recipe.task:
            self._predict(str(self.known.get("task", self.recipe.task)))
        else:
            self.known["engine"] = engine = self.studio.engine(self.asked.model)
            if "engine" in self._mentioned:
                self.made["engine"] = engine.spec
            pairs = (self.asked.pair, None)  # the second text of a pair stands beside the first
            for name, text, pair in zip(self.recipe.runs, self.asked.texts, pairs, strict=False):
                self._keep(name, engine.run(TextInput(text, pair)))
            if self.recipe.several and "state" in self.known:
                within(engine.run(self.asked.texts[0]), self.known)
        for name in self.recipe.runs[:1]:
            within(self.known[name], self.known)
            self.known["units"] = unit_labels(self.known[name])

    def _keep(self, name: str, value: object) -> None:
        """A pass under its name; the script runs it where it is no argument."""
        self.known[name] = value
        if name not in self._takes:
            self.made[name] = value

    def _predict(self, task: str) -> None:
        """The predictor, and its reading of the text unless the recipe has its own."""
        predictor = self.studio.predictor(task, self.asked.model)
        self.known |= {"predictor": predictor, "engine": predictor.engine}
        if self.recipe.unread:
            load = f"load_predictor({task!r}, {reference(predictor.spec)})"
            if "engine" in self._mentioned:
                self.made["engine"] = f"{load}.engine"
            else:
                self.made["predictor"] = load
            return
        if task in ("answer", "next-sentence") and self.asked.pair is None:
            raise InputError(f"A head for {TASKS[predictor.task]} reads two texts: give a pair.")
        prediction = predictor.run(TextInput(self.asked.texts[0], self.asked.pair))
        self._keep("prediction", prediction)
        self.known["trace"] = prediction.trace
        refuse(self.known, "row", "blank", len(prediction.positions))
        if "trace" in self._takes:
            self.made["trace"] = "prediction.trace"

    @cached_property
    def _mentioned(self) -> set[str]:
        """Every name in the recipe's expressions."""
        texts = [text for text in self.recipe.made.values() if isinstance(text, str)]
        return {name for text in texts for name in _named(ast.parse(text, mode="eval"))}

    def _constant(self, expression: str) -> ast.Expression:
        """The expression with what the reader chose in it as constants."""
        values = {
            name: value
            for name, value in self.known.items()
            if name not in self._takes and _is_plain(value)
        }
        tree = _Constants(values).visit(ast.parse(expression, mode="eval"))
        return ast.fix_missing_locations(tree)

    def _names(self, tree: ast.Expression) -> dict[str, Any]:
        """What the expression's names stand for; nothing else is at hand."""
        named = set(_named(tree))
        found = {name: self.known[name] for name in named if name in self.known}
        for name in named - set(found):
            if not hasattr(builtins, name):
                found |= _modules(name)
        return found


class _Constants(ast.NodeTransformer):
    """Names replaced by constants: a reader's text is a value in the tree, never source."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self.values:
            return _literal(self.values[node.id])
        return node


def _literal(value: Any) -> ast.expr:
    if isinstance(value, list):
        return ast.List([_literal(one) for one in value], ast.Load())
    return ast.Constant(value)


def _is_plain(value: Any) -> bool:
    """Whether a value can stand in an expression as it is."""
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, str | int | float)


def _named(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _modules(name: str) -> dict[str, Any]:
    """What a script would import under a name; nothing for a comprehension's own variable."""
    if name == "np":
        return {name: np}
    for package, known in MODULES.items():
        if name in known:
            inside = package.removeprefix("explorer")
            try:
                return {name: import_module(f"explorer{inside}.{name}")}
            except ModuleNotFoundError:
                return {name: getattr(import_module(f"explorer{inside}"), name)}
    return {}
