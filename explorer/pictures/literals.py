"""Values as Python source: what can be written down, and where a Trace or a Prediction is from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass

import numpy as np

from explorer import catalog, figures
from explorer.catalog import ModelSpec
from explorer.errors import ExplorerError, ModelUnavailable
from explorer.prediction import Prediction
from explorer.text import TextInput
from explorer.trace import Trace

MOST_NUMBERS = 100
"""Larger arrays are not written down: nobody reads them, and a measure made them."""


class NotWritable(ExplorerError):
    """A value that no short script can hold."""


class Writer:
    """The lines of a script so far, its variables, and what it imports."""

    def __init__(self) -> None:
        """Begin an empty script."""
        self.lines: list[str] = []
        self.variables: set[str] = set()
        self._sources: dict[object, str] = {}  # what a variable holds -> its name
        self._imports: dict[str, set[str]] = {}

    def needs(self, package: str, name: str | None = None) -> None:
        """Import a package, or a name from it."""
        self._imports.setdefault(package, set()).update({name} if name else set())

    def imports(self) -> list[str]:
        """The import lines, the whole packages first."""
        whole = {"explorer": "import explorer", "numpy": "import numpy as np"}
        lines = [whole[package] for package in sorted(self._imports) if package in whole]
        if not any("explorer." in line for line in self.lines):
            lines = [line for line in lines if line != "import explorer"]
        for package, names in sorted(self._imports.items()):
            if names:
                lines.append(f"from {package} import {', '.join(sorted(names))}")
        return lines

    def assign(self, name: str, expression: str) -> None:
        """A line that gives a variable its value, unless it has that value already."""
        if name != expression:
            self.lines.append(f"{name} = {expression}")
        self.variables.add(name)

    def expression(self, value: object, name: str) -> str:
        """Source that gives the value. Raises NotWritable; ``name`` says what it is for."""
        if isinstance(value, (Trace, Prediction, ModelSpec)):
            return self._from_model(value, name)
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, (bool, int, str)):
            return repr(value)
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        if isinstance(value, np.ndarray):
            return self._array(value, name)
        if isinstance(value, (tuple, list, set, frozenset, dict)):
            return self._collection(value, name)
        if is_dataclass(value) and not isinstance(value, type):
            return self._record(value, name)
        raise NotWritable(f"“{name}” was computed, and the call that made it is not known here.")

    def first_engine(self, values: Iterable[object]) -> None:
        """The variable ``engine``, for the model of the first Trace among the values."""
        for value in values:
            trace = value.trace if isinstance(value, Prediction) else value
            if isinstance(trace, Trace):
                self._engine(trace.spec)
                return
        raise NotWritable("its model is not known here.")

    def _from_model(self, value: Trace | Prediction | ModelSpec, name: str) -> str:
        if isinstance(value, ModelSpec):
            return self._engine(value)
        return self._sources.get(id(value)) or self._loaded(id(value), name, self._run(value))

    def _run(self, value: Trace | Prediction) -> str:
        trace = value if isinstance(value, Trace) else value.trace
        if "changed" in trace.made_with:
            raise NotWritable("its pass was changed on the way, as by switching heads off.")
        if isinstance(value, Trace):
            dtype = trace.made_with.get("dtype", "float32")
            return f"{self._engine(trace.spec, dtype)}.run({self._text(value.input)})"
        predictor = self._loaded(
            (value.task, value.trace.spec.id, value.trace.spec.revision),
            "predictor",
            f"load_predictor({value.task!r}, {self._reference(value.trace.spec)})",
        )
        self.needs("explorer.predictors", "load_predictor")
        return f"{predictor}.run({self._record(value.trace.input, 'text')})"

    def _engine(self, spec: ModelSpec, dtype: str = "float32") -> str:
        self.needs("explorer")
        numbers = "" if dtype == "float32" else f", dtype={dtype!r}"
        call = f"explorer.load({self._reference(spec)}{numbers})"
        return self._loaded((spec.id, spec.revision, dtype), "engine", call)

    def _reference(self, spec: ModelSpec) -> str:
        if spec.revision:
            self.needs("explorer.catalog", "ModelSpec")
        return reference(spec)

    def _loaded(self, what: object, name: str, expression: str) -> str:
        """The variable that holds a loaded model, assigned when it is first needed."""
        if what not in self._sources:
            name = name if name not in self.variables else self._fresh(name)
            self.assign(name, expression)
            self._sources[what] = name
        return self._sources[what]

    def _fresh(self, name: str) -> str:
        return next(f"{name}_{n}" for n in range(2, 1000) if f"{name}_{n}" not in self.variables)

    def _text(self, text: TextInput) -> str:
        if text == TextInput(text.text, text.pair):
            return repr(text.text) + (f", {text.pair!r}" if text.pair else "")
        return self._record(text, "text")

    def _array(self, values: np.ndarray, name: str) -> str:
        if values.size > MOST_NUMBERS or values.dtype.kind not in "biufU":
            raise NotWritable(f"“{name}” is an array of {values.size:,} numbers that was computed.")
        self.needs("numpy")
        listed = self._collection(values.tolist(), name)
        return f"np.array({listed}, {values.dtype.name!r})"

    def _collection(self, values: object, name: str) -> str:
        if isinstance(values, dict):
            pairs = (f"{key!r}: {self.expression(value, name)}" for key, value in values.items())
            return "{" + ", ".join(pairs) + "}"
        ordered = sorted(values) if isinstance(values, (set, frozenset)) else values
        one = name.removesuffix("s")
        inside = ", ".join(self.expression(value, one) for value in ordered)  # type: ignore
        if isinstance(values, tuple):
            return f"({inside},)" if len(values) == 1 else f"({inside})"
        if isinstance(values, (set, frozenset)):
            return f"{type(values).__name__}([{inside}])"
        return f"[{inside}]"

    def _record(self, value: object, name: str) -> str:
        """A dataclass of the project by its fields; one of the looks by its name."""
        for look in ("LIGHT", "DARK", "PRINT"):
            if value is getattr(figures, look):
                self.needs("explorer", "figures")
                return f"figures.{look}"
        kind = type(value)
        if not kind.__module__.startswith("explorer."):
            raise NotWritable(f"“{name}” was computed, and the call that made it is not known.")
        said = [
            f"{entry.name}={self.expression(held, entry.name)}"
            for entry in fields(value)  # type: ignore[arg-type]
            if not _is_default(held := getattr(value, entry.name), entry.default)
        ]
        self.needs(kind.__module__, kind.__name__)
        return f"{kind.__name__}({', '.join(said)})"


def _is_default(value: object, default: object) -> bool:
    """Whether a field needs no mention."""
    return default is not MISSING and type(value) is type(default) and bool(value == default)


def reference(spec: ModelSpec) -> str:
    """Source of what ``explorer.load`` is given: the id, or the folder that it does not find.

    A model of the hub at one revision is named with it, so that the script reads those weights.
    """
    if spec.revision:
        named = ", ".join(repr(said) for said in (spec.id, spec.label, spec.source))
        return f"ModelSpec({named}, revision={spec.revision!r})"
    if spec.source != "folder":
        return repr(spec.id)
    try:
        return repr(catalog.find(spec.id).id)
    except ModelUnavailable:
        return repr(spec.path or spec.id)
