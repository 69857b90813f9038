"""What each head and layer contributes to a number: switched off one by one, and run again."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explorer.figures.head_boards import Board
from explorer.ui import choices, jobs, widgets
from explorer.ui.panels.what_matters import Question

UNIFORM, FORMER_UNIFORM = "forced to uniform attention", "made to attend to all tokens alike"
MODES = {"set to zero": "zero", UNIFORM: "uniform"}

FORMULA = r"""
Each head is switched off alone, in one pass through the model: set to zero (its output is 0), or
forced to uniform attention, $\alpha_{ij} = 1/T$, as Kovaleva et al. (2019, section 4.5) did.
A skipped layer hands on its input unchanged.

- **vectors**: $1 - \cos$ between the last hidden states with and without, mean over the tokens.
- **similarity**: cosine of the two texts' mean vectors without the head, minus with it.
- **prediction**: total variation, half the sum of the absolute changes of the probabilities (of
  a head that predicts a number, the absolute change of the number).

A head that can be switched off without effect here may matter for other texts, and heads can stand
in for one another (Michel et al., 2019).
"""


def pick_effect(question: Question) -> tuple[str, str]:
    """How a head is switched off, and which change is measured."""
    if (
        st.query_params.get("matters_mode") == FORMER_UNIFORM
        and "matters_mode" not in st.session_state
    ):
        st.session_state["matters_mode"] = UNIFORM  # links that were saved go on working
    left, right = st.columns(2)
    with left:
        mode = widgets.either("A head is", list(MODES), "matters_mode")
    with right:
        names = list(question.effects)
        if st.session_state.get("matters_effect", names[0]) not in names:
            del st.session_state["matters_effect"]
        effect = widgets.either("Measure the change of", names, "matters_effect")
    return MODES[mode], effect


def switched_off(
    question: Question, mode: str, effect: str
) -> tuple[np.ndarray, np.ndarray] | None:
    """The change without each head (L, H) and without each layer (L,); None until asked for."""
    from explorer.engine import ablation

    heads = question.trace.num_layers * question.trace.num_heads
    run = question.effects[effect]
    ablation.check(question.engine)

    def work(progress: jobs.Progress) -> tuple[np.ndarray, np.ndarray]:
        board = ablation.head_effects(question.engine, run, mode, progress=progress)  # type: ignore[arg-type]
        return board, ablation.layer_effects(question.engine, run)

    return jobs.result(
        "matters_board",
        (*question.about, mode, effect),
        work,
        button="Switch off each head in turn",
        cost=f"{heads + question.trace.num_layers} passes through the model.",
        unit="heads",
    )


def board(effect: str, values: np.ndarray) -> Board:
    """Title and range; changes of similarity have a sign."""
    top = max(float(np.abs(values).max()), 1e-6)
    signed = effect == "similarity"
    return Board(f"Each head switched off: {effect}", f"change of {effect}", -top if signed else 0,
                 top, signed)  # fmt: skip


def board_sentences(effect: str, values: np.ndarray) -> tuple[str, str]:
    """What the board shows and its largest cell in words."""
    first_index = choices.first_index()
    layer, head = np.unravel_index(np.abs(values).argmax(), values.shape)
    return (
        f"How much the {effect} changes when one head is switched off, for each of "
        f"{values.size} heads.",
        f"Layer {layer + first_index}, head {head + first_index} matters most: without it the "
        f"{effect} changes by {values[layer, head]:+.4f}. Click a square to open that head.",
    )
