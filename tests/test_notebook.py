"""The example notebook runs from its first cell to its last, in a kernel of its own."""

import os

import pytest
from support.app_server import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def test_there_is_a_notebook():
    assert NOTEBOOKS


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_and_keeps_no_output(path):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs for cell in cells), "save the notebook without its output"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute(
        env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert all(cell.execution_count for cell in cells)
