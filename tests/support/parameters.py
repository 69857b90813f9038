"""Every name in the app's address, read out of the code: a new one is found without being told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "explorer" / "ui", ROOT / "pages")


@dataclass
class _Code:
    """All that is called, and in which function, module by module."""

    calls: list[tuple[ast.Call, ast.FunctionDef | None, ast.Module]] = field(default_factory=list)
    functions: dict[str, list[ast.FunctionDef]] = field(default_factory=dict)


def parameters() -> set[str]:
    """What any widget binds to the address, and what any code asks of it."""
    code = _read()
    found = {name for call, _, _ in code.calls for name in _asked(call)}
    keyed = {(one.name, name) for one, name in _bound(code, found)}
    while True:  # a key handed down by the caller is the caller's
        more = {(one.name, name) for one, name in _handed(code, keyed, found)} - keyed
        if not more:
            return found
        keyed |= more


def _read() -> _Code:
    code = _Code()
    for file in (file for folder in FOLDERS for file in sorted(folder.rglob("*.py"))):
        module = ast.parse(file.read_text("utf-8"))
        inside: dict[ast.AST, ast.FunctionDef] = {}
        for one in ast.walk(module):  # from the outside in: the innermost function is kept
            if isinstance(one, ast.FunctionDef):
                code.functions.setdefault(one.name, []).append(one)
                inside.update(dict.fromkeys(ast.walk(one), one))
        calls = (one for one in ast.walk(module) if isinstance(one, ast.Call))
        code.calls += [(call, inside.get(call), module) for call in calls]
    return code


def _asked(call: ast.Call) -> Iterator[str]:
    """The name in st.query_params.get(name)."""
    if ast.unparse(call.func).endswith("query_params.get"):
        yield from _texts(call.args[:1])


def _bound(code: _Code, found: set[str]) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Adds the keys beside a bind; yields those that the function was given."""
    for call, function, module in code.calls:
        if any(word.arg == "bind" for word in call.keywords):
            for key in (word.value for word in call.keywords if word.arg == "key"):
                yield from _resolved(key, function, module, found)


def _handed(
    code: _Code, keyed: set[tuple[str, str]], found: set[str]
) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Adds what such functions are called with; yields what their callers were given."""
    for call, function, module in code.calls:
        called = ast.unparse(call.func).rpartition(".")[2]
        for name in (name for one, name in keyed if one == called):
            for one in code.functions.get(called, []):
                for value in _given(call, one, name):
                    yield from _resolved(value, function, module, found)


def _given(call: ast.Call, function: ast.FunctionDef, name: str) -> list[ast.expr]:
    """What a call gives a parameter, its default where it gives nothing."""
    named = [word.value for word in call.keywords if word.arg == name]
    order = [one.arg for one in function.args.args]
    place = order.index(name) if name in order else len(call.args)
    defaults = dict(zip(reversed(order), reversed(function.args.defaults), strict=False))
    return named or call.args[place : place + 1] or [one for one in [defaults.get(name)] if one]


def _resolved(
    key: ast.expr, function: ast.FunctionDef | None, module: ast.Module, found: set[str]
) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Adds the texts that a key can be; yields it where it is a parameter."""
    names = {one.id for one in ast.walk(key) if isinstance(one, ast.Name)}
    if isinstance(key, ast.Constant):
        found |= set(_texts([key]))
    elif isinstance(key, ast.Name) and function and key.id in _parameters(function):
        yield function, key.id
    elif isinstance(key, ast.Name):  # of a loop, or set before
        for scope in filter(None, (function, module)):
            for one in ast.walk(scope):
                if isinstance(one, ast.For | ast.comprehension) and _targets(one.target) & names:
                    found |= set(_texts(ast.walk(one.iter))) | _constants(one.iter, module)
                elif isinstance(one, ast.Assign) and _targets(*one.targets) & names:
                    found |= set(_texts(ast.walk(one.value)))


def _constants(iterated: ast.expr, module: ast.Module) -> set[str]:
    """The texts in a module's constant that is looped over."""
    names = {one.id for one in ast.walk(iterated) if isinstance(one, ast.Name)}
    sets = (one for one in module.body if isinstance(one, ast.Assign))
    return {text for one in sets if _targets(*one.targets) & names
            for text in _texts(ast.walk(one.value))}  # fmt: skip


def _targets(*targets: ast.expr) -> set[str]:
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _parameters(function: ast.FunctionDef) -> set[str]:
    return {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}


def _texts(nodes) -> Iterator[str]:
    for node in nodes:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and value.replace("_", "a").isalnum():
            yield value
