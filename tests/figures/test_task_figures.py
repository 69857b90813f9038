"""Pictures and tables of the tasks: the numbers drawn are the numbers computed."""

import subprocess
import sys

import numpy as np
import pytest
from support.traces import prediction

from explorer import figures, tables
from explorer.figures import LIGHT
from explorer.figures import anatomy as anatomy_pictures
from explorer.figures import batches as batch_pictures
from explorer.figures import predictions as pictures
from explorer.figures.answer import MATRIX_TOKENS
from explorer.measures import anatomy
from explorer.measures.anatomy import Module, Parameter
from explorer.tasks import answer, batches, classify, tag
from explorer.views.spans import Mark, marked

CLASSIFIED = prediction("classify", [1.0, 0.0, -1.0], ("a", "<b>", "$c$"))
TAGGED = prediction("entities", np.eye(5, 3) * 4, ("O", "B-PER", "I-PER"))
ANSWERED = prediction("answer", np.arange(14).reshape(7, 2), ("start", "end"), "a b", "c d")
ROWS = [batches.Row(("x",) * n, np.arange(1, n + 1), np.zeros(n, int), 0) for n in (2, 3)]
BATCH = batches.pad(ROWS, (0, "[PAD]"))
MADE = anatomy.Anatomy(
    "Bert",
    (
        Module("", "Bert", 0, (), 30),
        Module("word_embeddings", "Embedding", 1, (Parameter("weight", (4, 5)),), 20),
        Module("layer", "ModuleList", 1, (), 10),  # counts come from the parameters below
        Module("layer.0", "Layer", 2, (Parameter("weight", (10,)),), 10),
    ),
    (Parameter("word_embeddings.weight", (4, 5)), Parameter("layer.0.weight", (10,))),
)


def test_bars_are_the_probabilities_and_typed_labels_stay_text():
    figure = pictures.label_probabilities(CLASSIFIED, temperature=2)
    np.testing.assert_allclose(figure.data[0].x, classify.probabilities(CLASSIFIED, 2))
    assert "<b>" not in str(figure.layout.yaxis.ticktext)


def test_the_score_matrix_is_grey_where_spans_are_impossible():
    figure = figures.answer_matrix(ANSWERED)
    assert np.isnan(figure.data[0].z[1, 0])
    np.testing.assert_allclose(figure.data[0].z[0, 1], answer.span_scores(ANSWERED)[4, 5])
    assert figure.layout.plot_bgcolor == LIGHT.line


def test_a_long_context_is_shown_around_its_best_answer():
    words = " ".join("abcdefghij"[i % 10] for i in range(200))
    logits = np.zeros((204, 2))
    logits[150] = 9
    long = prediction("answer", logits, ("start", "end"), "q", words)
    figure = figures.answer_matrix(long)
    assert len(figure.data[0].z) == MATRIX_TOKENS
    assert np.nanmax(figure.data[0].z) == pytest.approx(np.nanmax(answer.span_scores(long)))


def test_the_grid_knows_padding_from_words():
    grid = batch_pictures.batch_grid(BATCH, frozenset({1}), "made")
    assert grid.data[0].z.tolist() == [[3, 1, 0], [3, 1, 1]]


def test_shares_of_parameters_add_up():
    assert sum(anatomy_pictures.shares(MADE).values()) == MADE.total == 30


TABLES = {
    "stages": lambda: tables.stages(CLASSIFIED),
    "model_inputs": lambda: tables.model_inputs(CLASSIFIED),
    "head_steps": lambda: tables.head_steps(CLASSIFIED),
    "strategies": lambda: tables.strategies(TAGGED),
    "word_tags": lambda: tables.word_tags(TAGGED),
}
"""Tables without a figure; those of figures are held against theirs in tests/pictures."""


@pytest.mark.parametrize("name", TABLES)
def test_every_table_becomes_csv(name):
    from explorer.tables import to_csv

    frame = TABLES[name]()
    assert len(frame) == len(to_csv(frame).decode().strip().splitlines()) - 1


def test_strategies_stand_one_under_the_other():
    frame = tables.strategies(TAGGED)
    assert set(frame["strategy"]) == set(tag.STRATEGIES)


# --- text with marks


def test_marks_keep_every_character_and_escape_it():
    html = marked("a <b> c", [Mark(2, 5, "X<", "about")])
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "X&lt;" in html


def test_marks_that_overlap_are_drawn_once():
    html = marked("abcdef", [Mark(0, 3, "X"), Mark(2, 5, "Y"), Mark(4, 4, "Z")])
    assert html.count("<mark") == 1


def test_pictures_of_tasks_load_neither_torch_nor_scikit_learn():
    code = (
        "import sys, explorer.figures.predictions, explorer.figures.fill_mask, "
        "explorer.figures.tag, explorer.figures.linear_probe, explorer.figures.batches, "
        "explorer.tables.batches, explorer.tables.predictions; "
        "print(sorted({'torch', 'sklearn', 'transformers', 'streamlit'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
