"""What a picture's script may hold: typed text as strings alone, or one line that says why not."""

import ast
import contextlib
from dataclasses import replace

import numpy as np
import pytest
from support.figure_cases import names, picture
from support.traces import HOSTILE, hostile_trace, make_trace

from explorer import figures, pictures
from explorer.catalog import ModelSpec
from explorer.measures import link_scores
from explorer.pictures.code import MODULES

BOARD = figures.Board("Entropy", "bits", 0.0, 4.0)


@pytest.mark.parametrize("name", names())
def test_code_is_a_short_script_or_one_line_that_says_why_not(name):
    for trace in (make_trace(), hostile_trace()):
        code = picture(name, trace).code
        assert len(code.splitlines()) < 15
        if code.startswith("#"):
            assert len(code.splitlines()) == 1
            assert code.startswith("# There is no script for this picture: “")
        else:
            assert ast.parse(code).body


def test_a_reason_is_given_where_nobody_knows_how_numbers_were_made():
    weights = np.zeros((40, 40))
    code = pictures.head_board(make_trace(), weights, BOARD).code
    assert code == (
        "# There is no script for this picture: “values” is an array of 1,600 numbers that was "
        "computed.\n"
    )


def test_what_a_reader_typed_enters_only_as_a_string():
    typed = '\'); import os  # """ \\ \n' + " ".join(HOSTILE)
    trace = make_trace()
    made = pictures.link_bars(
        trace, link_scores.link_scores(trace, [(1, 2)]), typed,
        made={"scores": "link_scores.link_scores(trace, [(1, 2)])"},
    )  # fmt: skip
    tree = ast.parse(made.code)
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert typed in strings
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all("os" not in [name.name for name in node.names] for node in imports)


def test_a_pass_that_was_changed_has_no_script(bundled):
    from explorer.engine import ablation

    with ablation.without_heads(bundled, [(2, 3)], "uniform"):
        changed = bundled.run("The cat sat.")
    code = pictures.attention_heatmap(changed, 2, 3).code
    assert code.startswith("# There is no script for this picture: its pass was changed")
    assert pictures.attention_heatmap(bundled.run("The cat sat."), 2, 3).code[0] != "#"


def test_numbers_of_half_precision_are_loaded_in_half_precision():
    made_with = {"dtype": "bfloat16"}
    code = pictures.mask_effect(*[replace(make_trace(), made_with=made_with)] * 2).code
    assert "dtype='bfloat16'" in code


def test_a_call_that_names_nothing_known_is_a_mistake():
    made = pictures.attention_heatmap(make_trace(), 0, 0, made={"layer": "nowhere.layer()"})
    with pytest.raises(ValueError, match=r"“nowhere” in “nowhere\.layer"):
        _ = made.code


def test_modules_that_calls_may_name_are_there():
    from importlib import import_module

    for package, known in MODULES.items():
        room = import_module(package)
        for name in known:
            with contextlib.suppress(ModuleNotFoundError):
                import_module(f"{package}.{name}")
            assert hasattr(room, name), (package, name)


def test_a_script_names_the_revision_of_a_model_of_the_hub():
    trace = make_trace()
    specs = [ModelSpec("org/bert", "BERT", "hub", revision=name) for name in ("main", "v'2")]
    first, second = (replace(trace, spec=spec) for spec in specs)
    code = pictures.mask_effect(first, second).code
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    given = [ast.unparse(call) for call in calls if getattr(call.func, "id", "") == "ModelSpec"]
    assert [eval(one, {"ModelSpec": ModelSpec}) for one in given] == specs
    assert "from explorer.catalog import ModelSpec" in code
    assert code.count("explorer.load(ModelSpec(") == 2
