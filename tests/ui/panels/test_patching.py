"""Patching: where one changed word counts, by which head, and what cannot be patched."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

SOURCE = {"text": "The cat sat on the bank.", "model": "folder:tiny-bert"}


def test_the_page_opens_on_agreement_and_names_the_head_that_carries_it(visit):
    app = visit("patching")
    said = app.words()
    assert "“keys → key”: the logit of “are” minus that of “is” goes from 1.13 to -2.74." in said
    assert (
        "after layer 2, the state of “keys” alone recovers 96 %; after layer 3, that of “[MA"
        in said
    )
    assert "layer 3, head 1 alone recovers most: 81 %" in said
    assert "Layer 3, head 1 set to zero" in said
    assert len(app.pictures()) == 3


@pytest.mark.parametrize("number", [2, 3])
def test_examples_of_a_label_and_of_similarity(visit, number):
    app = visit("patching")
    app.press(f"example_{number}")
    said = app.words()
    assert ("“positive” minus that of “negative”" in said) == (number == 2)
    assert ("the similarity to “The water was deep.”".lower() in said.lower()) == (number == 3)
    assert len(app.pictures()) == 3
    app.check_up()


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ({}, "no corrupted text yet"),
        ({"patch_other": "The cat sat."}, "patching needs equally many"),
        ({"patch_other": "The cat sat on the bank."}, "nothing to patch"),
        ({"patch_what": "word in the blank", "patch_other": "The dog sat."}, "mask"),
        (
            {"text": "cat " * 200, "patch_other": "dog " * 200, "model": "all-MiniLM-L6-v2"},
            "works up to 128 tokens",
        ),
        ({"patch_what": "nonsense", "patch_other": ""}, ""),
    ],
)
def test_what_cannot_be_patched_is_said_in_a_sentence(visit, link, says):
    app = visit("patching", **{**SOURCE, "patch_what": "similarity to a text", **link})
    assert says in app.words()
    app.check_up()


def test_a_model_with_its_own_attention_has_states_alone(visit):
    app = visit(
        "patching", text=SOURCE["text"], model="folder:tiny-mpnet",
        patch_other="The dog sat on the bank.", patch_what="similarity to a text",
    )  # fmt: skip
    assert "cannot be exchanged one by one" in app.words()
    assert len(app.pictures()) in {1, 2}


def test_an_effect_that_moves_stays_or_fades_is_told_apart():
    from support.traces import make_trace

    from explorer.ui.panels import patching

    class Bench:
        clean = make_trace("the cat sat")

    def said(*states):
        return patching._moves(Bench, np.array(states))  # type: ignore[arg-type]

    stays = said([0, 0, 1, 0, 0], [0, 0, 0.9, 0, 0])
    assert stays == (
        "Copied back after layer 0, the state of “cat” alone recovers 90 %: the effect stays at "
        "this word."
    )
    moves = said([0, 0, 1, 0, 0], [0, 0, 0, 0.8, 0])
    assert moves == (
        "Copied back in the embeddings, the state of “cat” alone recovers 100 %; after layer 0, "
        "that of “sat” recovers 80 %."
    )
    assert "; from after layer 0 on none recovers over 10 %" in said(
        [0, 0, 1, 0, 0], [0, 0.1, 0, 0, 0]
    )


def test_the_calls_of_a_board_and_of_a_path_make_them_again(bundled):
    from explorer import pictures
    from explorer.measures.recovered_effect import token_pairs
    from explorer.predictors import load_predictor
    from explorer.teaching import targets
    from explorer.ui.panels import patching

    call = "targets.label_target(predictor, 1, 0)"

    bench: Any = SimpleNamespace(
        made={"predictor": "load_predictor('classify', 'all-MiniLM-L6-v2')"},
        calls=(
            f"targets.patch(predictor, clean, corrupt, {call})",
            f"targets.head_path(predictor, clean, {call}, {{at}})",
        ),
    )
    clean, corrupt = bundled.run("It's great."), bundled.run("It's awful.")
    head: Any = load_predictor("classify", body=bundled)
    found = targets.patch(head, clean, corrupt, targets.label_target(head, 1, 0))
    for drawn in (
        pictures.patched_states(
            clean, corrupt, token_pairs(clean, corrupt), found.recovered_states, "what",
            made=patching.made(bench, "recovered_states"),
        ),
        pictures.patched_parts(
            clean, corrupt, found.parts, found.recovered_parts, "what",
            made=patching.made(bench, "recovered_parts"),
        ),
    ):  # fmt: skip
        space = {}
        exec(compile(drawn.code.replace("picture.figure.show()", ""), "<code>", "exec"), space)
        assert space["picture"].figure.to_json() == drawn.figure.to_json(), drawn.code
    path = patching.made(bench, "recovered_states", at=(3, 1))
    assert path["values"] == f"targets.head_path(predictor, clean, {call}, (3, 1)).recovered_states"
